#include "core/engine/training/windoworder.h"

#include "core/engine/training/seeds.h"

#include <numeric>
#include <utility>

namespace retort {

WindowOrder::WindowOrder(std::optional<std::int64_t> count, std::uint64_t seed)
    : m_count(count), m_seed(seed)
{
}

std::int64_t WindowOrder::window(std::int64_t position)
{
    if (!m_count)
        return position;
    if (const std::int64_t epoch = position / *m_count; epoch != m_epoch)
        shuffle(epoch);
    return m_permutation[std::size_t(position % *m_count)];
}

void WindowOrder::shuffle(std::int64_t epoch)
{
    m_epoch = epoch;
    m_permutation.resize(std::size_t(*m_count));
    std::iota(m_permutation.begin(), m_permutation.end(), 0);
    const std::uint64_t epochSeed = mixSeed(m_seed, SeedPurpose::DataOrder, std::uint64_t(epoch));
    for (std::size_t i = m_permutation.size(); i > 1; --i) {
        const auto j = mixSeed(epochSeed, SeedPurpose::DataOrder, i) % i;
        std::swap(m_permutation[i - 1], m_permutation[std::size_t(j)]);
    }
}

} // namespace retort
