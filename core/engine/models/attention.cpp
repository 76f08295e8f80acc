#include "core/engine/models/attention_torch.h"

#include "core/engine/models/decodeattention_torch.h"

#include <algorithm>
#include <limits>

namespace retort {

namespace {

/// Queries at a time.
constexpr std::int64_t pieceSize = 512;

} // namespace

torch::Tensor Attention::operator()(const torch::Tensor &queries, const torch::Tensor &keys,
                                    const torch::Tensor &values, const Layer &layer)
{
    const auto heads = queries.size(1);
    const auto size = queries.size(3);
    const auto mixed = attend(queries.view({keys.size(0), -1, size}), keys, values, layer);
    return mixed.view({m_batch, heads, m_positions, size})
        .transpose(1, 2)
        .reshape({m_batch * m_positions, heads * size});
}

torch::Tensor Attention::attend(const torch::Tensor &queries, const torch::Tensor &keys,
                                const torch::Tensor &values, const Layer &layer)
{
    const auto rows = keys.size(0);
    const auto size = keys.size(2);
    const auto firstSeen = [&](std::int64_t position) {
        return layer.window ? std::max<std::int64_t>(0, m_past + position + 1 - layer.window) : 0;
    };
    if (m_positions == 1 && decodeAttentionApplies(queries, keys)) {
        const auto from = firstSeen(0);
        return decodeAttention(queries, keys.narrow(1, from, m_past + 1 - from),
                               values.narrow(1, from, m_past + 1 - from), layer.scale);
    }
    if (m_positions <= pieceSize) {
        return attendPiece(queries, keys, values, layer,
                           {0, m_positions, firstSeen(0), m_past + m_positions});
    }
    const auto grouped = queries.view({rows, -1, m_positions, size});
    std::vector<torch::Tensor> pieces;
    for (std::int64_t first = 0; first < m_positions; first += pieceSize) {
        const auto count = std::min(pieceSize, m_positions - first);
        const Piece piece{first, count, firstSeen(first), m_past + first + count};
        const auto part = grouped.narrow(2, first, count).reshape({rows, -1, size});
        pieces.push_back(
            attendPiece(part, keys, values, layer, piece).view({rows, -1, count, size}));
    }
    return torch::cat(pieces, 2);
}

torch::Tensor Attention::attendPiece(const torch::Tensor &queries, const torch::Tensor &keys,
                                     const torch::Tensor &values, const Layer &layer,
                                     const Piece &piece)
{
    const auto seen = piece.to - piece.from;
    const auto groups = queries.size(1) / piece.count;
    // Scaling and masking ride on the product.
    const auto scores =
        torch::baddbmm(mask(piece, groups, layer.window, queries.options()), queries,
                       keys.narrow(1, piece.from, seen).transpose(1, 2), 1, layer.scale);
    auto weights = torch::softmax(scores, -1);
    if (layer.random)
        weights = (*layer.random)(weights, layer.dropout);
    return torch::bmm(weights, values.narrow(1, piece.from, seen));
}

torch::Tensor Attention::mask(const Piece &piece, std::int64_t groups, int window,
                              const torch::TensorOptions &options)
{
    const bool isWhole = piece.count == m_positions;
    if (isWhole && m_masks.contains(window))
        return m_masks[window];
    // Key `from + j` stands after query `past + first + i` where j − i exceeds the first diagonal.
    const auto diagonal = m_past + piece.first - piece.from;
    const auto never = torch::full({piece.count, piece.to - piece.from},
                                   -std::numeric_limits<float>::infinity(), options);
    auto mask = never.triu(diagonal + 1);
    if (window && diagonal + piece.count > window)
        mask = mask + never.tril(diagonal - window);
    if (groups > 1)
        mask = mask.repeat({groups, 1});
    if (isWhole)
        m_masks[window] = mask;
    return mask;
}

} // namespace retort
