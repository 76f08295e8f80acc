#include "core/engine/training/trainingrun_torch.h"

#include "core/engine/models/batch_torch.h"
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
    m_generated.emplace(experiment, m_prepared.dataset, *m_prepared.teacher, m_student.config());
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
    m_watch = Stopwatch(state.seconds);
    m_experiment = withKnobs(m_experiment, state.knobs);
    m_adapted = state.adapted;
    m_shards = state.shards;
    if (m_generated && !m_generated->setState(checkpoint.tensors, state.pools)) {
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
    if (!chooseShards() || !announce()) {
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
    facts->shards = m_shards;
    facts->calibration = m_calibration;
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
    takeCourses();
    const Terms terms = accumulateGradients(step);
    if (terms.interrupted)
        return After::Pause; // a pool was told to stop; the loop sees the request next
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

    const ObjectiveSettings &objective = m_objective;
    const std::int64_t tokens =
        std::int64_t(m_experiment.training.batch) * m_prepared.dataset->context();
    m_tokens += tokens;
    if (m_generated)
        m_generated->commit();
    m_speed.add(tokens, m_watch.seconds() - begin);
    StepMetrics metrics;
    metrics.step = step;
    metrics.seconds = m_watch.seconds();
    metrics.tokens = m_tokens;
    metrics.crossEntropy = terms.crossEntropy;
    metrics.sequenceDivergence = terms.sequence;
    metrics.tokenDivergence = terms.token;
    metrics.total = (1 - objective.alpha) * terms.crossEntropy
                    + weightOf(objective.sequence) * terms.sequence.value_or(0)
                    + weightOf(objective.token) * terms.token.value_or(0);
    metrics.alpha = objective.alpha;
    metrics.beta = objective.beta;
    metrics.temperature = objective.sequence.divergence.temperature;
    metrics.studentShare = objective.studentShare;
    metrics.learningRate = rate;
    metrics.gradientNorm = norm;
    metrics.tokensPerSecond = m_speed.recent();
    m_outcome.lastStep = metrics;
    recordProgress();
    m_observer.onStep(metrics);
    return After::GoOn;
}

/// The knobs as they are in the step that comes.
void TrainingRun::takeCourses()
{
    const ObjectiveSettings &objective = m_experiment.objective;
    m_objective = objectiveAfter(objective, m_step, m_experiment.training.steps);
    const Course &share = objective.courses.studentShare;
    if (share.kind == CourseKind::Adaptive) {
        const double stair = double(m_adapted.rises) / share.stairs;
        m_objective.studentShare += (share.end - m_objective.studentShare) * std::min(1.0, stair);
    }
}

/// A student that got worse sees more of its own text (DistiLLM, Ko et al. 2024, section 3.2).
void TrainingRun::adapt(const Evaluation &evaluation)
{
    const Course &share = m_experiment.objective.courses.studentShare;
    if (share.kind != CourseKind::Adaptive)
        return;
    const double figure = evaluation.klToTeacher.value_or(evaluation.crossEntropy);
    if (m_adapted.lastFigure && figure > *m_adapted.lastFigure && m_adapted.rises < share.stairs)
        ++m_adapted.rises;
    m_adapted.lastFigure = figure;
}

TrainingRun::Terms TrainingRun::accumulateGradients(std::int64_t step)
{
    m_pass->beginStep(mixSeed(m_experiment.seed, SeedPurpose::Dropout, std::uint64_t(step)));

    // Where both terms are one quantity it is computed once, with both weights.
    const ObjectiveSettings &objective = m_objective;
    const bool same = objective.alpha > 0 && objective.beta > 0 && termsCoincide(objective);
    std::array<double, termCount> weights{objective.alpha, objective.beta};
    if (same)
        weights = {objective.alpha + objective.beta, 0};

    Terms terms;
    for (const PrefixSource source : {PrefixSource::Data, PrefixSource::Teacher,
                                      PrefixSource::TeacherBeam, PrefixSource::Student}) {
        if (!accumulateAlong(source, step, weights, terms))
            break;
    }
    m_pass->endStep();
    if (same)
        terms.token = terms.sequence;
    return terms;
}

bool TrainingRun::accumulateAlong(PrefixSource source, std::int64_t step,
                                  const std::array<double, termCount> &weights, Terms &terms)
{
    const ObjectiveSettings &objective = m_objective;
    const std::array<const TermSettings *, termCount> settings{&objective.sequence,
                                                               &objective.token};
    PassTerms pass;
    if (source == PrefixSource::Data)
        pass.crossEntropyScale = 1 - objective.alpha;
    for (std::size_t i = 0; i < termCount; ++i) {
        if (m_teacher && weights[i] > 0
            && sourceInStep(settings[i]->prefixes, objective.studentShare, m_experiment.seed, step)
                   == source)
            pass.terms[i] = {*settings[i], weights[i]};
    }
    if (!pass.any())
        return true;
    const PrefixBatch batch = source == PrefixSource::Data
                                  ? dataBatch(step)
                                  : m_generated->draw(source, m_student.impl()->module, m_stop);
    if (!batch.ids.defined()) {
        terms.interrupted = true;
        return false;
    }
    const auto targets = double(batch.targets());
    const auto divisor = [&](Reduction reduction) {
        return reduction == Reduction::TokenMean ? targets : double(batch.sequences());
    };
    if (pass.crossEntropyScale)
        *pass.crossEntropyScale /= divisor(objective.reduction);
    for (auto &term : pass.terms) {
        if (term)
            term->scale /= divisor(objective.reductionOf(term->settings));
    }
    const auto sums = m_pass->addGradients(batch, pass, m_experiment.training.accumulate, m_stop);
    if (!sums) {
        terms.interrupted = true;
        return false;
    }
    if (pass.crossEntropyScale)
        terms.crossEntropy = sums->crossEntropy / targets;
    if (pass.terms[0])
        terms.sequence = sums->terms[0] / targets;
    if (pass.terms[1])
        terms.token = sums->terms[1] / targets;
    return true;
}

double TrainingRun::weightOf(const TermSettings &term) const
{
    const ObjectiveSettings &objective = m_objective;
    const double weight = &term == &objective.sequence ? objective.alpha : objective.beta;
    return weight * reductionFactor(objective, term, double(m_prepared.dataset->context()));
}

PrefixBatch TrainingRun::dataBatch(std::int64_t step)
{
    const Dataset &dataset = *m_prepared.dataset;
    const int batch = m_experiment.training.batch;
    torch::Tensor ids = torch::empty({batch, dataset.context() + 1}, torch::kLong);
    for (int i = 0; i < batch; ++i) {
        const std::int64_t window = m_order.window((step - 1) * batch + i);
        fillRow(ids, i, [&](std::span<TokenId> row) { dataset.trainingWindow(window, row); });
    }
    return {ids};
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
