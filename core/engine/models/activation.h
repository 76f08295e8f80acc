#pragma once
// The functions inside feed-forward layers, by the names that config.json has for them.

#include <optional>
#include <string>
#include <string_view>

namespace retort {

/// GELU in its exact and its tanh form (Hendrycks and Gimpel 2016), SiLU, ReLU.
enum class Activation { Gelu, GeluTanh, Silu, Relu };

std::optional<Activation> findActivation(std::string_view name);

/// All names, for messages.
std::string activationNames();

} // namespace retort
