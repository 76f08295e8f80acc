#include "core/engine/text/tokenizersettings.h"

#include "core/engine/formats/jsondepth.h"
#include "core/engine/text/textfile.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace retort {

namespace fs = std::filesystem;
using Json = nlohmann::json;

namespace {

constexpr std::uintmax_t maximumBytes = 16 << 20;
constexpr int maximumDepth = 32;
constexpr std::size_t mostAdded = 10'000;
constexpr const char *namedTokens[] = {"bos_token", "eos_token", "unk_token", "sep_token",
                                       "pad_token", "cls_token", "mask_token"};

std::optional<bool> flag(const Json &object, const char *key)
{
    const auto found = object.find(key);
    if (found == object.end() || !found->is_boolean())
        return std::nullopt;
    return found->get<bool>();
}

std::string word(const Json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// A token is its text, or an object with it.
std::optional<AddedTokenSetting> tokenOf(const Json &value)
{
    AddedTokenSetting token;
    if (value.is_string()) {
        token.content = value.get<std::string>();
    } else if (value.is_object()) {
        token.content = word(value, "content");
        token.special = flag(value, "special").value_or(true);
        token.stripsLeft = flag(value, "lstrip").value_or(false);
        token.stripsRight = flag(value, "rstrip").value_or(false);
        token.singleWord = flag(value, "single_word").value_or(false);
        token.normalized = flag(value, "normalized").value_or(false);
    }
    return token.content.empty() ? std::nullopt : std::optional(token);
}

std::optional<TokenId> idOf(std::string_view digits)
{
    TokenId id = -1;
    const char *end = digits.data() + digits.size();
    const auto [last, failure] = std::from_chars(digits.data(), end, id);
    const bool isId = failure == std::errc() && last == end && id >= 0 && id <= largestTokenId;
    return isId ? std::optional(id) : std::nullopt;
}

Error malformed(const fs::path &file, const std::string &key)
{
    return {
        RETORT_SENTENCE("The file %1 says \"%2\" in a way that Retort cannot read. Get the file "
                        "again, or remove it."),
        {file.string(), key}};
}

Result<std::optional<Json>> readIfThere(const fs::path &file)
{
    std::error_code failure;
    if (!fs::exists(file, failure))
        return std::optional<Json>();
    auto json = readJsonObject(file);
    if (!json)
        return json.error();
    return std::optional<Json>(*std::move(json));
}

/// {"50256": {"content": …}} in tokenizer_config.json.
Status readDecoder(const Json &json, const fs::path &file, TokenizerSettings &settings)
{
    const auto decoder = json.find("added_tokens_decoder");
    if (decoder == json.end())
        return {};
    if (!decoder->is_object())
        return malformed(file, "added_tokens_decoder");
    for (const auto &[digits, value] : decoder->items()) {
        auto token = tokenOf(value);
        if (!token || !(token->id = idOf(digits)))
            return malformed(file, "added_tokens_decoder");
        settings.add(*token);
    }
    return {};
}

void readNamed(const Json &json, TokenizerSettings &settings)
{
    for (const char *name : namedTokens) {
        const auto found = json.find(name);
        if (found == json.end())
            continue;
        if (auto token = tokenOf(*found)) {
            token->special = true;
            settings.add(*token);
            if (name == std::string_view("bos_token"))
                settings.begin = token->content;
            else if (name == std::string_view("eos_token"))
                settings.end = token->content;
            else if (name == std::string_view("unk_token"))
                settings.unknown = token->content;
        }
    }
    for (const char *list : {"additional_special_tokens", "extra_special_tokens"}) {
        const auto found = json.find(list);
        if (found == json.end() || !found->is_array())
            continue;
        for (const Json &value : *found)
            if (auto token = tokenOf(value))
                settings.add(*token);
    }
}

/// {"<token>": 50257} in added_tokens.json.
Status readAdded(const Json &json, const fs::path &file, TokenizerSettings &settings)
{
    for (const auto &[content, id] : json.items()) {
        if (!id.is_number_unsigned() || id.get<std::uint64_t>() > largestTokenId)
            return malformed(file, content);
        AddedTokenSetting token;
        token.content = content;
        token.id = id.get<TokenId>();
        token.special = false;
        settings.add(token);
    }
    return {};
}

void readFlags(const Json &json, TokenizerSettings &settings)
{
    settings.tokenizerClass = word(json, "tokenizer_class");
    settings.prefixSpace = flag(json, "add_prefix_space");
    settings.addBegin = flag(json, "add_bos_token");
    settings.addEnd = flag(json, "add_eos_token");
    settings.lowerCase = flag(json, "do_lower_case");
    settings.stripAccents = flag(json, "strip_accents");
    settings.splitChinese = flag(json, "tokenize_chinese_chars");
}

} // namespace

void TokenizerSettings::add(const AddedTokenSetting &token)
{
    const auto known =
        std::find_if(added.begin(), added.end(), [&](const AddedTokenSetting &other) {
            return other.content == token.content;
        });
    if (known == added.end()) {
        if (added.size() <= mostAdded)
            added.push_back(token);
    } else {
        known->special |= token.special;
        if (!known->id)
            known->id = token.id;
    }
}

Result<Json> readJsonObject(const fs::path &file)
{
    const auto text = readWholeFile(file, maximumBytes);
    if (!text)
        return text.error();
    if (!nestsAtMost(*text, maximumDepth))
        return Error{
            RETORT_SENTENCE("The file %1 is nested deeper than any such file. Get the file "
                            "again."),
            {file.string()}};
    Json json = Json::parse(*text, nullptr, false);
    if (!json.is_object())
        return Error{RETORT_SENTENCE("The file %1 holds no JSON object. Get the file again."),
                     {file.string()}};
    return json;
}

Result<TokenizerSettings> readTokenizerSettings(const fs::path &folder)
{
    TokenizerSettings settings;
    const fs::path config = folder / "tokenizer_config.json";
    const auto main = readIfThere(config);
    const auto map = readIfThere(folder / "special_tokens_map.json");
    const fs::path addedFile = folder / "added_tokens.json";
    const auto added = readIfThere(addedFile);
    const auto model = readIfThere(folder / "config.json");
    for (const auto *read : {&main, &map, &added, &model})
        if (!*read)
            return read->error();
    if (*main) {
        readFlags(**main, settings);
        if (auto done = readDecoder(**main, config, settings); !done)
            return done.error();
    }
    if (*added)
        if (auto done = readAdded(**added, addedFile, settings); !done)
            return done.error();
    for (const auto *read : {&main, &map})
        if (*read)
            readNamed(**read->operator->(), settings);
    if (settings.added.size() > mostAdded)
        return Error{RETORT_SENTENCE("The folder %1 adds more than %2 tokens to its vocabulary, "
                                     "more than Retort reads. Get the files again."),
                     {folder.string(), std::to_string(mostAdded)}};
    if (*model)
        settings.modelType = word(**model, "model_type");
    std::stable_sort(settings.added.begin(), settings.added.end(),
                     [](const auto &a, const auto &b) {
                         return a.id.value_or(std::numeric_limits<TokenId>::max())
                                < b.id.value_or(std::numeric_limits<TokenId>::max());
                     });
    return settings;
}

} // namespace retort
