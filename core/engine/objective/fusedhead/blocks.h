#pragma once
// Where a chunk's panels and blocks lie, and how a block's logits are made. Logits, stored or not,
// are [R/L, student and teacher, 84, L]. Included by headkernels_*.cpp only.

#include "core/engine/objective/fusedhead/headjobs.h"
#include "core/engine/objective/fusedhead/product.h"

namespace retort {
namespace {

inline constexpr std::int64_t blockSize = std::int64_t(headBlockEntries) * panelLanes;

struct Block
{
    std::int64_t first; ///< vocabulary entry
    int entries;
};

RETORT_INLINE Block blockAt(const HeadChunk &chunk, std::int64_t index)
{
    const std::int64_t first = index * headBlockEntries;
    const std::int64_t left = chunk.vocabulary - first;
    return {first, int(left < headBlockEntries ? left : headBlockEntries)};
}

RETORT_INLINE int sides(const HeadChunk &chunk)
{
    return chunk.teacher ? 2 : 1;
}

RETORT_INLINE bool isStored(const HeadSlice &slice, std::int64_t block)
{
    return block - slice.firstBlock < slice.stored;
}

/// Where the logits of a slice's block are, or are to be made.
RETORT_INLINE float *logitsOf(const HeadChunk &chunk, const HeadSlice &slice, std::int64_t block)
{
    if (!isStored(slice, block))
        return slice.scratch;
    return slice.logits + (block - slice.firstBlock) * chunk.panels * sides(chunk) * blockSize;
}

/// One side's logits of a block at a panel's positions: [entries, L]. Meanwhile the panel's share
/// of the next block is fetched.
inline void multiply(const HeadChunk &chunk, const Block &block, const float *head,
                     std::int64_t width, const float *lanes, int panel, float *logits)
{
    const int tiles = (block.entries + tileRows - 1) / tileRows;
    for (int tile = 0; tile < tiles; ++tile) {
        const int v = tile * tileRows;
        const int rows = block.entries - v < tileRows ? block.entries - v : tileRows;
        const Left a{head + (block.first + v) * width, width, 1, width, width, 0};
        const Ahead ahead =
            aheadOf(head + (block.first + block.entries) * width, block.entries * width,
                    panel * tiles + tile, chunk.panels * tiles, width);
        anyTile<true>(rows, a, lanes + panel * width * panelLanes, logits + v * panelLanes,
                      panelLanes, false, ahead);
    }
}

/// lanes [columns, L] from a panel's positions of matrix [N, step]; lanes without one become zero.
inline void turnPanel(const HeadChunk &chunk, const float *matrix, std::int64_t step,
                      std::int64_t columns, int panel, float *lanes)
{
    for (int lane = 0; lane < panelLanes; lane += 4) {
        const int row = panel * panelLanes + lane;
        const float *from[4] = {};
        for (int i = 0; i < 4 && row + i < chunk.rows; ++i)
            from[i] = matrix + chunk.positions[row + i] * step;
        if (row + 4 <= chunk.rows) {
            turnFour(from, columns, lanes + lane, panelLanes);
            continue;
        }
        for (std::int64_t c = 0; c < columns; ++c)
            for (int i = 0; i < 4; ++i)
                lanes[c * panelLanes + lane + i] = row + i < chunk.rows ? from[i][c] : 0;
    }
}

/// Both sides' logits of a block at a panel's positions.
inline void makeLogits(const HeadChunk &chunk, const Block &block, int panel, float *logits)
{
    multiply(chunk, block, chunk.studentHead, chunk.studentWidth, chunk.studentLanes, panel,
             logits);
    if (!chunk.teacher)
        return;
    if (chunk.teacherLogits)
        turnPanel(chunk, chunk.teacherLogits + block.first, chunk.vocabulary, block.entries, panel,
                  logits + blockSize);
    else
        multiply(chunk, block, chunk.teacherHead, chunk.teacherWidth, chunk.teacherLanes, panel,
                 logits + blockSize);
}

/// A block's logits at a panel's positions, made again where they were not kept.
RETORT_INLINE float *panelLogits(const HeadChunk &chunk, const HeadSlice &slice, std::int64_t block,
                                 int panel)
{
    float *logits = logitsOf(chunk, slice, block) + panel * sides(chunk) * blockSize;
    if (!isStored(slice, block))
        makeLogits(chunk, blockAt(chunk, block), panel, logits);
    return logits;
}

} // namespace
} // namespace retort
