#pragma once
// Internal: UTF-8 and character classes. Functions that take code points expect valid text.

#include "core/engine/text/tokenizer.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

/// The code point at `at`, which moves on to the next one. The text must be valid UTF-8.
char32_t nextCodePoint(std::string_view utf8, std::size_t &at);

void appendUtf8(std::string &text, char32_t codePoint);

/// Which characters of a text its bytes belong to.
class CharacterCounter
{
public:
    explicit CharacterCounter(std::string_view utf8);

    /// The characters that bytes [begin, end) touch.
    TokenSpan around(std::size_t begin, std::size_t end) const;

private:
    std::vector<std::size_t> m_starts; ///< characters that begin at or before a byte
};

/// The same text with U+FFFD for each longest stretch that begins like a character but is none
/// (Unicode 15, §3.9, "substitution of maximal subparts").
std::string withoutInvalidUtf8(std::string_view bytes);

/// White_Space.
bool isSpace(char32_t codePoint);
/// Letters, marks, digits and "_": \p{L}, \p{M}, \p{N}.
bool isWordCharacter(char32_t codePoint);
/// Ideographs and kana, which are written without blanks: each is a word of its own.
bool isIdeograph(char32_t codePoint);
/// The same as isIdeograph(), as a part of a regular expression's character class.
extern const char *const ideographRanges;

/// Full case folding: equal for texts that differ in capitals only.
std::string caseFolded(std::string_view utf8);

/// A token for the screen: "␣", "⏎", "⇥", "<0x8F>" for what could not be seen.
std::string visibleText(std::string_view utf8);

} // namespace retort
