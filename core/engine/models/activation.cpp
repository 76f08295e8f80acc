#include "core/engine/models/activation.h"

#include <array>

namespace retort {

namespace {

struct Name
{
    std::string_view name;
    Activation activation;
};

constexpr std::array names{
    Name{"gelu", Activation::Gelu},
    Name{"gelu_new", Activation::GeluTanh},
    Name{"gelu_pytorch_tanh", Activation::GeluTanh},
    Name{"gelu_fast", Activation::GeluTanh},
    Name{"silu", Activation::Silu},
    Name{"swish", Activation::Silu},
    Name{"relu", Activation::Relu},
};

} // namespace

std::optional<Activation> findActivation(std::string_view name)
{
    for (const auto &known : names) {
        if (known.name == name)
            return known.activation;
    }
    return {};
}

std::string activationNames()
{
    std::string list;
    for (const auto &known : names)
        list += (list.empty() ? "" : ", ") + std::string(known.name);
    return list;
}

} // namespace retort
