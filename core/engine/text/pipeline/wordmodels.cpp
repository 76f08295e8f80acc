// Models that look whole words up: WordLevel, and WordPiece, which takes the longest one each time
// (Wu et al. 2016, as in BERT).

#include "core/engine/text/pipeline/model.h"
#include "core/engine/text/pipeline/trie.h"

#include <algorithm>

namespace retort {

namespace {

class WordLevel final : public Model
{
public:
    WordLevel(Words words, const std::string &unknownToken)
        : Model(std::move(words)), m_unknown(this->words().find(unknownToken))
    {
    }
    std::string kind() const override { return "wordlevel"; }
    TokenId unknown() const override { return m_unknown; }
    bool isWorthRemembering() const override { return false; }

    Status tokenize(std::string_view piece, std::vector<ModelToken> &tokens) const override
    {
        const TokenId id = words().find(piece);
        if (id < 0 && m_unknown < 0)
            return unknownError(piece);
        tokens.push_back({id < 0 ? m_unknown : id, 0, std::uint32_t(piece.size())});
        return {};
    }

private:
    TokenId m_unknown;
};

class WordPiece final : public Model
{
public:
    WordPiece(Words words, const std::string &unknownToken, const std::string &prefix,
              std::size_t maximumCharacters)
        : Model(std::move(words))
        , m_unknown(this->words().find(unknownToken))
        , m_trie(this->words())
        , m_hasPrefix(!prefix.empty())
        , m_maximumCharacters(maximumCharacters)
    {
        for (const char c : prefix) {
            m_prefixNode = m_trie.below(m_prefixNode, static_cast<unsigned char>(c));
            if (m_prefixNode == Trie::root)
                break;
        }
    }
    std::string kind() const override { return "wordpiece"; }
    TokenId unknown() const override { return m_unknown; }

    Status tokenize(std::string_view piece, std::vector<ModelToken> &tokens) const override
    {
        const std::size_t before = tokens.size();
        const auto characters = std::size_t(std::count_if(piece.begin(), piece.end(), [](char c) {
            return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
        }));
        if (characters <= m_maximumCharacters && cut(piece, tokens))
            return {};
        tokens.resize(before);
        if (m_unknown < 0)
            return unknownError(piece);
        tokens.push_back({m_unknown, 0, std::uint32_t(piece.size())});
        return {};
    }

private:
    /// False where no word fits.
    bool cut(std::string_view piece, std::vector<ModelToken> &tokens) const
    {
        for (std::size_t begin = 0; begin < piece.size();) {
            if (begin > 0 && m_hasPrefix && m_prefixNode == Trie::root)
                return false;
            std::uint32_t node = begin > 0 ? m_prefixNode : Trie::root;
            std::size_t end = begin;
            TokenId best = -1;
            for (std::size_t at = begin; at < piece.size();) {
                node = m_trie.below(node, static_cast<unsigned char>(piece[at]));
                if (node == Trie::root)
                    break;
                ++at;
                if (m_trie.word(node) >= 0) {
                    best = m_trie.word(node);
                    end = at;
                }
            }
            if (best < 0)
                return false;
            tokens.push_back({best, std::uint32_t(begin), std::uint32_t(end)});
            begin = end;
        }
        return true;
    }

    TokenId m_unknown;
    Trie m_trie;
    std::uint32_t m_prefixNode = Trie::root;
    bool m_hasPrefix;
    std::size_t m_maximumCharacters;
};

} // namespace

ModelPtr makeWordLevel(Words words, const std::string &unknownToken)
{
    return std::make_unique<WordLevel>(std::move(words), unknownToken);
}

ModelPtr makeWordPiece(Words words, const std::string &unknownToken, std::string prefix,
                       std::size_t maximumCharacters)
{
    return std::make_unique<WordPiece>(std::move(words), unknownToken, prefix, maximumCharacters);
}

} // namespace retort
