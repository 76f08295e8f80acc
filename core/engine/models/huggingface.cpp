#include "core/engine/models/huggingface.h"

#include "core/engine/formats/atomicfiles.h"
#include "core/engine/models/family.h"

#include <array>
#include <set>

namespace retort {

namespace {

using Json = nlohmann::ordered_json;

/// Values that are the usual ones become "the usual one", so that two ways to write a configuration
/// are equal.
ModelConfig simplified(ModelConfig config)
{
    ModelConfig usual = config;
    usual.keyValueHeads = usual.inner = usual.headSize = 0;
    usual.normEpsilon = 0;
    usual.activation.clear();
    if (config.keyValueHeads == config.heads)
        config.keyValueHeads = 0;
    if (config.inner == innerOf(usual))
        config.inner = 0;
    if (config.width % config.heads == 0 && config.headSize == headSizeOf(usual))
        config.headSize = 0;
    if (config.normEpsilon == normEpsilonOf(usual))
        config.normEpsilon = 0;
    if (config.activation == activationOf(usual))
        config.activation.clear();
    for (auto *rate : {&config.embeddingDropout, &config.attentionDropout}) {
        if (*rate == config.dropout)
            rate->reset();
    }
    return config;
}

/// Keys that change what any family computes.
void expectNothingElse(ConfigReader &reader)
{
    reader.expect("is_decoder", {false, true});
    reader.expect("is_encoder_decoder", {false});
    if (reader.find("quantization_config")) {
        reader.fail({RETORT_SENTENCE("“%1”: the weights are quantised (%2). Load the model in "
                                     "transformers, call dequantize(), and save it again as "
                                     "float32, float16 or bfloat16."),
                     {reader.name(), "quantization_config"}});
    }
}

} // namespace

Result<ConfigReader::Json> readJsonFile(const std::filesystem::path &file)
{
    const auto text = readSmallFile(file, largestModelJson);
    if (!text)
        return text.error();
    return parseJsonObject(*text, file.string());
}

Result<ModelConfig> parseModelConfig(std::string_view text, const std::string &name)
{
    const auto json = parseJsonObject(text, name);
    if (!json)
        return json.error();
    ConfigReader reader(*json, name);
    const auto type = reader.text("model_type", "");
    const Family *family = findFamily(type);
    if (!family) {
        return Error{RETORT_SENTENCE("“%1” describes a model of type “%2”. Supported are: %3."),
                     {name, type.size() <= 80 && !type.empty() ? type : "?", familyNames()}};
    }
    ModelConfig config;
    config.architecture = family->name;
    config.vocabulary = reader.whole("vocab_size");
    config.tied = reader.flag("tie_word_embeddings", family->hasTiedHead);
    family->read(reader, config);
    expectNothingElse(reader);
    if (reader.failed())
        return *reader.error();
    const auto unusable = [&](const Error &reason) {
        return Error{RETORT_SENTENCE("“%1” cannot be used: %2"), {name, reason.message()}};
    };
    if (!(config.normEpsilon > 0)) {
        return unusable({RETORT_SENTENCE("%1 is %2, but must be %3."),
                         {"the normalisation's epsilon", std::to_string(config.normEpsilon),
                          "greater than 0"}});
    }
    if (auto valid = validate(config); !valid)
        return unusable(valid.error());
    return simplified(config);
}

Result<ModelConfig> readModelConfig(const std::filesystem::path &folder)
{
    const auto file = folder / "config.json";
    const auto text = readSmallFile(file, largestModelJson);
    if (!text)
        return text.error();
    return parseModelConfig(*text, file.string());
}

std::string modelConfigJson(const ModelConfig &config, const SpecialTokens &tokens, WeightType type)
{
    constexpr std::array types{"float32", "float16", "bfloat16"};
    const auto typeName = types[std::size_t(type)];
    const auto idOrNull = [](TokenId id) { return id >= 0 ? Json(id) : Json(nullptr); };
    const Family &family = *findFamily(config.architecture);
    Json json{{"architectures", {family.className}},
              {"model_type", family.name},
              {"vocab_size", config.vocabulary}};
    family.write(config, json);
    json["tie_word_embeddings"] = config.tied;
    json["initializer_range"] = 0.02;
    json["bos_token_id"] = idOrNull(tokens.begin);
    json["eos_token_id"] = idOrNull(tokens.end);
    json["pad_token_id"] = idOrNull(tokens.pad);
    json["use_cache"] = true;
    // The older and the newer name of one thing.
    json["torch_dtype"] = typeName;
    json["dtype"] = typeName;
    return json.dump(2) + '\n';
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
    const auto json = readJsonFile(index);
    if (!json)
        return json.error();
    const auto map = json->value("weight_map", ConfigReader::Json());
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
