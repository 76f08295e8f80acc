#pragma once
// Internal: a Tales language as a hidden Markov model. A hidden state is a pair of template
// position and combination of attribute values. The generator and the forward algorithm work on
// this one graph, so the truth cannot disagree with the text.

#include "core/engine/text/talesscript.h"
#include "core/engine/text/tokenizer.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace retort {

class TalesGraph
{
public:
    /// The script must be well formed: known slots, closed brackets.
    explicit TalesGraph(const TalesScript &script);

    /// "<unk>", "<s>", then every word that a story can hold.
    const std::vector<std::string> &words() const { return m_words; }
    int combinations() const { return m_combinations; }
    int positions() const { return int(m_positions.size()); }

    /// Whole stories, the last one cut at the end of `ids`.
    void generate(std::uint64_t seed, std::uint64_t index, std::span<TokenId> ids) const;

    /// Forward algorithm: r(· | ids[0..t]) for t = 0 … T − 1, [T, V]. Rows from the first
    /// impossible token on hold NaN.
    std::vector<double> probabilities(std::span<const TokenId> ids) const;

    static constexpr TokenId unknown = 0;
    static constexpr TokenId begin = 1;

private:
    friend class TalesCompiler;

    /// One number for all combinations, or one for each.
    template <class T>
    struct PerCombination
    {
        std::vector<T> values;
        T operator[](std::uint32_t combination) const
        {
            return values[values.size() == 1 ? 0 : combination];
        }
    };

    struct Edge
    {
        std::uint32_t to;
        PerCombination<double> probability;
    };

    /// Writes one word, then goes on along one of its edges. Position 0 writes "<s>" and draws a
    /// new combination.
    struct Position
    {
        PerCombination<TokenId> token;
        std::vector<Edge> edges;
    };

    /// State: position · combinations + combination.
    TokenId tokenOf(std::uint32_t state) const;

    std::vector<std::string> m_words;
    std::vector<Position> m_positions;
    int m_combinations = 1;
};

} // namespace retort
