#pragma once
// Internal: the contents of a tokenizer.json, made of the older files of a vocabulary.

#include "core/engine/text/tokenizersettings.h"

namespace retort {

/// Byte-level BPE: ids by token (vocab.json, encoder.json) and a list of merges (merges.txt,
/// vocab.bpe), as GPT-2, RoBERTa and Qwen2 use them; `settings` tell which. Radford et al. 2019.
/// Errors: another family, by name; a file that is malformed, with the line.
Result<std::string> tokenizerJsonFromBpeFiles(const std::filesystem::path &vocabulary,
                                              const std::filesystem::path &merges,
                                              const TokenizerSettings &settings);

/// WordPiece (Devlin et al. 2019): one token a line, the number of the line is the id.
Result<std::string> tokenizerJsonFromWordList(const std::filesystem::path &vocabulary,
                                              const TokenizerSettings &settings);

} // namespace retort
