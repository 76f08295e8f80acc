// GPT-2's configuration; the module is gpt.cpp.

#include "core/engine/models/configreader.h"
#include "core/engine/models/family.h"

namespace retort {

namespace {

std::int64_t count(const ModelConfig &config)
{
    const std::int64_t width = config.width;
    const std::int64_t inner = innerOf(config);
    // Four squares in attention, two matrices after it, all with biases; two normalisations.
    const auto block =
        4 * width * width + 2 * width * inner + 4 * width + inner + width + 4 * width;
    const std::int64_t embeddings = config.tied ? 1 : 2;
    return (embeddings * config.vocabulary + config.context) * width + config.layers * block
           + 2 * width;
}

Status check(const ModelConfig &config)
{
    if (keyValueHeadsOf(config) != config.heads) {
        return Error{RETORT_SENTENCE("key_value_heads is %1, but GPT-2 has as many as heads (%2). "
                                     "Set it to 0, or take another architecture."),
                     {std::to_string(config.keyValueHeads), std::to_string(config.heads)}};
    }
    if (std::int64_t(headSizeOf(config)) * config.heads != config.width) {
        return Error{RETORT_SENTENCE("width is %1, but must be a multiple of heads (%2)."),
                     {std::to_string(config.width), std::to_string(config.heads)}};
    }
    return {};
}

void read(ConfigReader &reader, ModelConfig &config)
{
    config.layers = reader.whole("n_layer");
    config.heads = reader.whole("n_head");
    config.width = reader.whole("n_embd");
    config.context = reader.whole("n_positions");
    config.inner = reader.whole("n_inner", 0);
    config.dropout = reader.number("resid_pdrop", 0.1);
    config.embeddingDropout = reader.number("embd_pdrop", 0.1);
    config.attentionDropout = reader.number("attn_pdrop", 0.1);
    config.normEpsilon = reader.number("layer_norm_epsilon", gptFamily.normEpsilon);
    config.activation = reader.text("activation_function", gptFamily.activation);
    config.scaleAttention = reader.flag("scale_attn_weights", true);
    config.scaleByLayer = reader.flag("scale_attn_by_inverse_layer_idx", false);
    reader.expect("add_cross_attention", {false});
}

void write(const ModelConfig &config, nlohmann::ordered_json &json)
{
    json["n_positions"] = config.context;
    json["n_embd"] = config.width;
    json["n_layer"] = config.layers;
    json["n_head"] = config.heads;
    json["n_inner"] = config.inner ? nlohmann::ordered_json(config.inner) : nullptr;
    json["activation_function"] = activationOf(config);
    json["layer_norm_epsilon"] = normEpsilonOf(config);
    json["scale_attn_weights"] = config.scaleAttention;
    json["scale_attn_by_inverse_layer_idx"] = config.scaleByLayer;
    json["embd_pdrop"] = config.embeddingDropout.value_or(config.dropout);
    json["attn_pdrop"] = config.attentionDropout.value_or(config.dropout);
    json["resid_pdrop"] = config.dropout;
}

bool isConstant(std::string_view tensor)
{
    return tensor.ends_with(".attn.bias") || tensor.ends_with(".attn.masked_bias");
}

} // namespace

constinit const Family gptFamily{
    .name = "gpt2",
    .className = "GPT2LMHeadModel",
    .prefix = "transformer.",
    .embedding = "transformer.wte.weight",
    .normEpsilon = 1e-5,
    .activation = "gelu_new",
    .inner = [](int width) { return 4 * width; },
    .decoder = DecoderKind::Gpt,
    .hasTiedHead = true,
    .parameterCount = count,
    .validate = check,
    .read = read,
    .write = write,
    .isConstant = isConstant,
};

} // namespace retort
