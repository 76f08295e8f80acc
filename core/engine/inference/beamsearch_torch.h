#pragma once
// Batched, key/value-cached beam search: the likeliest sequences of a model, for sequence-level
// distillation (Kim & Rush 2016). Internal. N prompts, K beams, V vocabulary.

#include "core/engine/models/causallm_torch.h"

#include <stop_token>

namespace retort {

/// The likeliest sequence of `length` ids found with K beams for each row of `prompts` [N, P ≥ 1]
/// int64: [N, length]; length ≤ context + 1. All sequences have one length, so there is nothing to
/// normalise by. One beam is greedy search. Stops early (rows then end in zeros) when `stop` is
/// requested.
torch::Tensor beamSequences(CausalLmImpl &model, const torch::Tensor &prompts, std::int64_t length,
                            int beams, const std::stop_token &stop);

} // namespace retort
