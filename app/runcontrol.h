#pragma once
// The run on the Bench: what Start, Pause and Step do, knobs that edit the experiment while nothing
// runs and the run while one does, and what the run shows on curves and mixer.

#include "core/session/trainingsession.h"

#include <QObject>

#include <functional>

namespace retort {

class BenchPage;
class ExperimentDock;
class MessageBar;

class RunControl final : public QObject
{
    Q_OBJECT

public:
    RunControl(TrainingSession &training, ExperimentDock &dock, BenchPage &bench,
               MessageBar &message, QObject *parent = nullptr);

public Q_SLOTS:
    void startOrResume();
    void startPauseOrResume();
    /// While nothing runs: begins a run and holds it after its first step.
    void stepOnce();

private:
    void wireKnobs();
    void edit(const QString &what, const std::function<void(Experiment &)> &change);
    void takeKnobs();
    void onStarted(const RunFacts &facts);
    void onMetrics(const MetricBatch &batch);
    void onPaused(PauseReason reason, const QString &sentence);
    void onEnded(const Outcome &outcome);

    TrainingSession &m_training;
    ExperimentDock &m_dock;
    BenchPage &m_bench;
    MessageBar &m_message;
    bool m_stepWhenPaused = false;
};

} // namespace retort
