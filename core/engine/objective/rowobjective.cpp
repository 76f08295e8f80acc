#include "core/engine/objective/rowobjective.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace retort {
namespace {

std::vector<double> logSoftmax(std::span<const double> logits, double temperature)
{
    const double highest = *std::ranges::max_element(logits);
    double sum = 0;
    for (const double logit : logits)
        sum += std::exp((logit - highest) / temperature);
    const double logSum = std::log(sum);
    std::vector<double> result(logits.size());
    std::ranges::transform(logits, result.begin(),
                           [&](double logit) { return (logit - highest) / temperature - logSum; });
    return result;
}

/// What one token adds: to D, and q·∂D/∂q. The latter may lack q times a constant, which has no
/// part in the derivative by the logits.
struct Share
{
    double value = 0;
    double slope = 0;
};

/// One token's log p and log q, which may be −∞.
struct Pair
{
    double logP, logQ;

    double p() const { return std::exp(logP); }
    double q() const { return std::exp(logQ); }
};

/// a · (log a − log b), given log a and log b; nothing where a = 0.
double relative(double logA, double logB)
{
    const double a = std::exp(logA);
    return a == 0 ? 0 : a * (logA - logB);
}

/// log(c·a + (1−c)·b)
double logMixture(double c, double logA, double logB)
{
    if (logA == logB)
        return logA; // exactly, so that equal distributions diverge by exactly nothing
    const double left = std::log(c) + logA;
    const double right = std::log1p(-c) + logB;
    const double higher = std::max(left, right);
    if (!std::isfinite(higher))
        return higher;
    return higher + std::log1p(std::exp(std::min(left, right) - higher));
}

Share forwardKl(const Pair &pair)
{
    return {relative(pair.logP, pair.logQ), -pair.p()};
}

Share reverseKl(const Pair &pair)
{
    const double value = relative(pair.logQ, pair.logP);
    return {value, value};
}

Share symmetricKl(const Pair &pair)
{
    const Share forward = forwardKl(pair);
    const Share reverse = reverseKl(pair);
    return {(forward.value + reverse.value) / 2, (forward.slope + reverse.slope) / 2};
}

Share jensenShannon(const Pair &pair, double w)
{
    const double logM = logMixture(w, pair.logP, pair.logQ);
    const double reverse = (1 - w) * relative(pair.logQ, logM);
    return {w * relative(pair.logP, logM) + reverse, reverse};
}

Share skewedForwardKl(const Pair &pair, double skew)
{
    if (skew == 0)
        return forwardKl(pair);
    const double logM = logMixture(skew, pair.logP, pair.logQ);
    const double p = pair.p();
    if (p == 0)
        return {};
    return {p * (pair.logP - logM), -(1 - skew) * p * std::exp(pair.logQ - logM)};
}

Share skewedReverseKl(const Pair &pair, double skew)
{
    if (skew == 0)
        return reverseKl(pair);
    const double logM = logMixture(1 - skew, pair.logP, pair.logQ);
    const double q = pair.q();
    if (q == 0)
        return {};
    const double value = q * (pair.logQ - logM);
    return {value, value - skew * q * std::exp(pair.logQ - logM)};
}

Share totalVariation(const Pair &pair)
{
    const double p = pair.p();
    const double q = pair.q();
    return {std::abs(p - q) / 2, q == p ? 0 : std::copysign(q, q - p) / 2};
}

Share shareOf(const DivergenceSettings &divergence, const Pair &pair)
{
    switch (divergence.kind) {
    case Divergence::ForwardKl: return forwardKl(pair);
    case Divergence::ReverseKl: return reverseKl(pair);
    case Divergence::SymmetricKl: return symmetricKl(pair);
    case Divergence::JensenShannon: return jensenShannon(pair, divergence.weight);
    case Divergence::SkewedForwardKl: return skewedForwardKl(pair, divergence.skew);
    case Divergence::SkewedReverseKl: return skewedReverseKl(pair, divergence.skew);
    case Divergence::TotalVariation: return totalVariation(pair);
    }
    return {};
}

} // namespace

double crossEntropyOfRow(std::span<const double> studentLogits, std::size_t label,
                         std::span<double> gradient)
{
    const auto logQ = logSoftmax(studentLogits, 1);
    std::ranges::transform(logQ, gradient.begin(), [](double value) { return std::exp(value); });
    gradient[label] -= 1;
    return -logQ[label];
}

double divergenceOfRow(const DivergenceSettings &divergence, std::span<const double> teacherLogits,
                       std::span<const double> studentLogits, std::span<double> gradient)
{
    const auto logP = logSoftmax(teacherLogits, divergence.temperature);
    const auto logQ = logSoftmax(studentLogits, divergence.temperature);
    double value = 0, slopes = 0;
    for (std::size_t v = 0; v < logP.size(); ++v) {
        const Share share = shareOf(divergence, {logP[v], logQ[v]});
        value += share.value;
        slopes += share.slope;
        gradient[v] = share.slope;
    }
    // ∂D/∂z = q · (∂D/∂q − Σ q ∂D/∂q), and z stands in q by z/τ.
    const double factor = divergence.factor();
    for (std::size_t v = 0; v < logQ.size(); ++v)
        gradient[v] = factor / divergence.temperature * (gradient[v] - std::exp(logQ[v]) * slopes);
    return factor * std::max(value, 0.0); // below it by rounding only
}

double entropyOfRow(std::span<const double> logits, double temperature)
{
    double sum = 0;
    for (const double logP : logSoftmax(logits, temperature))
        sum -= relative(logP, 0);
    return sum;
}

} // namespace retort
