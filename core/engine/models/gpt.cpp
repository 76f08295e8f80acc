#include "core/engine/models/gpt_torch.h"

#include "core/engine/models/decodeattention_torch.h"

#include <ATen/CPUGeneratorImpl.h>

#include <cmath>
#include <limits>

// B batch, T new positions, S positions attended to, C width, H heads, D = C/H, V vocabulary.

namespace retort {

namespace {

constexpr double layerNormEpsilon = 1e-5;

/// Names below a module; register_module() wants a type for each level of a dotted name.
class Group final : public torch::nn::Module
{
};

class LayerNorm final : public torch::nn::Module
{
public:
    explicit LayerNorm(std::int64_t width)
        : weight(register_parameter("weight", torch::empty({width})))
        , bias(register_parameter("bias", torch::empty({width})))
    {
    }

    torch::Tensor forward(const torch::Tensor &x) const
    {
        return torch::layer_norm(x, weight.sizes(), weight, bias, layerNormEpsilon);
    }

    torch::Tensor weight, bias;
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

/// Dropout with random numbers of its own, so that nothing that another thread draws changes a run.
class Dropout
{
public:
    explicit Dropout(double rate) : m_rate(rate), m_generator(at::detail::createCPUGenerator(0)) {}

    void seed(std::uint64_t seed) { m_generator.set_current_seed(seed); }

    torch::Tensor operator()(const torch::Tensor &x)
    {
        if (m_rate == 0)
            return x;
        const auto kept = torch::empty(x.sizes(), x.options().device(torch::kCPU))
                              .bernoulli_(1 - m_rate, m_generator)
                              .div_(1 - m_rate);
        return x * kept.to(x.device());
    }

private:
    double m_rate;
    at::Generator m_generator;
};

/// The batch that a block works on, and where its keys and values are kept, if anywhere.
struct Call
{
    std::int64_t batch, positions;
    torch::Tensor mask; ///< [T, S]
    KeyValueCache *cache = nullptr;
    Dropout *dropout = nullptr; ///< null: not in training
};

class Block final : public torch::nn::Module
{
public:
    explicit Block(const ModelConfig &config) : m_heads(config.heads), m_width(config.width)
    {
        m_normBefore = register_module("ln_1", std::make_shared<LayerNorm>(m_width));
        auto attention = register_module("attn", std::make_shared<Group>());
        m_queryKeyValue = attention->register_module(
            "c_attn", std::make_shared<Projection>(m_width, 3 * m_width));
        m_mix =
            attention->register_module("c_proj", std::make_shared<Projection>(m_width, m_width));
        m_normBetween = register_module("ln_2", std::make_shared<LayerNorm>(m_width));
        auto perceptron = register_module("mlp", std::make_shared<Group>());
        m_widen =
            perceptron->register_module("c_fc", std::make_shared<Projection>(m_width, 4 * m_width));
        m_narrow = perceptron->register_module("c_proj",
                                               std::make_shared<Projection>(4 * m_width, m_width));
    }

    /// [B·T, C] → [B·T, C]
    torch::Tensor forward(const torch::Tensor &x, const Call &call, std::size_t layer)
    {
        auto y = x + dropout(attention(m_normBefore->forward(x), call, layer), call);
        auto inner = torch::gelu(m_widen->forward(m_normBetween->forward(y)), "tanh");
        return y + dropout(m_narrow->forward(inner), call);
    }

private:
    static torch::Tensor dropout(const torch::Tensor &x, const Call &call)
    {
        return call.dropout ? (*call.dropout)(x) : x;
    }

    torch::Tensor attention(const torch::Tensor &x, const Call &call, std::size_t layer)
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
            keys = append(cache->keys[layer], keys, cache->length);
            values = append(cache->values[layer], values, cache->length);
        }
        const auto mixed = attend(parts[0], keys, values, call);
        return m_mix->forward(mixed.view({batch, m_heads, positions, size})
                                  .transpose(1, 2)
                                  .reshape({batch * positions, m_width}));
    }

    /// @param queries [B·H, T, D]; @param keys, values [B·H, S, D]; @returns [B·H, T, D]
    static torch::Tensor attend(const torch::Tensor &queries, const torch::Tensor &keys,
                                const torch::Tensor &values, const Call &call)
    {
        const auto scale = 1 / std::sqrt(double(queries.size(2)));
        if (decodeAttentionApplies(queries, keys))
            return decodeAttention(queries, keys, values, scale);
        // Scaling and masking ride on the product.
        const auto scores = torch::baddbmm(call.mask, queries, keys.transpose(1, 2), 1, scale);
        return torch::bmm(dropout(torch::softmax(scores, -1), call), values);
    }

    /// Puts `fresh` [B·H, T, D] behind the first `length` positions of `store` [B, H, capacity, D];
    /// returns all filled ones [B·H, S, D].
    static torch::Tensor append(const torch::Tensor &store, const torch::Tensor &fresh,
                                std::int64_t length)
    {
        const auto all = store.view({fresh.size(0), store.size(2), store.size(3)});
        all.narrow(1, length, fresh.size(1)).copy_(fresh);
        return all.narrow(1, 0, length + fresh.size(1));
    }

    std::int64_t m_heads, m_width;
    std::shared_ptr<LayerNorm> m_normBefore, m_normBetween;
    std::shared_ptr<Projection> m_queryKeyValue, m_mix, m_widen, m_narrow;
};

class Gpt final : public CausalLmImpl
{
public:
    explicit Gpt(const ModelConfig &config) : m_config(config), m_dropout(config.dropout)
    {
        const auto never = -std::numeric_limits<float>::infinity();
        m_mask =
            register_buffer("mask", torch::full({config.context, config.context}, never).triu(1));

        auto transformer = register_module("transformer", std::make_shared<Group>());
        auto tokens = transformer->register_module("wte", std::make_shared<Group>());
        m_tokens =
            tokens->register_parameter("weight", torch::empty({config.vocabulary, config.width}));
        auto positions = transformer->register_module("wpe", std::make_shared<Group>());
        m_positions =
            positions->register_parameter("weight", torch::empty({config.context, config.width}));
        auto blocks = transformer->register_module("h", std::make_shared<Group>());
        for (int layer = 0; layer < config.layers; ++layer) {
            m_blocks.push_back(
                blocks->register_module(std::to_string(layer), std::make_shared<Block>(config)));
        }
        m_norm = transformer->register_module("ln_f", std::make_shared<LayerNorm>(config.width));
    }

    void initialise(std::uint64_t seed)
    {
        const torch::NoGradGuard noGrad;
        auto generator = at::detail::createCPUGenerator(seed);
        const double deviation = 0.02;
        for (const auto &item : named_parameters()) {
            const auto &name = item.key();
            auto parameter = item.value();
            if (name.ends_with("bias"))
                parameter.zero_();
            else if (parameter.dim() == 1)
                parameter.fill_(1);
            else if (name.ends_with("c_proj.weight"))
                parameter.normal_(0, deviation / std::sqrt(2.0 * m_config.layers), generator);
            else
                parameter.normal_(0, deviation, generator);
        }
    }

    torch::Tensor hidden(const torch::Tensor &ids) override { return run(ids, nullptr); }
    torch::Tensor head() const override { return m_tokens; }
    void seedDropout(std::uint64_t seed) override { m_dropout.seed(seed); }

    torch::Tensor hiddenCached(const torch::Tensor &ids, KeyValueCache &cache) override
    {
        return run(ids, &cache);
    }

    KeyValueCache makeCache(std::int64_t batch, std::int64_t capacity) const override
    {
        KeyValueCache cache;
        for (std::size_t layer = 0; layer < m_blocks.size(); ++layer) {
            for (auto *store : {&cache.keys, &cache.values}) {
                store->push_back(
                    torch::empty({batch, m_config.heads, capacity, m_config.width / m_config.heads},
                                 m_tokens.options().requires_grad(false)));
            }
        }
        return cache;
    }

private:
    torch::Tensor run(const torch::Tensor &ids, KeyValueCache *cache)
    {
        const auto past = cache ? cache->length : 0;
        const auto batch = ids.size(0);
        const auto positions = ids.size(1);
        TORCH_CHECK(past + positions <= m_config.context, "more positions than the context has");
        const Call call{batch, positions,
                        m_mask.narrow(0, past, positions).narrow(1, 0, past + positions), cache,
                        is_training() ? &m_dropout : nullptr};

        auto x = torch::embedding(m_tokens, ids) + m_positions.narrow(0, past, positions);
        x = x.view({batch * positions, m_config.width});
        if (call.dropout)
            x = m_dropout(x);
        for (std::size_t layer = 0; layer < m_blocks.size(); ++layer)
            x = m_blocks[layer]->forward(x, call, layer);
        if (cache)
            cache->length += positions;
        return m_norm->forward(x).view({batch, positions, m_config.width});
    }

    ModelConfig m_config;
    Dropout m_dropout;
    torch::Tensor m_tokens;    ///< [V, C]
    torch::Tensor m_positions; ///< [context, C]
    torch::Tensor m_mask;      ///< [context, context]: 0 up to the diagonal, −inf beyond it
    std::vector<std::shared_ptr<Block>> m_blocks;
    std::shared_ptr<LayerNorm> m_norm;
};

} // namespace

CausalLmPtr makeGpt(const ModelConfig &config, std::optional<std::uint64_t> seed)
{
    auto gpt = std::make_shared<Gpt>(config);
    if (seed)
        gpt->initialise(*seed);
    return gpt;
}

} // namespace retort
