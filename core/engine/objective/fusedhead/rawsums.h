#pragma once
// Maxima of logits, and sums of exponentials relative to the maximum so far, of one block. Included
// by headkernels_*.cpp only.

#include "core/engine/objective/fusedhead/blocks.h"

namespace retort {
namespace {

/// Takes the place of −∞, whose difference with itself is none.
inline constexpr float ruledOut = -1e30F;

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
inline void takeBlock(const HeadChunk &chunk, const HeadSlice &slice, const float *logits,
                      int entries, int lane)
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

} // namespace
} // namespace retort
