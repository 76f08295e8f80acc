#pragma once
// The JSON side of a model folder in the Hugging Face layout, as `transformers` reads and writes
// it. No LibTorch.

#include "core/engine/models/languagemodel.h"

#include <string>
#include <vector>

namespace retort {

/// config.json in `folder`. Refuses families and variants that would compute something else, and
/// names what is supported.
Result<ModelConfig> readModelConfig(const std::filesystem::path &folder);

std::string modelConfigJson(const ModelConfig &config, const Tokenizer &tokenizer, WeightType type);
std::string generationConfigJson(const Tokenizer &tokenizer);
std::string tokenizerConfigJson(const ModelConfig &config, const Tokenizer &tokenizer);

/// model.safetensors, or the shards that model.safetensors.index.json lists.
Result<std::vector<std::filesystem::path>> weightFiles(const std::filesystem::path &folder);

} // namespace retort
