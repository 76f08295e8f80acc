#pragma once
// Internal: what stands beside a vocabulary in a Hugging Face folder: tokenizer_config.json,
// special_tokens_map.json, added_tokens.json, and the family's name in config.json.

#include "core/engine/result.h"
#include "core/engine/text/tokenizer.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace retort {

/// An object of at most 16 MiB that nests at most 32 levels deep.
Result<nlohmann::json> readJsonObject(const std::filesystem::path &file);

inline constexpr TokenId largestTokenId = 1'000'000;

struct AddedTokenSetting
{
    std::string content;
    std::optional<TokenId> id; ///< without: that of the vocabulary, or a new one
    bool special = true;
    bool stripsLeft = false, stripsRight = false, singleWord = false, normalized = false;
};

struct TokenizerSettings
{
    std::string tokenizerClass; ///< "GPT2Tokenizer" …; empty where nothing says it
    std::string modelType;      ///< config.json's "gpt2" …
    std::optional<bool> prefixSpace, addBegin, addEnd;
    std::optional<bool> lowerCase, stripAccents, splitChinese;
    std::string begin, end, unknown;      ///< empty where nothing says it
    std::vector<AddedTokenSetting> added; ///< contents differ; those with ids first, by id

    /// Adds a token, or gives the one of this content what it lacks. No more than 10,001 are kept.
    void add(const AddedTokenSetting &token);
};

/// Files that are not there say nothing; malformed ones are errors.
Result<TokenizerSettings> readTokenizerSettings(const std::filesystem::path &folder);

} // namespace retort
