#pragma once
// Internal: components of a tokenizer file from their JSON. Each gives null and leaves an error if
// it cannot be made.

#include "core/engine/text/pipeline/fieldreader.h"
#include "core/engine/text/pipeline/pipelinetokenizer.h"

namespace retort {

NormalizerPtr readNormalizer(nlohmann::json &json, ReaderErrors &errors);
PreTokenizerPtr readPreTokenizer(nlohmann::json &json, ReaderErrors &errors, Spelling &spelling);
DecoderPtr readDecoder(nlohmann::json &json, ReaderErrors &errors, Spelling &spelling);
/// Ids that it adds go to `ids`, so that somebody can see whether they exist.
PostProcessorPtr readPostProcessor(nlohmann::json &json, ReaderErrors &errors,
                                   std::vector<TokenId> &ids);

/// The name of a component's type; empty and an error if it has none.
std::string typeOf(const nlohmann::json &json, const std::string &kind, ReaderErrors &errors);

} // namespace retort
