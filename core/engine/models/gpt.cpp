#include "core/engine/models/gpt_torch.h"

#include "core/engine/models/attention_torch.h"

#include <cmath>

// B batch, T new positions, S positions attended to, C width, H heads, D = C/H, V vocabulary.

namespace retort {

namespace {

class LayerNorm final : public torch::nn::Module
{
public:
    LayerNorm(std::int64_t width, double epsilon)
        : weight(register_parameter("weight", torch::empty({width})))
        , bias(register_parameter("bias", torch::empty({width})))
        , m_epsilon(epsilon)
    {
    }

    torch::Tensor forward(const torch::Tensor &x) const
    {
        return torch::layer_norm(x, weight.sizes(), weight, bias, m_epsilon);
    }

    torch::Tensor weight, bias;

private:
    double m_epsilon;
};

/// Hugging Face's "Conv1D": y = x · W + b with W [in, out].
class Projection final : public torch::nn::Module
{
public:
    Projection(std::int64_t in, std::int64_t out)
        : weight(register_parameter("weight", torch::empty({in, out})))
        , bias(register_parameter("bias", torch::empty({out})))
    {
    }

    /// [N, in] → [N, out]
    torch::Tensor forward(const torch::Tensor &x) const { return torch::addmm(bias, x, weight); }

    torch::Tensor weight, bias;
};

/// The batch that a block works on, and where its keys and values are kept, if anywhere.
struct Call
{
    std::int64_t batch, positions;
    Attention attention;
    KeyValueCache *cache = nullptr;
    Dropout *random = nullptr; ///< null: not in training
};

class Block final : public torch::nn::Module
{
public:
    Block(const ModelConfig &config, int layer)
        : m_heads(config.heads)
        , m_width(config.width)
        , m_layer(std::size_t(layer))
        , m_activation(activationFunctionOf(config))
        , m_dropout(config.dropout)
    {
        if (config.scaleAttention)
            m_mixing.scale = 1 / std::sqrt(double(m_width / m_heads));
        if (config.scaleByLayer)
            m_mixing.scale /= layer + 1;
        m_mixing.dropout = config.attentionDropout.value_or(config.dropout);

        const double epsilon = normEpsilonOf(config);
        const int inner = innerOf(config);
        m_normBefore = register_module("ln_1", std::make_shared<LayerNorm>(m_width, epsilon));
        auto attention = register_module("attn", std::make_shared<Group>());
        m_queryKeyValue = attention->register_module(
            "c_attn", std::make_shared<Projection>(m_width, 3 * m_width));
        m_mix =
            attention->register_module("c_proj", std::make_shared<Projection>(m_width, m_width));
        m_normBetween = register_module("ln_2", std::make_shared<LayerNorm>(m_width, epsilon));
        auto perceptron = register_module("mlp", std::make_shared<Group>());
        m_widen = perceptron->register_module("c_fc", std::make_shared<Projection>(m_width, inner));
        m_narrow =
            perceptron->register_module("c_proj", std::make_shared<Projection>(inner, m_width));
    }

    /// [B·T, C] → [B·T, C]
    torch::Tensor forward(const torch::Tensor &x, Call &call)
    {
        auto y = x + dropout(attention(m_normBefore->forward(x), call), call);
        auto inner = activate(m_widen->forward(m_normBetween->forward(y)), m_activation);
        return y + dropout(m_narrow->forward(inner), call);
    }

private:
    torch::Tensor dropout(const torch::Tensor &x, const Call &call) const
    {
        return call.random ? (*call.random)(x, m_dropout) : x;
    }

    torch::Tensor attention(const torch::Tensor &x, Call &call)
    {
        const auto batch = call.batch;
        const auto positions = call.positions;
        const auto size = m_width / m_heads;
        // One copy brings queries, keys and values into [B·H, T, D], as the products want them.
        const auto parts = m_queryKeyValue->forward(x)
                               .view({batch, positions, 3, m_heads, size})
                               .permute({2, 0, 3, 1, 4})
                               .contiguous()
                               .view({3, batch * m_heads, positions, size})
                               .unbind(0);
        auto keys = parts[1];
        auto values = parts[2];
        if (auto *cache = call.cache) {
            keys = appendToCache(cache->keys[m_layer], keys, cache->length, cache->capacity);
            values = appendToCache(cache->values[m_layer], values, cache->length, cache->capacity);
        }
        auto mixing = m_mixing;
        mixing.random = call.random;
        return m_mix->forward(
            call.attention(parts[0].view({batch, m_heads, positions, size}), keys, values, mixing));
    }

    std::int64_t m_heads, m_width;
    std::size_t m_layer;
    Activation m_activation;
    double m_dropout;
    Attention::Layer m_mixing;
    std::shared_ptr<LayerNorm> m_normBefore, m_normBetween;
    std::shared_ptr<Projection> m_queryKeyValue, m_mix, m_widen, m_narrow;
};

class Gpt final : public CausalLmImpl
{
public:
    explicit Gpt(const ModelConfig &config) : m_config(config)
    {
        auto transformer = register_module("transformer", std::make_shared<Group>());
        auto tokens = transformer->register_module("wte", std::make_shared<Group>());
        m_tokens =
            tokens->register_parameter("weight", torch::empty({config.vocabulary, config.width}));
        auto positions = transformer->register_module("wpe", std::make_shared<Group>());
        m_positions =
            positions->register_parameter("weight", torch::empty({config.context, config.width}));
        auto blocks = transformer->register_module("h", std::make_shared<Group>());
        for (int layer = 0; layer < config.layers; ++layer) {
            m_blocks.push_back(blocks->register_module(std::to_string(layer),
                                                       std::make_shared<Block>(config, layer)));
        }
        m_norm = transformer->register_module(
            "ln_f", std::make_shared<LayerNorm>(config.width, normEpsilonOf(config)));
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
        Call call{batch, positions, Attention(batch, positions, past), cache,
                  is_training() ? &m_random : nullptr};

        auto x = torch::embedding(m_tokens, ids) + m_positions.narrow(0, past, positions);
        x = x.view({batch * positions, m_config.width});
        if (call.random)
            x = m_random(x, m_config.embeddingDropout.value_or(m_config.dropout));
        for (const auto &block : m_blocks)
            x = block->forward(x, call);
        if (cache)
            cache->length += positions;
        return m_norm->forward(x).view({batch, positions, m_config.width});
    }

    ModelConfig m_config;
    Dropout m_random;
    torch::Tensor m_tokens;    ///< [V, C]
    torch::Tensor m_positions; ///< [context, C]
    torch::Tensor m_head;      ///< [V, C], unless it is the tokens'
    std::vector<std::shared_ptr<Block>> m_blocks;
    std::shared_ptr<LayerNorm> m_norm;
};

} // namespace

CausalLmPtr makeGpt(const ModelConfig &config, std::optional<std::uint64_t> seed)
{
    auto gpt = std::make_shared<Gpt>(config);
    if (seed)
        initialise(*gpt, config, {"c_proj.weight"}, *seed);
    return gpt;
}

} // namespace retort
