#pragma once
// The last pass over the vocabulary: the logits' gradient, block by block, and at once its products
// with the head and the hidden states. Included by headkernels_*.cpp only.

#include "core/engine/objective/fusedhead/normalised.h"

namespace retort {
namespace {

/// hidden [R/L, Cs, L] (+)= headᵀ [Cs, entries] · gradient [R/L, entries, L]. Panels are the inner
/// loop: a tile's part of the head has a long step from row to row, and is better read once.
/// Meanwhile the next block's stored logits are fetched.
inline void multiplyHidden(const HeadChunk &chunk, const HeadSlice &slice, std::int64_t index)
{
    const Block block = blockAt(chunk, index);
    const std::int64_t width = chunk.studentWidth;
    const std::int64_t tiles = (width + tileRows - 1) / tileRows;
    const std::int64_t logits = chunk.panels * sides(chunk) * blockSize;
    const float *next = logitsOf(chunk, slice, index + 1);
    for (std::int64_t tile = 0; tile < tiles; ++tile) {
        const std::int64_t c = tile * tileRows;
        const int rows = width - c < tileRows ? int(width - c) : tileRows;
        const Left a{
            chunk.studentHead + block.first * width + c, 1, width, block.entries, block.entries, 0};
        for (int panel = 0; panel < chunk.panels; ++panel)
            anyTile<false>(rows, a, slice.gradient + panel * blockSize,
                           slice.hiddenGradient + (panel * width + c) * panelLanes, panelLanes,
                           index != slice.firstBlock,
                           aheadOf(next, logits, tile * chunk.panels + panel, tiles * chunk.panels,
                                   block.entries));
    }
}

/// One tile of head [entries, Cs] += gradient [entries, R] · hidden [R, Cs]: `rows` entries from
/// `v` on, a panel's lanes of columns from `c` on.
inline void multiplyHeadTile(const HeadChunk &chunk, const HeadSlice &slice, float *head,
                             const Left &a, int rows, std::int64_t c, const Ahead &ahead)
{
    const std::int64_t width = chunk.studentWidth;
    const float *lanes = chunk.studentRows + c * chunk.panels * panelLanes;
    if (c + panelLanes <= width)
        return anyTile<true>(rows, a, lanes, head + c, width, true, ahead);
    for (int i = 0; i < rows; ++i)
        for (std::int64_t l = 0; l < panelLanes; ++l)
            slice.tile[i * panelLanes + l] = c + l < width ? head[i * width + c + l] : 0;
    anyTile<true>(rows, a, lanes, slice.tile, panelLanes, true, ahead);
    for (int i = 0; i < rows; ++i)
        for (std::int64_t l = 0; c + l < width; ++l)
            head[i * width + c + l] = slice.tile[i * panelLanes + l];
}

/// head [entries, Cs] += gradient [entries, R] · hidden [R, Cs]. Meanwhile the head and its
/// gradient of the next block are fetched.
inline void multiplyHead(const HeadChunk &chunk, const HeadSlice &slice, const Block &block)
{
    const std::int64_t width = chunk.studentWidth;
    const std::int64_t tiles =
        (block.entries + tileRows - 1) / tileRows * ((width + panelLanes - 1) / panelLanes);
    const std::int64_t next = (block.first + block.entries) * width;
    std::int64_t tile = 0;
    for (int v = 0; v < block.entries; v += tileRows) {
        const int rows = block.entries - v < tileRows ? block.entries - v : tileRows;
        const Left a{
            slice.gradient + v * panelLanes, panelLanes, 1, chunk.rows, panelLanes, blockSize};
        float *head = chunk.headGradient + (block.first + v) * width;
        for (std::int64_t c = 0; c < width; c += panelLanes, ++tile) {
            const float *from = tile % 2 == 0 ? chunk.studentHead : chunk.headGradient;
            multiplyHeadTile(
                chunk, slice, head, a, rows, c,
                aheadOf(from + next, block.entries * width, tile / 2, (tiles + 1) / 2, chunk.rows));
        }
    }
}

inline void backwardSlice(const HeadChunk &chunk, const HeadSlice &slice)
{
    for (std::int64_t i = slice.firstBlock; i < slice.firstBlock + slice.blocks; ++i) {
        const Block block = blockAt(chunk, i);
        for (int panel = 0; panel < chunk.panels; ++panel) {
            const float *logits = panelLogits(chunk, slice, i, panel);
            float *gradient = slice.gradient + panel * blockSize;
            for (int half = 0; half < panelLanes; half += vectorLanes)
                gradientOfBlock(chunk, logits + half, isStored(slice, i), block.entries,
                                panel * panelLanes + half, gradient + half);
            for (int lane = 0; lane < panelLanes && panel * panelLanes + lane < chunk.rows;
                 ++lane) {
                const std::int64_t v = chunk.labels[panel * panelLanes + lane] - block.first;
                if (v >= 0 && v < block.entries)
                    gradient[v * panelLanes + lane] -= chunk.labelSlope;
            }
        }
        if (chunk.hiddenGradient)
            multiplyHidden(chunk, slice, i);
        if (chunk.headGradient)
            multiplyHead(chunk, slice, block);
    }
}

} // namespace
} // namespace retort
