#include "core/engine/text/bpefiles.h"

#include "core/engine/text/textfile.h"
#include "core/engine/text/tokenizerparts.h"

#include <algorithm>
#include <array>

namespace retort {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

constexpr std::uintmax_t maximumBytes = 16 << 20;
constexpr std::string_view endOfText = "<|endoftext|>";

enum class Family { Gpt2, Roberta, Qwen2 };

/// The pattern of Qwen2's tokenizer.json.
constexpr const char *qwen2Pattern =
    "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+"
    "[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

Result<Family> familyOf(const TokenizerSettings &settings, const fs::path &vocabulary)
{
    struct Name
    {
        std::string_view tokenizer, model;
        Family family;
    };
    constexpr std::array names{Name{"GPT2Tokenizer", "gpt2", Family::Gpt2},
                               Name{"RobertaTokenizer", "roberta", Family::Roberta},
                               Name{"Qwen2Tokenizer", "qwen2", Family::Qwen2}};
    std::string_view wanted = settings.tokenizerClass;
    if (wanted.ends_with("Fast"))
        wanted.remove_suffix(4);
    if (wanted.empty() && settings.modelType.empty())
        return Family::Gpt2;
    for (const Name &name : names)
        if (wanted == name.tokenizer || (wanted.empty() && settings.modelType == name.model))
            return name.family;
    const std::string &said = wanted.empty() ? settings.modelType : settings.tokenizerClass;
    return Error{RETORT_SENTENCE("The tokenizer of %1 is of the kind \"%2\", and Retort reads such "
                                 "files of GPT-2, RoBERTa and Qwen2 only. Save the tokenizer as a "
                                 "tokenizer.json."),
                 {vocabulary.string(), said}};
}

Error malformedLine(const fs::path &file, std::size_t line)
{
    return {RETORT_SENTENCE("Line %2 of %1 does not name two tokens of the vocabulary whose join "
                            "is a token. Get the file again."),
            {file.string(), std::to_string(line)}};
}

/// The ids as a tokenizer.json lists them, by id.
Result<Json> readVocabulary(const fs::path &file, const nlohmann::json &ids)
{
    std::vector<std::pair<TokenId, const std::string *>> order;
    order.reserve(ids.size());
    for (auto at = ids.begin(); at != ids.end(); ++at) {
        if (!at->is_number_unsigned() || at->get<std::uint64_t>() > std::uint64_t(largestTokenId))
            return Error{RETORT_SENTENCE("The vocabulary %1 gives the token \"%2\" no id from 0 to "
                                         "%3. Get the file again."),
                         {file.string(), at.key(), std::to_string(largestTokenId)}};
        order.emplace_back(at->get<TokenId>(), &at.key());
    }
    std::sort(order.begin(), order.end());
    Json vocabulary = Json::object();
    // All differ, so there is nothing to look up: json's own push_back() would search each time.
    auto &entries = vocabulary.get_ref<Json::object_t &>();
    for (const auto &[id, token] : order)
        entries.emplace_back(*token, id);
    return vocabulary;
}

Result<Json> readMerges(const fs::path &file, const nlohmann::json &ids)
{
    const auto text = readWholeFile(file, maximumBytes);
    if (!text)
        return text.error();
    Json merges = Json::array();
    std::size_t number = 0;
    for (std::string_view rest = *text; !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        std::string_view line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        ++number;
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (line.empty() || line.starts_with("#version"))
            continue;
        const std::size_t blank = line.find(' ');
        if (blank == line.npos)
            return malformedLine(file, number);
        const std::string left(line.substr(0, blank)), right(line.substr(blank + 1));
        if (!ids.contains(left) || !ids.contains(right) || !ids.contains(left + right))
            return malformedLine(file, number);
        merges.push_back(std::string(line));
    }
    return merges;
}

Json addedTokens(const TokenizerSettings &settings, const nlohmann::json &ids)
{
    TokenId next = 0;
    for (const auto &id : ids)
        next = std::max(next, TokenId(id.get<TokenId>() + 1));
    for (const AddedTokenSetting &token : settings.added)
        next = std::max(next, TokenId(token.id.value_or(-1) + 1));
    std::vector<std::pair<TokenId, const AddedTokenSetting *>> order;
    for (const AddedTokenSetting &token : settings.added) {
        const auto found = ids.find(token.content);
        const TokenId id = token.id ? *token.id : found != ids.end() ? found->get<TokenId>() : next;
        next += id == next;
        order.emplace_back(id, &token);
    }
    std::sort(order.begin(), order.end());
    Json added = Json::array();
    for (const auto &[id, token] : order) {
        Json entry = addedToken(id, token->content, token->special);
        entry["single_word"] = token->singleWord;
        entry["lstrip"] = token->stripsLeft;
        entry["rstrip"] = token->stripsRight;
        entry["normalized"] = token->normalized;
        added.push_back(entry);
    }
    return added;
}

TokenId idIn(const Json &added, const std::string &content)
{
    for (const Json &token : added)
        if (token["content"] == content)
            return token["id"].get<TokenId>();
    return -1;
}

Json byteLevel(bool prefixSpace, bool trimOffsets, bool splits)
{
    return {{"type", "ByteLevel"},
            {"add_prefix_space", prefixSpace},
            {"trim_offsets", trimOffsets},
            {"use_regex", splits}};
}

/// What families expect without being told.
TokenizerSettings withDefaults(TokenizerSettings settings, Family family, const nlohmann::json &ids)
{
    const auto addKnown = [&](std::string_view content, bool stripsLeft = false) {
        AddedTokenSetting token;
        token.content = content;
        token.stripsLeft = stripsLeft;
        if (ids.contains(token.content))
            settings.add(token);
    };
    if (family == Family::Roberta) {
        for (const char *token : {"<s>", "<pad>", "</s>", "<unk>"})
            addKnown(token);
        addKnown("<mask>", true);
    } else {
        addKnown(endOfText);
        if (settings.begin.empty())
            settings.begin = endOfText;
    }
    return settings;
}

Result<Json> postProcessorOf(const TokenizerSettings &settings, Family family, const Json &added,
                             const fs::path &vocabulary)
{
    const bool prefixSpace = settings.prefixSpace.value_or(false);
    if (family == Family::Roberta) {
        const TokenId begin = idIn(added, "<s>"), end = idIn(added, "</s>");
        if (begin < 0 || end < 0)
            return Error{RETORT_SENTENCE("The vocabulary %1 lacks \"<s>\" or \"</s>\", which "
                                         "RoBERTa puts around texts. Get the file again."),
                         {vocabulary.string()}};
        return Json{{"type", "RobertaProcessing"},
                    {"sep", Json::array({"</s>", end})},
                    {"cls", Json::array({"<s>", begin})},
                    {"trim_offsets", true},
                    {"add_prefix_space", prefixSpace}};
    }
    const TokenId begin = idIn(added, settings.begin);
    if (settings.addBegin.value_or(false) && begin >= 0)
        return surroundedBy({{settings.begin, begin}}, {});
    return byteLevel(family == Family::Gpt2, family != Family::Gpt2, family == Family::Gpt2);
}

} // namespace

Result<std::string> tokenizerJsonFromBpeFiles(const fs::path &vocabulary, const fs::path &merges,
                                              const TokenizerSettings &settings)
{
    const auto family = familyOf(settings, vocabulary);
    if (!family)
        return family.error();
    const auto ids = readJsonObject(vocabulary);
    if (!ids)
        return ids.error();
    auto entries = readVocabulary(vocabulary, *ids);
    if (!entries)
        return entries.error();
    auto pairs = readMerges(merges, *ids);
    if (!pairs)
        return pairs.error();

    const TokenizerSettings complete = withDefaults(settings, *family, *ids);
    const bool prefixSpace = complete.prefixSpace.value_or(false);
    TokenizerJson file;
    file.addedTokens = addedTokens(complete, *ids);
    auto postProcessor = postProcessorOf(complete, *family, file.addedTokens, vocabulary);
    if (!postProcessor)
        return postProcessor.error();
    file.postProcessor = *std::move(postProcessor);
    file.preTokenizer = byteLevel(prefixSpace, true, true);
    if (*family == Family::Qwen2) {
        file.normalizer = {{"type", "NFC"}};
        file.preTokenizer = {
            {"type", "Sequence"},
            {"pretokenizers", Json::array({splitByPattern(qwen2Pattern, false),
                                           byteLevel(prefixSpace, false, false)})}};
    }
    file.decoder = byteLevel(true, true, true);
    file.model = {{"type", "BPE"},
                  {"dropout", nullptr},
                  {"unk_token", nullptr},
                  {"continuing_subword_prefix", ""},
                  {"end_of_word_suffix", ""},
                  {"fuse_unk", false},
                  {"byte_fallback", false},
                  {"ignore_merges", false},
                  {"vocab", *std::move(entries)},
                  {"merges", *std::move(pairs)}};
    return file.text();
}

Result<std::string> tokenizerJsonFromWordList(const fs::path &vocabulary,
                                              const TokenizerSettings &settings)
{
    const auto text = readWholeFile(vocabulary, maximumBytes);
    if (!text)
        return text.error();
    nlohmann::json ids = nlohmann::json::object();
    Json words = Json::object();
    auto &entries = words.get_ref<Json::object_t &>();
    for (std::string_view rest = *text; !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        std::string word(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (word.ends_with('\r'))
            word.pop_back();
        const auto id = TokenId(entries.size());
        if (word.empty() || !ids.emplace(word, id).second)
            return Error{RETORT_SENTENCE("Line %2 of the vocabulary %1 is empty or stands there "
                                         "twice. Get the file again."),
                         {vocabulary.string(), std::to_string(id + 1)}};
        entries.emplace_back(std::move(word), id);
    }
    TokenizerSettings complete = settings;
    for (const char *name : {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}) {
        AddedTokenSetting token;
        token.content = name;
        if (ids.contains(name))
            complete.add(token);
    }
    TokenizerJson file;
    file.addedTokens = addedTokens(complete, ids);
    const TokenId first = idIn(file.addedTokens, "[CLS]"), last = idIn(file.addedTokens, "[SEP]");
    if (!ids.contains("[UNK]") || first < 0 || last < 0)
        return Error{
            RETORT_SENTENCE("The vocabulary %1 lacks \"[UNK]\", \"[CLS]\" or \"[SEP]\", so "
                            "it is none of BERT's. Save the tokenizer as a "
                            "tokenizer.json."),
            {vocabulary.string()}};
    file.postProcessor = surroundedBy({{"[CLS]", first}}, {{"[SEP]", last}});
    file.postProcessor["pair"].erase(3); // one "[CLS]" for both
    file.normalizer = {
        {"type", "BertNormalizer"},
        {"clean_text", true},
        {"handle_chinese_chars", settings.splitChinese.value_or(true)},
        {"strip_accents", settings.stripAccents ? Json(*settings.stripAccents) : Json(nullptr)},
        {"lowercase", settings.lowerCase.value_or(true)}};
    file.preTokenizer = {{"type", "BertPreTokenizer"}};
    file.decoder = {{"type", "WordPiece"}, {"prefix", "##"}, {"cleanup", true}};
    file.model = {{"type", "WordPiece"},
                  {"unk_token", "[UNK]"},
                  {"continuing_subword_prefix", "##"},
                  {"max_input_chars_per_word", 100},
                  {"vocab", std::move(words)}};
    return file.text();
}

} // namespace retort
