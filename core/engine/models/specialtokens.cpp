#include "core/engine/models/specialtokens.h"

#include "core/engine/models/configreader.h"
#include "core/engine/models/huggingface.h"

#include <algorithm>
#include <array>

namespace retort {

namespace {

using Json = nlohmann::ordered_json;
using ReadJson = ConfigReader::Json;

/// What transformers needs besides tokenizer.json, and nothing that would build the tokeniser anew.
constexpr std::array keptFields{
    "bos_token",
    "eos_token",
    "unk_token",
    "pad_token",
    "sep_token",
    "cls_token",
    "mask_token",
    "additional_special_tokens",
    "extra_special_tokens",
    "chat_template",
    "padding_side",
    "truncation_side",
    "model_input_names",
    "clean_up_tokenization_spaces",
};

/// A number or a list of numbers.
std::vector<TokenId> idsOf(const ReadJson &json, const char *key, int vocabulary)
{
    std::vector<TokenId> ids;
    const auto add = [&](const ReadJson &value) {
        if (value.is_number_unsigned() && value.get<std::uint64_t>() < std::uint64_t(vocabulary))
            ids.push_back(value.get<TokenId>());
    };
    const auto found = json.find(key);
    if (found == json.end())
        return ids;
    if (!found->is_array())
        add(*found);
    else
        std::ranges::for_each(*found, add);
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

TokenId idOf(const ReadJson &json, const char *key, int vocabulary)
{
    const auto ids = idsOf(json, key, vocabulary);
    return ids.empty() ? -1 : ids.front();
}

/// The object in a file that need not be there.
Result<ReadJson> readIfThere(const std::filesystem::path &file)
{
    std::error_code failure;
    if (!std::filesystem::exists(file, failure))
        return ReadJson::object();
    return readJsonFile(file);
}

Json idOrNull(TokenId id)
{
    return id >= 0 ? Json(id) : Json(nullptr);
}

} // namespace

Result<SpecialTokens> readSpecialTokens(const std::filesystem::path &folder,
                                        const ModelConfig &config)
{
    const auto json = readJsonFile(folder / "config.json");
    if (!json)
        return json.error();
    const auto generation = readIfThere(folder / "generation_config.json");
    if (!generation)
        return generation.error();
    const auto tokenizer = readIfThere(folder / "tokenizer_config.json");
    if (!tokenizer)
        return tokenizer.error();

    SpecialTokens tokens;
    tokens.begin = idOf(*json, "bos_token_id", config.vocabulary);
    tokens.end = idOf(*json, "eos_token_id", config.vocabulary);
    tokens.pad = idOf(*json, "pad_token_id", config.vocabulary);
    if (tokens.pad < 0)
        tokens.pad = idOf(*generation, "pad_token_id", config.vocabulary);
    tokens.ends = idsOf(*generation, "eos_token_id", config.vocabulary);
    if (tokens.ends.empty())
        tokens.ends = idsOf(*json, "eos_token_id", config.vocabulary);
    auto kept = Json::object();
    for (const char *field : keptFields) {
        if (const auto found = tokenizer->find(field); found != tokenizer->end())
            kept[field] = *found;
    }
    if (!kept.empty())
        tokens.tokenizerFields = kept.dump();
    return tokens;
}

SpecialTokens specialTokensOf(const Tokenizer &tokenizer)
{
    SpecialTokens tokens;
    tokens.begin = tokens.end = tokenizer.beginToken();
    if (tokens.begin >= 0)
        tokens.ends = {tokens.begin};
    return tokens;
}

std::string generationConfigJson(const SpecialTokens &tokens)
{
    Json json{{"bos_token_id", idOrNull(tokens.begin)},
              {"eos_token_id", idOrNull(tokens.end)},
              {"do_sample", true}};
    if (tokens.ends.size() > 1)
        json["eos_token_id"] = tokens.ends;
    else if (!tokens.ends.empty())
        json["eos_token_id"] = tokens.ends.front();
    if (tokens.pad >= 0)
        json["pad_token_id"] = tokens.pad;
    return json.dump(2) + '\n';
}

std::string tokenizerConfigJson(const ModelConfig &config, const SpecialTokens &tokens,
                                const Tokenizer &tokenizer)
{
    Json json{{"tokenizer_class", "PreTrainedTokenizerFast"},
              {"model_max_length", config.context},
              {"clean_up_tokenization_spaces", false}};
    if (!tokens.tokenizerFields.empty()) {
        json.update(Json::parse(tokens.tokenizerFields));
        return json.dump(2) + '\n';
    }
    const auto add = [&](const char *key, TokenId id) {
        if (const auto entry = tokenizer.vocabularyEntry(id); !entry.empty())
            json[key] = entry;
    };
    add("bos_token", tokens.begin);
    add("eos_token", tokens.end);
    add("unk_token", tokenizer.unknownToken());
    add("pad_token", tokens.pad);
    return json.dump(2) + '\n';
}

} // namespace retort
