#pragma once
// What a tokenizer file's "normalizer" does to a text before it is cut. Each is immutable.

#include "core/engine/result.h"
#include "core/engine/text/pipeline/alignedtext.h"
#include "core/engine/text/pipeline/charsmap.h"
#include "core/engine/text/pipeline/regex.h"
#include "core/engine/text/pipeline/unicodeforms.h"

#include <memory>
#include <optional>
#include <vector>

namespace retort {

class Normalizer
{
public:
    virtual ~Normalizer() = default;

    /// An error if a pattern cannot be matched, or the text would grow beyond all measure.
    virtual Status apply(AlignedText &text) const = 0;

    /// Whether the first character may end up belonging to a later one of the original text.
    virtual bool movesBeginning() const { return true; }
    /// Whether it may insert text that belongs to no character at all.
    virtual bool insertsWithoutOrigin() const { return false; }
};

using NormalizerPtr = std::unique_ptr<const Normalizer>;

NormalizerPtr makeUnicodeNormalizer(UnicodeForm form);
NormalizerPtr makeLowercase();
NormalizerPtr makeStrip(bool left, bool right);
/// Removes all marks.
NormalizerPtr makeStripAccents();
NormalizerPtr makePrepend(std::string prefix);
NormalizerPtr makeReplace(Regex pattern, std::string content);
NormalizerPtr makePrecompiled(CharsMap map);
NormalizerPtr makeNmt();
/// Writes each byte as a character of GPT-2's byte alphabet.
NormalizerPtr makeByteLevelNormalizer();
struct BertNormalization
{
    bool cleanText = true;
    bool spaceIdeographs = true;
    bool stripAccents = true;
    bool lowercase = true;
};
NormalizerPtr makeBertNormalizer(BertNormalization options);
NormalizerPtr makeNormalizerSequence(std::vector<NormalizerPtr> steps);

/// An error if a text that came from `originalSize` bytes has become absurdly long.
Status checkGrowth(std::size_t size, std::size_t originalSize);

} // namespace retort
