#include "core/engine/text/tokenizer.h"

#include "core/engine/text/dataset.h"
#include "core/engine/text/pipeline/bytealphabet.h"
#include "core/engine/text/textfile.h"
#include "core/engine/text/tokenizerparts.h"
#include "core/engine/text/unicode.h"

#include <array>
#include <set>

namespace retort {

using Json = nlohmann::ordered_json;

namespace {

class ByteTokenizer final : public Tokenizer
{
public:
    std::string kind() const override { return "byte"; }
    int vocabularySize() const override { return 256; }

    Result<std::vector<TokenId>> encode(std::string_view utf8) const override
    {
        std::vector<TokenId> ids;
        ids.reserve(utf8.size());
        for (const char c : utf8)
            ids.push_back(static_cast<unsigned char>(c));
        return ids;
    }

    Result<Encoding> encodeWithSpans(std::string_view utf8, bool) const override
    {
        Encoding encoding;
        const CharacterCounter characters(utf8);
        for (std::size_t at = 0; at < utf8.size(); ++at) {
            encoding.ids.push_back(static_cast<unsigned char>(utf8[at]));
            encoding.spans.push_back(characters.around(at, at + 1));
        }
        return encoding;
    }

    std::string decode(std::span<const TokenId> ids) const override
    {
        std::string bytes;
        for (const TokenId id : ids)
            if (id >= 0 && id < 256)
                bytes += char(id);
        return withoutInvalidUtf8(bytes);
    }

    std::string vocabularyEntry(TokenId id) const override
    {
        std::string symbol;
        if (id >= 0 && id < 256)
            symbol = byteSymbol(static_cast<unsigned char>(id));
        return symbol;
    }

    bool isSpecial(TokenId) const override { return false; }

    std::string tokenText(TokenId id) const override
    {
        if (id >= 0 && id < 0x80)
            return visibleText(std::string(1, char(id)));
        std::array<char, 16> code;
        std::snprintf(code.data(), code.size(), "<0x%02X>", unsigned(id));
        return code.data();
    }

    std::string toJson() const override
    {
        Json symbols = Json::object();
        for (int byte = 0; byte < 256; ++byte)
            symbols[std::string(byteSymbol(static_cast<unsigned char>(byte)))] = byte;
        const Json byteLevel = {{"type", "ByteLevel"},
                                {"add_prefix_space", false},
                                {"trim_offsets", true},
                                {"use_regex", false}};
        return TokenizerJson{.model = {{"type", "BPE"},
                                       {"dropout", nullptr},
                                       {"unk_token", nullptr},
                                       {"continuing_subword_prefix", nullptr},
                                       {"end_of_word_suffix", nullptr},
                                       {"fuse_unk", false},
                                       {"byte_fallback", false},
                                       {"ignore_merges", false},
                                       {"vocab", symbols},
                                       {"merges", Json::array()}},
                             .preTokenizer = byteLevel,
                             .decoder = byteLevel}
            .text();
    }
};

class CharacterTokenizer final : public Tokenizer
{
public:
    explicit CharacterTokenizer(std::vector<std::string> characters)
        : m_vocabulary(std::move(characters))
    {
    }

    std::string kind() const override { return "character"; }
    int vocabularySize() const override { return m_vocabulary.size(); }
    TokenId unknownToken() const override { return 0; }

    Result<std::vector<TokenId>> encode(std::string_view utf8) const override
    {
        if (const auto offset = firstInvalidUtf8(utf8))
            return invalidUtf8Error(*offset);
        std::vector<TokenId> ids;
        ids.reserve(utf8.size());
        for (std::size_t at = 0; at < utf8.size();) {
            const std::size_t start = at;
            nextCodePoint(utf8, at);
            const TokenId id = m_vocabulary.find(utf8.substr(start, at - start));
            ids.push_back(id < 0 ? unknownToken() : id);
        }
        return ids;
    }

    Result<Encoding> encodeWithSpans(std::string_view utf8, bool) const override
    {
        auto ids = encode(utf8);
        if (!ids)
            return ids.error();
        Encoding encoding{*std::move(ids), {}};
        for (std::size_t at = 0; at < encoding.ids.size(); ++at)
            encoding.spans.push_back({at, at + 1});
        return encoding;
    }

    std::string decode(std::span<const TokenId> ids) const override
    {
        std::string text;
        for (const TokenId id : ids)
            if (m_vocabulary.contains(id) && id != unknownToken())
                text += m_vocabulary.word(id);
        return text;
    }

    std::string vocabularyEntry(TokenId id) const override { return m_vocabulary.entry(id); }
    bool isSpecial(TokenId id) const override { return id == unknownToken(); }

    std::string tokenText(TokenId id) const override
    {
        return m_vocabulary.contains(id) ? visibleText(m_vocabulary.word(id)) : "?";
    }

    std::string toJson() const override
    {
        return TokenizerJson{.model = wordLevelModel(m_vocabulary),
                             .preTokenizer = splitByPattern("[\\s\\S]", false),
                             .decoder = {{"type", "Fuse"}}}
            .text();
    }

private:
    Vocabulary m_vocabulary;
};

} // namespace

std::string Tokenizer::fingerprint() const
{
    return hash128(toJson());
}

TokenizerPtr makeByteTokenizer()
{
    return std::make_shared<ByteTokenizer>();
}

TokenizerPtr makeCharacterTokenizer(std::vector<std::string> characters)
{
    return std::make_shared<CharacterTokenizer>(std::move(characters));
}

Result<TokenizerPtr> makeCharacterTokenizer(std::string_view corpus)
{
    if (const auto offset = firstInvalidUtf8(corpus))
        return invalidUtf8Error(*offset);
    std::set<char32_t> codePoints;
    for (std::size_t at = 0; at < corpus.size();)
        codePoints.insert(nextCodePoint(corpus, at));
    std::vector<std::string> characters = {unknownWord};
    for (const char32_t codePoint : codePoints)
        appendUtf8(characters.emplace_back(), codePoint);
    return makeCharacterTokenizer(std::move(characters));
}

} // namespace retort
