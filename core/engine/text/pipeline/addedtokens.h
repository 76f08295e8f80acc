#pragma once
// Tokens that a tokenizer file lists beside its model's vocabulary: found in the text as they are
// spelt, before it is cut.

#include "core/engine/text/pipeline/alignedtext.h"
#include "core/engine/text/pipeline/trie.h"
#include "core/engine/text/tokenizer.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

struct AddedToken
{
    TokenId id = -1;
    std::string content = {};
    bool singleWord = false; ///< not as a part of a word
    bool stripLeft = false;  ///< takes the blanks before it
    bool stripRight = false; ///< takes the blanks behind it
    bool normalized = false; ///< looked for in the normalised text
    bool special = false;    ///< decode() leaves it out

    bool operator==(const AddedToken &) const = default;
};

/// Bytes [begin, end) of a text; `id` −1: text between tokens.
struct AddedMatch
{
    TokenId id;
    std::uint32_t begin, end;
};

/// Finds some spellings in texts: the leftmost, of several there the longest. Immutable.
class AddedTokenFinder
{
public:
    /// A token and how it is spelt in the texts to be searched; spellings differ and none is empty.
    AddedTokenFinder(std::vector<AddedToken> tokens, std::vector<std::string> spellings);

    /// Covers the text, in order.
    std::vector<AddedMatch> find(std::string_view text) const;

private:
    void addMatch(std::string_view text, std::size_t begin, std::size_t end,
                  const AddedToken &token, std::vector<AddedMatch> &matches,
                  std::size_t &covered) const;

    std::vector<AddedToken> m_tokens;
    std::optional<Trie> m_trie; ///< words are places in m_tokens
    std::array<bool, 256> m_starts{};
};

} // namespace retort
