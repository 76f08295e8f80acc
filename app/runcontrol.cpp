#include "app/runcontrol.h"

#include "app/benchpage.h"
#include "core/session/translate.h"
#include "widgets/common/parts.h"
#include "widgets/curves/curvesview.h"
#include "widgets/experiment/experimentdock.h"
#include "widgets/mixer/mixerpanel.h"

#include <utility>

namespace retort {

RunControl::RunControl(TrainingSession &training, ExperimentDock &dock, BenchPage &bench,
                       MessageBar &message, QObject *parent)
    : QObject(parent), m_training(training), m_dock(dock), m_bench(bench), m_message(message)
{
    wireKnobs();
    connect(bench.curves(), &CurvesView::startRequested, this, &RunControl::startOrResume);
    connect(&training, &TrainingSession::started, this, &RunControl::onStarted);
    connect(&training, &TrainingSession::metricsArrived, this,
            [this](const MetricBatchPtr &batch) { onMetrics(*batch); });
    connect(&training, &TrainingSession::controlActed, bench.curves(), &CurvesView::addControlMark);
    connect(&training, &TrainingSession::paused, this, &RunControl::onPaused);
    connect(&training, &TrainingSession::resumed, &message, &MessageBar::dismiss);
    connect(&training, &TrainingSession::ended, this, &RunControl::onEnded);
}

void RunControl::wireKnobs()
{
    MixerPanel *mixer = m_bench.mixer();
    connect(mixer, &MixerPanel::alphaChanged, this, [this](double value) {
        if (m_training.isActive())
            return m_training.setAlpha(value);
        edit(QStringLiteral("α"), [=](Experiment &e) { e.objective.alpha = value; });
    });
    connect(mixer, &MixerPanel::betaChanged, this, [this](double value) {
        if (m_training.isActive())
            return m_training.setBeta(value);
        edit(QStringLiteral("β"), [=](Experiment &e) { e.objective.beta = value; });
    });
    connect(mixer, &MixerPanel::temperatureChanged, this, [this](double value) {
        if (m_training.isActive())
            return m_training.setTemperature(value);
        edit(QStringLiteral("τ"), [=](Experiment &e) {
            e.objective.sequence.divergence.temperature = value;
            e.objective.token.divergence.temperature = value;
        });
    });
    connect(mixer, &MixerPanel::studentShareChanged, this, [this](double value) {
        if (m_training.isActive())
            return m_training.setStudentShare(value);
        edit(QStringLiteral("λ"), [=](Experiment &e) { e.objective.studentShare = value; });
    });
    connect(&m_dock, &ExperimentDock::learningRateChanged, &m_training,
            &TrainingSession::setLearningRate);
}

void RunControl::edit(const QString &what, const std::function<void(Experiment &)> &change)
{
    Experiment experiment = m_dock.experiment();
    change(experiment);
    m_dock.setExperiment(experiment, what);
}

void RunControl::startOrResume()
{
    if (m_training.state() == TrainingSession::State::Paused)
        return m_training.resume();
    if (m_training.isActive())
        return;
    if (!m_dock.isValid()) {
        m_dock.showProblem();
        m_message.showMessage(MessageBar::Tone::Warning, m_dock.problem());
        return;
    }
    m_message.dismiss();
    const Experiment experiment = m_dock.experiment();
    m_bench.curves()->clear(experiment.training.steps);
    if (const Status status = m_training.start(experiment); !status)
        m_message.showMessage(MessageBar::Tone::Warning, toUserText(status.error()));
}

void RunControl::startPauseOrResume()
{
    if (m_training.state() == TrainingSession::State::Running)
        m_training.pause();
    else
        startOrResume();
}

void RunControl::stepOnce()
{
    if (m_training.state() == TrainingSession::State::Paused)
        return m_training.stepOnce();
    if (m_training.isActive())
        return;
    startOrResume();
    m_stepWhenPaused = m_training.isActive();
    m_training.pause();
}

void RunControl::onStarted(const RunFacts &facts)
{
    m_bench.curves()->setFacts(facts);
    m_bench.mixer()->clearStep();
    // A resumed run goes on with the knobs of its checkpoint.
    takeKnobs();
    const Experiment &experiment = m_training.experiment();
    m_bench.mixer()->setExperiment(experiment);
    m_bench.mixer()->setStartValues(experiment.objective.alpha, experiment.objective.beta);
}

void RunControl::onMetrics(const MetricBatch &batch)
{
    m_bench.curves()->append(batch);
    m_bench.mixer()->showSteps(batch.steps);
}

void RunControl::onPaused(PauseReason reason, const QString &sentence)
{
    if (reason == PauseReason::Asked) {
        if (std::exchange(m_stepWhenPaused, false))
            m_training.stepOnce();
        return;
    }
    m_message.showMessage(MessageBar::Tone::Warning, sentence,
                          {{tr("Retry"), [this] { m_training.resume(); }}});
}

void RunControl::onEnded(const Outcome &outcome)
{
    m_stepWhenPaused = false;
    if (!outcome.error.text.empty())
        m_message.showMessage(MessageBar::Tone::Warning, toUserText(outcome.error));
    m_dock.setRunning(false);
    // The next run begins where the knobs were left.
    takeKnobs();
}

/// The form shows the run's knobs as they are.
void RunControl::takeKnobs()
{
    const Knobs knobs = knobsOf(m_training.experiment());
    m_dock.setExperiment(withKnobs(m_dock.experiment(), knobs), tr("Knobs of the run"));
}

} // namespace retort
