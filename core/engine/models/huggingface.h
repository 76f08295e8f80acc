#pragma once
// The JSON side of a model folder in the Hugging Face layout, as `transformers` reads and writes
// it. No LibTorch.

#include "core/engine/models/configreader.h"
#include "core/engine/models/languagemodel.h"
#include "core/engine/models/specialtokens.h"

#include <string>
#include <vector>

namespace retort {

/// Most bytes that are read of a folder's JSON files: many times what a model within ModelLimits
/// needs.
constexpr std::size_t largestModelJson = 1 << 20;

/// The object in a JSON file of at most that size; an error names the file.
Result<ConfigReader::Json> readJsonFile(const std::filesystem::path &file);

/// The text of a config.json. Refuses families and variants that would compute something else, and
/// names what is supported. @param name the file, for messages
Result<ModelConfig> parseModelConfig(std::string_view json, const std::string &name);

/// config.json in `folder`.
Result<ModelConfig> readModelConfig(const std::filesystem::path &folder);

std::string modelConfigJson(const ModelConfig &config, const SpecialTokens &tokens,
                            WeightType type);

/// model.safetensors, or the shards that model.safetensors.index.json lists.
Result<std::vector<std::filesystem::path>> weightFiles(const std::filesystem::path &folder);

} // namespace retort
