#pragma once
// The one matrix product: C += A·B with rows of A broadcast and B's columns in the lanes of a
// panel. Included by headkernels_*.cpp only.

#include "core/engine/objective/fusedhead/simd.h"

namespace retort {
namespace {

/// Rows of a tile, so that its accumulators fill the registers.
inline constexpr int tileRows = RETORT_SIMD_BYTES == 64 ? 12 : 6;

struct Left
{
    const float *at;
    std::int64_t rowStep;    ///< between rows of C
    std::int64_t depthStep;  ///< along the sum
    std::int64_t depth;      ///< terms of the sum
    std::int64_t groupDepth; ///< after so many of them A goes on …
    std::int64_t groupStep;  ///< … so far from where the group began
};

inline constexpr std::int64_t lineFloats = 16; ///< of a cache's line

/// Memory that will be wanted soon, fetched while a product is computed: a line every few terms of
/// its sum, since many at once would stall it.
struct Ahead
{
    const float *at;
    std::int64_t every;
};

/// The share of the `index`th of `count` products, each a sum of `depth` terms.
RETORT_INLINE Ahead aheadOf(const float *from, std::int64_t floats, std::int64_t index,
                            std::int64_t count, std::int64_t depth)
{
    const std::int64_t lines = floats / lineFloats;
    const std::int64_t share = lines / count + 1;
    const std::int64_t every = depth / share;
    return {from + lines * index / count * lineFloats, every > 1 ? every : 1};
}

/// C [rows, L] (+)= A [rows, depth] · B [depth, L]
template <int rows, bool unitDepth>
inline void tile(const Left &a, const float *b, float *c, std::int64_t cStep, bool add, Ahead ahead)
{
    Floats sum[rows][2];
    for (int i = 0; i < rows; ++i) {
        sum[i][0] = add ? load(c + i * cStep) : Floats{};
        sum[i][1] = add ? load(c + i * cStep + vectorLanes) : Floats{};
    }
    const std::int64_t step = a.rowStep;
    for (std::int64_t group = 0, done = 0; done < a.depth; ++group) {
        const float *x = a.at + group * a.groupStep;
        const std::int64_t left = a.depth - done;
        const std::int64_t depth = left < a.groupDepth ? left : a.groupDepth;
        done += depth;
        for (std::int64_t k = 0; k < depth;) {
            __builtin_prefetch(ahead.at, 0, 2);
            ahead.at += lineFloats;
            for (const std::int64_t end = k + ahead.every; k < depth && k < end; ++k) {
                const Floats b0 = load(b), b1 = load(b + vectorLanes);
#pragma GCC unroll 12
                for (int i = 0; i < rows; ++i) {
                    const Floats value = all(x[i * step]);
                    sum[i][0] += value * b0;
                    sum[i][1] += value * b1;
                }
                b += panelLanes;
                x += unitDepth ? 1 : a.depthStep;
            }
        }
    }
    for (int i = 0; i < rows; ++i) {
        store(c + i * cStep, sum[i][0]);
        store(c + i * cStep + vectorLanes, sum[i][1]);
    }
}

template <bool unitDepth>
inline void anyTile(int rows, const Left &a, const float *b, float *c, std::int64_t cStep, bool add,
                    const Ahead &ahead)
{
    switch (rows) {
    case 1: return tile<1, unitDepth>(a, b, c, cStep, add, ahead);
    case 2: return tile<2, unitDepth>(a, b, c, cStep, add, ahead);
    case 3: return tile<3, unitDepth>(a, b, c, cStep, add, ahead);
    case 4: return tile<4, unitDepth>(a, b, c, cStep, add, ahead);
    case 5: return tile<5, unitDepth>(a, b, c, cStep, add, ahead);
    case 6: return tile<6, unitDepth>(a, b, c, cStep, add, ahead);
#if RETORT_SIMD_BYTES == 64
    case 7: return tile<7, unitDepth>(a, b, c, cStep, add, ahead);
    case 8: return tile<8, unitDepth>(a, b, c, cStep, add, ahead);
    case 9: return tile<9, unitDepth>(a, b, c, cStep, add, ahead);
    case 10: return tile<10, unitDepth>(a, b, c, cStep, add, ahead);
    case 11: return tile<11, unitDepth>(a, b, c, cStep, add, ahead);
    case 12: return tile<12, unitDepth>(a, b, c, cStep, add, ahead);
#endif
    default: return;
    }
}

} // namespace
} // namespace retort
