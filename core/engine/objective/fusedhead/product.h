#pragma once
// The one matrix product: C += A·B with rows of A broadcast and B's columns in the lanes of a
// panel. Included by headkernels_*.cpp only.

#include "core/engine/objective/fusedhead/simd.h"

namespace retort {
namespace {

/// Rows of a tile, so that its accumulators fill the registers.
constexpr int tileRows = RETORT_SIMD_BYTES == 64 ? 12 : 6;

struct Left
{
    const float *at;
    std::int64_t rowStep;    ///< between rows of C
    std::int64_t depthStep;  ///< along the sum
    std::int64_t depth;      ///< terms of the sum
    std::int64_t groupDepth; ///< after so many of them A goes on …
    std::int64_t groupStep;  ///< … so far from where the group began
};

template <int rows, bool unitDepth>
RETORT_INLINE void tile(const Left &a, const float *b, float *c, std::int64_t cStep, bool add)
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
        for (std::int64_t k = 0; k < depth; ++k) {
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
    for (int i = 0; i < rows; ++i) {
        store(c + i * cStep, sum[i][0]);
        store(c + i * cStep + vectorLanes, sum[i][1]);
    }
}

/// C [rows, L] (+)= A [rows, depth] · B [depth, L]
template <int rows, bool unitDepth>
void fixedTile(const Left &a, const float *b, float *c, std::int64_t cStep, bool add)
{
    tile<rows, unitDepth>(a, b, c, cStep, add);
}

template <bool unitDepth>
void anyTile(int rows, const Left &a, const float *b, float *c, std::int64_t cStep, bool add)
{
    switch (rows) {
    case 1: return fixedTile<1, unitDepth>(a, b, c, cStep, add);
    case 2: return fixedTile<2, unitDepth>(a, b, c, cStep, add);
    case 3: return fixedTile<3, unitDepth>(a, b, c, cStep, add);
    case 4: return fixedTile<4, unitDepth>(a, b, c, cStep, add);
    case 5: return fixedTile<5, unitDepth>(a, b, c, cStep, add);
    case 6: return fixedTile<6, unitDepth>(a, b, c, cStep, add);
#if RETORT_SIMD_BYTES == 64
    case 7: return fixedTile<7, unitDepth>(a, b, c, cStep, add);
    case 8: return fixedTile<8, unitDepth>(a, b, c, cStep, add);
    case 9: return fixedTile<9, unitDepth>(a, b, c, cStep, add);
    case 10: return fixedTile<10, unitDepth>(a, b, c, cStep, add);
    case 11: return fixedTile<11, unitDepth>(a, b, c, cStep, add);
    case 12: return fixedTile<12, unitDepth>(a, b, c, cStep, add);
#endif
    default: return;
    }
}

} // namespace
} // namespace retort
