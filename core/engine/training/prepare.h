#pragma once
// From an experiment's settings to the things it trains with.

#include "core/engine/training/trainer.h"

#include <optional>

namespace retort {

struct Prepared
{
    DatasetPtr dataset;
    std::optional<LanguageModel> teacher;
    ModelConfig student;
};

/// Opens text and teacher and sees that they fit together: same vocabulary, context within the
/// teacher's, fewer windows than asked for. The first problem of check() is an error too.
Result<Prepared> prepare(const Experiment &experiment, const ModelResolver &resolver);

Result<LanguageModel> loadModel(const std::string &reference, const ModelResolver &resolver);

} // namespace retort
