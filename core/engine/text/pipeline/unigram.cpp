// Unigram (Kudo 2018): the most probable way to cut a piece into words of the vocabulary.

#include "core/engine/text/pipeline/model.h"
#include "core/engine/text/pipeline/trie.h"

#include <algorithm>
#include <limits>

namespace retort {

namespace {

/// How much worse than the worst word a character is that no word covers.
constexpr double unknownPenalty = 10.0;

class Unigram final : public Model
{
public:
    Unigram(Words words, std::vector<double> scores, TokenId unknown, bool byteFallback)
        : Model(std::move(words))
        , m_scores(std::move(scores))
        , m_unknown(unknown)
        , m_trie(this->words())
        , m_byteTokens(byteTokens())
    {
        double least = std::numeric_limits<double>::infinity();
        for (const double score : m_scores)
            least = std::min(least, score);
        m_unknownScore = least - unknownPenalty;
        m_byteFallback = byteFallback;
    }
    std::string kind() const override { return "unigram"; }
    TokenId unknown() const override { return m_unknown; }
    bool spellsUnknown() const override { return true; }

    Status tokenize(std::string_view piece, std::vector<ModelToken> &tokens) const override
    {
        std::vector<Node> nodes(piece.size() + 1);
        if (!findBest(piece, nodes))
            return unknownError(piece);
        // Backwards along the best way; neighbours that are unknown become one.
        std::vector<ModelToken> parts;
        for (auto end = std::uint32_t(piece.size()); end > 0;) {
            const Node &node = nodes[end];
            const bool joins =
                node.id == m_unknown && !parts.empty() && parts.back().id == m_unknown;
            if (joins)
                parts.back().begin = node.begin;
            else
                parts.push_back({node.id, node.begin, end});
            end = node.begin;
        }
        std::reverse(parts.begin(), parts.end());
        for (const ModelToken &part : parts)
            if (Status status = append(piece, part, tokens); !status)
                return status;
        return {};
    }

private:
    struct Node
    {
        double score = 0;        ///< of the best way that ends here
        std::uint32_t begin = 0; ///< of its last word
        TokenId id = -1;
        bool isReached = false;
    };

    static void offer(Node &node, double score, std::size_t begin, TokenId id)
    {
        if (!node.isReached || score > node.score)
            node = {score, std::uint32_t(begin), id, true};
    }

    bool findBest(std::string_view piece, std::vector<Node> &nodes) const
    {
        for (std::size_t begin = 0; begin < piece.size();) {
            std::size_t next = begin + 1;
            while (next < piece.size() && (static_cast<unsigned char>(piece[next]) & 0xC0) == 0x80)
                ++next;
            const double before = nodes[begin].score;
            bool hasSingle = false;
            std::uint32_t node = Trie::root;
            for (std::size_t at = begin; at < piece.size();) {
                node = m_trie.below(node, static_cast<unsigned char>(piece[at]));
                if (node == Trie::root)
                    break;
                ++at;
                const TokenId id = m_trie.word(node);
                if (id < 0)
                    continue;
                offer(nodes[at], m_scores[std::size_t(id)] + before, begin, id);
                hasSingle = hasSingle || at == next;
            }
            if (!hasSingle) {
                const double score = m_unknownScore + before;
                if (m_unknown < 0 && (!nodes[next].isReached || score > nodes[next].score))
                    return false;
                offer(nodes[next], score, begin, m_unknown);
            }
            begin = next;
        }
        return true;
    }

    Status append(std::string_view piece, const ModelToken &part,
                  std::vector<ModelToken> &tokens) const
    {
        if (part.id != m_unknown) {
            tokens.push_back(part);
            return {};
        }
        const std::string_view text = piece.substr(part.begin, part.end - part.begin);
        if (const TokenId id = words().find(text); id >= 0) {
            tokens.push_back({id, part.begin, part.end});
            return {};
        }
        const auto byteToken = [this](char c) {
            return m_byteTokens[static_cast<unsigned char>(c)];
        };
        const bool inBytes = m_byteFallback && std::all_of(text.begin(), text.end(), [&](char c) {
                                 return byteToken(c) >= 0;
                             });
        if (inBytes)
            for (const char c : text)
                tokens.push_back({byteToken(c), part.begin, part.end});
        else
            tokens.push_back(part);
        return {};
    }

    std::vector<double> m_scores;
    TokenId m_unknown;
    Trie m_trie;
    std::array<TokenId, 256> m_byteTokens;
    double m_unknownScore;
    bool m_byteFallback;
};

} // namespace

ModelPtr makeUnigram(Words words, std::vector<double> scores, TokenId unknown, bool byteFallback)
{
    return std::make_unique<Unigram>(std::move(words), std::move(scores), unknown, byteFallback);
}

} // namespace retort
