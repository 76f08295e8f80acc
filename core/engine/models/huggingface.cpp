#include "core/engine/models/huggingface.h"

#include "core/engine/formats/atomicfiles.h"
#include "core/engine/formats/jsondepth.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <set>

namespace retort {

namespace {

using Json = nlohmann::ordered_json;
using ReadJson = nlohmann::json; ///< finds a key fast, however many a stranger's file has

/// Many times what a model within ModelLimits needs; a tree may take 40 times its text.
constexpr std::size_t largestJson = 1 << 20;
constexpr int deepestJson = 32;

Result<ReadJson> readJson(const std::filesystem::path &file)
{
    const auto text = readSmallFile(file, largestJson);
    if (!text)
        return text.error();
    if (!nestsAtMost(*text, deepestJson)) {
        return Error{RETORT_SENTENCE("“%1” is nested too deeply to describe a model."),
                     {file.string()}};
    }
    auto json = ReadJson::parse(*text, nullptr, false);
    if (!json.is_object())
        return Error{RETORT_SENTENCE("“%1” is not a JSON object."), {file.string()}};
    return json;
}

/// A key that changes what GPT-2 computes, with the values that mean the computation built in.
struct Variant
{
    const char *key;
    std::vector<ReadJson> allowed;
};

Status checkVariants(const ReadJson &json, const std::filesystem::path &file, int width)
{
    const std::array variants{
        Variant{"activation_function", {"gelu_new", "gelu_pytorch_tanh"}},
        Variant{"layer_norm_epsilon", {1e-5}},
        Variant{"tie_word_embeddings", {true}},
        Variant{"scale_attn_weights", {true}},
        Variant{"scale_attn_by_inverse_layer_idx", {false}},
        Variant{"add_cross_attention", {false}},
        Variant{"n_inner", {nullptr, 4 * width}},
    };
    for (const auto &[key, allowed] : variants) {
        if (json.contains(key) && std::ranges::find(allowed, json[key]) == allowed.end()) {
            return Error{
                RETORT_SENTENCE("“%1”: the variant of GPT-2 with %2 = %3 is not supported, "
                                "only %4."),
                {file.string(), key, json[key].dump(), allowed.front().dump()}};
        }
    }
    return {};
}

Json idOrNull(TokenId id)
{
    return id >= 0 ? Json(id) : Json(nullptr);
}

std::string indented(const Json &json)
{
    return json.dump(2) + '\n';
}

} // namespace

Result<ModelConfig> readModelConfig(const std::filesystem::path &folder)
{
    const auto file = folder / "config.json";
    const auto json = readJson(file);
    if (!json)
        return json.error();
    const auto family = json->value("model_type", ReadJson());
    if (family != "gpt2") {
        return Error{RETORT_SENTENCE("“%1” is a model of type “%2”. Supported is: gpt2."),
                     {folder.string(), family.is_string() ? family.get<std::string>() : "?"}};
    }

    ModelConfig config;
    struct Field
    {
        const char *key;
        int &value;
    };
    for (const auto &[key, value] :
         {Field{"n_layer", config.layers}, Field{"n_head", config.heads},
          Field{"n_embd", config.width}, Field{"n_positions", config.context},
          Field{"vocab_size", config.vocabulary}}) {
        const auto number = json->value(key, ReadJson());
        if (!number.is_number_unsigned() || number.get<std::uint64_t>() > 1'000'000'000) {
            return Error{RETORT_SENTENCE("“%1” has no usable number for “%2”."),
                         {file.string(), key}};
        }
        value = number.get<int>();
    }
    // The other two dropout rates are Hugging Face's; training is what a rate is for, so one will
    // do.
    const auto dropout = json->value("resid_pdrop", ReadJson(0.0));
    config.dropout = dropout.is_number() ? dropout.get<double>() : 0;
    if (auto valid = validate(config); !valid) {
        return Error{RETORT_SENTENCE("“%1” cannot be used: %2"),
                     {file.string(), valid.error().message()}};
    }
    if (auto valid = checkVariants(*json, file, config.width); !valid)
        return valid.error();
    return config;
}

std::string modelConfigJson(const ModelConfig &config, const Tokenizer &tokenizer, WeightType type)
{
    constexpr std::array types{"float32", "float16", "bfloat16"};
    const auto typeName = types[std::size_t(type)];
    return indented({
        {"architectures", {"GPT2LMHeadModel"}},
        {"model_type", "gpt2"},
        {"vocab_size", config.vocabulary},
        {"n_positions", config.context},
        {"n_embd", config.width},
        {"n_layer", config.layers},
        {"n_head", config.heads},
        {"n_inner", nullptr},
        {"activation_function", "gelu_new"},
        {"layer_norm_epsilon", 1e-5},
        {"tie_word_embeddings", true},
        {"scale_attn_weights", true},
        {"embd_pdrop", config.dropout},
        {"attn_pdrop", config.dropout},
        {"resid_pdrop", config.dropout},
        {"initializer_range", 0.02},
        {"bos_token_id", idOrNull(tokenizer.beginToken())},
        {"eos_token_id", idOrNull(tokenizer.beginToken())},
        {"use_cache", true},
        {"torch_dtype", typeName},
    });
}

std::string generationConfigJson(const Tokenizer &tokenizer)
{
    return indented({{"bos_token_id", idOrNull(tokenizer.beginToken())},
                     {"eos_token_id", idOrNull(tokenizer.beginToken())},
                     {"do_sample", true}});
}

std::string tokenizerConfigJson(const ModelConfig &config, const Tokenizer &tokenizer)
{
    Json json{{"tokenizer_class", "PreTrainedTokenizerFast"},
              {"model_max_length", config.context},
              {"clean_up_tokenization_spaces", false}};
    if (const auto begin = tokenizer.beginToken(); begin >= 0) {
        json["bos_token"] = tokenizer.tokenText(begin);
        json["eos_token"] = tokenizer.tokenText(begin);
    }
    if (const auto unknown = tokenizer.unknownToken(); unknown >= 0)
        json["unk_token"] = tokenizer.tokenText(unknown);
    return indented(json);
}

Result<std::vector<std::filesystem::path>> weightFiles(const std::filesystem::path &folder)
{
    namespace fs = std::filesystem;
    const auto isThere = [&](const char *name) {
        // A link that leads nowhere is there: opening it tells what is wrong with it.
        std::error_code unseen;
        return fs::symlink_status(folder / name, unseen).type() != fs::file_type::not_found;
    };
    if (isThere("model.safetensors"))
        return std::vector{folder / "model.safetensors"};

    const auto index = folder / "model.safetensors.index.json";
    if (!isThere("model.safetensors.index.json")) {
        if (isThere("pytorch_model.bin") || isThere("model.pt")) {
            return Error{RETORT_SENTENCE(
                             "“%1” has its weights as a pickle file, which is never opened because "
                             "it may run programs. Convert it once with Python: "
                             "AutoModelForCausalLM.from_pretrained(FOLDER)"
                             ".save_pretrained(NEW_FOLDER, safe_serialization=True)"),
                         {folder.string()}};
        }
        return Error{RETORT_SENTENCE("“%1” has no model.safetensors."), {folder.string()}};
    }
    const auto json = readJson(index);
    if (!json)
        return json.error();
    const auto map = json->value("weight_map", Json());
    std::set<fs::path> files;
    for (const auto &shard : map) {
        // A plain name: a downloaded folder must not point outside itself.
        const fs::path name = shard.is_string() ? shard.get<std::string>() : "";
        if (name.empty() || name != name.filename() || name.extension() != ".safetensors") {
            return Error{
                RETORT_SENTENCE("“%1” lists a file that is no safetensors file in the same "
                                "folder."),
                {index.string()}};
        }
        files.insert(folder / name);
    }
    if (files.empty())
        return Error{RETORT_SENTENCE("“%1” lists no files."), {index.string()}};
    return std::vector(files.begin(), files.end());
}

} // namespace retort
