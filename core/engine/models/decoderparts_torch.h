#pragma once
// What the decoders of several families have in common. Needs LibTorch; internal to the engine.

#include "core/engine/models/activation.h"
#include "core/engine/models/causallm_torch.h"

#include <ATen/CPUGeneratorImpl.h>

namespace retort {

/// Names below a module; register_module() wants a type for each level of a dotted name.
class Group final : public torch::nn::Module
{
};

/// Dropout with random numbers of its own, so that nothing that another thread draws changes a run.
class Dropout
{
public:
    Dropout() : m_generator(at::detail::createCPUGenerator(0)) {}

    void seed(std::uint64_t seed) { m_generator.set_current_seed(seed); }

    torch::Tensor operator()(const torch::Tensor &x, double rate)
    {
        if (rate == 0)
            return x;
        const auto kept = torch::empty(x.sizes(), x.options().device(torch::kCPU))
                              .bernoulli_(1 - rate, m_generator)
                              .div_(1 - rate);
        return x * kept.to(x.device());
    }

private:
    at::Generator m_generator;
};

inline torch::Tensor activate(const torch::Tensor &x, Activation activation)
{
    switch (activation) {
    case Activation::Gelu: return torch::gelu(x);
    case Activation::GeluTanh: return torch::gelu(x, "tanh");
    case Activation::Silu: return torch::silu(x);
    case Activation::Relu: break;
    }
    return torch::relu(x);
}

inline Activation activationFunctionOf(const ModelConfig &config)
{
    return findActivation(activationOf(config)).value_or(Activation::GeluTanh);
}

/// Random weights of a new decoder, in the order of its parameters: normal with deviation 0.02,
/// projections into the residual stream (whose names end in one of `residual`) divided by
/// sqrt(2 · layers), biases 0, gains 1 (GPT-2).
void initialise(torch::nn::Module &module, const ModelConfig &config,
                std::initializer_list<std::string_view> residual, std::uint64_t seed);

/// An empty cache for a decoder of these sizes, which grows as it fills.
/// @param like a parameter, for type and device
KeyValueCache makeKeyValueCache(const ModelConfig &config, std::int64_t batch,
                                std::int64_t capacity, const torch::Tensor &like);

/// Puts `fresh` [B·K, T, D] behind the first `length` positions of `store` [B, K, room, D], which
/// is made longer if need be, up to `capacity`; @returns all filled ones, [B·K, S, D].
torch::Tensor appendToCache(torch::Tensor &store, const torch::Tensor &fresh, std::int64_t length,
                            std::int64_t capacity);

} // namespace retort
