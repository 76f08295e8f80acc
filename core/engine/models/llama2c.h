#pragma once
// Weights in the format of llama2.c (github.com/karpathy/llama2.c): version 0, whose file begins
// with seven sizes, and version 1, which begins with "ak42"; both float32.

#include "core/engine/models/languagemodel.h"

#include <filesystem>

namespace retort {

/// A Llama of the file's sizes and weights, with rotary pairs reordered from neighbours to halves
/// as Hugging Face has them. Errors name the file: sizes out of range, a length that is not exactly
/// what the sizes ask for, weights that are not finite, version 2 (8-bit weights), more tokens in
/// the tokeniser than in the model.
Result<LanguageModel> importLlama2c(const std::filesystem::path &file, TokenizerPtr tokenizer);

} // namespace retort
