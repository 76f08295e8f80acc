#pragma once
// Batched, key/value-cached sampling: fills the pool of teacher-sampled prefixes. Internal.

#include "core/engine/models/causallm_torch.h"

#include <stop_token>

namespace retort {

/// `count` sequences of `length` ids that start with the columns of `prompts` [count, P ≥ 1] int64;
/// returns [count, length] int64. Deterministic in `seed` and the number of threads. Stops early
/// (rows then end in zeros) when `stop` is requested.
torch::Tensor sampleSequences(CausalLmImpl &model, const torch::Tensor &prompts,
                              std::int64_t length, double temperature, int topK, double topP,
                              std::uint64_t seed, const std::stop_token &stop);

} // namespace retort
