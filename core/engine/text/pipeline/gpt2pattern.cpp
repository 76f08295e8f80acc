#include "core/engine/text/pipeline/gpt2pattern.h"

#include "core/engine/text/unicode.h"

#include <utf8proc.h>

#include <array>

namespace retort {

namespace {

enum class Kind : unsigned char { Letter, Number, Space, Sign };

Kind kindOfCodePoint(char32_t c)
{
    if (isSpace(c))
        return Kind::Space;
    const utf8proc_category_t category = utf8proc_category(utf8proc_int32_t(c));
    if (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO)
        return Kind::Letter;
    if (category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO)
        return Kind::Number;
    return Kind::Sign;
}

class Cutter
{
public:
    explicit Cutter(std::string_view text) : m_text(text), m_ascii(asciiKinds()) {}

    /// Where the match ends that begins at `at`.
    std::size_t matchEnd(std::size_t at) const
    {
        if (m_text[at] == '\'')
            if (const std::size_t size = contraction(at); size > 0)
                return at + size;
        std::size_t next = at;
        Kind kind = kindAt(next);
        if (m_text[at] == ' ' && next < m_text.size()) {
            std::size_t afterBlank = next;
            kind = kindAt(afterBlank);
            if (kind != Kind::Space)
                return runEnd(afterBlank, kind);
            kind = Kind::Space;
        }
        if (kind != Kind::Space)
            return runEnd(next, kind);
        return blanksEnd(at);
    }

private:
    using Kinds = std::array<Kind, 128>;

    static const Kinds &asciiKinds()
    {
        static const Kinds kinds = [] {
            Kinds made;
            for (char32_t c = 0; c < 0x80; ++c)
                made[c] = kindOfCodePoint(c);
            return made;
        }();
        return kinds;
    }

    Kind kindAt(std::size_t &at) const
    {
        const auto byte = static_cast<unsigned char>(m_text[at]);
        if (byte < 0x80) {
            ++at;
            return m_ascii[byte];
        }
        return kindOfCodePoint(nextCodePoint(m_text, at));
    }

    std::size_t runEnd(std::size_t at, Kind kind) const
    {
        for (std::size_t next = at; next < m_text.size(); at = next)
            if (kindAt(next) != kind)
                break;
        return at;
    }

    /// A run of blanks leaves its last one to the word behind it.
    std::size_t blanksEnd(std::size_t at) const
    {
        const std::size_t start = at;
        std::size_t last = at;
        for (std::size_t next = at; next < m_text.size(); at = next) {
            if (kindAt(next) != Kind::Space)
                break;
            last = at;
        }
        return at == m_text.size() || last == start ? at : last;
    }

    std::size_t contraction(std::size_t at) const
    {
        const std::string_view rest = m_text.substr(at + 1, 2);
        for (const std::string_view ending : {"s", "t", "re", "ve", "m", "ll", "d"})
            if (rest.starts_with(ending))
                return 1 + ending.size();
        return 0;
    }

    std::string_view m_text;
    const Kinds &m_ascii;
};

} // namespace

Status cutLikeGpt2(std::string_view text, std::vector<Stretch> &stretches)
{
    const Cutter cutter(text);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = cutter.matchEnd(at);
        stretches.push_back({std::uint32_t(at), std::uint32_t(end), true});
        at = end;
    }
    return {};
}

} // namespace retort
