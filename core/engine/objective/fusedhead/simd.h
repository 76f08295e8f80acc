#pragma once
// Vectors of floats for one instruction set, by the compiler's vector extension. Everything here
// has internal linkage: a function that another file shares would carry these instructions with it.
// Included by headkernels_*.cpp only, which say RETORT_SIMD_BYTES.

#include <cstdint>

#if defined(__AVX512F__) || defined(__AVX2__)
#include <immintrin.h>
#endif

#define RETORT_INLINE inline __attribute__((always_inline))

namespace retort {
namespace {

inline constexpr int vectorLanes = RETORT_SIMD_BYTES / sizeof(float);
/// A panel is two vectors of positions: enough accumulators hide the latency of multiply-add.
inline constexpr int panelLanes = 2 * vectorLanes;

using Floats = float __attribute__((vector_size(RETORT_SIMD_BYTES)));
using Ints = std::int32_t __attribute__((vector_size(RETORT_SIMD_BYTES)));
using UnalignedFloats =
    float __attribute__((vector_size(RETORT_SIMD_BYTES), aligned(sizeof(float)), may_alias));

RETORT_INLINE Floats load(const float *from)
{
    return *reinterpret_cast<const UnalignedFloats *>(from);
}

RETORT_INLINE void store(float *to, Floats value)
{
    *reinterpret_cast<UnalignedFloats *>(to) = value;
}

/// Copies past the caches what will not be wanted soon. @param count  a multiple of a vector's
/// lanes
RETORT_INLINE void stream(float *to, const float *from, std::int64_t count)
{
    for (std::int64_t i = 0; i < count; i += vectorLanes)
#if RETORT_SIMD_BYTES == 64
        _mm512_stream_ps(to + i, load(from + i));
#elif RETORT_SIMD_BYTES == 32
        _mm256_stream_ps(to + i, load(from + i));
#else
        store(to + i, load(from + i));
#endif
}

/// Before other threads may read what was streamed.
RETORT_INLINE void finishStreams()
{
#if RETORT_SIMD_BYTES > 16
    _mm_sfence();
#endif
}

RETORT_INLINE Floats all(float value)
{
    return Floats{} + value;
}

/// The larger; `b` where either is not a number.
RETORT_INLINE Floats larger(Floats a, Floats b)
{
#if RETORT_SIMD_BYTES == 64
    return _mm512_maskz_max_ps(__mmask16(-1), a, b); // without the mask GCC 12 warns of its header
#elif RETORT_SIMD_BYTES == 32
    return _mm256_max_ps(a, b);
#else
    return a > b ? a : b;
#endif
}

RETORT_INLINE Floats magnitude(Floats x)
{
    return reinterpret_cast<Floats>(reinterpret_cast<Ints>(x) & 0x7fffffff);
}

inline constexpr float vanishing = -127; ///< exp2 of this and less is 0
inline constexpr float smallest = -126;  ///< exp2 of this is the smallest normal number

/// 2^x for x < 128, to 2 units in the last place; 2^0 is exactly 1. What is below `lowest` counts
/// as `lowest`, and not a number stays so.
RETORT_INLINE Floats exp2(Floats x, float lowest = vanishing)
{
    x = larger(all(lowest), x);
    // Adding this leaves round(x) + 127 in the low bits, which become the exponent.
    constexpr float shifter = 12582912.0F + 127;
    const Floats shifted = x + shifter;
    const Floats f = x - (shifted - shifter);
    const auto power = reinterpret_cast<Floats>(reinterpret_cast<Ints>(shifted) << 23);
    Floats series = f * 0.0001535336F + 0.0013398875F;
    series = series * f + 0.009618437F;
    series = series * f + 0.055503324F;
    series = series * f + 0.24022648F;
    series = series * f + 0.6931472F;
    return (series * f + 1.0F) * power;
}

/// log₂ x of a normal x > 0; log₂ 1 is exactly 0, and near it the error is relative.
RETORT_INLINE Floats log2(Floats x)
{
    constexpr std::int32_t rootOfHalf = 0x3f3504f3;
    const auto bits = reinterpret_cast<Ints>(x);
    const Ints exponent = (bits - rootOfHalf) >> 23;
    const Floats f = reinterpret_cast<Floats>(bits - (exponent << 23)) - 1.0F;
    Floats series = f * 0.12583537F - 0.20726894F;
    series = series * f + 0.21571584F;
    series = series * f - 0.23894495F;
    series = series * f + 0.28791624F;
    series = series * f - 0.36070368F;
    series = series * f + 0.48091063F;
    series = series * f - 0.72134733F;
    series = series * f + 1.442695F;
    return series * f + __builtin_convertvector(exponent, Floats);
}

using Four = float __attribute__((vector_size(16)));
using UnalignedFour = float __attribute__((vector_size(16), aligned(sizeof(float)), may_alias));

/// to[c · step + i] = from[i][c] for four rows
inline void turnFour(const float *const from[4], std::int64_t columns, float *to, std::int64_t step)
{
    std::int64_t c = 0;
    for (; c + 4 <= columns; c += 4) {
        Four row[4];
        for (int i = 0; i < 4; ++i)
            row[i] = *reinterpret_cast<const UnalignedFour *>(from[i] + c);
        const Four low01 = __builtin_shufflevector(row[0], row[1], 0, 4, 1, 5);
        const Four low23 = __builtin_shufflevector(row[2], row[3], 0, 4, 1, 5);
        const Four high01 = __builtin_shufflevector(row[0], row[1], 2, 6, 3, 7);
        const Four high23 = __builtin_shufflevector(row[2], row[3], 2, 6, 3, 7);
        const Four column[4] = {__builtin_shufflevector(low01, low23, 0, 1, 4, 5),
                                __builtin_shufflevector(low01, low23, 2, 3, 6, 7),
                                __builtin_shufflevector(high01, high23, 0, 1, 4, 5),
                                __builtin_shufflevector(high01, high23, 2, 3, 6, 7)};
        for (int i = 0; i < 4; ++i)
            *reinterpret_cast<UnalignedFour *>(to + (c + i) * step) = column[i];
    }
    for (; c < columns; ++c)
        for (int i = 0; i < 4; ++i)
            to[c * step + i] = from[i][c];
}

} // namespace
} // namespace retort
