#pragma once
// A tokenizer.json, strictly read, as a tokeniser.

#include "core/engine/text/pipeline/tokenizerfile.h"
#include "core/engine/text/tokenizer.h"

namespace retort {

/// `json`: the text that `file` was read from; `name` stands for it in messages. Every component,
/// every field that is not supported is an error by name.
Result<TokenizerPtr> makePipeline(TokenizerFile file, std::string_view json,
                                  const std::string &name);

} // namespace retort
