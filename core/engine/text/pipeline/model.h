#pragma once
// What a tokenizer file's "model" does: turns a piece of text into tokens. Immutable.

#include "core/engine/result.h"
#include "core/engine/text/pipeline/hashing.h"
#include "core/engine/text/tokenizer.h"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace retort {

/// A token from bytes [begin, end) of a piece.
struct ModelToken
{
    TokenId id;
    std::uint32_t begin, end;
};

class Model
{
public:
    explicit Model(Words words) : m_words(std::move(words)) {}
    virtual ~Model() = default;

    /// "bpe", "wordlevel", "wordpiece", "unigram".
    virtual std::string kind() const = 0;
    const Words &words() const { return m_words; }
    /// The id for what the vocabulary lacks, or −1.
    virtual TokenId unknown() const = 0;

    /// Appends the tokens of a piece that is not empty. An error if the vocabulary lacks something
    /// and has no token for it.
    virtual Status tokenize(std::string_view piece, std::vector<ModelToken> &tokens) const = 0;

    /// Where the part that begins at `at` ends, if parts of a piece are tokenised each on its own.
    virtual std::size_t partEnd(std::string_view piece, std::size_t) const { return piece.size(); }
    /// Whether the token for the unknown is spelt as the text that it stands for.
    virtual bool spellsUnknown() const { return false; }
    /// Whether remembering pieces saves time.
    virtual bool isWorthRemembering() const { return true; }

protected:
    static Error unknownError(std::string_view text);
    /// Ids of "<0x00>" … "<0xFF>", −1 where there are none.
    std::array<TokenId, 256> byteTokens() const;

private:
    Words m_words;
};

using ModelPtr = std::unique_ptr<const Model>;

struct BpeOptions
{
    std::optional<std::string> unknownToken = {};
    std::string prefix = {}; ///< of symbols that do not begin a piece
    std::string suffix = {}; ///< of the symbol that ends a piece
    bool fuseUnknown = false;
    bool byteFallback = false;
    bool ignoreMerges = false; ///< a piece that the vocabulary has is one token
};

/// Pairs of words in order of rank. An error names the merge whose parts or result are no words;
/// the file's name is still to be put in front of its arguments.
using Merges = std::vector<std::pair<std::string, std::string>>;
Result<ModelPtr> makeBpe(Words words, const Merges &merges, BpeOptions options);

ModelPtr makeWordLevel(Words words, const std::string &unknownToken);

ModelPtr makeWordPiece(Words words, const std::string &unknownToken, std::string prefix,
                       std::size_t maximumCharacters);

/// `scores` has one for each word. `unknown` −1: there is none.
ModelPtr makeUnigram(Words words, std::vector<double> scores, TokenId unknown, bool byteFallback);

} // namespace retort
