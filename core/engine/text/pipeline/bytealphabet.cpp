#include "core/engine/text/pipeline/bytealphabet.h"

#include "core/engine/text/unicode.h"

#include <array>

namespace retort {

namespace {

bool isShownAsItself(int byte)
{
    return (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
}

struct Alphabet
{
    std::array<std::string, 256> symbols;
    std::array<int, 512> bytes;

    Alphabet()
    {
        bytes.fill(-1);
        int hidden = 0;
        for (int byte = 0; byte < 256; ++byte) {
            const int symbol = isShownAsItself(byte) ? byte : 256 + hidden++;
            appendUtf8(symbols[std::size_t(byte)], char32_t(symbol));
            bytes[std::size_t(symbol)] = byte;
        }
    }
};

const Alphabet &alphabet()
{
    static const Alphabet made;
    return made;
}

} // namespace

std::string_view byteSymbol(unsigned char byte)
{
    return alphabet().symbols[byte];
}

int byteOfSymbol(char32_t codePoint)
{
    return codePoint < 512 ? alphabet().bytes[codePoint] : -1;
}

void appendByteSymbols(std::string &text, std::string_view bytes)
{
    const Alphabet &made = alphabet();
    for (const char byte : bytes)
        text += made.symbols[static_cast<unsigned char>(byte)];
}

} // namespace retort
