// Byte-pair encoding (Sennrich et al. 2016): starts from characters and joins neighbours, the pair
// of the lowest rank first, the leftmost of several.

#include "core/engine/text/pipeline/model.h"
#include "core/engine/text/unicode.h"

#include <algorithm>
#include <functional>
#include <queue>

namespace retort {

namespace {

constexpr std::uint32_t none = 0xFFFFFFFF;

/// From so many symbols on a queue pays.
constexpr std::size_t shortWord = 48;

struct Symbol
{
    TokenId id;
    std::uint32_t size; ///< bytes; 0: it became part of the one before
    std::uint32_t previous, next;
};

class Bpe final : public Model
{
public:
    Bpe(Words words, PairTable merges, BpeOptions options)
        : Model(std::move(words))
        , m_merges(std::move(merges))
        , m_options(std::move(options))
        , m_byteTokens(byteTokens())
    {
        if (m_options.unknownToken)
            m_unknown = this->words().find(*m_options.unknownToken);
        for (std::size_t i = 0; i < m_ascii.size(); ++i)
            m_ascii[i] = this->words().find(std::string(1, char(i)));
    }

    std::string kind() const override { return "bpe"; }
    TokenId unknown() const override { return m_unknown; }
    void setMark(std::string mark) { m_mark = std::move(mark); }

    Status tokenize(std::string_view piece, std::vector<ModelToken> &tokens) const override
    {
        if (m_options.ignoreMerges)
            if (const TokenId id = words().find(piece); id >= 0) {
                tokens.push_back({id, 0, std::uint32_t(piece.size())});
                return {};
            }
        std::uint32_t offset = 0;
        std::vector<Symbol> symbols;
        for (std::size_t at = 0; at < piece.size();) {
            const std::size_t end = partEnd(piece, at);
            symbols.clear();
            if (!spell(piece.substr(at, end - at), symbols))
                return unknownError(piece);
            merge(symbols);
            for (const Symbol &symbol : symbols) {
                if (symbol.size == 0)
                    continue;
                tokens.push_back({symbol.id, offset, offset + symbol.size});
                offset += symbol.size;
            }
            at = end;
        }
        return {};
    }

    std::size_t partEnd(std::string_view piece, std::size_t at) const override
    {
        if (m_mark.empty())
            return piece.size();
        while (piece.substr(at).starts_with(m_mark))
            at += m_mark.size();
        return std::min(piece.find(m_mark, at), piece.size());
    }

private:
    /// The symbols that a piece starts as. False if there is no token for what is unknown, though
    /// the file names one.
    bool spell(std::string_view piece, std::vector<Symbol> &symbols) const
    {
        symbols.reserve(piece.size());
        const bool isPlain = m_options.prefix.empty() && m_options.suffix.empty();
        std::uint32_t unknownSize = 0; // of unknown characters that have no symbol yet
        const auto add = [&symbols](TokenId id, std::uint32_t size) {
            symbols.push_back({id, size, 0, 0});
        };
        const auto flush = [&] {
            if (unknownSize > 0)
                add(m_unknown, unknownSize);
            unknownSize = 0;
        };
        std::string decorated;
        for (std::size_t at = 0; at < piece.size();) {
            const std::size_t begin = at;
            nextCodePoint(piece, at);
            std::string_view character = piece.substr(begin, at - begin);
            const auto size = std::uint32_t(character.size());
            if (!isPlain) {
                decorated = begin > 0 ? m_options.prefix : std::string();
                decorated += character;
                if (at == piece.size())
                    decorated += m_options.suffix;
                character = decorated;
            }
            const TokenId id = isPlain && size == 1
                                   ? m_ascii[static_cast<unsigned char>(character[0])]
                                   : words().find(character);
            if (id >= 0) {
                flush();
                add(id, size);
                continue;
            }
            if (m_options.byteFallback && spellBytes(character, symbols))
                continue;
            if (!m_options.unknownToken)
                continue;
            if (m_unknown < 0)
                return false;
            if (!m_options.fuseUnknown)
                flush();
            unknownSize += size;
        }
        flush();
        return true;
    }

    bool spellBytes(std::string_view character, std::vector<Symbol> &symbols) const
    {
        const auto token = [this](char c) { return m_byteTokens[static_cast<unsigned char>(c)]; };
        if (!std::all_of(character.begin(), character.end(),
                         [&token](char c) { return token(c) >= 0; }))
            return false;
        for (const char c : character)
            symbols.push_back({token(c), 1, 0, 0});
        return true;
    }

    /// Rank in the upper half, the id of both together in the lower one; null if they do not merge.
    const std::uint64_t *mergeOf(TokenId left, TokenId right) const
    {
        return m_merges.find(PairTable::key(std::uint32_t(left), std::uint32_t(right)));
    }

    void merge(std::vector<Symbol> &symbols) const
    {
        if (symbols.size() < shortWord)
            mergeShort(symbols);
        else
            mergeLong(symbols);
    }

    void mergeShort(std::vector<Symbol> &symbols) const
    {
        constexpr std::uint64_t never = ~std::uint64_t(0);
        std::array<std::uint64_t, shortWord> pairs;
        const auto pairAt = [&](std::size_t i) {
            const std::uint64_t *merge = mergeOf(symbols[i].id, symbols[i + 1].id);
            return merge ? *merge : never;
        };
        if (symbols.empty())
            return;
        std::size_t count = symbols.size() - 1;
        for (std::size_t i = 0; i < count; ++i)
            pairs[i] = pairAt(i);
        while (count > 0) {
            const auto least = std::min_element(pairs.begin(), pairs.begin() + count);
            if (*least == never)
                break;
            const auto at = std::size_t(least - pairs.begin());
            symbols[at].id = TokenId(*least & 0xFFFFFFFF);
            symbols[at].size += symbols[at + 1].size;
            symbols.erase(symbols.begin() + std::ptrdiff_t(at) + 1);
            std::copy(pairs.begin() + at + 1, pairs.begin() + count, pairs.begin() + at);
            --count;
            if (at < count)
                pairs[at] = pairAt(at);
            if (at > 0)
                pairs[at - 1] = pairAt(at - 1);
        }
    }

    /// The same with a queue of pairs by rank and place, some of which are no longer there.
    void mergeLong(std::vector<Symbol> &symbols) const
    {
        std::vector<std::uint64_t> waiting;
        const auto pairAt = [&](std::uint32_t left) -> const std::uint64_t * {
            const std::uint32_t right = symbols[left].next;
            return right == none ? nullptr : mergeOf(symbols[left].id, symbols[right].id);
        };
        const auto entry = [](std::uint64_t merge, std::uint32_t place) {
            return (merge & 0xFFFFFFFF00000000) | place;
        };
        const auto count = std::uint32_t(symbols.size());
        for (std::uint32_t i = 0; i < count; ++i) {
            symbols[i].previous = i > 0 ? i - 1 : none;
            symbols[i].next = i + 1 < count ? i + 1 : none;
        }
        for (std::uint32_t i = 0; i + 1 < count; ++i)
            if (const std::uint64_t *merge = pairAt(i))
                waiting.push_back(entry(*merge, i));
        std::priority_queue queue(std::greater<>(), std::move(waiting));
        while (!queue.empty()) {
            const std::uint64_t top = queue.top();
            queue.pop();
            const auto left = std::uint32_t(top & 0xFFFFFFFF);
            if (symbols[left].size == 0)
                continue;
            const std::uint64_t *merge = pairAt(left);
            if (!merge || entry(*merge, left) != top)
                continue;
            const std::uint32_t right = symbols[left].next;
            symbols[left].id = TokenId(*merge & 0xFFFFFFFF);
            symbols[left].size += symbols[right].size;
            symbols[left].next = symbols[right].next;
            symbols[right].size = 0;
            if (symbols[left].next != none)
                symbols[symbols[left].next].previous = left;
            if (const std::uint64_t *after = pairAt(left))
                queue.push(entry(*after, left));
            const std::uint32_t previous = symbols[left].previous;
            if (previous != none)
                if (const std::uint64_t *before = pairAt(previous))
                    queue.push(entry(*before, previous));
        }
    }

    PairTable m_merges;
    BpeOptions m_options;
    TokenId m_unknown = -1;
    std::array<TokenId, 256> m_byteTokens;
    std::array<TokenId, 128> m_ascii;
    std::string m_mark; ///< begins a part of a piece that merges with nothing before it, or empty
};

/// A mark of blanks that no merge joins to something else before it, so that a long piece falls
/// into words. Merges of a run of marks stay within it. Where unknown characters are left out two
/// marks may become neighbours that were none.
std::string separatingMark(const Words &words, const Merges &merges, const BpeOptions &options)
{
    if (options.ignoreMerges || !options.prefix.empty() || !options.suffix.empty()
        || !options.unknownToken)
        return {};
    for (const std::string mark : {"▁", "Ġ", " "}) {
        if (words.find(mark) < 0)
            continue;
        const bool separates = std::none_of(merges.begin(), merges.end(), [&](const auto &merge) {
            return merge.second.starts_with(mark) && !merge.first.ends_with(mark);
        });
        if (separates)
            return mark;
    }
    return {};
}

} // namespace

Result<ModelPtr> makeBpe(Words words, const Merges &merges, BpeOptions options)
{
    PairTable table(merges.size());
    std::uint64_t rank = 0;
    for (const auto &[left, right] : merges) {
        const TokenId leftId = words.find(left);
        const TokenId rightId = words.find(right);
        const bool hasPrefix = right.size() >= options.prefix.size();
        const TokenId both =
            hasPrefix ? words.find(left + right.substr(options.prefix.size())) : -1;
        if (leftId < 0 || rightId < 0 || both < 0)
            return Error{RETORT_SENTENCE("The tokenizer file %1 is damaged: its vocabulary lacks a "
                                         "part or the result of the merge \"%2\" + \"%3\". Export "
                                         "the tokenizer again."),
                         {left.substr(0, 80), right.substr(0, 80)}};
        table.insert(PairTable::key(std::uint32_t(leftId), std::uint32_t(rightId)),
                     rank++ << 32 | std::uint32_t(both));
    }
    std::string mark = separatingMark(words, merges, options);
    auto bpe = std::make_unique<Bpe>(std::move(words), std::move(table), std::move(options));
    bpe->setMark(std::move(mark));
    return ModelPtr(std::move(bpe));
}

} // namespace retort
