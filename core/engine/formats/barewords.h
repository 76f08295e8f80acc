#pragma once
// Words that JSON does not have, but that programs write all the same: Python's json has -Infinity,
// Infinity and NaN.

#include <string>
#include <string_view>

namespace retort {

/// What stands in strings for the words. The last one is a delete sign.
namespace bareword {
inline constexpr std::string_view minusInfinity = "-inf";
inline constexpr std::string_view plusInfinity = "+inf";
inline constexpr std::string_view notANumber = "\x7F";
} // namespace bareword

/// Puts a string in the place of each such word outside strings. Length and places stay, so that a
/// parser's places are those of the file.
void quoteBareWords(std::string &json);

} // namespace retort
