#pragma once
// Batched, key/value-cached sampling: fills the pool of teacher-sampled prefixes. Internal.
// N rows, V vocabulary.

#include "core/engine/models/causallm_torch.h"

#include <stop_token>

namespace retort {

/// What sampling draws from: softmax(logits / temperature), cut to the `topK` likeliest tokens
/// (0: all), then to the fewest that hold `topP` of the mass (1: all). Not renormalised.
/// @param logits [N, V]; @returns [N, V]
torch::Tensor samplingProbabilities(const torch::Tensor &logits, double temperature, int topK,
                                    double topP);

/// One id a row, with probability proportional to `weights` [N, V]: [N] int64. A token of weight 0
/// is never drawn.
torch::Tensor drawTokens(const torch::Tensor &weights, at::Generator &generator);

/// `count` sequences of `length` ids that start with the columns of `prompts` [count, P ≥ 1] int64;
/// returns [count, length] int64; length ≤ context + 1. Deterministic in `seed` and the number of
/// threads. Stops early (rows then end in zeros) when `stop` is requested.
torch::Tensor sampleSequences(CausalLmImpl &model, const torch::Tensor &prompts,
                              std::int64_t length, double temperature, int topK, double topP,
                              std::uint64_t seed, const std::stop_token &stop);

} // namespace retort
