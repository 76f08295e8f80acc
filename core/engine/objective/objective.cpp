#include "core/engine/objective/objective_torch.h"

namespace retort {

namespace {

/// Σ p (log p − log q). A token that p rules out contributes nothing, whatever q says of it: 0 · ∞
/// never appears, forward or backward. @param logP, logQ [N, V]; @returns [N]
torch::Tensor forwardKl(const torch::Tensor &logP, const torch::Tensor &logQ)
{
    const auto p = logP.exp();
    return (p * (logP - logQ).masked_fill(p == 0, 0)).sum(-1);
}

torch::Tensor divergence(Divergence kind, const torch::Tensor &logP, const torch::Tensor &logQ)
{
    switch (kind) {
    case Divergence::ForwardKl: return forwardKl(logP, logQ);
    }
    TORCH_CHECK(false, "no such divergence");
}

} // namespace

torch::Tensor crossEntropySum(const torch::Tensor &logits, const torch::Tensor &targets)
{
    namespace functional = torch::nn::functional;
    return functional::cross_entropy(
        logits, targets,
        functional::CrossEntropyFuncOptions().ignore_index(-100).reduction(torch::kSum));
}

torch::Tensor divergenceRows(const TermSettings &term, const torch::Tensor &teacherLogits,
                             const torch::Tensor &studentLogits)
{
    const double temperature = term.temperature;
    const auto softened = [temperature](const torch::Tensor &logits) {
        return torch::log_softmax(temperature == 1 ? logits : logits / temperature, -1);
    };
    const auto rows =
        divergence(term.divergence, softened(teacherLogits.detach()), softened(studentLogits));
    return term.tauSquared && temperature != 1 ? rows * (temperature * temperature) : rows;
}

} // namespace retort
