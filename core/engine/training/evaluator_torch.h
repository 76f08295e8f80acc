#pragma once
// Held-out figures. Teacher and truth never change during a run, so what they say about the
// validation windows is worked out once and kept while it fits. Internal to the engine.

#include "core/engine/models/causallm_torch.h"
#include "core/engine/text/dataset.h"
#include "core/engine/training/observer.h"
#include "core/engine/training/prepare.h"

#include <torch/torch.h>

#include <optional>
#include <stop_token>
#include <vector>

namespace retort {

class Evaluator
{
public:
    /// Looks at no more than `windows` validation windows, evenly spaced. `teacher` may be null.
    Evaluator(const Dataset &dataset, CausalLmPtr teacher, int windows);

    std::int64_t targets() const; ///< target positions of an evaluation

    /// Floor lines, nats per target token: nothing where there is no teacher or no truth.
    struct Floors
    {
        std::optional<double> teacherCrossEntropy, truthCrossEntropy, teacherError;
    };
    /// nullopt once `stop` is requested, as below: half of the windows would be another figure.
    std::optional<Floors> floors(const std::stop_token &stop);

    /// Means over all windows, without step and seconds.
    std::optional<Evaluation> evaluate(CausalLmImpl &student, const std::stop_token &stop);

private:
    /// One part of the validation windows and what is known about it.
    struct Part
    {
        torch::Tensor inputs;         ///< [B, T]
        torch::Tensor targets;        ///< [B·T]
        torch::Tensor teacher, truth; ///< log-probabilities [B·T, V] where kept
    };
    torch::Tensor teacherLogProbabilities(Part &part);
    torch::Tensor truthLogProbabilities(Part &part);

    const Dataset &m_dataset;
    CausalLmPtr m_teacher;
    std::shared_ptr<const TextTruth> m_truth;
    std::vector<Part> m_parts;
    bool m_keep = false;
};

/// What is known of a run before its first step; steps and threads are the caller's. nullopt once
/// `stop` is requested.
std::optional<RunFacts> gatherFacts(const Prepared &prepared, Evaluator &evaluator,
                                    const std::stop_token &stop);

} // namespace retort
