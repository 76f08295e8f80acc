#pragma once
// The engine's inside view of a model (needs LibTorch; never included by public headers).
// B batch, T positions, C width, V vocabulary, K key/value heads, D size of a head, L layers.

#include "core/engine/models/languagemodel.h"
#include "core/engine/models/specialtokens.h"

#include <torch/torch.h>

namespace retort {

/// Keys and values of the positions seen so far, for decoding one token after another.
struct KeyValueCache
{
    std::vector<torch::Tensor> keys;   ///< L × [B, K, room, D]
    std::vector<torch::Tensor> values; ///< L × [B, K, room, D]
    std::int64_t length = 0;           ///< positions filled
    std::int64_t capacity = 0;         ///< most positions
};

/// What every family offers. hidden() and the head are separate so that an objective may be joined
/// with the head without ever holding [N, V].
class CausalLmImpl : public torch::nn::Module
{
public:
    /// Final normalised hidden states [B, T, C] of `ids` [B, T] int64.
    virtual torch::Tensor hidden(const torch::Tensor &ids) = 0;
    /// The output projection [V, C]; logits are hidden · headᵀ.
    virtual torch::Tensor head() const = 0;
    /// Hidden states [B, T, C] of new positions `ids` [B, T] after those in `cache`, which grows.
    virtual torch::Tensor hiddenCached(const torch::Tensor &ids, KeyValueCache &cache) = 0;
    virtual KeyValueCache makeCache(std::int64_t batch, std::int64_t capacity) const = 0;
    /// Begins the random numbers of dropout anew. A module draws from its own only.
    virtual void seedDropout(std::uint64_t seed) = 0;

    /// [B, T, V]
    torch::Tensor logits(const torch::Tensor &ids) { return hidden(ids).matmul(head().t()); }
};

using CausalLmPtr = std::shared_ptr<CausalLmImpl>;

/// A new module of the configured family, whose parameters have Hugging Face's names, so that a
/// model file is the module as it stands; randomly initialised from `seed`, without one its
/// parameters are allocated only, to be overwritten.
CausalLmPtr makeCausalLm(const ModelConfig &config, std::optional<std::uint64_t> seed);

struct LanguageModel::Impl
{
    ModelConfig config;
    TokenizerPtr tokenizer;
    CausalLmPtr module;
    SpecialTokens special = specialTokensOf(*tokenizer);
};

/// A copy to look at: parameters of its own, in evaluation mode (no dropout).
CausalLmPtr cloneModule(const CausalLmPtr &module, const ModelConfig &config);

} // namespace retort
