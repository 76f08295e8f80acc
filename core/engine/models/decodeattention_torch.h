#pragma once
// Attention of one new position to everything before it, as token-by-token decoding needs it.
// Needs LibTorch; internal to the engine. R rows (batch × key/value heads), G queries that share a
// row's keys, S positions, D size of a head.

#include <torch/torch.h>

namespace retort {

/// Whether decodeAttention() can take these: float32 on the CPU, no gradient wanted.
bool decodeAttentionApplies(const torch::Tensor &query, const torch::Tensor &keys);

/// softmax(scale · q Kᵀ) V, row by row, in one pass over the cache. ATen's batched product would
/// start two small matrix products a row, which costs several times the arithmetic.
/// @param query [R, G, D], contiguous; @param keys, values [R, S, D], contiguous from S on
/// @returns [R, G, D]
torch::Tensor decodeAttention(const torch::Tensor &query, const torch::Tensor &keys,
                              const torch::Tensor &values, double scale);

} // namespace retort
