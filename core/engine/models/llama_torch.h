#pragma once
// Llama's decoder (Touvron et al. 2023) and those of Mistral and Qwen2, which differ by a window
// and by biases: rotary positions, root-mean-square pre-normalisation (Zhang and Sennrich 2019),
// gated feed-forward (Shazeer 2020), grouped queries (Ainslie et al. 2023). Needs LibTorch;
// internal to the engine. Parameters carry Hugging Face's names
// ("model.layers.0.self_attn.q_proj.weight") and its [out, in] layout, so a saved file is the
// module as it stands.

#include "core/engine/models/causallm_torch.h"

#include <optional>

namespace retort {

/// Weights normal with deviation 0.02, those into the residual stream divided by sqrt(2 · layers),
/// biases 0, gains 1; without a seed they are allocated only, to be overwritten.
CausalLmPtr makeLlama(const ModelConfig &config, std::optional<std::uint64_t> seed);

} // namespace retort
