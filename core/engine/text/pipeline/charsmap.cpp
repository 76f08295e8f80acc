#include "core/engine/text/pipeline/charsmap.h"

#include "core/engine/text/dataset.h"

namespace retort {

namespace {

/// Nothing if it is not base64.
std::optional<std::string> fromBase64(std::string_view text)
{
    static constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    while (text.ends_with('='))
        text.remove_suffix(1);
    std::string bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        const std::size_t value = alphabet.find(c);
        if (value == alphabet.npos)
            return std::nullopt;
        bits = bits << 6 | std::uint32_t(value);
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes += char(bits >> count & 0xFF);
        }
    }
    return bytes;
}

std::uint32_t littleEndian(std::string_view bytes, std::size_t at)
{
    std::uint32_t value = 0;
    for (std::size_t i = 4; i-- > 0;)
        value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

Error brokenMap()
{
    return {RETORT_SENTENCE("The tokenizer's precompiled character map is damaged. Export the "
                            "tokenizer again."),
            {}};
}

} // namespace

Result<CharsMap> CharsMap::parse(std::string_view base64)
{
    const std::optional<std::string> bytes = fromBase64(base64);
    if (!bytes || bytes->size() < 4)
        return brokenMap();
    const std::size_t size = littleEndian(*bytes, 0);
    if (size > bytes->size() - 4 || size % 4 != 0 || size == 0)
        return brokenMap();
    CharsMap map;
    map.m_units.reserve(size / 4);
    for (std::size_t at = 4; at < 4 + size; at += 4)
        map.m_units.push_back(littleEndian(*bytes, at));
    map.m_replacements = bytes->substr(4 + size);
    if (firstInvalidUtf8(map.m_replacements))
        return brokenMap();
    return map;
}

std::optional<std::string_view> CharsMap::find(std::string_view text) const
{
    const auto offset = [](std::uint32_t unit) { return unit >> 10 << ((unit & 0x200) >> 6); };
    std::size_t node = offset(m_units[0]);
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        node ^= byte;
        if (byte == 0 || node >= m_units.size())
            return std::nullopt;
        const std::uint32_t unit = m_units[node];
        if ((unit & 0x800000FF) != byte)
            return std::nullopt;
        node ^= offset(unit);
        if ((unit >> 8 & 1) == 0)
            continue;
        if (node >= m_units.size())
            return std::nullopt;
        const std::size_t begin = m_units[node] & 0x7FFFFFFF;
        if (begin > m_replacements.size())
            return std::nullopt;
        const std::string_view rest = std::string_view(m_replacements).substr(begin);
        const std::string_view found = rest.substr(0, rest.find('\0'));
        // A damaged map may point into the middle of a character.
        if (!found.empty() && (static_cast<unsigned char>(found[0]) & 0xC0) == 0x80)
            return std::nullopt;
        return found;
    }
    return std::nullopt;
}

} // namespace retort
