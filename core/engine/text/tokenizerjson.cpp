// tokenizer.json in Hugging Face's format: writing the parts, and reading back what we wrote.

#include "core/engine/formats/jsondepth.h"
#include "core/engine/text/textfile.h"
#include "core/engine/text/tokenizerparts.h"
#include "core/engine/text/unicode.h"

#include <algorithm>

namespace retort {

using Json = nlohmann::json;

namespace {

constexpr std::uintmax_t maximumBytes = 16 << 20;
constexpr int maximumDepth = 32;

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
std::vector<std::string> wordsById(const Json &vocabulary)
{
    if (!vocabulary.is_object())
        return {};
    std::vector<std::string> words(vocabulary.size());
    std::vector<bool> seen(words.size(), false);
    for (const auto &[word, id] : vocabulary.items()) {
        if (!id.is_number_unsigned() || id.get<std::uint64_t>() >= words.size())
            return {};
        const auto place = id.get<std::size_t>();
        if (seen[place] || word.empty())
            return {};
        seen[place] = true;
        words[place] = word;
    }
    return words;
}

bool isOneCharacter(const std::string &word)
{
    std::size_t at = 0;
    nextCodePoint(word, at);
    return at == word.size();
}

/// The tokeniser that the file seems to hold, or null if its model is none of ours.
TokenizerPtr candidate(const Json &file)
{
    const Json &type = at(file, {"model", "type"});
    if (type == "BPE")
        return makeByteTokenizer();
    std::vector<std::string> words = wordsById(at(file, {"model", "vocab"}));
    if (type != "WordLevel" || words.empty() || words.front() != unknownWord)
        return nullptr;
    if (at(file, {"decoder", "type"}) != "Fuse") {
        const bool folds = !at(file, {"normalizer"}).is_null();
        return makeWordTokenizer(std::move(words), folds ? WordSplit::Folded : WordSplit::Exact);
    }
    if (at(file, {"pre_tokenizer", "behavior"}) != "Isolated")
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

Error foreignComponent(const std::filesystem::path &file, const std::string &component)
{
    return {RETORT_SENTENCE("The tokenizer file %1 cannot be used: its component \"%2\" is not one "
                            "that Retort writes. Use a byte, character or word tokenizer made by "
                            "Retort."),
            {file.string(), component}};
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
    const std::filesystem::path tokenizerJson = name;
    const std::string_view *text = &json;
    if (!nestsAtMost(*text, maximumDepth))
        return Error{RETORT_SENTENCE("The tokenizer file %1 is nested too deeply to be one. Export "
                                     "the tokenizer again."),
                     {tokenizerJson.string()}};
    Json file = Json::parse(*text, nullptr, false);
    if (!file.is_object())
        return Error{RETORT_SENTENCE("The tokenizer file %1 holds no JSON object. Export the "
                                     "tokenizer again."),
                     {tokenizerJson.string()}};

    if (at(file, {"post_processor"}) == idlePostProcessor())
        file["post_processor"] = nullptr;

    const TokenizerPtr tokenizer = candidate(file);
    if (!tokenizer)
        return foreignComponent(tokenizerJson, "model");
    // Strict: the file must say exactly what this tokeniser would write, part by part.
    const Json expected = Json::parse(tokenizer->toJson());
    for (const auto &[key, value] : expected.items())
        if (!file.contains(key) || file[key] != value)
            return foreignComponent(tokenizerJson, key);
    for (const auto &[key, value] : file.items())
        if (!expected.contains(key))
            return foreignComponent(tokenizerJson, key);
    return tokenizer;
}

Result<TokenizerPtr> loadTokenizer(const std::filesystem::path &tokenizerJson)
{
    const Result<std::string> text = readWholeFile(tokenizerJson, maximumBytes);
    if (!text)
        return text.error();
    return parseTokenizer(*text, tokenizerJson.string());
}

} // namespace retort
