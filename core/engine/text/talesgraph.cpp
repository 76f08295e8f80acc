#include "core/engine/text/talesgraph.h"

#include "core/engine/text/portablerandom.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace retort {

namespace {

/// Probability mass on hidden states. Dense storage with a list of what is in use: soon after a
/// story's beginning only few states are left.
class Belief
{
public:
    explicit Belief(std::size_t states) : m_mass(states) {}

    void add(std::uint32_t state, double mass)
    {
        if (mass == 0)
            return;
        if (m_mass[state] == 0)
            m_active.push_back(state);
        m_mass[state] += mass;
    }

    void clear()
    {
        for (const std::uint32_t state : m_active)
            m_mass[state] = 0;
        m_active.clear();
    }

    const std::vector<std::uint32_t> &active() const { return m_active; }
    double mass(std::uint32_t state) const { return m_mass[state]; }

private:
    std::vector<double> m_mass;
    std::vector<std::uint32_t> m_active;
};

} // namespace

void TalesGraph::generate(std::uint64_t seed, std::uint64_t index, std::span<TokenId> ids) const
{
    PortableRandom random(seed, index);
    std::uint32_t position = 0;
    std::uint32_t combination = 0;
    for (TokenId &id : ids) {
        if (position == 0)
            combination = random.below(std::uint32_t(m_combinations));
        const Position &here = m_positions[position];
        id = here.token[combination];

        double left = random.uniform();
        for (const Edge &edge : here.edges) {
            const double probability = edge.probability[combination];
            if (probability == 0)
                continue;
            position = edge.to; // stays with the last one if rounding leaves a remainder
            left -= probability;
            if (left < 0)
                break;
        }
    }
}

TokenId TalesGraph::tokenOf(std::uint32_t state) const
{
    const auto combinations = std::uint32_t(m_combinations);
    return m_positions[state / combinations].token[state % combinations];
}

std::vector<double> TalesGraph::probabilities(std::span<const TokenId> ids) const
{
    const auto vocabulary = m_words.size();
    const auto combinations = std::uint32_t(m_combinations);
    std::vector<double> rows(ids.size() * vocabulary, std::numeric_limits<double>::quiet_NaN());
    Belief belief(m_positions.size() * combinations);
    Belief next(m_positions.size() * combinations);
    double atBegin = 1; // mass of "a new story begins now", whatever the combination was

    for (std::size_t t = 0; t < ids.size(); ++t) {
        // Condition on the token: keep the states that write it, and normalise.
        belief.clear();
        if (ids[t] == begin && atBegin > 0) {
            for (std::uint32_t c = 0; c < combinations; ++c)
                belief.add(c, 1.0 / combinations);
        } else {
            double total = 0;
            for (const std::uint32_t state : next.active())
                if (tokenOf(state) == ids[t])
                    total += next.mass(state);
            if (!(total > 0))
                break;
            for (const std::uint32_t state : next.active())
                if (tokenOf(state) == ids[t])
                    belief.add(state, next.mass(state) / total);
        }

        // One step ahead: where may the story be after this token?
        next.clear();
        atBegin = 0;
        for (const std::uint32_t state : belief.active()) {
            const std::uint32_t combination = state % combinations;
            for (const Edge &edge : m_positions[state / combinations].edges) {
                const double mass = belief.mass(state) * edge.probability[combination];
                if (edge.to == 0)
                    atBegin += mass;
                else
                    next.add(edge.to * combinations + combination, mass);
            }
        }

        double *row = rows.data() + t * vocabulary;
        std::fill_n(row, vocabulary, 0.0);
        row[begin] = atBegin;
        for (const std::uint32_t state : next.active())
            row[tokenOf(state)] += next.mass(state);
    }
    return rows;
}

} // namespace retort
