#pragma once
// The first pass over the vocabulary: logits, their maxima, and sums of exponentials relative to
// the maximum so far. Included by headkernels_*.cpp only.

#include "core/engine/objective/fusedhead/rawsums.h"

namespace retort {
namespace {

/// The logits at the labels of a panel's positions that are in the block.
inline void takeLabels(const HeadChunk &chunk, const Block &block, const float *logits, int panel)
{
    const int first = panel * panelLanes;
    for (int lane = 0; lane < panelLanes && first + lane < chunk.rows; ++lane) {
        const std::int64_t v = chunk.labels[first + lane] - block.first;
        if (v >= 0 && v < block.entries)
            chunk.labelLogit[first + lane] = logits[v * panelLanes + lane];
    }
}

inline void forwardSlice(const HeadChunk &chunk, const HeadSlice &slice)
{
    const std::int64_t lanes = std::int64_t(chunk.panels) * panelLanes;
    for (std::int64_t i = 0; i < lanes; ++i)
        slice.studentMax[i] = slice.teacherMax[i] = ruledOut;
    for (std::int64_t i = 0; i < chunk.temperatures * headSums * lanes; ++i)
        slice.sums[i] = 0;
    for (std::int64_t i = slice.firstBlock; i < slice.firstBlock + slice.blocks; ++i) {
        const Block block = blockAt(chunk, i);
        for (int panel = 0; panel < chunk.panels; ++panel) {
            const bool streamed = chunk.streamed && isStored(slice, i);
            float *kept = logitsOf(chunk, slice, i) + panel * sides(chunk) * blockSize;
            float *logits = streamed ? slice.scratch : kept;
            makeLogits(chunk, block, panel, logits);
            for (int half = 0; half < panelLanes; half += vectorLanes)
                takeBlock(chunk, slice, logits + half, block.entries, panel * panelLanes + half);
            takeLabels(chunk, block, logits, panel);
            if (streamed)
                stream(kept, logits, sides(chunk) * blockSize);
        }
    }
    finishStreams();
}

/// The slices' sums at a panel's positions, brought to one maximum and added in their order.
inline void combineSlices(const HeadChunk &chunk, const HeadSlice *slices, int count, int panel,
                          double *sums)
{
    const std::int64_t lanes = std::int64_t(chunk.panels) * panelLanes;
    for (int lane = panel * panelLanes; lane < (panel + 1) * panelLanes; lane += vectorLanes) {
        Maxima max{all(ruledOut), all(ruledOut)};
        for (int i = 0; i < count; ++i) {
            max.student = larger(load(slices[i].studentMax + lane), max.student);
            max.teacher = larger(load(slices[i].teacherMax + lane), max.teacher);
        }
        store(chunk.studentMax + lane, max.student);
        store(chunk.teacherMax + lane, max.teacher);
        for (int j = 0; j < chunk.temperatures; ++j) {
            const float k = chunk.temperature[j].exponent;
            double *to = sums + j * headSums * lanes + lane;
            for (int sum = 0; sum < headSums; ++sum)
                for (int l = 0; l < vectorLanes; ++l)
                    to[sum * lanes + l] = 0;
            for (int i = 0; i < count; ++i) {
                const Floats student = exp2((load(slices[i].studentMax + lane) - max.student) * k);
                const Floats teacher = exp2((load(slices[i].teacherMax + lane) - max.teacher) * k);
                const double *from = slices[i].sums + j * headSums * lanes + lane;
                for (int sum = 0; sum < headSums; ++sum) {
                    const bool ofStudent = sum == StudentSum || sum == ReverseSum;
                    const Floats factor = ofStudent ? student : teacher;
                    for (int l = 0; l < vectorLanes; ++l)
                        to[sum * lanes + l] += from[sum * lanes + l] * double(factor[l]);
                }
            }
        }
    }
}

} // namespace
} // namespace retort
