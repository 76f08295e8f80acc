#pragma once
// GPT-2's decoder (Radford et al. 2019): learnt positions, pre-normalisation, GELU in its tanh
// form, output usually tied to the token embedding. Needs LibTorch; internal to the engine.
//
// Parameters carry Hugging Face's names ("transformer.h.0.attn.c_attn.weight") and its [in, out]
// layout of projections, so a saved file is the module as it stands.

#include "core/engine/models/causallm_torch.h"

#include <optional>

namespace retort {

/// Weights normal with deviation 0.02, residual projections divided by sqrt(2 · layers), biases 0,
/// gains 1; without a seed they are allocated only, to be overwritten.
CausalLmPtr makeGpt(const ModelConfig &config, std::optional<std::uint64_t> seed);

} // namespace retort
