#pragma once
// Tokenisers from the files that people have.

#include "core/engine/text/tokenizer.h"

#include <filesystem>

namespace retort {

/// A file: tokenizer.json, SentencePiece's .model, llama2.c's tokeniser .bin, vocab.json or
/// encoder.json or their merges (the other one lies beside it), vocab.txt.
/// A folder: the first of tokenizer.json; vocab.json with merges.txt; encoder.json with vocab.bpe;
/// tokenizer.model; vocab.txt. tokenizer_config.json, special_tokens_map.json, added_tokens.json
/// and config.json beside them tell special tokens and the family.
///
/// Errors: nothing of these (they are listed), a malformed file, with its name and place; a family
/// or component that Retort does not know, by name. Files have at most 64 MiB.
Result<TokenizerPtr> openTokenizer(const std::filesystem::path &fileOrFolder);

/// Whether a folder has any of the files that openTokenizer() looks for.
bool holdsTokenizer(const std::filesystem::path &folder);

/// The contents of a tokenizer.json that gives the ids of llama2.c's tokeniser file: BPE by scores
/// with a fall back to bytes, "<s>" in front. At most 16 MiB.
Result<std::string> tokenizerJsonFromLlama2c(const std::filesystem::path &file);

} // namespace retort
