#pragma once
// CE and divergences on logits with ATen operations: the reference path on every device.
// N = B·T positions, V vocabulary. Needs LibTorch; internal to the engine.

#include "core/engine/objective/divergence.h"

#include <torch/torch.h>

namespace retort {

/// Sum over rows of −log q(y): scalar. @param logits [N, V]; @param targets [N] int64, −100 masks.
torch::Tensor crossEntropySum(const torch::Tensor &logits, const torch::Tensor &targets);

/// D(p‖q) of each row, nats: [N]. Differentiable in studentLogits only.
/// @param teacherLogits [N, V] (or log-probabilities); @param studentLogits [N, V]
/// τ and the τ² factor of `term` are applied. Never negative beyond rounding, zero when p = q.
torch::Tensor divergenceRows(const TermSettings &term, const torch::Tensor &teacherLogits,
                             const torch::Tensor &studentLogits);

} // namespace retort
