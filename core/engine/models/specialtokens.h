#pragma once
// What a model folder says of its special tokens beside tokenizer.json. No LibTorch.

#include "core/engine/models/modelconfig.h"
#include "core/engine/text/tokenizer.h"

#include <filesystem>

namespace retort {

struct SpecialTokens
{
    // config.json's ids; −1: none
    TokenId begin = -1, end = -1, pad = -1;
    /// Tokens after which a generated text has ended, of generation_config.json or config.json.
    std::vector<TokenId> ends;
    /// Fields of tokenizer_config.json that a saved copy keeps, as a JSON object; empty: none.
    std::string tokenizerFields;
};

/// Reads config.json, generation_config.json and tokenizer_config.json, of which the last two may
/// be missing. Ids that are no rows of the embedding are left out.
Result<SpecialTokens> readSpecialTokens(const std::filesystem::path &folder,
                                        const ModelConfig &config);

/// Those of a tokeniser alone: its begin token ends the text before.
SpecialTokens specialTokensOf(const Tokenizer &tokenizer);

/// generation_config.json
std::string generationConfigJson(const SpecialTokens &tokens);

/// tokenizer_config.json for AutoTokenizer, which takes the rest from tokenizer.json.
std::string tokenizerConfigJson(const ModelConfig &config, const SpecialTokens &tokens,
                                const Tokenizer &tokenizer);

} // namespace retort
