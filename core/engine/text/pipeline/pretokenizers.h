#pragma once
// What a tokenizer file's "pre_tokenizer" does: cuts a text into the pieces that the model gets one
// by one. Each is immutable.

#include "core/engine/result.h"
#include "core/engine/text/pipeline/alignedtext.h"
#include "core/engine/text/pipeline/regex.h"
#include "core/engine/text/tokenizer.h"

#include <memory>
#include <vector>

namespace retort {

/// Bytes [begin, end) of a text, never none.
struct PreToken
{
    std::uint32_t begin = 0, end = 0;
    TokenId id = -1;      ///< of an added token, which is not cut any further
    bool atStart = false; ///< whether the original text begins here
};

struct PreTokens
{
    AlignedText text;
    std::vector<PreToken> pieces = {};
    /// Whether a ByteLevel step may leave its last act to whoever reads the pieces: then their
    /// bytes are still to be written as GPT-2's byte symbols.
    bool mayStayBytes = false;
    bool areBytes = false;

    std::string_view view(const PreToken &piece) const
    {
        return std::string_view(text.text).substr(piece.begin, piece.end - piece.begin);
    }
    bool atStart(const PreToken &piece) const
    {
        return text.tracked ? text.origins[piece.begin].begin == 0 : piece.atStart;
    }
};

class PreTokenizer
{
public:
    virtual ~PreTokenizer() = default;

    /// An error if a pattern cannot be matched.
    virtual Status apply(PreTokens &tokens) const = 0;

    /// Whether it asks where the original text begins.
    virtual bool asksForStart() const { return false; }
};

using PreTokenizerPtr = std::unique_ptr<const PreTokenizer>;

/// What becomes of the stretches that match: "Removed", "Isolated" …
enum class SplitBehavior { Removed, Isolated, MergedWithPrevious, MergedWithNext, Contiguous };

enum class PrependScheme { Always, First, Never };

PreTokenizerPtr makeSplit(Regex pattern, SplitBehavior behavior, bool inverted);
/// Words and runs of signs; blanks go.
PreTokenizerPtr makeWhitespace();
PreTokenizerPtr makeWhitespaceSplit();
PreTokenizerPtr makeDigits(bool individual);
PreTokenizerPtr makePunctuation(SplitBehavior behavior);
PreTokenizerPtr makeBertPreTokenizer();
PreTokenizerPtr makeCharDelimiterSplit(char32_t delimiter);
PreTokenizerPtr makeFixedLength(std::size_t characters);
PreTokenizerPtr makeMetaspace(char32_t replacement, PrependScheme scheme, bool split);
/// GPT-2's: cuts by its pattern if `usesPattern`, then writes bytes as symbols.
PreTokenizerPtr makeByteLevel(bool addsBlank, bool usesPattern);
PreTokenizerPtr makePreTokenizerSequence(std::vector<PreTokenizerPtr> steps);

/// The parts that stay, from stretches that cover a text.
void applyBehavior(SplitBehavior behavior, std::vector<Stretch> &stretches);

} // namespace retort
