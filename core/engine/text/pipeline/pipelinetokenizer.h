#pragma once
// The tokeniser that a tokenizer.json describes: normaliser, pre-tokeniser, model, post-processor
// and decoder, one after the other, as in Hugging Face's `tokenizers`.

#include "core/engine/text/pipeline/addedtokens.h"
#include "core/engine/text/pipeline/decoders.h"
#include "core/engine/text/pipeline/model.h"
#include "core/engine/text/pipeline/normalizers.h"
#include "core/engine/text/pipeline/postprocessors.h"
#include "core/engine/text/pipeline/pretokenizers.h"
#include "core/engine/text/tokenizer.h"

#include <string>
#include <vector>

namespace retort {

/// How the vocabulary writes what a text has.
struct Spelling
{
    bool bytesAsSymbols = false; ///< "Ġ" for a blank
    std::string blank = {};      ///< "▁"; empty: as it is
};

struct Pipeline
{
    NormalizerPtr normalizer = {};     ///< null: there is none
    PreTokenizerPtr preTokenizer = {}; ///< the same
    ModelPtr model = {};
    PostProcessorPtr postProcessor = {}; ///< the same
    DecoderPtr decoder = {};             ///< the same
    std::vector<AddedToken> addedTokens = {};
    /// Of each added token as the normaliser leaves it, if it is looked for in normalised text.
    std::vector<std::string> addedSpellings = {};
    Spelling spelling = {};
    std::string json = {};        ///< the file
    std::string fingerprint = {}; ///< equal for equal tokenisers, however their files are written
};

TokenizerPtr makePipelineTokenizer(Pipeline pipeline);

} // namespace retort
