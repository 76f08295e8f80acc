#pragma once
// Independent random streams from one seed: every use mixes its purpose and index into it, so a
// resumed run needs no generator state.

#include <cstdint>
#include <vector>

namespace retort {

enum class SeedPurpose : std::uint64_t {
    Student = 1,
    DataOrder,
    PoolChunk,
    PoolDraw,
    Dropout,
    StudentChunk,
    MixedSource
};

/// SplitMix64 finaliser (Steele et al. 2014) over seed, purpose and index.
constexpr std::uint64_t mixSeed(std::uint64_t seed, SeedPurpose purpose, std::uint64_t index = 0)
{
    std::uint64_t z = seed + 0x9E3779B97F4A7C15ULL * (std::uint64_t(purpose) + 1)
                      + 0xD1B54A32D192ED03ULL * (index + 1);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

/// A number from 0 to below 1 for a place in a stream.
constexpr double uniformOf(std::uint64_t seed, SeedPurpose purpose, std::uint64_t index)
{
    return double(mixSeed(seed, purpose, index) >> 11) * 0x1p-53;
}

/// `count` of `present` things, uniformly and with replacement: those of the `number`th draw.
inline std::vector<std::int64_t> picksOfDraw(std::uint64_t seed, std::int64_t number, int count,
                                             std::int64_t present)
{
    const std::uint64_t drawSeed = mixSeed(seed, SeedPurpose::PoolDraw, std::uint64_t(number));
    std::vector<std::int64_t> picks;
    for (int i = 0; i < count; ++i) {
        const auto random = mixSeed(drawSeed, SeedPurpose::PoolDraw, std::uint64_t(i));
        picks.push_back(std::int64_t(random % std::uint64_t(present)));
    }
    return picks;
}

} // namespace retort
