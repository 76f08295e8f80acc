#pragma once
// GPT-2's byte alphabet: a visible character for each byte, so that tokens of bytes can be spelt.

#include <string>
#include <string_view>

namespace retort {

/// UTF-8 of the character that shows a byte.
std::string_view byteSymbol(unsigned char byte);
/// The byte that a character shows, or −1.
int byteOfSymbol(char32_t codePoint);
/// Each byte as its character.
void appendByteSymbols(std::string &text, std::string_view bytes);

} // namespace retort
