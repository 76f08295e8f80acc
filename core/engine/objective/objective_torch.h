#pragma once
// CE and divergences on logits with ATen operations: the reference path on every device.
// N = B·T positions, V vocabulary. Needs LibTorch; internal to the engine.

#include "core/engine/objective/terms.h"

#include <torch/torch.h>

namespace retort {

/// Sum over rows of −log q(y): scalar. @param logits [N, V]; @param targets [N] int64, −100 masks.
torch::Tensor crossEntropySum(const torch::Tensor &logits, const torch::Tensor &targets);

/// D(p‖q) of each row at τ, times the τ² factor, nats: [N]. Differentiable in studentLogits only.
/// @param teacherLogits [N, V] (or log-probabilities), −∞ rules a token out;
/// @param studentLogits [N, V]
/// Never negative beyond rounding, zero when p = q.
torch::Tensor divergenceRows(const DivergenceSettings &divergence,
                             const torch::Tensor &teacherLogits,
                             const torch::Tensor &studentLogits);

/// Sum over rows of a term: of divergenceRows, or with hard targets of −log q(y) at τ times the τ²
/// factor. Rows with target −100 count nothing. @param targets [N] int64
torch::Tensor termSum(const TermSettings &term, const torch::Tensor &teacherLogits,
                      const torch::Tensor &studentLogits, const torch::Tensor &targets);

} // namespace retort
