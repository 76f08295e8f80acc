// The configurations of Llama and of its relatives Mistral and Qwen2; the module is llama.cpp.

#include "core/engine/models/configreader.h"
#include "core/engine/models/family.h"
#include "core/engine/models/ropescaling.h"

#include <algorithm>

namespace retort {

namespace {

constexpr int usualWindow = 4096;

/// 4 · width · 2/3, so that three matrices are about what two of 4 · width are, in whole fours.
int usualInner(int width)
{
    return (8 * width / 3 + 3) / 4 * 4;
}

std::int64_t count(const ModelConfig &config)
{
    const std::int64_t width = config.width;
    const std::int64_t inner = innerOf(config);
    const std::int64_t queries = std::int64_t(config.heads) * headSizeOf(config);
    const std::int64_t keys = std::int64_t(keyValueHeadsOf(config)) * headSizeOf(config);
    const auto biases = biasesOf(config);
    const auto block = 2 * width * (queries + keys) + 3 * width * inner + 2 * width
                       + (biases.queryKeyValue ? queries + 2 * keys : 0) + (biases.mix ? width : 0)
                       + (biases.feedForward ? 2 * inner + width : 0);
    const std::int64_t embeddings = config.tied ? 1 : 2;
    return embeddings * config.vocabulary * width + config.layers * block + width;
}

Status check(const ModelConfig &config)
{
    if (headSizeOf(config) % 2 != 0) {
        return Error{RETORT_SENTENCE("The size of a head is %1, but must be even, since rotary "
                                     "positions turn pairs."),
                     {std::to_string(headSizeOf(config))}};
    }
    return checkRope(config);
}

Status checkLlama(const ModelConfig &config)
{
    if (config.width % config.heads != 0) {
        return Error{RETORT_SENTENCE("width is %1, but must be a multiple of heads (%2)."),
                     {std::to_string(config.width), std::to_string(config.heads)}};
    }
    return check(config);
}

/// What the three have in common.
void read(ConfigReader &reader, ModelConfig &config, const Family &family)
{
    config.layers = reader.whole("num_hidden_layers");
    config.heads = reader.whole("num_attention_heads");
    config.keyValueHeads = reader.whole("num_key_value_heads", config.heads);
    config.width = reader.whole("hidden_size");
    config.inner = reader.whole("intermediate_size");
    config.context = reader.whole("max_position_embeddings");
    config.headSize = reader.whole("head_dim", 0);
    config.normEpsilon = reader.number("rms_norm_eps", family.normEpsilon);
    config.activation = reader.text("hidden_act", family.activation);
    config.attentionDropout = reader.number("attention_dropout", 0);
    // transformers has none here; a model that was trained with them says so all the same.
    config.dropout = reader.number("resid_pdrop", 0);
    config.embeddingDropout = reader.number("embd_pdrop", 0);
    reader.expect("pretraining_tp", {1});
    if (config.heads > 0 && !reader.failed())
        readRope(reader, config);
}

void readLlama(ConfigReader &reader, ModelConfig &config)
{
    read(reader, config, llamaFamily);
    config.attentionBias = reader.flag("attention_bias", false);
    config.feedForwardBias = reader.flag("mlp_bias", false);
}

void readMistral(ConfigReader &reader, ModelConfig &config)
{
    read(reader, config, mistralFamily);
    // transformers' values for missing keys: those of the first Mistral.
    if (!reader.isNull("num_key_value_heads"))
        config.keyValueHeads = reader.whole("num_key_value_heads", 8);
    if (!reader.isNull("sliding_window"))
        config.window = reader.whole("sliding_window", usualWindow);
    const char *kind = config.window ? "sliding_attention" : "full_attention";
    if (const auto *types = reader.find("layer_types")) {
        for (const auto &type : *types) {
            if (type != kind)
                reader.refuse("layer_types", kind);
        }
    }
}

/// Which layers have the window: a list, or all from "max_window_layers" on.
void readQwen2Windows(ConfigReader &reader, ModelConfig &config)
{
    const bool uses = reader.flag("use_sliding_window", false);
    const int window =
        uses && !reader.isNull("sliding_window") ? reader.whole("sliding_window", usualWindow) : 0;
    const int from = reader.whole("max_window_layers", 28);
    const auto *types = reader.find("layer_types");
    if (types && (!types->is_array() || types->size() != std::size_t(config.layers))) {
        reader.refuse("layer_types", "a list with one entry for each layer");
        return;
    }
    std::vector<bool> windowed;
    for (int layer = 0; layer < config.layers && layer < ModelLimits::layers; ++layer) {
        bool has = window > 0 && layer >= from;
        if (types) {
            const auto &type = (*types)[std::size_t(layer)];
            has = type == "sliding_attention";
            if ((has && window == 0) || (!has && type != "full_attention")) {
                reader.refuse("layer_types", "full_attention, and sliding_attention where "
                                             "use_sliding_window is true");
            }
        }
        windowed.push_back(has);
    }
    const auto with = std::ranges::count(windowed, true);
    if (with == 0)
        return;
    config.window = window;
    if (with < config.layers)
        config.windowed = std::move(windowed);
}

void readQwen2(ConfigReader &reader, ModelConfig &config)
{
    read(reader, config, qwen2Family);
    readQwen2Windows(reader, config);
}

void write(const ModelConfig &config, nlohmann::ordered_json &json)
{
    json["hidden_size"] = config.width;
    json["intermediate_size"] = innerOf(config);
    json["num_hidden_layers"] = config.layers;
    json["num_attention_heads"] = config.heads;
    json["num_key_value_heads"] = keyValueHeadsOf(config);
    json["head_dim"] = headSizeOf(config);
    json["hidden_act"] = activationOf(config);
    json["rms_norm_eps"] = normEpsilonOf(config);
    writeRope(config, json);
    json["attention_dropout"] = config.attentionDropout.value_or(config.dropout);
    if (config.dropout != 0)
        json["resid_pdrop"] = config.dropout;
    if (const double rate = config.embeddingDropout.value_or(config.dropout); rate != 0)
        json["embd_pdrop"] = rate;
}

void writeLlama(const ModelConfig &config, nlohmann::ordered_json &json)
{
    write(config, json);
    json["attention_bias"] = config.attentionBias;
    json["mlp_bias"] = config.feedForwardBias;
    json["pretraining_tp"] = 1;
}

void writeMistral(const ModelConfig &config, nlohmann::ordered_json &json)
{
    write(config, json);
    json["sliding_window"] = config.window ? nlohmann::ordered_json(config.window) : nullptr;
}

void writeQwen2(const ModelConfig &config, nlohmann::ordered_json &json)
{
    write(config, json);
    json["use_sliding_window"] = config.window > 0;
    json["sliding_window"] = config.window ? nlohmann::ordered_json(config.window) : nullptr;
    auto types = nlohmann::ordered_json::array();
    int from = config.layers;
    for (int layer = config.layers - 1; layer >= 0; --layer) {
        const bool has = windowOf(config, layer) > 0;
        types.insert(types.begin(), has ? "sliding_attention" : "full_attention");
        if (has)
            from = layer;
    }
    json["max_window_layers"] = from;
    json["layer_types"] = types;
}

bool isConstant(std::string_view tensor)
{
    return tensor.ends_with("rotary_emb.inv_freq");
}

constexpr Family relative(const char *name, const char *className)
{
    return {
        .name = name,
        .className = className,
        .prefix = "model.",
        .embedding = "model.embed_tokens.weight",
        .normEpsilon = 1e-6,
        .activation = "silu",
        .inner = usualInner,
        .decoder = DecoderKind::Llama,
        .hasTiedHead = false,
        .parameterCount = count,
        .validate = check,
        .read = nullptr,
        .write = nullptr,
        .isConstant = isConstant,
    };
}

constexpr Family with(Family family, decltype(Family::read) read, decltype(Family::write) write)
{
    family.read = read;
    family.write = write;
    return family;
}

} // namespace

Biases biasesOf(const ModelConfig &config)
{
    if (config.architecture == qwen2Family.name)
        return {.queryKeyValue = true};
    return {config.attentionBias, config.attentionBias, config.feedForwardBias};
}

constinit const Family llamaFamily = [] {
    auto family = with(relative("llama", "LlamaForCausalLM"), readLlama, writeLlama);
    family.validate = checkLlama;
    return family;
}();
constinit const Family mistralFamily =
    with(relative("mistral", "MistralForCausalLM"), readMistral, writeMistral);
constinit const Family qwen2Family =
    with(relative("qwen2", "Qwen2ForCausalLM"), readQwen2, writeQwen2);

} // namespace retort
