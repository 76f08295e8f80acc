#include "app/runtracker.h"

namespace retort {

namespace {

constexpr double memory = 5; ///< seconds that the estimate of the time left looks back

/// Of a run that is not this window's to control.
RunPhase phaseOf(RunStatus status)
{
    switch (status) {
    case RunStatus::Finished: return RunPhase::Finished;
    case RunStatus::Failed: return RunPhase::Failed;
    case RunStatus::Stopped: return RunPhase::Stopped;
    case RunStatus::Running:
    case RunStatus::Paused:
    case RunStatus::Interrupted: break;
    }
    return RunPhase::Interrupted;
}

} // namespace

RunTracker::RunTracker(TrainingSession &session, QObject *parent)
    : QObject(parent), m_session(session)
{
    connect(&session, &TrainingSession::stateChanged, this, &RunTracker::onState);
    connect(&session, &TrainingSession::preparing, this, [this](const QString &what, double done) {
        m_view.preparing = what;
        m_view.prepared = done;
        Q_EMIT changed();
    });
    connect(&session, &TrainingSession::started, this, [this](const RunFacts &facts) {
        m_view.run = m_session.run();
        m_view.step = facts.firstStep;
        m_view.steps = facts.totalSteps;
        Q_EMIT changed();
    });
    connect(&session, &TrainingSession::metricsArrived, this,
            [this](const MetricBatchPtr &batch) { onMetrics(*batch); });
    connect(&session, &TrainingSession::ended, this, &RunTracker::onEnded);
}

void RunTracker::setExperiment(const Experiment &experiment)
{
    if (isActive(m_view.phase))
        return;
    m_view = {};
    m_view.name = QString::fromStdString(experiment.name);
    m_view.steps = experiment.training.steps;
    Q_EMIT changed();
}

void RunTracker::setName(const QString &name)
{
    if (m_view.name == name)
        return;
    m_view.name = name;
    Q_EMIT changed();
}

void RunTracker::setStored(const RunSummary &run)
{
    if (isActive(m_view.phase))
        return;
    m_view = {};
    m_view.phase = phaseOf(run.status);
    m_view.name = run.name;
    m_view.run = run.id;
    m_view.step = run.step;
    m_view.steps = run.steps;
    m_view.seconds = run.seconds;
    m_view.tokensPerSecond = run.tokensPerSecond;
    if (run.crossEntropy) {
        Evaluation &evaluation = m_view.evaluation.emplace();
        evaluation.crossEntropy = *run.crossEntropy;
        evaluation.klToTeacher = run.klToTeacher;
        evaluation.klToTruth = run.klToTruth;
    }
    Q_EMIT changed();
}

void RunTracker::onState(TrainingSession::State state)
{
    switch (state) {
    case TrainingSession::State::Preparing:
        m_view = {};
        m_view.phase = RunPhase::Preparing;
        m_view.name = QString::fromStdString(m_session.experiment().name);
        m_view.run = m_session.run();
        m_view.steps = m_session.experiment().training.steps;
        m_recent.clear();
        break;
    case TrainingSession::State::Running:
        m_view.phase = RunPhase::Running;
        m_recent.clear();
        break;
    case TrainingSession::State::Paused:
        m_view.phase = RunPhase::Paused;
        m_view.tokensPerSecond = 0;
        break;
    case TrainingSession::State::Stopping: m_view.phase = RunPhase::Stopping; break;
    case TrainingSession::State::Idle:
    case TrainingSession::State::Ended: return; // ended() brings the outcome along
    }
    Q_EMIT changed();
}

void RunTracker::onMetrics(const MetricBatch &batch)
{
    if (!batch.evaluations.empty())
        m_view.evaluation = batch.evaluations.back();
    if (!batch.steps.empty()) {
        const StepMetrics &last = batch.steps.back();
        m_view.step = last.step;
        m_view.seconds = last.seconds;
        m_view.tokensPerSecond = m_view.phase == RunPhase::Paused ? 0 : last.tokensPerSecond;
        estimate(last);
    }
    Q_EMIT changed();
}

void RunTracker::estimate(const StepMetrics &last)
{
    m_recent.emplace_back(last.step, last.seconds);
    while (m_recent.size() > 2 && last.seconds - m_recent.front().second > memory)
        m_recent.pop_front();
    const auto steps = double(last.step - m_recent.front().first);
    if (steps <= 0)
        return;
    const double perStep = (last.seconds - m_recent.front().second) / steps;
    m_view.secondsLeft = perStep * double(m_view.steps - last.step);
}

void RunTracker::onEnded(const Outcome &outcome)
{
    switch (outcome.status) {
    case OutcomeStatus::Finished: m_view.phase = RunPhase::Finished; break;
    case OutcomeStatus::Stopped: m_view.phase = RunPhase::Stopped; break;
    case OutcomeStatus::Failed: m_view.phase = RunPhase::Failed; break;
    }
    m_view.run = m_session.run();
    m_view.step = outcome.steps;
    m_view.seconds = outcome.seconds;
    m_view.tokensPerSecond = outcome.tokensPerSecond;
    m_view.secondsLeft.reset();
    if (outcome.lastEvaluation)
        m_view.evaluation = outcome.lastEvaluation;
    Q_EMIT changed();
}

} // namespace retort
