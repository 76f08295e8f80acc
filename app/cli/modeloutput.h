#pragma once
// Where commands put model folders.

#include "core/engine/models/languagemodel.h"

#include <filesystem>
#include <map>
#include <string>

namespace retort {

/// "float32", "float16", "bfloat16"
extern const std::map<std::string, WeightType> weightTypes;

/// An error unless `folder` is new, empty, or holds a model, which may be replaced.
Status checkModelOutput(const std::filesystem::path &folder);

/// Writes the model to such a folder: a new one stands under its name once it is whole, and of one
/// that is there all files of the model are replaced together, others stay.
Status writeModel(const LanguageModel &model, const std::filesystem::path &folder, WeightType type);

} // namespace retort
