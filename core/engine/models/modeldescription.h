#pragma once
// What a model folder holds, told without reading its weights.

#include "core/engine/models/languagemodel.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace retort {

struct ModelDescription
{
    ModelConfig config;
    std::int64_t parameters = 0;
    std::uint64_t weightBytes = 0; ///< of the files on disk
    std::string weightType;        ///< "F32", "BF16": of most bytes
    std::string tokenizerKind;     ///< Tokenizer::kind()
    int tokens = 0;                ///< that the tokeniser knows
    std::string tokenizerFingerprint;
    std::string
        licence; ///< text of a licence file in the folder, its beginning; empty: there is none
};

/// Checks configuration, tokeniser and the weights' headers as loading would, except for the values
/// of the weights. Blocking, milliseconds to a second; for a background thread.
Result<ModelDescription> describeModel(const std::filesystem::path &folder);

} // namespace retort
