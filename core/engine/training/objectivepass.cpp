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
PassSums addThroughLogits(CausalLmImpl &student, CausalLmImpl *teacher, const torch::Tensor &inputs,
                          const torch::Tensor &labels, const PassTerms &terms)
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

bool canJoin(const torch::Tensor &head)
{
    return head.device().is_cpu() && head.scalar_type() == torch::kFloat && head.is_contiguous();
}

/// Final hidden states [N, C].
torch::Tensor hiddenRows(CausalLmImpl &model, const torch::Tensor &inputs)
{
    return model.hidden(inputs).flatten(0, 1).contiguous();
}

} // namespace

/// Through the hidden states: the objective gives their gradient and the head's, autograd the rest.
PassSums ObjectivePass::addJoined(CausalLmImpl &student, CausalLmImpl *teacher,
                                  const torch::Tensor &inputs, const torch::Tensor &labels,
                                  const PassTerms &terms)
{
    const torch::Tensor hidden = hiddenRows(student, inputs);
    torch::Tensor head = student.head();
    torch::Tensor teacherHidden;
    FusedHeadInput input;
    input.rows = hidden.size(0);
    input.vocabulary = head.size(0);
    input.studentWidth = head.size(1);
    input.studentHidden = hidden.data_ptr<float>();
    input.studentHead = head.data_ptr<float>();
    if (teacher) {
        const torch::NoGradGuard noGradient;
        teacherHidden = hiddenRows(*teacher, inputs);
        input.teacherWidth = teacherHidden.size(1);
        input.teacherHidden = teacherHidden.data_ptr<float>();
        input.teacherHead = teacher->head().data_ptr<float>();
    }
    input.labels = labels.data_ptr<std::int64_t>();
    input.crossEntropyScale = terms.crossEntropyScale.value_or(0);
    input.memoryLimit = m_options.memory;
    std::vector<FusedTerm> fused;
    for (const auto &term : terms.terms) {
        if (term)
            fused.push_back(
                {term->settings.divergence, term->settings.targets == Targets::Hard, term->scale});
    }
    input.terms = fused;

    FusedHeadGradients gradients;
    torch::Tensor hiddenGradient;
    if (terms.needsGradient()) {
        hiddenGradient = torch::empty_like(hidden);
        if (!head.grad().defined())
            head.mutable_grad() = torch::zeros_like(head);
        gradients = {hiddenGradient.data_ptr<float>(), head.mutable_grad().data_ptr<float>()};
    }
    const FusedHeadValues values = m_head.run(input, gradients);
    if (terms.needsGradient())
        hidden.backward(hiddenGradient);

    PassSums sums;
    sums.crossEntropy = values.crossEntropy;
    std::size_t next = 0;
    for (std::size_t i = 0; i < termCount; ++i) {
        if (terms.terms[i])
            sums.terms[i] = values.divergences[next++];
    }
    return sums;
}

bool PassTerms::needsTeacher() const
{
    return std::ranges::any_of(terms, [](const std::optional<Term> &term) {
        return term && term->settings.targets == Targets::Soft;
    });
}

bool PassTerms::needsGradient() const
{
    return crossEntropyScale.value_or(0) != 0
           || std::ranges::any_of(
               terms, [](const std::optional<Term> &term) { return term && term->scale != 0; });
}

ObjectivePass::ObjectivePass(const Options &options) : m_options(options), m_head(options.threads)
{
}

PassSums ObjectivePass::addGradients(CausalLmImpl &student, CausalLmImpl *teacher,
                                     const PrefixBatch &batch, const PassTerms &terms)
{
    const torch::AutoGradMode gradient(terms.needsGradient());
    CausalLmImpl *wanted = terms.needsTeacher() ? teacher : nullptr;
    const torch::Tensor ids = batch.ids.to(student.head().device());
    const torch::Tensor inputs = ids.narrow(1, 0, ids.size(1) - 1);
    const torch::Tensor labels = labelsOf(ids, batch.given);
    const bool joined = m_options.path == Path::JoinedWithHead && canJoin(student.head())
                        && (!wanted || canJoin(wanted->head()));
    return joined ? addJoined(student, wanted, inputs, labels, terms)
                  : addThroughLogits(student, wanted, inputs, labels, terms);
}

PassSums &PassSums::operator+=(const PassSums &other)
{
    crossEntropy += other.crossEntropy;
    for (std::size_t i = 0; i < termCount; ++i)
        terms[i] += other.terms[i];
    return *this;
}

} // namespace retort
