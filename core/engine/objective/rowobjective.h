#pragma once
// CE and divergences of one row of logits in double precision, written as the definitions stand
// (docs/mathematics.md): what `retort-cli objective` shows and what faster paths are tested
// against. V vocabulary. All functions take logits, which may be −∞ (a token ruled out), but not in
// all of V.

#include "core/engine/objective/divergence.h"

#include <cstddef>
#include <span>

namespace retort {

/// −log q(label), nats; `gradient` [V] becomes q − y.
double crossEntropyOfRow(std::span<const double> studentLogits, std::size_t label,
                         std::span<double> gradient);

/// D(p‖q) at τ times the τ² factor; `gradient` [V] becomes its derivative in the student's logits.
/// Infinite where p has mass that q rules out (forward KL; the gradient is q − p all the same) or q
/// has mass that p rules out (reverse KL; the gradient is then not finite either).
double divergenceOfRow(const DivergenceSettings &divergence, std::span<const double> teacherLogits,
                       std::span<const double> studentLogits, std::span<double> gradient);

/// −Σ p log p at τ, nats.
double entropyOfRow(std::span<const double> logits, double temperature);

} // namespace retort
