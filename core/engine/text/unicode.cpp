#include "core/engine/text/unicode.h"

#include "core/engine/text/dataset.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <utility>

namespace retort {

namespace {

using Byte = utf8proc_uint8_t;

/// The length of the character at `at`, or a negative number if the bytes there form none.
utf8proc_ssize_t readCodePoint(std::string_view text, std::size_t at, utf8proc_int32_t &codePoint)
{
    return utf8proc_iterate(reinterpret_cast<const Byte *>(text.data() + at),
                            utf8proc_ssize_t(text.size() - at), &codePoint);
}

/// How many bytes at `at`, one at least, begin a character without completing it.
std::size_t maximalSubpart(std::string_view bytes, std::size_t at)
{
    const auto byteAt = [&](std::size_t i) { return i < bytes.size() ? Byte(bytes[i]) : Byte(0); };
    const Byte lead = byteAt(at);
    if (lead < 0xC2 || lead > 0xF4)
        return 1;
    // The second byte's range excludes overlong forms, surrogates and what lies beyond U+10FFFF.
    const Byte low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const Byte high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (byteAt(at + 1) < low || byteAt(at + 1) > high)
        return 1;
    const std::size_t wanted = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    std::size_t length = 2;
    while (length < wanted && (byteAt(at + length) & 0xC0) == 0x80)
        ++length;
    return length;
}

constexpr std::array<std::pair<char32_t, char32_t>, 5> ideographs = {
    {{0x3040, 0x30FF}, {0x3400, 0x4DBF}, {0x4E00, 0x9FFF}, {0xF900, 0xFAFF}, {0x20000, 0x3FFFF}}};

} // namespace

const char *const ideographRanges = "\\x{3040}-\\x{30FF}\\x{3400}-\\x{4DBF}\\x{4E00}-\\x{9FFF}"
                                    "\\x{F900}-\\x{FAFF}\\x{20000}-\\x{3FFFF}";

std::optional<std::size_t> firstInvalidUtf8(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        if (Byte(text[at]) < 0x80) {
            ++at;
            continue;
        }
        utf8proc_int32_t codePoint = 0;
        const utf8proc_ssize_t length = readCodePoint(text, at, codePoint);
        if (length <= 0)
            return at;
        at += std::size_t(length);
    }
    return std::nullopt;
}

char32_t nextCodePoint(std::string_view utf8, std::size_t &at)
{
    if (Byte(utf8[at]) < 0x80)
        return char32_t(utf8[at++]);
    utf8proc_int32_t codePoint = 0;
    at += std::size_t(readCodePoint(utf8, at, codePoint));
    return char32_t(codePoint);
}

void appendUtf8(std::string &text, char32_t codePoint)
{
    std::array<Byte, 4> bytes;
    const auto length = utf8proc_encode_char(utf8proc_int32_t(codePoint), bytes.data());
    text.append(reinterpret_cast<const char *>(bytes.data()), std::size_t(length));
}

CharacterCounter::CharacterCounter(std::string_view utf8)
{
    m_starts.reserve(utf8.size());
    std::size_t starts = 0;
    for (const char c : utf8) {
        starts += (Byte(c) & 0xC0) != 0x80;
        m_starts.push_back(starts);
    }
}

TokenSpan CharacterCounter::around(std::size_t begin, std::size_t end) const
{
    const auto characterAt = [this](std::size_t byte) {
        return byte < m_starts.size() ? std::max<std::size_t>(m_starts[byte], 1) - 1
                                      : (m_starts.empty() ? 0 : m_starts.back());
    };
    if (begin == end)
        return {characterAt(begin), characterAt(begin)};
    return {characterAt(begin), characterAt(end - 1) + 1};
}

std::string withoutInvalidUtf8(std::string_view bytes)
{
    std::string text;
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t valid = firstInvalidUtf8(bytes.substr(at)).value_or(bytes.size() - at);
        text.append(bytes.substr(at, valid));
        at += valid;
        if (at < bytes.size()) {
            text += "\uFFFD";
            at += maximalSubpart(bytes, at);
        }
    }
    return text;
}

bool isSpace(char32_t codePoint)
{
    if ((codePoint >= 0x09 && codePoint <= 0x0D) || codePoint == 0x85)
        return true;
    const utf8proc_category_t category = utf8proc_category(utf8proc_int32_t(codePoint));
    return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL
           || category == UTF8PROC_CATEGORY_ZP;
}

bool isWordCharacter(char32_t codePoint)
{
    const utf8proc_category_t category = utf8proc_category(utf8proc_int32_t(codePoint));
    return codePoint == '_'
           || (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO);
}

bool isIdeograph(char32_t codePoint)
{
    for (const auto &[first, last] : ideographs)
        if (codePoint >= first && codePoint <= last)
            return true;
    return false;
}

std::string caseFolded(std::string_view utf8)
{
    Byte *folded = nullptr;
    const auto options = utf8proc_option_t(UTF8PROC_CASEFOLD | UTF8PROC_STABLE);
    const auto length = utf8proc_map(reinterpret_cast<const Byte *>(utf8.data()),
                                     utf8proc_ssize_t(utf8.size()), &folded, options);
    const std::unique_ptr<Byte, decltype(&std::free)> owner(folded, &std::free);
    if (length < 0)
        return std::string(utf8);
    return std::string(reinterpret_cast<const char *>(folded), std::size_t(length));
}

std::string visibleText(std::string_view utf8)
{
    std::string text;
    for (std::size_t at = 0; at < utf8.size();) {
        const bool first = at == 0;
        const char32_t codePoint = nextCodePoint(utf8, at);
        const utf8proc_category_t category = utf8proc_category(utf8proc_int32_t(codePoint));
        const bool combining = category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME;
        const bool hidden = category >= UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_CN;
        if (codePoint == ' ') {
            text += "␣";
        } else if (codePoint == '\n') {
            text += "⏎";
        } else if (codePoint == '\t') {
            text += "⇥";
        } else if (hidden) {
            std::array<char, 16> code;
            std::snprintf(code.data(), code.size(), "<0x%02X>", unsigned(codePoint));
            text += code.data();
        } else {
            if (first && combining)
                text += "◌";
            appendUtf8(text, codePoint);
        }
    }
    return text;
}

} // namespace retort
