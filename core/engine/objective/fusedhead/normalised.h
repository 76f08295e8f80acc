#pragma once
// What needs normalised probabilities: values and slopes of the divergences that have no shorter
// way, and the gradient by the logits. Included by headkernels_*.cpp only.

#include "core/engine/objective/fusedhead/blocks.h"
#include "core/engine/objective/fusedhead/slopes.h"

namespace retort {
namespace {

/// One vector of positions at one temperature.
struct Normal
{
    Floats studentMax, studentLog, teacherMax, teacherLog;
    float exponent;

    static Normal at(const HeadChunk &chunk, int temperature, int lane)
    {
        const HeadTemperature &given = chunk.temperature[temperature];
        return {load(chunk.studentMax + lane), load(given.studentLog + lane),
                load(chunk.teacherMax + lane), load(given.teacherLog + lane), given.exponent};
    }
    Floats logQ(const float *logits) const
    {
        return (load(logits) - studentMax) * exponent - studentLog;
    }
    Floats logP(const float *logits) const
    {
        return (load(logits + blockSize) - teacherMax) * exponent - teacherLog;
    }
};

/// Calls `function` with the kind as a constant.
template <typename Function>
RETORT_INLINE void withKind(Divergence kind, Function function)
{
    switch (kind) {
    case Divergence::ForwardKl: return function.template operator()<Divergence::ForwardKl>();
    case Divergence::ReverseKl: return function.template operator()<Divergence::ReverseKl>();
    case Divergence::SymmetricKl: return function.template operator()<Divergence::SymmetricKl>();
    case Divergence::JensenShannon:
        return function.template operator()<Divergence::JensenShannon>();
    case Divergence::SkewedForwardKl:
        return function.template operator()<Divergence::SkewedForwardKl>();
    case Divergence::SkewedReverseKl:
        return function.template operator()<Divergence::SkewedReverseKl>();
    case Divergence::TotalVariation:
        return function.template operator()<Divergence::TotalVariation>();
    }
}

/// Adds a block's values and slopes; where wanted, q and slope take the places of the logits.
template <Divergence kind>
inline void shareOfBlock(const HeadTerm &term, const Normal &normal, float *logits, int entries,
                         bool keep, double *values, double *slopes)
{
    Floats value{}, slope{};
    for (int v = 0; v < entries; ++v, logits += panelLanes) {
        // The same place of the next panel.
        __builtin_prefetch(logits + 2 * blockSize, 0, 2);
        __builtin_prefetch(logits + 3 * blockSize, 0, 2);
        const SlopePair one = slopeOf<kind>(normal.logP(logits), normal.logQ(logits), term.mixture);
        value += one.value;
        slope += one.slope;
        if (keep) {
            store(logits, one.q);
            store(logits + blockSize, one.slope);
        }
    }
    for (int lane = 0; lane < vectorLanes; ++lane) {
        values[lane] += double(value[lane]);
        slopes[lane] += double(slope[lane]);
    }
}

inline void shareSlice(const HeadChunk &chunk, const HeadSlice &slice)
{
    const std::int64_t lanes = std::int64_t(chunk.panels) * panelLanes;
    for (std::int64_t i = 0; i < chunk.terms * 2 * lanes; ++i)
        slice.shares[i] = 0;
    for (std::int64_t i = slice.firstBlock; i < slice.firstBlock + slice.blocks; ++i) {
        const int entries = blockAt(chunk, i).entries;
        float *logits = nullptr;
        for (int lane = 0; lane < lanes; lane += vectorLanes) {
            if (lane % panelLanes == 0)
                logits = panelLogits(chunk, slice, i, lane / panelLanes);
            for (int k = 0; k < chunk.terms; ++k) {
                const HeadTerm &term = chunk.term[k];
                if (!term.sums)
                    continue;
                const Normal normal = Normal::at(chunk, term.temperature, lane);
                double *values = slice.shares + 2 * k * lanes + lane;
                withKind(term.kind, [&]<Divergence kind>() {
                    shareOfBlock<kind>(term, normal, logits + lane % panelLanes, entries,
                                       chunk.keepsSlopes, values, values + lanes);
                });
            }
        }
    }
}

/// gradient = slopeScale · slope + base · q, from what shareOfBlock() kept
inline void keptSlopesOfBlock(const HeadTerm &term, Floats base, const float *kept, int entries,
                              float *gradient)
{
    for (int v = 0; v < entries; ++v, kept += panelLanes, gradient += panelLanes)
        store(gradient, term.slopeScale * load(kept + blockSize) + base * load(kept));
}

/// gradient (+)= slopeScale · slope + base · q
template <Divergence kind, bool add>
inline void slopesOfBlock(const HeadTerm &term, const Normal &normal, Floats base,
                          const float *logits, int entries, float *gradient)
{
    for (int v = 0; v < entries; ++v, logits += panelLanes, gradient += panelLanes) {
        const SlopePair one = slopeOf<kind>(normal.logP(logits), normal.logQ(logits), term.mixture);
        Floats sum = term.slopeScale * one.slope + base * one.q;
        if constexpr (add)
            sum += load(gradient);
        store(gradient, sum);
    }
}

/// gradient (+)= factor · q
template <bool add>
inline void probabilitiesOfBlock(const Normal &normal, Floats factor, const float *logits,
                                 int entries, float *gradient)
{
    for (int v = 0; v < entries; ++v, logits += panelLanes, gradient += panelLanes) {
        Floats sum = factor * exp2(normal.logQ(logits));
        if constexpr (add)
            sum += load(gradient);
        store(gradient, sum);
    }
}

/// The loss's gradient by a block's logits at one vector of positions: [entries, L].
inline void gradientOfBlock(const HeadChunk &chunk, const float *logits, bool stored, int entries,
                            int lane, float *gradient)
{
    if (chunk.keepsSlopes && stored)
        return keptSlopesOfBlock(chunk.term[0], load(chunk.term[0].base + lane), logits, entries,
                                 gradient);
    bool add = false;
    const auto addProbabilities = [&](int temperature, Floats factor) {
        const Normal normal = Normal::at(chunk, temperature, lane);
        if (add)
            probabilitiesOfBlock<true>(normal, factor, logits, entries, gradient);
        else
            probabilitiesOfBlock<false>(normal, factor, logits, entries, gradient);
        add = true;
    };
    for (int k = 0; k < chunk.terms; ++k) {
        const HeadTerm &term = chunk.term[k];
        if (!term.gradient)
            continue;
        const Floats base = load(term.base + lane);
        if (term.hardTargets) {
            addProbabilities(term.temperature, base);
            continue;
        }
        const Normal normal = Normal::at(chunk, term.temperature, lane);
        withKind(term.kind, [&]<Divergence kind>() {
            if (add)
                slopesOfBlock<kind, true>(term, normal, base, logits, entries, gradient);
            else
                slopesOfBlock<kind, false>(term, normal, base, logits, entries, gradient);
        });
        add = true;
    }
    if (chunk.entropySlope != 0 || !add)
        addProbabilities(0, all(chunk.entropySlope));
}

} // namespace
} // namespace retort
