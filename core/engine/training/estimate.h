#pragma once
// What a run will cost, told before it starts: a layer of each model is timed on this machine and
// multiplied. Rough by nature (within a factor of two); the first steps tell better.

#include "core/engine/models/languagemodel.h"
#include "core/engine/training/experiment.h"

#include <cstdint>
#include <optional>

namespace retort {

struct RunEstimate
{
    double tokensPerSecond =
        0;                   ///< data target tokens of training, sampling and evaluations left out
    double seconds = 0;      ///< of all steps
    std::int64_t memory = 0; ///< bytes at the peak: weights, gradients, AdamW, activations, logits
};

/// `student` and `teacher` (if any) as they will train. Times one layer of each and its share of
/// the head on this machine, with random weights: blocking, a quarter of a second for small models,
/// at most a few seconds. An error if even one layer does not fit the memory.
Result<RunEstimate> estimateRun(const Experiment &experiment, const ModelConfig &student,
                                const std::optional<ModelConfig> &teacher);

} // namespace retort
