#pragma once
// The first pass over the vocabulary: logits, their maxima, and sums of exponentials relative to
// the maximum so far. Included by headkernels_*.cpp only.

#include "core/engine/objective/fusedhead/blocks.h"

namespace retort {
namespace {

/// Takes the place of −∞, whose difference with itself is none.
constexpr float ruledOut = -1e30F;

struct RawSums
{
    Floats student{}, teacher{}, forward{}, reverse{};
};

struct Maxima
{
    Floats student, teacher;
};

template <bool teacher, bool forward, bool reverse>
RETORT_INLINE RawSums rawSums(const float *logits, int entries, const Maxima &max, float exponent)
{
    RawSums sum;
    // A token that the teacher rules out makes the reverse sum infinite however rare it is in the
    // student's eyes: there its exponential must not vanish.
    constexpr float lowest = reverse ? smallest : vanishing;
    for (int v = 0; v < entries; ++v, logits += panelLanes) {
        const Floats s = load(logits);
        const Floats es = exp2((s - max.student) * exponent, lowest);
        sum.student += es;
        if constexpr (teacher) {
            const Floats t = load(logits + blockSize);
            const Floats et = exp2((t - max.teacher) * exponent);
            sum.teacher += et;
            if constexpr (forward)
                sum.forward += et * (larger(all(ruledOut), t) - s);
            if constexpr (reverse)
                sum.reverse += es * (s - t);
        }
    }
    return sum;
}

RETORT_INLINE RawSums rawSums(const HeadTemperature &temperature, const float *logits, int entries,
                              const Maxima &max)
{
    const float k = temperature.exponent;
    if (!temperature.teacher)
        return rawSums<false, false, false>(logits, entries, max, k);
    if (temperature.forward && temperature.reverse)
        return rawSums<true, true, true>(logits, entries, max, k);
    if (temperature.forward)
        return rawSums<true, true, false>(logits, entries, max, k);
    if (temperature.reverse)
        return rawSums<true, false, true>(logits, entries, max, k);
    return rawSums<true, false, false>(logits, entries, max, k);
}

/// total = total · factor + part, a lane each.
RETORT_INLINE void carry(double *total, Floats factor, Floats part)
{
    for (int lane = 0; lane < vectorLanes; ++lane)
        total[lane] = total[lane] * double(factor[lane]) + double(part[lane]);
}

RETORT_INLINE Floats largest(const float *logits, int entries, Floats start)
{
    for (int v = 0; v < entries; ++v, logits += panelLanes)
        start = larger(load(logits), start);
    return start;
}

/// Takes a block at one vector of positions, the chunk's `lane`th on, into the slice's statistics.
void takeBlock(const HeadChunk &chunk, const HeadSlice &slice, const float *logits, int entries,
               int lane)
{
    const std::int64_t lanes = std::int64_t(chunk.panels) * panelLanes;
    const Maxima before{load(slice.studentMax + lane), load(slice.teacherMax + lane)};
    Maxima max = before;
    max.student = largest(logits, entries, before.student);
    store(slice.studentMax + lane, max.student);
    if (chunk.teacher) {
        max.teacher = largest(logits + blockSize, entries, before.teacher);
        store(slice.teacherMax + lane, max.teacher);
    }
    for (int j = 0; j < chunk.temperatures; ++j) {
        const HeadTemperature &temperature = chunk.temperature[j];
        const RawSums part = rawSums(temperature, logits, entries, max);
        double *sums = slice.sums + j * headSums * lanes + lane;
        const Floats student = exp2((before.student - max.student) * temperature.exponent);
        carry(sums + StudentSum * lanes, student, part.student);
        if (temperature.reverse)
            carry(sums + ReverseSum * lanes, student, part.reverse);
        if (!temperature.teacher)
            continue;
        const Floats teacher = exp2((before.teacher - max.teacher) * temperature.exponent);
        carry(sums + TeacherSum * lanes, teacher, part.teacher);
        if (temperature.forward)
            carry(sums + ForwardSum * lanes, teacher, part.forward);
    }
}

/// The logits at the labels of a panel's positions that are in the block.
void takeLabels(const HeadChunk &chunk, const Block &block, const float *logits, int panel)
{
    const int first = panel * panelLanes;
    for (int lane = 0; lane < panelLanes && first + lane < chunk.rows; ++lane) {
        const std::int64_t v = chunk.labels[first + lane] - block.first;
        if (v >= 0 && v < block.entries)
            chunk.labelLogit[first + lane] = logits[v * panelLanes + lane];
    }
}

void forwardSlice(const HeadChunk &chunk, const HeadSlice &slice)
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
void combineSlices(const HeadChunk &chunk, const HeadSlice *slices, int count, int panel,
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
