#pragma once
// Causal attention of new positions to themselves and those before them, as every decoder here
// uses it. Needs LibTorch; internal to the engine.
//
// B batch, T new positions, S positions attended to (the new ones are the last), K key/value heads,
// G queries a key (heads / K), D size of a head.

#include "core/engine/models/decoderparts_torch.h"

namespace retort {

/// One call of a decoder: what all its layers share.
class Attention
{
public:
    /// @param past positions before the new ones
    Attention(std::int64_t batch, std::int64_t positions, std::int64_t past)
        : m_batch(batch), m_positions(positions), m_past(past)
    {
    }

    struct Layer
    {
        double scale = 1; ///< of the products of queries and keys
        int window = 0;   ///< positions that one sees, itself among them; 0: all
        double dropout = 0;
        Dropout *random = nullptr; ///< null: not in training
    };

    /// softmax(scale · Q Kᵀ + mask) V. Long texts go in pieces, so that no more than a part of the
    /// [T, S] scores is held at once where no gradient is wanted.
    /// @param queries [B, K·G, T, D], contiguous; @param keys, values [B·K, S, D]
    /// @returns [B·T, K·G·D]
    torch::Tensor operator()(const torch::Tensor &queries, const torch::Tensor &keys,
                             const torch::Tensor &values, const Layer &layer);

private:
    struct Piece
    {
        std::int64_t first, count; ///< new positions
        std::int64_t from, to;     ///< keys that any of them sees
    };

    torch::Tensor attend(const torch::Tensor &queries, const torch::Tensor &keys,
                         const torch::Tensor &values, const Layer &layer);
    /// @param queries [B·K, G·count, D]
    torch::Tensor attendPiece(const torch::Tensor &queries, const torch::Tensor &keys,
                              const torch::Tensor &values, const Layer &layer, const Piece &piece);
    /// [G·count, to − from]: 0 where a position sees another, else −inf.
    torch::Tensor mask(const Piece &piece, std::int64_t groups, int window,
                       const torch::TensorOptions &options);

    std::int64_t m_batch, m_positions, m_past;
    std::map<int, torch::Tensor> m_masks; ///< by window, of a call in one piece
};

} // namespace retort
