#include "core/engine/text/pipeline/pipelinetokenizer.h"

#include "core/engine/text/dataset.h"
#include "core/engine/text/pipeline/bytealphabet.h"
#include "core/engine/text/pipeline/wordcache.h"
#include "core/engine/text/tokenizerparts.h"
#include "core/engine/text/unicode.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <unordered_map>

namespace retort {

namespace {

constexpr std::size_t maximumText = 0xFFFFFFF0;

Error tooLong()
{
    return {RETORT_SENTENCE("The text is too long for this tokenizer. Cut it into parts below "
                            "4 GiB."),
            {}};
}

/// Which character each byte of a text belongs to.
class CharacterIndex
{
public:
    explicit CharacterIndex(std::string_view text)
    {
        m_index.reserve(text.size());
        std::uint32_t character = 0;
        for (const char c : text) {
            character += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
            m_index.push_back(character - 1);
        }
    }

    /// Bytes to characters, as the `tokenizers` library does it beyond the end, too.
    TokenSpan characters(std::size_t begin, std::size_t end) const
    {
        if (begin >= m_index.size())
            return {begin, end};
        const std::size_t first = m_index[begin];
        if (end < m_index.size())
            return {first, m_index[end]};
        return {first, (end - 1 < m_index.size() ? m_index[end - 1] : first + 1) + std::size_t(1)};
    }

private:
    std::vector<std::uint32_t> m_index;
};

AddedTokenFinder makeFinder(const Pipeline &pipeline, bool normalized)
{
    std::vector<AddedToken> tokens;
    std::vector<std::string> spellings;
    for (std::size_t i = 0; i < pipeline.addedTokens.size(); ++i) {
        if (pipeline.addedTokens[i].normalized != normalized)
            continue;
        tokens.push_back(pipeline.addedTokens[i]);
        spellings.push_back(pipeline.addedSpellings[i]);
    }
    return AddedTokenFinder(std::move(tokens), std::move(spellings));
}

class PipelineTokenizer final : public Tokenizer
{
public:
    explicit PipelineTokenizer(Pipeline pipeline)
        : m_pipeline(std::move(pipeline))
        , m_rawFinder(makeFinder(m_pipeline, false))
        , m_normalizedFinder(makeFinder(m_pipeline, true))
        , m_size(m_pipeline.model->words().size())
    {
        for (std::size_t i = 0; i < m_pipeline.addedTokens.size(); ++i) {
            m_added.emplace(m_pipeline.addedTokens[i].id, i);
            m_size = std::max(m_size, m_pipeline.addedTokens[i].id + 1);
        }
        // Where these meet, what is cut depends on places in the original text.
        const Normalizer *normalizer = m_pipeline.normalizer.get();
        const bool asks = m_pipeline.preTokenizer && m_pipeline.preTokenizer->asksForStart();
        m_mustTrack =
            normalizer
            && (normalizer->insertsWithoutOrigin() || (asks && normalizer->movesBeginning()));
    }

    std::string kind() const override { return m_pipeline.model->kind(); }
    int vocabularySize() const override { return m_size; }
    std::string toJson() const override { return m_pipeline.json; }
    TokenId unknownToken() const override { return m_pipeline.model->unknown(); }
    TokenId beginToken() const override
    {
        return m_pipeline.postProcessor ? m_pipeline.postProcessor->first() : -1;
    }

    std::string fingerprint() const override { return m_pipeline.fingerprint; }

    Result<std::vector<TokenId>> encode(std::string_view utf8) const override
    {
        std::vector<TokenId> ids;
        CachePool::Loan cache(m_caches);
        std::vector<ModelToken> scratch;
        const Status status = forEachSection(
            utf8, m_mustTrack, true,
            [&](TokenId id, std::size_t, std::size_t) { ids.push_back(id); },
            [&](const PreTokens &tokens) { return appendIds(tokens, *cache, scratch, ids); });
        if (!status)
            return status.error();
        if (m_pipeline.postProcessor)
            m_pipeline.postProcessor->apply(ids, false);
        return ids;
    }

    Result<Encoding> encodeWithSpans(std::string_view utf8, bool special) const override
    {
        std::vector<PlacedToken> placed;
        if (utf8.size() > maximumText)
            return tooLong();
        const CharacterIndex index(utf8);
        const Status status = forEachSection(
            utf8, true, false,
            [&](TokenId id, std::size_t begin, std::size_t end) {
                placed.push_back({id, index.characters(begin, end),
                                  std::string(utf8.substr(begin, end - begin))});
            },
            [&](const PreTokens &tokens) { return appendPlaced(tokens, index, placed); });
        if (!status)
            return status.error();
        if (m_pipeline.postProcessor)
            m_pipeline.postProcessor->apply(placed, special);
        Encoding encoding;
        encoding.ids.reserve(placed.size());
        encoding.spans.reserve(placed.size());
        for (const PlacedToken &token : placed) {
            encoding.ids.push_back(token.id);
            encoding.spans.push_back(token.span);
        }
        return encoding;
    }

    std::string decode(std::span<const TokenId> ids) const override
    {
        std::vector<std::string> parts;
        parts.reserve(ids.size());
        for (const TokenId id : ids)
            if (exists(id) && !isSpecial(id))
                parts.push_back(decodedEntry(id));
        std::string text;
        if (m_pipeline.decoder) {
            if (!parts.empty())
                m_pipeline.decoder->apply(parts);
            for (const std::string &part : parts)
                text += part;
        } else {
            for (std::size_t i = 0; i < parts.size(); ++i)
                text += (i > 0 ? " " : "") + parts[i];
        }
        return text;
    }

    std::string vocabularyEntry(TokenId id) const override
    {
        const AddedToken *added = addedToken(id);
        return added ? added->content : m_pipeline.model->words().word(id);
    }

    bool isSpecial(TokenId id) const override
    {
        const auto found = m_added.find(id);
        if (found == m_added.end())
            return false;
        // What is compared is the spelling that decoding starts from.
        const std::string &spelling = m_pipeline.addedSpellings[found->second];
        const AddedToken &token = m_pipeline.addedTokens[found->second];
        if (spelling == token.content)
            return token.special;
        return std::any_of(m_pipeline.addedTokens.begin(), m_pipeline.addedTokens.end(),
                           [&spelling](const AddedToken &other) {
                               return other.special && other.content == spelling;
                           });
    }

    std::string tokenText(TokenId id) const override
    {
        if (!exists(id))
            return "?";
        if (const AddedToken *added = addedToken(id))
            return visibleText(added->content);
        const std::string shown = shownWord(m_pipeline.model->words().word(id));
        return shown.empty() ? "?" : shown;
    }

private:
    const AddedToken *addedToken(TokenId id) const
    {
        const auto found = m_added.find(id);
        return found == m_added.end() ? nullptr : &m_pipeline.addedTokens[found->second];
    }

    bool exists(TokenId id) const
    {
        return m_pipeline.model->words().contains(id) || m_added.count(id) > 0;
    }

    const std::string &decodedEntry(TokenId id) const
    {
        const auto found = m_added.empty() ? m_added.end() : m_added.find(id);
        return found == m_added.end() ? m_pipeline.model->words().word(id)
                                      : m_pipeline.addedSpellings[found->second];
    }

    /// Hands out added tokens that stand in the raw text, with their bytes, and what stands between
    /// them, normalised and cut.
    template <class TakeAdded, class TakeTokens>
    Status forEachSection(std::string_view utf8, bool tracked, bool mayStayBytes,
                          TakeAdded takeAdded, TakeTokens takeTokens) const
    {
        if (utf8.size() > maximumText)
            return tooLong();
        if (const auto offset = firstInvalidUtf8(utf8))
            return invalidUtf8Error(*offset);
        for (const AddedMatch &match : m_rawFinder.find(utf8)) {
            if (match.id >= 0) {
                takeAdded(match.id, match.begin, match.end);
                continue;
            }
            PreTokens tokens{AlignedText(utf8, match.begin, match.end, tracked)};
            tokens.mayStayBytes = mayStayBytes;
            Status status = cut(tokens);
            if (status)
                status = takeTokens(tokens);
            if (!status)
                return status;
        }
        return {};
    }

    Status cut(PreTokens &tokens) const
    {
        if (m_pipeline.normalizer)
            if (Status status = m_pipeline.normalizer->apply(tokens.text); !status)
                return status;
        const bool beginsText = tokens.text.shift == 0;
        for (const AddedMatch &match : m_normalizedFinder.find(tokens.text.text))
            if (match.begin < match.end)
                tokens.pieces.push_back(
                    {match.begin, match.end, match.id, beginsText && match.begin == 0});
        return m_pipeline.preTokenizer ? m_pipeline.preTokenizer->apply(tokens) : Status();
    }

    Status appendIds(const PreTokens &tokens, WordCache &cache, std::vector<ModelToken> &scratch,
                     std::vector<TokenId> &ids) const
    {
        for (const PreToken &piece : tokens.pieces) {
            if (piece.id >= 0) {
                ids.push_back(piece.id);
                continue;
            }
            const std::string_view text = tokens.view(piece);
            for (std::size_t at = 0; at < text.size();) {
                const std::size_t end =
                    tokens.areBytes ? text.size() : m_pipeline.model->partEnd(text, at);
                const Status status =
                    appendWord(text.substr(at, end - at), tokens.areBytes, cache, scratch, ids);
                if (!status)
                    return status;
                at = end;
            }
        }
        return {};
    }

    Status appendWord(std::string_view word, bool areBytes, WordCache &cache,
                      std::vector<ModelToken> &scratch, std::vector<TokenId> &ids) const
    {
        const bool remembers =
            word.size() <= WordCache::longestWord && m_pipeline.model->isWorthRemembering();
        const std::uint64_t hash = remembers ? hashOf(word) : 0;
        if (remembers)
            if (const auto *known = cache.find(word, hash)) {
                ids.insert(ids.end(), known->begin(), known->end());
                return {};
            }
        scratch.clear();
        std::string symbols;
        if (areBytes)
            appendByteSymbols(symbols, word);
        const Status status = m_pipeline.model->tokenize(areBytes ? symbols : word, scratch);
        if (!status)
            return status;
        const std::size_t before = ids.size();
        for (const ModelToken &token : scratch)
            ids.push_back(token.id);
        if (remembers)
            cache.add(word, hash, std::span(ids).subspan(before));
        return {};
    }

    Status appendPlaced(const PreTokens &tokens, const CharacterIndex &index,
                        std::vector<PlacedToken> &placed) const
    {
        const Model &model = *m_pipeline.model;
        const std::vector<Origin> &origins = tokens.text.origins;
        std::vector<ModelToken> found;
        for (const PreToken &piece : tokens.pieces) {
            const std::string_view text = tokens.view(piece);
            found.clear();
            if (piece.id >= 0)
                found.push_back({piece.id, 0, std::uint32_t(text.size())});
            else if (Status status = model.tokenize(text, found); !status)
                return status;
            for (const ModelToken &token : found) {
                const bool spellsText =
                    piece.id >= 0 || (model.spellsUnknown() && token.id == model.unknown());
                std::string spelling =
                    spellsText ? std::string(text.substr(token.begin, token.end - token.begin))
                               : model.words().word(token.id);
                std::size_t begin = token.begin;
                std::size_t end = token.end;
                if (begin < end && end <= text.size()) {
                    begin = origins[piece.begin + token.begin].begin;
                    end = origins[piece.begin + token.end - 1].end;
                }
                placed.push_back({token.id, index.characters(begin, end), std::move(spelling)});
            }
        }
        return {};
    }

    std::string shownWord(const std::string &word) const
    {
        const Spelling &spelling = m_pipeline.spelling;
        std::string text = word;
        if (spelling.bytesAsSymbols) {
            text.clear();
            for (std::size_t at = 0; at < word.size();) {
                const std::size_t begin = at;
                const int byte = byteOfSymbol(nextCodePoint(word, at));
                text += byte >= 0 ? std::string(1, char(byte)) : word.substr(begin, at - begin);
            }
        } else if (!spelling.blank.empty()) {
            const Regex blank = Regex::literal(spelling.blank);
            std::vector<Stretch> stretches;
            if (blank.findAll(word, stretches) && !stretches.empty()) {
                text.clear();
                for (const Stretch &stretch : stretches)
                    text += stretch.matched
                                ? " "
                                : word.substr(stretch.begin, stretch.end - stretch.begin);
            }
        }
        return shownBytes(text);
    }

    /// Visible text; "<0x8F>" for each byte that is no part of a character.
    static std::string shownBytes(std::string_view bytes)
    {
        std::string shown;
        while (!bytes.empty()) {
            const std::size_t valid = firstInvalidUtf8(bytes).value_or(bytes.size());
            shown += visibleText(bytes.substr(0, valid));
            bytes.remove_prefix(valid);
            if (bytes.empty())
                break;
            std::array<char, 8> code;
            std::snprintf(code.data(), code.size(), "<0x%02X>",
                          unsigned(static_cast<unsigned char>(bytes.front())));
            shown += code.data();
            bytes.remove_prefix(1);
        }
        return shown;
    }

    Pipeline m_pipeline;
    AddedTokenFinder m_rawFinder, m_normalizedFinder;
    std::unordered_map<TokenId, std::size_t> m_added; ///< places in m_pipeline.addedTokens
    int m_size;
    bool m_mustTrack = false;
    mutable CachePool m_caches;
};

} // namespace

TokenizerPtr makePipelineTokenizer(Pipeline pipeline)
{
    return std::make_shared<PipelineTokenizer>(std::move(pipeline));
}

} // namespace retort
