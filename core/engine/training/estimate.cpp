#include "core/engine/training/estimate.h"

#include "core/engine/models/causallm_torch.h"
#include "core/engine/threads.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <limits>
#include <set>

// B sequences, T positions, C width, V vocabulary.

namespace retort {

namespace {

constexpr double floatBytes = 4;
constexpr double operationsPerTrial = 2e9;
constexpr std::int64_t mostTrialVocabulary = 8192;
constexpr std::int64_t smallVocabulary = 16; ///< of a layer's trial: next to no head
constexpr int trials = 3;

/// Seconds of the fastest of a few calls; the first one warms caches.
template <class Work>
double fastest(Work work)
{
    using Clock = std::chrono::steady_clock;
    double best = std::numeric_limits<double>::infinity();
    for (int i = 0; i < trials; ++i) {
        const auto begin = Clock::now();
        work();
        best = std::min(best, std::chrono::duration<double>(Clock::now() - begin).count());
    }
    return best;
}

/// Seconds a token: of a whole forward pass, or a forward and backward one.
struct Cost
{
    double layers = 0;
    double head = 0;

    double all() const { return layers + head; }
};

double layerCost(const ModelConfig &model, std::int64_t sequences, std::int64_t positions,
                 bool backward)
{
    ModelConfig one = model;
    one.layers = 1;
    one.vocabulary = int(smallVocabulary);
    one.context = int(positions);
    const auto module = makeCausalLm(one, 1);
    module->train(backward);
    const auto ids = torch::zeros({sequences, positions}, torch::kLong);
    return fastest([&] {
        if (backward)
            module->hidden(ids).sum().backward();
        else
            module->hidden(ids);
    });
}

double headCost(const ModelConfig &model, std::int64_t rows, bool backward)
{
    const auto vocabulary = std::min<std::int64_t>(model.vocabulary, mostTrialVocabulary);
    const auto head = torch::zeros({vocabulary, model.width}).requires_grad_(backward);
    const auto hidden = torch::zeros({rows, model.width}).requires_grad_(backward);
    const double seconds = fastest([&] {
        const auto logits = torch::log_softmax(hidden.matmul(head.t()), 1);
        if (backward)
            logits.sum().backward();
    });
    return seconds * model.vocabulary / double(vocabulary);
}

/// @param batch sequences that the run puts into one call
Cost costOf(const ModelConfig &model, int batch, std::int64_t positions, bool backward)
{
    const double width = model.width;
    const double passes = backward ? 6 : 2; // operations for each weight
    const double operations = passes * 12 * width * width * double(positions);
    const auto sequences =
        std::clamp<std::int64_t>(std::int64_t(operationsPerTrial / operations), 1, batch);
    const double tokens = double(sequences * positions);
    Cost cost;
    cost.layers = model.layers * layerCost(model, sequences, positions, backward) / tokens;
    cost.head = headCost(model, sequences * positions, backward) / tokens;
    return cost;
}

/// What autograd keeps of one token in one layer: some two dozen rows of the width and the
/// attention's weights before and after the softmax.
double activationBytes(const ModelConfig &model, std::int64_t positions)
{
    constexpr double rows = 24;
    constexpr double attentionCopies = 3;
    return floatBytes * (rows * model.width + attentionCopies * model.heads * double(positions))
           * model.layers;
}

std::int64_t memoryOf(const Experiment &experiment, const ModelConfig &student,
                      const std::optional<ModelConfig> &teacher)
{
    constexpr double program = 200e6;      // libraries and buffers
    constexpr double training = 4;         // weight, gradient and AdamW's two moments
    constexpr double studentLogits = 4;    // logits, log-probabilities and their gradients
    constexpr double teacherLogits = 4;    // logits, log-probabilities, probabilities, products
    constexpr std::int64_t evaluated = 16; // windows at a time
    const auto positions = std::int64_t(experiment.data.context);
    const auto &settings = experiment.training;
    const double stepRows =
        double(positions)
        * double((settings.batch + settings.accumulate - 1) / settings.accumulate);
    const double evaluationRows = double(positions) * double(evaluated);
    const double copies = studentLogits + (teacher ? teacherLogits : 0);
    const double step =
        stepRows * (activationBytes(student, positions) + copies * floatBytes * student.vocabulary);
    const double evaluation = evaluationRows * copies * floatBytes * student.vocabulary;
    double bytes = program + training * floatBytes * double(parameterCount(student));
    if (teacher) {
        // The pool of samples has a copy of its own.
        bytes += 2 * floatBytes * double(parameterCount(*teacher));
        bytes += 8.0 * experiment.pool.size * double(positions);
    }
    return std::int64_t(bytes + std::max(step, evaluation));
}

/// How many times a step goes through student and teacher for each token of data: once along each
/// source. Mixed counts as a source of its own, which is the most that it can be.
int passes(const Experiment &experiment)
{
    const ObjectiveSettings &objective = experiment.objective;
    std::set<PrefixSource> sources{PrefixSource::Data};
    if (experiment.hasTeacher() && objective.alpha > 0)
        sources.insert(objective.sequence.prefixes);
    if (experiment.hasTeacher() && objective.beta > 0)
        sources.insert(objective.token.prefixes);
    return int(sources.size());
}

} // namespace

Result<RunEstimate> estimateRun(const Experiment &experiment, const ModelConfig &student,
                                const std::optional<ModelConfig> &teacher)
{
    try {
        useIntraOpThreads(experiment.training.threads);
        const auto positions = std::int64_t(experiment.data.context);
        const auto &settings = experiment.training;
        const int batch = std::max(1, settings.batch / settings.accumulate);
        double seconds = passes(experiment) * costOf(student, batch, positions, true).all();
        if (teacher) {
            const torch::NoGradGuard noGradient;
            seconds += passes(experiment) * costOf(*teacher, batch, positions, false).all();
        }
        RunEstimate estimate;
        estimate.tokensPerSecond = 1 / seconds;
        estimate.seconds =
            seconds * double(settings.steps) * double(settings.batch) * double(positions);
        estimate.memory = memoryOf(experiment, student, teacher);
        return estimate;
    } catch (const std::exception &exception) {
        return Error{RETORT_SENTENCE("The run's cost cannot be estimated: %1."),
                     {reasonOf(exception)}};
    }
}

} // namespace retort
