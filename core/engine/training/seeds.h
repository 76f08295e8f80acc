#pragma once
// Independent random streams from one seed: every use mixes its purpose and index into it, so a
// resumed run needs no generator state.

#include <cstdint>

namespace retort {

enum class SeedPurpose : std::uint64_t { Student = 1, DataOrder, PoolChunk, PoolDraw, Dropout };

/// SplitMix64 finaliser (Steele et al. 2014) over seed, purpose and index.
constexpr std::uint64_t mixSeed(std::uint64_t seed, SeedPurpose purpose, std::uint64_t index = 0)
{
    std::uint64_t z = seed + 0x9E3779B97F4A7C15ULL * (std::uint64_t(purpose) + 1)
                      + 0xD1B54A32D192ED03ULL * (index + 1);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

} // namespace retort
