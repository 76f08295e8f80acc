#include "core/engine/objective/objective_torch.h"

#include <cmath>

namespace retort {

namespace {

/// Σ a (log a − log b), rows. A token that a rules out contributes nothing, whatever b says of it:
/// 0 · ∞ never appears, forward or backward. @param logA, logB [N, V]; @returns [N]
torch::Tensor relativeEntropy(const torch::Tensor &logA, const torch::Tensor &logB)
{
    const auto a = logA.exp();
    const auto absent = a == 0;
    return (a * (logA.masked_fill(absent, 0) - logB.masked_fill(absent, 0))).sum(-1);
}

/// log(c·a + (1−c)·b). Where both are ruled out it is a number all the same, so that its gradient
/// is one; nothing is ever multiplied with it but 0.
torch::Tensor logMixture(double c, const torch::Tensor &logA, const torch::Tensor &logB)
{
    const auto absent = torch::logical_and(torch::isinf(logA), torch::isinf(logB));
    return torch::logaddexp(logA.masked_fill(absent, 0) + std::log(c),
                            logB.masked_fill(absent, 0) + std::log1p(-c));
}

torch::Tensor jensenShannon(double w, const torch::Tensor &logP, const torch::Tensor &logQ)
{
    const auto logM = logMixture(w, logP, logQ);
    return w * relativeEntropy(logP, logM) + (1 - w) * relativeEntropy(logQ, logM);
}

torch::Tensor divergenceOf(const DivergenceSettings &divergence, const torch::Tensor &logP,
                           const torch::Tensor &logQ)
{
    const double skew = divergence.skew;
    const bool plain = skew == 0;
    switch (divergence.kind) {
    case Divergence::ForwardKl: return relativeEntropy(logP, logQ);
    case Divergence::ReverseKl: return relativeEntropy(logQ, logP);
    case Divergence::SymmetricKl:
        return (relativeEntropy(logP, logQ) + relativeEntropy(logQ, logP)) / 2;
    case Divergence::JensenShannon: return jensenShannon(divergence.weight, logP, logQ);
    case Divergence::SkewedForwardKl:
        return relativeEntropy(logP, plain ? logQ : logMixture(skew, logP, logQ));
    case Divergence::SkewedReverseKl:
        return relativeEntropy(logQ, plain ? logP : logMixture(1 - skew, logP, logQ));
    case Divergence::TotalVariation: return (logP.exp() - logQ.exp()).abs().sum(-1) / 2;
    }
    TORCH_CHECK(false, "no such divergence");
}

torch::Tensor softened(const torch::Tensor &logits, double temperature)
{
    return torch::log_softmax(temperature == 1 ? logits : logits / temperature, -1);
}

} // namespace

torch::Tensor crossEntropySum(const torch::Tensor &logits, const torch::Tensor &targets)
{
    namespace functional = torch::nn::functional;
    return functional::cross_entropy(
        logits, targets,
        functional::CrossEntropyFuncOptions().ignore_index(-100).reduction(torch::kSum));
}

torch::Tensor divergenceRows(const DivergenceSettings &divergence,
                             const torch::Tensor &teacherLogits, const torch::Tensor &studentLogits)
{
    const double temperature = divergence.temperature;
    const auto rows = divergenceOf(divergence, softened(teacherLogits.detach(), temperature),
                                   softened(studentLogits, temperature));
    return divergence.factor() == 1 ? rows : rows * divergence.factor();
}

torch::Tensor termSum(const TermSettings &term, const torch::Tensor &teacherLogits,
                      const torch::Tensor &studentLogits, const torch::Tensor &targets)
{
    const DivergenceSettings &divergence = term.divergence;
    if (term.targets == Targets::Hard)
        return crossEntropySum(studentLogits / divergence.temperature, targets)
               * divergence.factor();
    const auto valid = targets != -100;
    if (valid.all().item<bool>())
        return divergenceRows(divergence, teacherLogits, studentLogits).sum();
    // Left out, not multiplied with 0: what is infinite there would become undefined.
    const auto rows = valid.nonzero().view(-1);
    return divergenceRows(divergence, teacherLogits.index_select(0, rows),
                          studentLogits.index_select(0, rows))
        .sum();
}

} // namespace retort
