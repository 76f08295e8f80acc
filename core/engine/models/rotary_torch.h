#pragma once
// Rotary positions (Su et al. 2021) and their stretching to longer texts: linear (Chen et al.
// 2023), dynamic NTK, YaRN (Peng et al. 2023), LongRoPE (Ding et al. 2024) and Llama 3's. Computed
// in float32 and in the order of operations of transformers, since at position 30,000 a rounding of
// a frequency is seen in the logits. Needs LibTorch; internal to the engine.

#include "core/engine/models/modelconfig.h"

#include <torch/torch.h>

namespace retort {

/// Cosine and sine for each position and pair.
struct RotaryAngles
{
    torch::Tensor cosine, sine; ///< [T, D/2]
};

class Rotary
{
public:
    explicit Rotary(const ModelConfig &config);

    /// For positions past … past + T − 1 of a text of that length; for "dynamic" and "longrope" the
    /// frequencies depend on it.
    /// @param like for type and device
    RotaryAngles angles(std::int64_t past, std::int64_t positions, const torch::Tensor &like) const;

    /// [D/2] float32: radians a position, in a text of `length` positions.
    torch::Tensor frequencies(std::int64_t length) const;
    /// What cosine and sine are multiplied by.
    double attentionFactor() const { return m_attentionFactor; }

    /// Turns the pairs (i, i + D/2) of each head. @param x [B, T, heads, D]
    /// @returns [B, heads, T, D], contiguous
    static torch::Tensor turn(const torch::Tensor &x, const RotaryAngles &angles);

private:
    torch::Tensor unstretched(double theta) const;
    torch::Tensor dynamic(std::int64_t length) const;
    torch::Tensor llama3() const;
    torch::Tensor yarn() const;

    int m_size; ///< D
    double m_theta;
    RopeScaling m_scaling;
    double m_attentionFactor = 1;
    torch::Tensor m_short, m_long; ///< [D/2]; the same unless longrope
};

} // namespace retort
