#pragma once
// What a tokenizer file's "decoder" does: turns tokens as the vocabulary spells them back into
// text. Each is immutable and takes and gives a list of parts, which are joined in the end.

#include "core/engine/result.h"
#include "core/engine/text/pipeline/regex.h"

#include <memory>
#include <string>
#include <vector>

namespace retort {

class Decoder
{
public:
    virtual ~Decoder() = default;

    /// Never fails: where a pattern cannot be matched, the parts stay as they are.
    virtual void apply(std::vector<std::string> &parts) const = 0;
};

using DecoderPtr = std::unique_ptr<const Decoder>;

/// Byte symbols to bytes; what is no UTF-8 becomes U+FFFD.
DecoderPtr makeByteLevelDecoder();
DecoderPtr makeMetaspaceDecoder(char32_t replacement, bool dropsFirst);
DecoderPtr makeWordPieceDecoder(std::string prefix, bool cleanUp);
/// Suffixes that end words become blanks.
DecoderPtr makeBpeDecoder(std::string suffix);
/// "<0x61>" to bytes; U+FFFD for each byte of a run that is no UTF-8.
DecoderPtr makeByteFallbackDecoder();
DecoderPtr makeFuseDecoder();
DecoderPtr makeStripDecoder(char32_t content, std::size_t start, std::size_t stop);
DecoderPtr makeReplaceDecoder(Regex pattern, std::string content);
DecoderPtr makeCtcDecoder(std::string padToken, std::string wordDelimiter, bool cleanUp);
DecoderPtr makeDecoderSequence(std::vector<DecoderPtr> steps);

} // namespace retort
