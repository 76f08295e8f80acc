#pragma once
// The order in which training windows are visited: every window once an epoch, shuffled anew for
// each; a function of seed and position alone.

#include <cstdint>
#include <optional>
#include <vector>

namespace retort {

class WindowOrder
{
public:
    /// `count`: windows there are; nullopt: without end, position i is window i.
    WindowOrder(std::optional<std::int64_t> count, std::uint64_t seed);

    /// The window at `position` (0, 1, 2 …).
    std::int64_t window(std::int64_t position);

private:
    void shuffle(std::int64_t epoch);

    std::optional<std::int64_t> m_count;
    std::uint64_t m_seed;
    std::int64_t m_epoch = -1;
    std::vector<std::int64_t> m_permutation;
};

} // namespace retort
