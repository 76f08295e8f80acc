#include "core/engine/text/pipeline/model.h"

#include <array>
#include <cstdio>

namespace retort {

Error Model::unknownError(std::string_view text)
{
    return {RETORT_SENTENCE("The tokenizer's vocabulary lacks \"%1\" and has no token for what is "
                            "unknown. Use another tokenizer or remove it from the text."),
            {std::string(text.substr(0, 80))}};
}

std::array<TokenId, 256> Model::byteTokens() const
{
    std::array<TokenId, 256> ids;
    for (unsigned byte = 0; byte < 256; ++byte) {
        std::array<char, 8> name;
        std::snprintf(name.data(), name.size(), "<0x%02X>", byte);
        ids[byte] = m_words.find(name.data());
    }
    return ids;
}

} // namespace retort
