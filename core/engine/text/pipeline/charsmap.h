#pragma once
// SentencePiece's precompiled character map: a trie of double arrays (Darts) from stretches of text
// to places in a list of replacements, each ended by a zero byte.

#include "core/engine/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

class CharsMap
{
public:
    /// `base64` as in tokenizer.json. An error says what is wrong with it.
    static Result<CharsMap> parse(std::string_view base64);

    /// What replaces `text`: the replacement of the shortest listed stretch that it begins with.
    std::optional<std::string_view> find(std::string_view text) const;

private:
    std::vector<std::uint32_t> m_units;
    std::string m_replacements;
};

} // namespace retort
