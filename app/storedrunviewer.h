#pragma once
// Stored runs on the Bench: their curves and their student in the probe; and runs that were
// interrupted, which can go on from there.

#include "core/session/trainingsession.h"
#include "core/store/runstore.h"

#include <QObject>

namespace retort {

class BenchPage;
class ExperimentDock;
class MessageBar;
class ProbeFeed;
class RunTracker;

class StoredRunViewer final : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        RunStore &store;
        TrainingSession &training;
        BenchPage &bench;
        ExperimentDock &dock;
        ProbeFeed &feed;
        MessageBar &message;
        RunTracker &tracker;
    };
    StoredRunViewer(const Parts &parts, QObject *parent = nullptr);

    /// The run whose curves are on the Bench; 0: none.
    RunId shown() const { return m_shown; }
    void show(RunId run);
    void resume(RunId run);
    /// The settings of a run, into the form.
    void copyExperiment(RunId run);
    void useAsTeacher(RunId run);
    /// What is on the Bench is something else now.
    void forget() { m_shown = {}; }
    /// Says which run was interrupted last, if it is a later one than `told`, and offers to go on.
    /// @returns that run, or `told`
    RunId tellInterrupted(RunId told);

Q_SIGNALS:
    void benchWanted();
    void showInRunsRequested(retort::RunId run);
    void left(); ///< back to the experiment

private:
    bool showCurves(RunId run);
    void showInMixer(const RunSummary &run, Experiment experiment, const MetricBatch &metrics);
    bool canEdit(); ///< or says why not
    void report(const Error &error);

    Parts m_parts;
    RunId m_shown;
};

} // namespace retort
