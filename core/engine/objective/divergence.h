#pragma once
// The divergences between teacher and student at one position, as values.
// Definitions, gradients and papers: docs/mathematics.md.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retort {

/// D(p‖q) at one position, nats; p teacher, q student. All are zero when p = q, never negative.
enum class Divergence {
    ForwardKl,   ///< KL(p‖q) = Σ p (log p − log q); Hinton et al. 2015, Kim & Rush 2016
    ReverseKl,   ///< KL(q‖p); Gu et al. 2023 (MiniLLM)
    SymmetricKl, ///< ½ KL(p‖q) + ½ KL(q‖p); half of Jeffreys 1946
    JensenShannon, ///< w·KL(p‖m) + (1−w)·KL(q‖m), m = w·p + (1−w)·q; Lin 1991, Agarwal et al. 2023
    SkewedForwardKl, ///< KL(p‖λp + (1−λ)q); Ko et al. 2024 (DistiLLM)
    SkewedReverseKl, ///< KL(q‖(1−λ)p + λq); Ko et al. 2024 (DistiLLM)
    TotalVariation,  ///< ½ Σ |p − q|, 0 … 1; Wen et al. 2023
};

/// Names in files, in the order of the enumeration.
const std::vector<std::pair<std::string, Divergence>> &divergenceNames();
std::optional<Divergence> divergenceNamed(std::string_view name);
std::string toString(Divergence divergence);
/// Whether a divergence has the number `weight`, or `skew`.
bool usesWeight(Divergence divergence);
bool usesSkew(Divergence divergence);

/// A divergence with the numbers that belong to some of them.
struct DivergenceSettings
{
    Divergence kind = Divergence::ForwardKl;
    double weight = 0.5;    ///< w of JensenShannon, 0 < w < 1
    double skew = 0.1;      ///< λ of the skewed ones, 0 ≤ λ < 1; 0 is the plain KL
    double temperature = 1; ///< τ > 0; both sides' logits are divided by it
    bool tauSquared = true; ///< multiply by τ² so that gradients keep their size (Hinton 2015)

    /// What D at τ is multiplied with: τ² or 1.
    double factor() const { return tauSquared ? temperature * temperature : 1; }

    bool operator==(const DivergenceSettings &) const = default;
};

/// True when both are one function of p and q: numbers that have no part in it do not count.
bool sameDivergence(const DivergenceSettings &a, const DivergenceSettings &b);

} // namespace retort
