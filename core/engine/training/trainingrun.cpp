#include "core/engine/training/trainingrun_torch.h"

#include "core/engine/models/batch_torch.h"
#include "core/engine/objective/objective_torch.h"
#include "core/engine/threads.h"
#include "core/engine/training/schedule.h"
#include "core/engine/training/seeds.h"

#include <algorithm>
#include <cmath>

namespace retort {

TrainingRun::TrainingRun(const Experiment &experiment, const TrainingEnvironment &environment,
                         Prepared prepared, LanguageModel student, TrainingObserver &observer,
                         TrainingControl &control, std::stop_token stop, Outcome &outcome)
    : m_experiment(experiment)
    , m_environment(environment)
    , m_prepared(std::move(prepared))
    , m_student(std::move(student))
    , m_observer(observer)
    , m_control(control)
    , m_stop(std::move(stop))
    , m_outcome(outcome)
    , m_teacher(m_prepared.teacher ? m_prepared.teacher->impl()->module : nullptr)
    , m_optimizer(*m_student.impl()->module, experiment.optimizer)
    , m_evaluator(*m_prepared.dataset, m_teacher, experiment.training.evaluationWindows)
    , m_order(m_prepared.dataset->trainingWindows(), experiment.seed)
{
    m_threads = useIntraOpThreads(experiment.training.threads);
    m_outcome.student = m_student;
    if (!m_teacher)
        return;
    m_teacher->eval();
    const Dataset &dataset = *m_prepared.dataset;
    const std::int64_t length = dataset.context() + 1;
    m_pool = std::make_unique<SamplePool>(
        cloneModule(m_teacher, m_prepared.teacher->config()),
        SamplePool::Options{experiment.pool, length, experiment.training.batch, experiment.seed},
        // A sequence starts as a training window does: with the begin token, or else with the
        // first token of a window.
        [this, order = WindowOrder(dataset.trainingWindows(), experiment.seed ^ 1)](
            std::int64_t index, std::int64_t count) mutable {
            const Dataset &data = *m_prepared.dataset;
            torch::Tensor first = torch::empty({count, 1}, torch::kLong);
            std::vector<TokenId> ids(std::size_t(data.context()) + 1);
            for (std::int64_t i = 0; i < count; ++i) {
                TokenId begin = data.tokenizer()->beginToken();
                if (begin < 0) {
                    data.trainingWindow(order.window(index * count + i), ids);
                    begin = ids.front();
                }
                first.data_ptr<std::int64_t>()[i] = begin;
            }
            return first;
        });
}

TrainingRun::~TrainingRun()
{
    m_student.impl()->module->eval();
}

Status TrainingRun::restore(const Checkpoint &checkpoint)
{
    const TrainingState &state = checkpoint.state;
    if (Status restored = m_optimizer.setState(checkpoint.tensors); !restored)
        return restored;
    m_step = state.step;
    m_savedStep = state.step;
    m_evaluatedStep = state.evaluated ? state.step : -1;
    m_tokens = state.tokens;
    m_poolDraws = state.poolDraws;
    m_watch = Stopwatch(state.seconds);
    m_experiment = withKnobs(m_experiment, state.knobs);
    if (const auto pool = checkpoint.tensors.find("pool.sequences");
        m_pool && pool != checkpoint.tensors.end()
        && !m_pool->setState(pool->second, state.poolFirstChunk, state.poolDraws)) {
        return Error{RETORT_SENTENCE("The checkpoint of step %1 cannot be used: its sampled "
                                     "sequences do not belong to the experiment. Choose an earlier "
                                     "checkpoint."),
                     {std::to_string(state.step)}};
    }
    recordProgress();
    return {};
}

void TrainingRun::run()
{
    m_watch.start();
    if (!announce()) {
        m_outcome.status = OutcomeStatus::Stopped;
        return;
    }
    // At the beginning, or where a run was stopped while it evaluated.
    if (m_step % m_experiment.training.evaluateEvery == 0)
        evaluateNow();
    loop();
}

bool TrainingRun::announce()
{
    std::optional<RunFacts> facts = gatherFacts(m_prepared, m_evaluator, m_stop);
    if (!facts)
        return false;
    facts->firstStep = m_step;
    facts->totalSteps = m_experiment.training.steps;
    facts->threads = m_threads;
    facts->knobs = knobsOf(m_experiment);
    m_observer.onStarted(*facts);
    return true;
}

void TrainingRun::loop()
{
    const TrainingSettings &training = m_experiment.training;
    while (m_step < training.steps) {
        while (const auto command = m_control.poll())
            handle(*command);
        if (m_stop.stop_requested())
            return finish(OutcomeStatus::Stopped);
        const bool single = std::exchange(m_stepOnce, false);
        if (trainStep() == After::Pause)
            continue;
        if (m_step % training.evaluateEvery == 0)
            evaluateNow();
        if (m_step % training.checkpointEvery == 0 && m_step < training.steps)
            checkpointOrPause();
        if (single && m_step < training.steps) {
            pause(PauseReason::Asked,
                  {RETORT_SENTENCE("One step was done; the run is paused."), {}});
        }
    }
    finish(OutcomeStatus::Finished);
}

TrainingRun::After TrainingRun::trainStep()
{
    const double begin = m_watch.seconds();
    const std::int64_t step = m_step + 1;
    const Terms terms = accumulateGradients(step);
    if (m_stop.stop_requested() && !std::isfinite(terms.crossEntropy))
        return After::Pause; // the pool was told to stop; the loop sees the request next
    const double norm = m_optimizer.gradientNorm();
    if (const std::string term = nonFiniteTerm(terms, norm); !term.empty()) {
        checkpointNow();
        pause(PauseReason::NonFiniteLoss,
              {RETORT_SENTENCE("%1 became infinite or undefined at step %2, so the run is paused. "
                               "Step %3 is kept. Lower the learning rate (now %4) or the gradient "
                               "clip (now %5)."),
               {term, std::to_string(step), std::to_string(m_step),
                std::to_string(m_experiment.optimizer.learningRate),
                std::to_string(m_experiment.optimizer.clip)}});
        return After::Pause;
    }
    const double rate = m_experiment.optimizer.learningRate
                        * scheduleFactor(m_experiment.optimizer, step, m_experiment.training.steps);
    m_optimizer.step(rate, norm);
    m_step = step;

    const ObjectiveSettings &objective = m_experiment.objective;
    const std::int64_t tokens =
        std::int64_t(m_experiment.training.batch) * m_prepared.dataset->context();
    m_tokens += tokens;
    if (terms.drewSamples)
        ++m_poolDraws;
    m_speed.add(tokens, m_watch.seconds() - begin);
    StepMetrics metrics;
    metrics.step = step;
    metrics.seconds = m_watch.seconds();
    metrics.tokens = m_tokens;
    metrics.crossEntropy = terms.crossEntropy;
    metrics.sequenceDivergence = terms.sequence;
    metrics.tokenDivergence = terms.token;
    metrics.total = (1 - objective.alpha) * terms.crossEntropy
                    + objective.alpha * terms.sequence.value_or(0)
                    + objective.beta * terms.token.value_or(0);
    metrics.alpha = objective.alpha;
    metrics.beta = objective.beta;
    metrics.learningRate = rate;
    metrics.gradientNorm = norm;
    metrics.tokensPerSecond = m_speed.recent();
    m_outcome.lastStep = metrics;
    recordProgress();
    m_observer.onStep(metrics);
    return After::GoOn;
}

TrainingRun::Terms TrainingRun::accumulateGradients(std::int64_t step)
{
    m_student.impl()->module->train();
    m_student.impl()->module->seedDropout(
        mixSeed(m_experiment.seed, SeedPurpose::Dropout, std::uint64_t(step)));
    m_optimizer.zeroGradients();
    Terms terms = accumulateAlong(PrefixSource::Data, dataBatch(step));

    const ObjectiveSettings &objective = m_experiment.objective;
    const bool sampled =
        m_teacher
        && ((objective.alpha > 0 && objective.sequence.prefixes == PrefixSource::Teacher)
            || (objective.beta > 0 && objective.token.prefixes == PrefixSource::Teacher));
    if (!sampled)
        return terms;
    const torch::Tensor ids = m_pool->draw(m_poolDraws + 1, m_stop);
    if (!ids.defined()) {
        terms.crossEntropy = std::nan(""); // told to stop while waiting for samples
        return terms;
    }
    terms.drewSamples = true;
    const Terms along = accumulateAlong(PrefixSource::Teacher, ids);
    if (along.sequence)
        terms.sequence = along.sequence;
    if (along.token)
        terms.token = along.token;
    return terms;
}

TrainingRun::Terms TrainingRun::accumulateAlong(PrefixSource source, const torch::Tensor &ids)
{
    const ObjectiveSettings &objective = m_experiment.objective;
    const bool data = source == PrefixSource::Data;
    const bool sequence = m_teacher && objective.alpha > 0 && objective.sequence.prefixes == source;
    const bool token = m_teacher && objective.beta > 0 && objective.token.prefixes == source;
    const bool same = sequence && token && termsCoincide(objective);

    const std::int64_t context = ids.size(1) - 1;
    const double positions = double(ids.size(0) * context);
    const double divisor =
        objective.reduction == Reduction::TokenMean ? positions : double(ids.size(0));
    double crossEntropySum = 0, sequenceSum = 0, tokenSum = 0;
    for (const torch::Tensor &part : ids.chunk(m_experiment.training.accumulate)) {
        const torch::Tensor inputs = part.narrow(1, 0, context);
        const torch::Tensor targets = part.narrow(1, 1, context).reshape(-1);
        const torch::Tensor student = m_student.impl()->module->logits(inputs).flatten(0, 1);
        torch::Tensor loss = torch::zeros({});
        if (data) {
            const torch::Tensor sum = retort::crossEntropySum(student, targets);
            crossEntropySum += sum.item<double>();
            loss = loss + sum * (1 - objective.alpha);
        }
        if (sequence || token) {
            torch::Tensor teacher;
            {
                const torch::NoGradGuard noGradient;
                teacher = m_teacher->logits(inputs).flatten(0, 1);
            }
            if (sequence) {
                const torch::Tensor sum =
                    divergenceRows(objective.sequence, teacher, student).sum();
                sequenceSum += sum.item<double>();
                loss = loss + sum * (objective.alpha + (same ? objective.beta : 0));
            }
            if (token && !same) {
                const torch::Tensor sum = divergenceRows(objective.token, teacher, student).sum();
                tokenSum += sum.item<double>();
                loss = loss + sum * objective.beta;
            }
        }
        (loss / divisor).backward();
    }

    Terms terms;
    terms.crossEntropy = crossEntropySum / positions;
    if (sequence)
        terms.sequence = sequenceSum / positions;
    if (token)
        terms.token = (same ? sequenceSum : tokenSum) / positions;
    return terms;
}

torch::Tensor TrainingRun::dataBatch(std::int64_t step)
{
    const Dataset &dataset = *m_prepared.dataset;
    const int batch = m_experiment.training.batch;
    torch::Tensor ids = torch::empty({batch, dataset.context() + 1}, torch::kLong);
    for (int i = 0; i < batch; ++i) {
        const std::int64_t window = m_order.window((step - 1) * batch + i);
        fillRow(ids, i, [&](std::span<TokenId> row) { dataset.trainingWindow(window, row); });
    }
    return ids;
}

std::string TrainingRun::nonFiniteTerm(const Terms &terms, double gradientNorm) const
{
    if (!std::isfinite(terms.crossEntropy))
        return "CE";
    if (terms.sequence && !std::isfinite(*terms.sequence))
        return "D_seq";
    if (terms.token && !std::isfinite(*terms.token))
        return "D_tok";
    return std::isfinite(gradientNorm) ? "" : "The gradient";
}

void TrainingRun::finish(OutcomeStatus status)
{
    if (status == OutcomeStatus::Finished && !evaluateNow())
        status = OutcomeStatus::Stopped;
    if (status == OutcomeStatus::Stopped)
        note(ControlKey::Stop);
    if (m_step > 0 && m_savedStep != m_step) {
        // Stopping must end: a checkpoint that cannot be written is reported, not waited for.
        if (status == OutcomeStatus::Stopped)
            checkpointNow();
        else
            checkpointOrPause();
    }
    m_watch.stop();
    m_outcome.status = status;
    recordProgress();
}

void TrainingRun::recordProgress()
{
    m_outcome.steps = m_step;
    m_outcome.seconds = m_watch.seconds();
    m_outcome.tokensPerSecond = m_speed.mean();
}

} // namespace retort
