#pragma once
// Internal: Oniguruma's character classes and properties, written as PCRE2 has them.

#include <cstddef>
#include <string>
#include <string_view>

namespace retort {

/// What was read of a pattern, or why it cannot be.
struct PatternPart
{
    std::string text = {};
    std::string reason = {};
    /// Whether `text` may stand between the brackets of a class.
    bool isItem = false;
};

/// The class whose '[' stands before `at`, which moves on behind its ']'.
PatternPart translateClass(std::string_view pattern, std::size_t &at, int depth = 0);
/// The escape whose '\' stands before `at`: what stands for characters, in and outside of classes.
/// An empty text without a reason: it is none of these.
PatternPart translateCharacterEscape(std::string_view pattern, std::size_t &at);
/// A word character outside of a class may also be one of "²³¹¼½¾".
PatternPart withSuperscripts(PatternPart part);
/// A literal character that needs no look at where it stands.
std::string escapedCharacter(char32_t codePoint);

} // namespace retort
