// Words as tokens. Each rule that cuts or matches text here is also written as a regular expression
// into tokenizer.json, so that other programs get the same ids.

#include "core/engine/text/dataset.h"
#include "core/engine/text/tokenizerparts.h"
#include "core/engine/text/unicode.h"

#include <algorithm>
#include <cassert>
#include <map>
#include <optional>

namespace retort {

using Json = nlohmann::ordered_json;

namespace {

/// Word characters, in a character class.
const std::string wordClass = "\\p{L}\\p{M}\\p{N}_";

bool isApostrophe(char32_t codePoint)
{
    return codePoint == '\'' || codePoint == U'’';
}

/// The next line end, ideograph, word ("don't" is one) or single mark; empty at the end of the
/// text.
std::string_view nextPiece(std::string_view text, std::size_t &at)
{
    while (at < text.size()) {
        const std::size_t start = at;
        const char32_t first = nextCodePoint(text, at);
        if (first != '\n' && isSpace(first))
            continue;
        const auto continues = [&](std::size_t from) {
            std::size_t after = from;
            if (from >= text.size())
                return false;
            const char32_t next = nextCodePoint(text, after);
            return isWordCharacter(next) && !isIdeograph(next);
        };
        if (isWordCharacter(first) && !isIdeograph(first)) {
            for (;;) {
                std::size_t after = at;
                if (continues(at)) {
                    nextCodePoint(text, at);
                } else if (at < text.size() && isApostrophe(nextCodePoint(text, after))
                           && continues(after)) {
                    at = after;
                } else {
                    break;
                }
            }
        }
        return text.substr(start, at - start);
    }
    return {};
}

/// The same cut as nextPiece().
std::string piecePattern()
{
    const std::string word = "[" + wordClass + "&&[^" + ideographRanges + "]]+";
    return "\\n|[" + std::string(ideographRanges) + "]|" + word + "(?:['’]" + word + ")*|[^\\s]";
}

char32_t firstOf(std::string_view word)
{
    std::size_t at = 0;
    return nextCodePoint(word, at);
}

char32_t lastOf(std::string_view word)
{
    std::size_t at = word.size() - 1;
    while (at > 0 && (static_cast<unsigned char>(word[at]) & 0xC0) == 0x80)
        --at;
    return nextCodePoint(word, at);
}

/// Whether a text with blanks has one between two words.
bool blankBetween(std::string_view left, std::string_view right)
{
    static const std::u32string_view closing = U".,;:!?)]}%…”’»";
    static const std::u32string_view opening = U"([{“‘«";
    const auto isTight = [](char32_t c) {
        const bool wideMark = (c >= 0x3000 && c <= 0x303F) || (c >= 0xFF00 && c <= 0xFFEF);
        return c == '\n' || wideMark || isIdeograph(c);
    };
    const char32_t before = lastOf(left);
    const char32_t after = firstOf(right);
    return !isTight(before) && !isTight(after) && opening.find(before) == opening.npos
           && closing.find(after) == closing.npos;
}

std::string escaped(std::string_view word)
{
    std::string pattern;
    for (const char c : word) {
        if (std::string_view("\\^$.|?*+()[]{}-&#").find(c) != std::string_view::npos)
            pattern += '\\';
        pattern += c;
    }
    return pattern;
}

std::string alternatives(const std::vector<std::string> &words)
{
    std::string pattern;
    for (const std::string &word : words)
        pattern += (pattern.empty() ? "" : "|") + escaped(word);
    return pattern;
}

class WordTokenizer final : public Tokenizer
{
public:
    WordTokenizer(std::vector<std::string> words, WordSplit split)
        : m_vocabulary(std::move(words)), m_split(split), m_begin(m_vocabulary.find(beginWord))
    {
        for (TokenId id = 0; id < m_vocabulary.size(); ++id) {
            const std::string &word = m_vocabulary.word(id);
            m_longest = std::max(m_longest, word.size());
            if (split == WordSplit::Folded && isText(id))
                m_folded.try_emplace(caseFolded(word), id);
        }
    }

    std::string kind() const override { return "word"; }
    int vocabularySize() const override { return m_vocabulary.size(); }
    TokenId beginToken() const override { return m_begin; }
    TokenId unknownToken() const override { return 0; }

    Result<std::vector<TokenId>> encode(std::string_view utf8) const override
    {
        std::vector<TokenId> ids;
        const auto offset =
            forEachToken(utf8, [&ids](TokenId id, std::string_view) { ids.push_back(id); });
        if (offset)
            return invalidUtf8Error(*offset);
        return ids;
    }

    Result<Encoding> encodeWithSpans(std::string_view utf8, bool) const override
    {
        Encoding encoding;
        const CharacterCounter characters(utf8);
        const auto offset = forEachToken(utf8, [&](TokenId id, std::string_view piece) {
            const auto begin = std::size_t(piece.data() - utf8.data());
            encoding.ids.push_back(id);
            encoding.spans.push_back(characters.around(begin, begin + piece.size()));
        });
        if (offset)
            return invalidUtf8Error(*offset);
        return encoding;
    }

    std::string decode(std::span<const TokenId> ids) const override
    {
        std::string text;
        std::string_view last;
        for (const TokenId id : ids) {
            if (!isText(id))
                continue;
            const std::string &word = m_vocabulary.word(id);
            if (m_split != WordSplit::Joined && !last.empty() && blankBetween(last, word))
                text += ' ';
            text += word;
            last = word;
        }
        return text;
    }

    std::string vocabularyEntry(TokenId id) const override { return m_vocabulary.entry(id); }

    bool isSpecial(TokenId id) const override { return m_vocabulary.contains(id) && !isText(id); }

    std::string tokenText(TokenId id) const override
    {
        return m_vocabulary.contains(id) ? visibleText(m_vocabulary.word(id)) : "?";
    }

    std::string toJson() const override
    {
        const bool joined = m_split == WordSplit::Joined;
        TokenizerJson json{.model = wordLevelModel(m_vocabulary),
                           .preTokenizer =
                               splitByPattern(joined ? joinedPattern() : piecePattern(), true),
                           .decoder = joined ? Json{{"type", "Fuse"}} : Json(nullptr)};
        if (m_split == WordSplit::Folded)
            json.normalizer = foldingNormalizer();
        if (m_begin >= 0)
            json.addedTokens.push_back({{"id", m_begin},
                                        {"content", beginWord},
                                        {"single_word", false},
                                        {"lstrip", false},
                                        {"rstrip", false},
                                        {"normalized", false},
                                        {"special", true}});
        return json.text();
    }

private:
    bool isText(TokenId id) const
    {
        return m_vocabulary.contains(id) && id != unknownToken() && id != m_begin;
    }

    /// Hands each id with its piece of the text to `take`; the offset of invalid UTF-8, if any.
    template <class Take>
    std::optional<std::size_t> forEachToken(std::string_view utf8, Take take) const
    {
        if (const auto offset = firstInvalidUtf8(utf8))
            return offset;
        while (!utf8.empty()) {
            // A begin token that is spelt out counts as one, as with Hugging Face's added tokens.
            const std::size_t end = m_begin < 0 ? utf8.npos : utf8.find(beginWord);
            const std::string_view part = utf8.substr(0, end);
            if (m_split == WordSplit::Joined)
                encodeJoined(part, take);
            else
                encodeSpaced(part, take);
            if (end == utf8.npos)
                break;
            take(m_begin, utf8.substr(end, beginWord.size()));
            utf8.remove_prefix(end + beginWord.size());
        }
        return std::nullopt;
    }

    template <class Take>
    void encodeSpaced(std::string_view text, Take &take) const
    {
        std::size_t at = 0;
        for (std::string_view piece = nextPiece(text, at); !piece.empty();
             piece = nextPiece(text, at)) {
            TokenId id = m_vocabulary.find(piece);
            if (id < 0 && m_split == WordSplit::Folded) {
                const auto found = m_folded.find(caseFolded(piece));
                id = found == m_folded.end() ? -1 : found->second;
            }
            take(id < 0 ? unknownToken() : id, piece);
        }
    }

    /// One "<unk>" for each stretch without blanks in which no word begins.
    template <class Take>
    void encodeJoined(std::string_view text, Take &take) const
    {
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t start = at;
            if (const TokenId id = longestAt(text, at); id >= 0) {
                at += m_vocabulary.word(id).size();
                take(id, text.substr(start, at - start));
                continue;
            }
            if (isSpace(nextCodePoint(text, at)))
                continue;
            for (auto next = at; next < text.size() && longestAt(text, next) < 0; at = next)
                if (isSpace(nextCodePoint(text, next)))
                    break;
            take(unknownToken(), text.substr(start, at - start));
        }
    }

    TokenId longestAt(std::string_view text, std::size_t at) const
    {
        for (std::size_t length = std::min(m_longest, text.size() - at); length > 0; --length) {
            const TokenId id = m_vocabulary.find(text.substr(at, length));
            if (id >= 0 && isText(id))
                return id;
        }
        return -1;
    }

    std::string joinedPattern() const
    {
        std::vector<std::string> words;
        for (TokenId id = 0; id < m_vocabulary.size(); ++id)
            if (isText(id))
                words.push_back(m_vocabulary.word(id));
        std::stable_sort(words.begin(), words.end(), [](const auto &left, const auto &right) {
            return left.size() > right.size();
        });
        const std::string known = alternatives(words);
        return known + "|(?:(?!" + known + ")[^\\s])+";
    }

    /// Rewrites words in other capitals into the vocabulary's form before they are looked up.
    Json foldingNormalizer() const
    {
        std::map<TokenId, std::vector<std::string>> forms; // by the form that stands for all
        for (TokenId id = 0; id < m_vocabulary.size(); ++id)
            if (isText(id))
                forms[m_folded.at(caseFolded(m_vocabulary.word(id)))].push_back(
                    m_vocabulary.word(id));

        const std::string before = "(?<![" + wordClass + "]|[" + wordClass + "]['’])";
        const std::string after = "(?![" + wordClass + "]|['’][" + wordClass + "])";
        Json steps = Json::array();
        for (const auto &[id, spellings] : forms) {
            const std::string &word = m_vocabulary.word(id);
            if (!isWordCharacter(firstOf(word)) || !isWordCharacter(lastOf(word)))
                continue;
            const std::string known = "(?!(?:" + alternatives(spellings) + ")" + after + ")";
            const std::string pattern = before + known + "(?i:" + escaped(word) + ")" + after;
            steps.push_back(
                {{"type", "Replace"}, {"pattern", {{"Regex", pattern}}}, {"content", word}});
        }
        return {{"type", "Sequence"}, {"normalizers", steps}};
    }

    Vocabulary m_vocabulary;
    WordSplit m_split;
    TokenId m_begin;
    std::size_t m_longest = 0;
    std::map<std::string, TokenId> m_folded;
};

} // namespace

TokenizerPtr makeWordTokenizer(std::vector<std::string> words, WordSplit split)
{
    assert(!words.empty() && words.front() == unknownWord);
    return std::make_shared<WordTokenizer>(std::move(words), split);
}

TokenizerPtr makeWordTokenizer(std::vector<std::string> words, bool spaced)
{
    return makeWordTokenizer(std::move(words), spaced ? WordSplit::Folded : WordSplit::Joined);
}

Result<TokenizerPtr> makeWordTokenizer(std::string_view corpus, int maximumSize)
{
    if (const auto offset = firstInvalidUtf8(corpus))
        return invalidUtf8Error(*offset);
    std::map<std::string_view, std::int64_t> counts;
    std::size_t at = 0;
    for (std::string_view piece = nextPiece(corpus, at); !piece.empty();
         piece = nextPiece(corpus, at))
        ++counts[piece];

    // The map is in order of the words, so that equally frequent ones stay in that order.
    std::vector<std::pair<std::string_view, std::int64_t>> ranked(counts.begin(), counts.end());
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto &left, const auto &right) {
        return left.second > right.second;
    });
    std::vector<std::string> words = {unknownWord};
    for (const auto &[word, count] : ranked) {
        if (int(words.size()) >= maximumSize)
            break;
        words.emplace_back(word);
    }
    return makeWordTokenizer(std::move(words), WordSplit::Exact);
}

} // namespace retort
