#pragma once
// The words of a vocabulary as a tree of bytes, nine bytes a node.

#include "core/engine/text/pipeline/hashing.h"

#include <array>
#include <cstdint>
#include <vector>

namespace retort {

class Trie
{
public:
    explicit Trie(const Words &words);

    static constexpr std::uint32_t root = 0;

    /// The node below another one, or the root if there is none.
    std::uint32_t below(std::uint32_t node, unsigned char byte) const
    {
        if (node == root)
            return m_first[byte];
        std::uint32_t low = m_children[node];
        std::uint32_t high = m_children[node + 1];
        while (low < high) {
            const std::uint32_t middle = (low + high) / 2;
            if (m_labels[middle] < byte)
                low = middle + 1;
            else
                high = middle;
        }
        return low < m_children[node + 1] && m_labels[low] == byte ? low : root;
    }
    /// The word that ends at a node, or −1.
    TokenId word(std::uint32_t node) const { return m_ids[node]; }

private:
    std::vector<unsigned char> m_labels; ///< of the way to each node
    std::vector<std::uint32_t>
        m_children; ///< the first child of each node; the next one's is the end
    std::vector<TokenId> m_ids;
    std::array<std::uint32_t, 256> m_first{};
};

} // namespace retort
