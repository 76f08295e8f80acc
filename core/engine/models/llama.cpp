#include "core/engine/models/llama_torch.h"

#include "core/engine/models/attention_torch.h"
#include "core/engine/models/rotary_torch.h"

#include <cmath>

// B batch, T new positions, C width, H heads, K key/value heads, D size of a head, V vocabulary.

namespace retort {

namespace {

/// x / rms(x) · weight, the division in float32 at least.
class RmsNorm final : public torch::nn::Module
{
public:
    RmsNorm(std::int64_t width, double epsilon)
        : m_weight(register_parameter("weight", torch::empty({width}))), m_epsilon(epsilon)
    {
    }

    torch::Tensor forward(const torch::Tensor &x) const
    {
        const bool isWide = x.scalar_type() == torch::kDouble;
        const auto wide = isWide ? x : x.to(torch::kFloat);
        const auto scale = torch::rsqrt(wide.square().mean(-1, true) + m_epsilon);
        return m_weight * (wide * scale).to(x.scalar_type());
    }

private:
    torch::Tensor m_weight;
    double m_epsilon;
};

class Linear final : public torch::nn::Module
{
public:
    Linear(std::int64_t in, std::int64_t out, bool hasBias)
        : m_weight(register_parameter("weight", torch::empty({out, in})))
    {
        if (hasBias)
            m_bias = register_parameter("bias", torch::empty({out}));
    }

    /// [N, in] → [N, out]
    torch::Tensor forward(const torch::Tensor &x) const
    {
        return m_bias.defined() ? torch::addmm(m_bias, x, m_weight.t()) : x.mm(m_weight.t());
    }

private:
    torch::Tensor m_weight, m_bias;
};

/// The batch that a layer works on, and where its keys and values are kept, if anywhere.
struct Call
{
    std::int64_t batch, positions;
    Attention attention;
    RotaryAngles angles;
    KeyValueCache *cache = nullptr;
    Dropout *random = nullptr; ///< null: not in training
};

class Layer final : public torch::nn::Module
{
public:
    Layer(const ModelConfig &config, int layer)
        : m_heads(config.heads)
        , m_keyValueHeads(keyValueHeadsOf(config))
        , m_size(headSizeOf(config))
        , m_layer(std::size_t(layer))
        , m_activation(activationFunctionOf(config))
        , m_dropout(config.dropout)
    {
        m_mixing.scale = 1 / std::sqrt(double(m_size));
        m_mixing.window = windowOf(config, layer);
        m_mixing.dropout = config.attentionDropout.value_or(config.dropout);

        const auto biases = biasesOf(config);
        const std::int64_t width = config.width;
        const std::int64_t inner = innerOf(config);
        const auto linear = [](const std::shared_ptr<Group> &group, const char *name,
                               std::int64_t in, std::int64_t out, bool hasBias) {
            return group->register_module(name, std::make_shared<Linear>(in, out, hasBias));
        };
        auto attention = register_module("self_attn", std::make_shared<Group>());
        m_query = linear(attention, "q_proj", width, m_heads * m_size, biases.queryKeyValue);
        m_key = linear(attention, "k_proj", width, m_keyValueHeads * m_size, biases.queryKeyValue);
        m_value =
            linear(attention, "v_proj", width, m_keyValueHeads * m_size, biases.queryKeyValue);
        m_mix = linear(attention, "o_proj", m_heads * m_size, width, biases.mix);
        auto perceptron = register_module("mlp", std::make_shared<Group>());
        m_gate = linear(perceptron, "gate_proj", width, inner, biases.feedForward);
        m_widen = linear(perceptron, "up_proj", width, inner, biases.feedForward);
        m_narrow = linear(perceptron, "down_proj", inner, width, biases.feedForward);
        const double epsilon = normEpsilonOf(config);
        m_normBefore =
            register_module("input_layernorm", std::make_shared<RmsNorm>(width, epsilon));
        m_normBetween =
            register_module("post_attention_layernorm", std::make_shared<RmsNorm>(width, epsilon));
    }

    /// [B·T, C] → [B·T, C]
    torch::Tensor forward(const torch::Tensor &x, Call &call)
    {
        const auto y = x + dropout(attention(m_normBefore->forward(x), call), call);
        const auto normal = m_normBetween->forward(y);
        const auto inner =
            activate(m_gate->forward(normal), m_activation) * m_widen->forward(normal);
        return y + dropout(m_narrow->forward(inner), call);
    }

private:
    torch::Tensor dropout(const torch::Tensor &x, const Call &call) const
    {
        return call.random ? (*call.random)(x, m_dropout) : x;
    }

    torch::Tensor attention(const torch::Tensor &x, Call &call)
    {
        const auto byHead = [&](const torch::Tensor &projected, std::int64_t heads) {
            return projected.view({call.batch, call.positions, heads, m_size});
        };
        const auto rows = call.batch * m_keyValueHeads;
        const auto queries = Rotary::turn(byHead(m_query->forward(x), m_heads), call.angles);
        auto keys = Rotary::turn(byHead(m_key->forward(x), m_keyValueHeads), call.angles)
                        .view({rows, call.positions, m_size});
        auto values = byHead(m_value->forward(x), m_keyValueHeads)
                          .transpose(1, 2)
                          .reshape({rows, call.positions, m_size});
        if (auto *cache = call.cache) {
            keys = appendToCache(cache->keys[m_layer], keys, cache->length, cache->capacity);
            values = appendToCache(cache->values[m_layer], values, cache->length, cache->capacity);
        }
        auto mixing = m_mixing;
        mixing.random = call.random;
        return m_mix->forward(call.attention(queries, keys, values, mixing));
    }

    std::int64_t m_heads, m_keyValueHeads, m_size;
    std::size_t m_layer;
    Activation m_activation;
    double m_dropout;
    Attention::Layer m_mixing;
    std::shared_ptr<Linear> m_query, m_key, m_value, m_mix, m_gate, m_widen, m_narrow;
    std::shared_ptr<RmsNorm> m_normBefore, m_normBetween;
};

class Llama final : public CausalLmImpl
{
public:
    explicit Llama(const ModelConfig &config) : m_config(config), m_rotary(config)
    {
        auto model = register_module("model", std::make_shared<Group>());
        auto tokens = model->register_module("embed_tokens", std::make_shared<Group>());
        m_tokens =
            tokens->register_parameter("weight", torch::empty({config.vocabulary, config.width}));
        auto layers = model->register_module("layers", std::make_shared<Group>());
        for (int layer = 0; layer < config.layers; ++layer) {
            m_layers.push_back(layers->register_module(std::to_string(layer),
                                                       std::make_shared<Layer>(config, layer)));
        }
        m_norm = model->register_module(
            "norm", std::make_shared<RmsNorm>(config.width, normEpsilonOf(config)));
        if (!config.tied) {
            auto head = register_module("lm_head", std::make_shared<Group>());
            m_head =
                head->register_parameter("weight", torch::empty({config.vocabulary, config.width}));
        }
    }

    torch::Tensor hidden(const torch::Tensor &ids) override { return run(ids, nullptr); }
    torch::Tensor head() const override { return m_config.tied ? m_tokens : m_head; }
    void seedDropout(std::uint64_t seed) override { m_random.seed(seed); }

    torch::Tensor hiddenCached(const torch::Tensor &ids, KeyValueCache &cache) override
    {
        return run(ids, &cache);
    }

    KeyValueCache makeCache(std::int64_t batch, std::int64_t capacity) const override
    {
        return makeKeyValueCache(m_config, batch, capacity, m_tokens);
    }

private:
    torch::Tensor run(const torch::Tensor &ids, KeyValueCache *cache)
    {
        const auto past = cache ? cache->length : 0;
        const auto batch = ids.size(0);
        const auto positions = ids.size(1);
        TORCH_CHECK(past + positions <= m_config.context, "more positions than the context has");
        Call call{batch,
                  positions,
                  Attention(batch, positions, past),
                  m_rotary.angles(past, positions, m_tokens),
                  cache,
                  is_training() ? &m_random : nullptr};

        auto x = torch::embedding(m_tokens, ids).view({batch * positions, m_config.width});
        if (call.random)
            x = m_random(x, m_config.embeddingDropout.value_or(m_config.dropout));
        for (const auto &layer : m_layers)
            x = layer->forward(x, call);
        if (cache)
            cache->length += positions;
        return m_norm->forward(x).view({batch, positions, m_config.width});
    }

    ModelConfig m_config;
    Rotary m_rotary;
    Dropout m_random;
    torch::Tensor m_tokens; ///< [V, C]
    torch::Tensor m_head;   ///< [V, C], unless it is the tokens'
    std::vector<std::shared_ptr<Layer>> m_layers;
    std::shared_ptr<RmsNorm> m_norm;
};

} // namespace

CausalLmPtr makeLlama(const ModelConfig &config, std::optional<std::uint64_t> seed)
{
    auto llama = std::make_shared<Llama>(config);
    if (seed)
        initialise(*llama, config, {"o_proj.weight", "down_proj.weight"}, *seed);
    return llama;
}

} // namespace retort
