#pragma once
// What tells Llama, Mistral and Qwen2 apart besides attention's window. No LibTorch.

#include "core/engine/models/modelconfig.h"

namespace retort {

/// Which projections have biases.
struct LlamaBiases
{
    bool queryKeyValue = false, mix = false, feedForward = false;
};

LlamaBiases llamaBiases(const ModelConfig &config);

} // namespace retort
