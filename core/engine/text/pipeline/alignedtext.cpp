#include "core/engine/text/pipeline/alignedtext.h"

#include "core/engine/text/unicode.h"

#include <algorithm>

namespace retort {

namespace {

std::size_t characterSize(char lead)
{
    const auto byte = static_cast<unsigned char>(lead);
    return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

} // namespace

AlignedText::AlignedText(std::string_view original, std::uint32_t begin, std::uint32_t end,
                         bool track)
    : text(original.substr(begin, end - begin))
    , shift(begin)
    , originalSize(end - begin)
    , tracked(track)
{
    if (!tracked)
        return;
    origins.reserve(text.size());
    for (std::uint32_t at = begin; at < end;) {
        const auto size = std::uint32_t(characterSize(original[at]));
        origins.insert(origins.end(), size, {at, at + size});
        at += size;
    }
}

AlignedText::AlignedText(const AlignedText &like)
    : shift(like.shift), originalSize(like.originalSize), tracked(like.tracked)
{
    text.reserve(like.text.size());
    origins.reserve(like.origins.size());
}

void AlignedText::append(const AlignedText &other, std::size_t begin, std::size_t end)
{
    text.append(other.text, begin, end - begin);
    if (tracked)
        origins.insert(origins.end(), other.origins.begin() + std::ptrdiff_t(begin),
                       other.origins.begin() + std::ptrdiff_t(end));
}

void AlignedText::append(std::string_view added, Origin origin)
{
    text.append(added);
    if (tracked)
        origins.insert(origins.end(), added.size(), origin);
}

void AlignedText::replace(const std::vector<Stretch> &stretches, std::string_view content)
{
    AlignedText changed(*this);
    for (const Stretch &stretch : stretches) {
        if (!stretch.matched)
            changed.append(*this, stretch.begin, stretch.end);
        else
            changed.append(content,
                           stretch.end > 0 ? originAt(stretch.end - 1) : Origin{shift, shift});
    }
    *this = std::move(changed);
}

void AlignedText::prepend(std::string_view added)
{
    if (text.empty())
        return;
    const Origin first = originAt(0);
    text.insert(0, added);
    if (tracked)
        origins.insert(origins.begin(), added.size(), first);
}

TextRewriter::TextRewriter(const AlignedText &from, std::size_t begin, std::size_t end,
                           AlignedText &to)
    : m_from(from), m_to(to), m_begin(begin), m_end(end), m_at(begin)
{
}

std::size_t TextRewriter::sizeOfNext() const
{
    return m_at < m_end ? characterSize(m_from.text[m_at]) : 0;
}

void TextRewriter::skip(std::size_t characters)
{
    if (m_from.tracked)
        for (; characters > 0 && m_at < m_end; --characters)
            m_at += sizeOfNext();
}

void TextRewriter::put(char32_t codePoint, long change)
{
    const std::size_t before = m_to.text.size();
    if (codePoint < 0x80)
        m_to.text += char(codePoint);
    else
        appendUtf8(m_to.text, codePoint);
    if (!m_from.tracked)
        return;

    Origin origin;
    if (change > 0)
        origin = m_at > m_begin ? m_from.origins[m_at - 1] : Origin{m_from.shift, m_from.shift};
    else
        origin = m_from.origins[std::min(m_at, m_from.origins.size() - 1)];
    m_to.origins.insert(m_to.origins.end(), m_to.text.size() - before, origin);
    if (change <= 0) {
        m_at += sizeOfNext();
        skip(std::size_t(-change));
    }
}

std::size_t editableFrom(const AlignedText &text)
{
    if (!text.tracked || text.originalSize == 0)
        return 0;
    const auto first = std::find_if(text.origins.begin(), text.origins.end(),
                                    [](const Origin &origin) { return origin.begin < origin.end; });
    return std::size_t(first - text.origins.begin());
}

} // namespace retort
