#pragma once
// From an experiment's settings to the things it trains with.

#include "core/engine/training/trainer.h"

#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

namespace retort {

struct Prepared
{
    DatasetPtr dataset;
    std::optional<LanguageModel> teacher;
    ModelConfig student;
    /// Where the student's weights come from; null: random ones.
    std::optional<LanguageModel> origin;
    std::vector<int> originLayers; ///< empty: all of them
};

/// What a preparation tells while it goes on: a sentence, and how much of it is done, 0 … 1.
using PreparationProgress = std::function<void(const Error &sentence, double done)>;

/// Opens text, teacher and the student's origin and sees that they fit together: same vocabulary,
/// context within that of both models, fewer windows than asked for. The first problem of check()
/// is an error too, and so is a request to stop.
Result<Prepared> prepare(const Experiment &experiment, const ModelResolver &resolver,
                         const PreparationProgress &progress = {}, std::stop_token stop = {});

/// The student at step 0.
Result<LanguageModel> makeStudent(const Prepared &prepared, std::uint64_t seed);

Result<LanguageModel> loadModel(const std::string &reference, const ModelResolver &resolver,
                                TokenizerNeed need = TokenizerNeed::Always);

} // namespace retort
