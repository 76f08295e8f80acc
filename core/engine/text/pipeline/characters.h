#pragma once
// Character classes as the `tokenizers` library has them, by Unicode's names for its properties.

namespace retort {

/// Cc, Cf and Co (Unicode 8); tab and line ends are left out. BertNormalizer removes them.
bool isControl(char32_t codePoint);
/// Mn (Unicode 8).
bool isNonspacingMark(char32_t codePoint);
/// M (as in canonical reordering's tables, Unicode 9).
bool isMark(char32_t codePoint);
/// P (Unicode 8) and ASCII's signs.
bool isPunctuation(char32_t codePoint);
/// N (Unicode 17).
bool isNumber(char32_t codePoint);
/// \w of Unicode's Technical Standard 18 (Unicode 17): letters, marks, digits, connectors, joiners.
bool isWordLike(char32_t codePoint);

} // namespace retort
