#include "core/engine/training/objectivepass_torch.h"

#include "core/engine/objective/objective_torch.h"

#include <algorithm>

namespace retort {
namespace {

/// The ids that follow each input, −100 where a prompt was given. @param ids [B, T + 1]; [B·T]
torch::Tensor labelsOf(const torch::Tensor &ids, std::int64_t given)
{
    torch::Tensor labels = ids.narrow(1, 1, ids.size(1) - 1);
    if (given > 1) {
        labels = labels.clone();
        labels.narrow(1, 0, given - 1).fill_(-100);
    }
    return labels.reshape(-1);
}

/// Through logits [N, V] and autograd.
PassSums addThroughLogits(CausalLmImpl &student, CausalLmImpl *teacher,
                          const torch::Tensor &inputs, const torch::Tensor &labels,
                          const PassTerms &terms)
{
    const torch::Tensor logits = student.logits(inputs).flatten(0, 1);
    torch::Tensor teacherLogits;
    if (teacher) {
        const torch::NoGradGuard noGradient;
        teacherLogits = teacher->logits(inputs).flatten(0, 1);
    }
    PassSums sums;
    torch::Tensor loss = torch::zeros({}, logits.options());
    if (terms.crossEntropyScale) {
        const torch::Tensor sum = crossEntropySum(logits, labels);
        sums.crossEntropy = sum.item<double>();
        loss = loss + sum * *terms.crossEntropyScale;
    }
    for (std::size_t i = 0; i < termCount; ++i) {
        if (const auto &term = terms.terms[i]) {
            const torch::Tensor sum = termSum(term->settings, teacherLogits, logits, labels);
            sums.terms[i] = sum.item<double>();
            loss = loss + sum * term->scale;
        }
    }
    if (terms.needsGradient())
        loss.backward();
    return sums;
}

} // namespace

bool PassTerms::needsTeacher() const
{
    return std::ranges::any_of(terms, [](const std::optional<Term> &term) {
        return term && term->settings.targets == Targets::Soft;
    });
}

bool PassTerms::needsGradient() const
{
    return crossEntropyScale.value_or(0) != 0
           || std::ranges::any_of(terms, [](const std::optional<Term> &term) {
                  return term && term->scale != 0;
              });
}

PassSums addGradients(CausalLmImpl &student, CausalLmImpl *teacher, const PrefixBatch &batch,
                      const PassTerms &terms, int parts)
{
    const torch::AutoGradMode gradient(terms.needsGradient());
    const auto device = student.head().device();
    PassSums sums;
    for (const torch::Tensor &part : batch.ids.chunk(parts)) {
        const torch::Tensor ids = part.to(device);
        const torch::Tensor inputs = ids.narrow(1, 0, ids.size(1) - 1);
        const PassSums of =
            addThroughLogits(student, terms.needsTeacher() ? teacher : nullptr, inputs,
                             labelsOf(ids, batch.given), terms);
        sums.crossEntropy += of.crossEntropy;
        for (std::size_t i = 0; i < termCount; ++i)
            sums.terms[i] += of.terms[i];
    }
    return sums;
}

} // namespace retort
