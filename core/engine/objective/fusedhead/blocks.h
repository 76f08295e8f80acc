#pragma once
// Where a chunk's panels and blocks lie, and how a block's logits are made. Logits, stored or not,
// are [R/L, student and teacher, 84, L]. Included by headkernels_*.cpp only.

#include "core/engine/objective/fusedhead/headjobs.h"
#include "core/engine/objective/fusedhead/product.h"

namespace retort {
namespace {

constexpr std::int64_t blockSize = std::int64_t(headBlockEntries) * panelLanes;

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

/// Asks for `count` floats that will be wanted soon.
RETORT_INLINE void prefetch(const float *from, std::int64_t count)
{
    for (std::int64_t i = 0; i < count; i += 16)
        __builtin_prefetch(from + i, 0, 2);
}

/// One side's logits of a block at a panel's positions: [entries, L]. Meanwhile a panel's part of
/// the next block is fetched.
void multiply(const HeadChunk &chunk, const Block &block, const float *head, std::int64_t width,
              const float *lanes, int panel, float *logits)
{
    const std::int64_t next = block.first + headBlockEntries + panel * block.entries / chunk.panels;
    for (int v = 0; v < block.entries; v += tileRows) {
        const int rows = block.entries - v < tileRows ? block.entries - v : tileRows;
        const Left a{head + (block.first + v) * width, width, 1, width, width, 0};
        const std::int64_t wanted = next + v / chunk.panels;
        const int share = rows / chunk.panels + 1;
        if (wanted + share <= chunk.vocabulary)
            prefetch(head + wanted * width, share * width);
        anyTile<true>(rows, a, lanes + panel * width * panelLanes, logits + v * panelLanes,
                      panelLanes, false);
    }
}

/// The given teacher's logits, turned.
void turn(const HeadChunk &chunk, const Block &block, int panel, float *logits)
{
    for (int lane = 0; lane < panelLanes; ++lane) {
        const int row = panel * panelLanes + lane;
        if (row >= chunk.rows) {
            for (int v = 0; v < block.entries; ++v)
                logits[v * panelLanes + lane] = 0;
            continue;
        }
        const float *from =
            chunk.teacherLogits + chunk.positions[row] * chunk.vocabulary + block.first;
        for (int v = 0; v < block.entries; ++v)
            logits[v * panelLanes + lane] = from[v];
    }
}

/// Both sides' logits of a block at a panel's positions.
void makeLogits(const HeadChunk &chunk, const Block &block, int panel, float *logits)
{
    multiply(chunk, block, chunk.studentHead, chunk.studentWidth, chunk.studentLanes, panel,
             logits);
    if (!chunk.teacher)
        return;
    if (chunk.teacherLogits)
        turn(chunk, block, panel, logits + blockSize);
    else
        multiply(chunk, block, chunk.teacherHead, chunk.teacherWidth, chunk.teacherLanes, panel,
                 logits + blockSize);
}

/// A block's logits at a panel's positions, made again where they were not kept.
RETORT_INLINE const float *panelLogits(const HeadChunk &chunk, const HeadSlice &slice,
                                       std::int64_t block, int panel)
{
    float *logits = logitsOf(chunk, slice, block) + panel * sides(chunk) * blockSize;
    if (!isStored(slice, block))
        makeLogits(chunk, blockAt(chunk, block), panel, logits);
    return logits;
}

} // namespace
} // namespace retort
