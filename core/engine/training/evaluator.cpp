#include "core/engine/training/evaluator_torch.h"

#include "core/engine/models/batch_torch.h"

#include <algorithm>
#include <cmath>

namespace retort {
namespace {

constexpr std::int64_t windowsInPart = 16;
constexpr std::int64_t keptBytes = std::int64_t(64) << 20;

/// Sum over rows of KL(a‖b) for log-probabilities [N, V]; entries with a = 0 count nothing.
double klSum(const torch::Tensor &a, const torch::Tensor &b)
{
    const torch::Tensor difference = (a - b).masked_fill_(torch::isinf(a), 0);
    return (a.exp() * difference).sum(torch::kDouble).item<double>();
}

double crossEntropySumOf(const torch::Tensor &logProbabilities, const torch::Tensor &targets)
{
    return -logProbabilities.gather(1, targets.unsqueeze(1)).sum(torch::kDouble).item<double>();
}

} // namespace

Evaluator::Evaluator(const Dataset &dataset, CausalLmPtr teacher, int windows)
    : m_dataset(dataset), m_teacher(std::move(teacher)), m_truth(dataset.truth())
{
    const std::int64_t available = dataset.validationWindows();
    const std::int64_t count = std::min<std::int64_t>(available, windows);
    const std::int64_t context = dataset.context();
    for (std::int64_t first = 0; first < count; first += windowsInPart) {
        const std::int64_t size = std::min(windowsInPart, count - first);
        const torch::Tensor ids = torch::empty({size, context + 1}, torch::kLong);
        for (std::int64_t i = 0; i < size; ++i) {
            const std::int64_t window = (first + i) * available / count;
            fillRow(ids, i, [&](std::span<TokenId> row) { dataset.validationWindow(window, row); });
        }
        m_parts.push_back({ids.narrow(1, 0, context).contiguous(),
                           ids.narrow(1, 1, context).reshape(-1),
                           {},
                           {}});
    }
    const std::int64_t bytes = count * context * dataset.tokenizer()->vocabularySize() * 4;
    m_keep = bytes * ((m_teacher ? 1 : 0) + (m_truth ? 1 : 0)) <= keptBytes;
}

std::int64_t Evaluator::targets() const
{
    std::int64_t sum = 0;
    for (const Part &part : m_parts)
        sum += part.targets.numel();
    return sum;
}

torch::Tensor Evaluator::teacherLogProbabilities(Part &part)
{
    if (!m_teacher || part.teacher.defined())
        return part.teacher;
    const torch::Tensor rows = torch::log_softmax(m_teacher->logits(part.inputs).flatten(0, 1), 1);
    if (m_keep)
        part.teacher = rows;
    return rows;
}

torch::Tensor Evaluator::truthLogProbabilities(Part &part)
{
    if (!m_truth || part.truth.defined())
        return part.truth;
    std::vector<torch::Tensor> windows;
    for (std::int64_t i = 0; i < part.inputs.size(0); ++i) {
        const std::vector<TokenId> ids = rowIds(part.inputs, i);
        std::vector<float> rows = m_truth->logProbabilities(ids);
        windows.push_back(
            torch::from_blob(rows.data(), {std::int64_t(ids.size()),
                                           std::int64_t(rows.size()) / std::int64_t(ids.size())})
                .clone());
    }
    const torch::Tensor rows = torch::cat(windows);
    if (m_keep)
        part.truth = rows;
    return rows;
}

std::optional<Evaluator::Floors> Evaluator::floors(const std::stop_token &stop)
{
    const torch::NoGradGuard noGradient;
    Floors floors;
    double teacher = 0, truth = 0, error = 0;
    std::int64_t seen = 0;
    for (Part &part : m_parts) {
        if (stop.stop_requested())
            return std::nullopt;
        const torch::Tensor p = teacherLogProbabilities(part);
        const torch::Tensor r = truthLogProbabilities(part);
        if (p.defined())
            teacher += crossEntropySumOf(p, part.targets);
        if (r.defined())
            truth += crossEntropySumOf(r, part.targets);
        if (p.defined() && r.defined())
            error += klSum(r, p);
        seen += part.targets.numel();
    }
    if (seen == 0)
        return floors;
    if (m_teacher)
        floors.teacherCrossEntropy = teacher / double(seen);
    if (m_truth)
        floors.truthCrossEntropy = truth / double(seen);
    if (m_teacher && m_truth)
        floors.teacherError = error / double(seen);
    return floors;
}

std::optional<Evaluation> Evaluator::evaluate(CausalLmImpl &student, const std::stop_token &stop)
{
    const torch::NoGradGuard noGradient;
    const bool training = student.is_training();
    student.eval();
    double crossEntropy = 0, klTeacher = 0, klTruth = 0;
    std::int64_t agreeing = 0, seen = 0;
    for (Part &part : m_parts) {
        if (stop.stop_requested())
            break;
        const torch::Tensor q = torch::log_softmax(student.logits(part.inputs).flatten(0, 1), 1);
        crossEntropy += crossEntropySumOf(q, part.targets);
        if (const torch::Tensor p = teacherLogProbabilities(part); p.defined()) {
            klTeacher += klSum(p, q);
            agreeing += p.argmax(1).eq(q.argmax(1)).sum().item<std::int64_t>();
        }
        if (const torch::Tensor r = truthLogProbabilities(part); r.defined())
            klTruth += klSum(r, q);
        seen += part.targets.numel();
    }
    student.train(training);
    if (stop.stop_requested())
        return std::nullopt;

    Evaluation result;
    const double count = double(std::max<std::int64_t>(seen, 1));
    result.crossEntropy = crossEntropy / count;
    if (const auto bytes = m_dataset.bytesPerToken())
        result.bitsPerByte = result.crossEntropy / (std::log(2.0) * *bytes);
    if (m_teacher) {
        result.klToTeacher = klTeacher / count;
        result.topAgreement = double(agreeing) / count;
    }
    if (m_truth)
        result.klToTruth = klTruth / count;
    return result;
}

std::optional<RunFacts> gatherFacts(const Prepared &prepared, Evaluator &evaluator,
                                    const std::stop_token &stop)
{
    const Dataset &dataset = *prepared.dataset;
    const std::optional<Evaluator::Floors> floors = evaluator.floors(stop);
    if (!floors)
        return std::nullopt;
    RunFacts facts;
    facts.vocabulary = prepared.student.vocabulary;
    facts.context = dataset.context();
    facts.studentLayers = prepared.student.layers;
    facts.studentWidth = prepared.student.width;
    facts.studentParameters = parameterCount(prepared.student);
    if (prepared.teacher)
        facts.teacherParameters = prepared.teacher->parameters();
    facts.trainingWindows = dataset.trainingWindows();
    facts.validationTargets = evaluator.targets();
    facts.bytesPerToken = dataset.bytesPerToken();
    facts.teacherCrossEntropy = floors->teacherCrossEntropy;
    facts.truthCrossEntropy = floors->truthCrossEntropy;
    facts.teacherError = floors->teacherError;
    return facts;
}

} // namespace retort
