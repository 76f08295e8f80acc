#pragma once
// What a tokenizer file's "post_processor" does: puts special tokens around the ids of a text, and
// leaves blanks out of the places of tokens. Immutable.

#include "core/engine/text/tokenizer.h"

#include <memory>
#include <string>
#include <vector>

namespace retort {

/// A token with its place in characters of the original text, and how it is spelt there.
struct PlacedToken
{
    TokenId id = -1;
    TokenSpan span = {};
    std::string spelling = {};
};

class PostProcessor
{
public:
    virtual ~PostProcessor() = default;

    /// `special`: with the tokens that are put around.
    virtual void apply(std::vector<PlacedToken> &tokens, bool special) const = 0;
    /// The same for ids alone.
    virtual void apply(std::vector<TokenId> &ids, bool special) const = 0;
    /// What it puts in front of the text, or −1.
    virtual TokenId first() const { return -1; }
};

using PostProcessorPtr = std::unique_ptr<const PostProcessor>;

/// A piece of a template: ids to put there, or none for the text.
struct TemplatePiece
{
    std::vector<PlacedToken> tokens = {};
    bool isText = false;
};

PostProcessorPtr makeTemplate(std::vector<TemplatePiece> pieces);
/// ByteLevel's; `addsBlank`: the pre-tokeniser puts a blank in front, which belongs to no one.
PostProcessorPtr makeTrimOffsets(bool addsBlank);
PostProcessorPtr makePostProcessorSequence(std::vector<PostProcessorPtr> steps);

} // namespace retort
