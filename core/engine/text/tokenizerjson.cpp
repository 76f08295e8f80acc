// tokenizer.json in Hugging Face's format: writing the parts of the own kinds, and reading any.

#include "core/engine/text/pipeline/pipelinereader.h"
#include "core/engine/text/textfile.h"
#include "core/engine/text/tokenizerparts.h"
#include "core/engine/text/unicode.h"

#include <algorithm>
#include <set>

namespace retort {

using Json = nlohmann::json;

namespace {

/// What stands at a path of keys, or null.
const Json &at(const Json &json, std::initializer_list<const char *> keys)
{
    static const Json nothing;
    const Json *value = &json;
    for (const char *key : keys) {
        const auto found = value->is_object() ? value->find(key) : value->end();
        if (found == value->end())
            return nothing;
        value = &*found;
    }
    return *value;
}

/// Words in order of their ids, or nothing unless the ids are 0 … V − 1, each once.
std::vector<std::string> wordsById(const TokenizerFile &file)
{
    std::vector<std::string> words;
    for (const TokenizerFile::Word &word : file.words) {
        if (word.id != std::int64_t(words.size()) || word.text.empty())
            return {};
        words.push_back(word.text);
    }
    return words;
}

bool isOneCharacter(const std::string &word)
{
    std::size_t at = 0;
    nextCodePoint(word, at);
    return at == word.size();
}

/// The own kind of tokeniser that the file seems to hold, or null.
TokenizerPtr candidate(const TokenizerFile &file)
{
    const Json &type = at(file.parts, {"model", "type"});
    if (type == "BPE" && file.words.size() == 256 && file.merges.empty())
        return makeByteTokenizer();
    if (type != "WordLevel" || file.words.empty() || file.words.front().text != unknownWord)
        return nullptr;
    std::vector<std::string> words = wordsById(file);
    if (words.empty() || std::set(words.begin(), words.end()).size() != words.size())
        return nullptr;
    if (at(file.parts, {"decoder", "type"}) != "Fuse") {
        const bool folds = !at(file.parts, {"normalizer"}).is_null();
        return makeWordTokenizer(std::move(words), folds ? WordSplit::Folded : WordSplit::Exact);
    }
    if (at(file.parts, {"pre_tokenizer", "behavior"}) != "Isolated")
        return makeWordTokenizer(std::move(words), WordSplit::Joined);
    if (!std::all_of(words.begin() + 1, words.end(), isOneCharacter))
        return nullptr;
    return makeCharacterTokenizer(std::move(words));
}

/// transformers 5 adds this when it saves a tokeniser: it changes nothing.
const Json &idlePostProcessor()
{
    static const Json idle = Json::parse(R"({
        "type": "TemplateProcessing",
        "single": [{"Sequence": {"id": "A", "type_id": 0}}],
        "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
        "special_tokens": {}})");
    return idle;
}

/// The tokeniser of an own kind if the file says exactly what it would write, part by part.
TokenizerPtr ownTokenizer(const TokenizerFile &file)
{
    TokenizerPtr tokenizer = candidate(file);
    if (!tokenizer)
        return nullptr;
    Result<TokenizerFile> expected = readTokenizerFile(tokenizer->toJson(), {});
    if (!expected)
        return nullptr;
    if (at(file.parts, {"post_processor"}) == idlePostProcessor())
        expected->parts["post_processor"] = idlePostProcessor();
    return file == *expected ? tokenizer : nullptr;
}

} // namespace

std::string TokenizerJson::text() const
{
    const nlohmann::ordered_json file = {{"version", "1.0"},
                                         {"truncation", nullptr},
                                         {"padding", nullptr},
                                         {"added_tokens", addedTokens},
                                         {"normalizer", normalizer},
                                         {"pre_tokenizer", preTokenizer},
                                         {"post_processor", postProcessor},
                                         {"decoder", decoder},
                                         {"model", model}};
    return file.dump(2) + "\n";
}

nlohmann::ordered_json addedToken(TokenId id, const std::string &content, bool special)
{
    return {{"id", id},        {"content", content},  {"single_word", false}, {"lstrip", false},
            {"rstrip", false}, {"normalized", false}, {"special", special}};
}

nlohmann::ordered_json surroundedBy(const std::vector<std::pair<std::string, TokenId>> &before,
                                    const std::vector<std::pair<std::string, TokenId>> &after)
{
    using Ordered = nlohmann::ordered_json;
    if (before.empty() && after.empty())
        return nullptr;
    Ordered specials = Ordered::object();
    const auto around = [&](const char *sequence, int type) {
        Ordered parts = Ordered::array();
        const auto add = [&](const auto &tokens) {
            for (const auto &[token, id] : tokens) {
                parts.push_back({{"SpecialToken", {{"id", token}, {"type_id", type}}}});
                specials[token] = {{"id", token},
                                   {"ids", Ordered::array({id})},
                                   {"tokens", Ordered::array({token})}};
            }
        };
        add(before);
        parts.push_back({{"Sequence", {{"id", sequence}, {"type_id", type}}}});
        add(after);
        return parts;
    };
    const Ordered single = around("A", 0);
    Ordered pair = single;
    for (const Ordered &part : around("B", 1))
        pair.push_back(part);
    return {{"type", "TemplateProcessing"},
            {"single", single},
            {"pair", pair},
            {"special_tokens", specials}};
}

nlohmann::ordered_json wordLevelModel(const Vocabulary &vocabulary)
{
    nlohmann::ordered_json ids = nlohmann::ordered_json::object();
    // Words differ, so there is nothing to look up: json's own push_back() would search each time.
    auto &entries = ids.get_ref<nlohmann::ordered_json::object_t &>();
    for (TokenId id = 0; id < vocabulary.size(); ++id)
        entries.emplace_back(vocabulary.word(id), id);
    return {{"type", "WordLevel"}, {"vocab", std::move(ids)}, {"unk_token", unknownWord}};
}

nlohmann::ordered_json splitByPattern(const std::string &regex, bool keepMatchesOnly)
{
    return {{"type", "Split"},
            {"pattern", {{"Regex", regex}}},
            {"behavior", keepMatchesOnly ? "Removed" : "Isolated"},
            {"invert", keepMatchesOnly}};
}

Error invalidUtf8Error(std::size_t offset)
{
    return {RETORT_SENTENCE("The text is not valid UTF-8: what begins at byte %1 is no character. "
                            "Convert the text to UTF-8."),
            {std::to_string(offset)}};
}

Vocabulary::Vocabulary(std::vector<std::string> words) : m_words(std::move(words))
{
    m_ids.reserve(m_words.size());
    for (std::size_t id = 0; id < m_words.size(); ++id)
        m_ids.try_emplace(m_words[id], TokenId(id));
}

TokenId Vocabulary::find(std::string_view word) const
{
    const auto found = m_ids.find(word);
    return found == m_ids.end() ? -1 : found->second;
}

Result<TokenizerPtr> parseTokenizer(std::string_view json, const std::string &name)
{
    Result<TokenizerFile> file = readTokenizerFile(json, name);
    if (!file)
        return file.error();
    if (TokenizerPtr own = ownTokenizer(*file))
        return own;
    return makePipeline(*std::move(file), json, name);
}

Result<TokenizerPtr> loadTokenizer(const std::filesystem::path &tokenizerJson)
{
    const Result<std::string> text = readWholeFile(tokenizerJson, TokenizerFile::maximumBytes);
    if (!text)
        return text.error();
    return parseTokenizer(*text, tokenizerJson.string());
}

} // namespace retort
