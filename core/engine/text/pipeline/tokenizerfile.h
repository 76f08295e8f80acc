#pragma once
// A tokenizer.json taken apart: its vocabulary and merges in lists of their own, as they are large,
// and the rest as JSON. What a file makes the reader allocate is a small multiple of its size.

#include "core/engine/result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retort {

struct TokenizerFile
{
    static constexpr std::size_t maximumBytes = 64 << 20;

    struct Word
    {
        std::string text;
        std::int64_t id = 0;
        double score = 0; ///< Unigram only

        bool operator==(const Word &) const = default;
    };

    nlohmann::json parts;        ///< without model.vocab and model.merges
    std::vector<Word> words;     ///< by id
    bool wordsAreListed = false; ///< as [word, score], where the place is the id
    bool hasMerges = false;
    std::vector<std::pair<std::string, std::string>> merges;

    bool operator==(const TokenizerFile &) const = default;
};

/// `name` stands for the file in messages. Errors: no JSON object, one that nests too deeply, is
/// too large or names something twice, a vocabulary or merges of another shape.
Result<TokenizerFile> readTokenizerFile(std::string_view json, const std::string &name);

} // namespace retort
