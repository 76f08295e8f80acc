#pragma once
// xoshiro256** 1.0 (Blackman & Vigna 2018), seeded by splitmix64: the same numbers on every machine
// and with every standard library, which std::distributions do not promise.

#include <array>
#include <bit>
#include <cstdint>

namespace retort {

class PortableRandom
{
public:
    /// A stream of its own for each pair of seed and index.
    PortableRandom(std::uint64_t seed, std::uint64_t index)
    {
        std::uint64_t state = seed;
        state = splitmix(state) ^ index;
        for (std::uint64_t &word : m_state)
            word = splitmix(state);
    }

    std::uint64_t next()
    {
        const std::uint64_t result = std::rotl(m_state[1] * 5, 7) * 9;
        const std::uint64_t shifted = m_state[1] << 17;
        m_state[2] ^= m_state[0];
        m_state[3] ^= m_state[1];
        m_state[1] ^= m_state[2];
        m_state[0] ^= m_state[3];
        m_state[2] ^= shifted;
        m_state[3] = std::rotl(m_state[3], 45);
        return result;
    }

    /// Uniform in [0, 1), a multiple of 2⁻⁵³.
    double uniform() { return double(next() >> 11) * 0x1p-53; }

    /// Uniform in 0 … count − 1; the bias is below count · 2⁻⁵³.
    std::uint32_t below(std::uint32_t count) { return std::uint32_t(uniform() * count); }

private:
    static std::uint64_t splitmix(std::uint64_t &state)
    {
        std::uint64_t z = (state += 0x9e3779b97f4a7c15);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }

    std::array<std::uint64_t, 4> m_state;
};

} // namespace retort
