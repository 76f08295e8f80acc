#include "core/engine/text/pipeline/trie.h"

#include <algorithm>

namespace retort {

Trie::Trie(const Words &words)
{
    std::vector<TokenId> sorted;
    for (TokenId id = 0; id < words.size(); ++id)
        if (words.contains(id) && !words.word(id).empty())
            sorted.push_back(id);
    std::sort(sorted.begin(), sorted.end(), [&words](TokenId left, TokenId right) {
        return words.word(left) < words.word(right);
    });

    // Level by level: a node is a range of words that begin alike, and its children follow those
    // of the node before it.
    struct Range
    {
        std::uint32_t begin, end;
    };
    std::vector<Range> level = {{0, std::uint32_t(sorted.size())}};
    m_labels.push_back(0);
    m_ids.push_back(-1);
    for (std::size_t depth = 0; !level.empty(); ++depth) {
        std::vector<Range> next;
        for (const Range &range : level) {
            m_children.push_back(std::uint32_t(m_labels.size()));
            for (std::uint32_t at = range.begin; at < range.end;) {
                const std::string &word = words.word(sorted[at]);
                if (word.size() <= depth) {
                    ++at; // it ends at this node
                    continue;
                }
                const auto byte = static_cast<unsigned char>(word[depth]);
                const std::uint32_t start = at;
                while (at < range.end && words.word(sorted[at]).size() > depth
                       && static_cast<unsigned char>(words.word(sorted[at])[depth]) == byte)
                    ++at;
                if (depth == 0)
                    m_first[byte] = std::uint32_t(m_labels.size());
                m_labels.push_back(byte);
                m_ids.push_back(word.size() == depth + 1 ? sorted[start] : -1);
                next.push_back({start, at});
            }
        }
        level = std::move(next);
    }
    m_children.push_back(std::uint32_t(m_labels.size()));
}

} // namespace retort
