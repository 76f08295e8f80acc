#pragma once
// One training run as a QObject: owns the engine's thread, turns its callbacks into queued signals
// on the owner's thread, and its slots into commands. At most 5 batches of metrics a second cross;
// the store gets every point. All members must be called on the owner's thread.

#include "core/engine/training/trainer.h"
#include "core/store/runwriter.h"

#include <QObject>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace retort {

/// Steps and evaluations since the last batch, in order; immutable once emitted.
struct MetricBatch
{
    std::vector<StepMetrics> steps;
    std::vector<Evaluation> evaluations;
};
using MetricBatchPtr = std::shared_ptr<const MetricBatch>;
using SnapshotPtr = std::shared_ptr<const StudentSnapshot>;

class TrainingSession : public QObject
{
    Q_OBJECT

public:
    enum class State { Idle, Preparing, Running, Paused, Stopping, Ended };
    Q_ENUM(State)

    struct Settings
    {
        std::filesystem::path storeFile; ///< empty: nothing is stored
        std::filesystem::path teachers;  ///< bundled models
    };

    explicit TrainingSession(Settings settings, QObject *parent = nullptr);
    /// Requests a stop and joins: a checkpoint is written; no signal is emitted any more except the
    /// terminal one, with its change of state, if it was still due.
    ~TrainingSession() override;

    State state() const;
    bool isActive() const; ///< Preparing … Stopping
    /// With α, β, τ and the learning rate as they act now (asked for, and taken from the next
    /// step).
    const Experiment &experiment() const;
    RunId run() const; ///< 0 before the run's row exists
    std::int64_t step() const;
    /// Rows not yet in the store, and seconds since it was last written: for the status line.
    std::pair<std::size_t, double> pendingRows() const;

    /// False with a sentence if a run is active or the experiment is not valid.
    Status start(const Experiment &experiment);
    /// Goes on with a stored run from its newest checkpoint.
    Status resumeRun(RunId run);

public Q_SLOTS:
    void setAlpha(double value);
    void setBeta(double value);
    void setTemperature(double value);
    void setStudentShare(double value);
    void setLearningRate(double value);
    void pause();
    void resume();
    void stepOnce(); ///< only while paused
    void evaluateNow();
    void checkpointNow();
    void requestSnapshot(); ///< answered by snapshotTaken(); several at once give one
    void stop();

Q_SIGNALS:
    void stateChanged(retort::TrainingSession::State state);
    void preparing(const QString &sentence, double done); ///< done: 0 … 1
    void started(const retort::RunFacts &facts);
    void metricsArrived(const retort::MetricBatchPtr &batch);
    void controlActed(const retort::ControlEvent &event);
    void checkpointWritten(const retort::CheckpointInfo &checkpoint);
    void paused(retort::PauseReason reason, const QString &sentence);
    void resumed();
    void snapshotTaken(const retort::SnapshotPtr &snapshot);
    /// The store cannot be written at present; empty once it can again.
    void storageProblem(const QString &sentence);
    /// The terminal signal: exactly one for each successful start() or resumeRun().
    void ended(const retort::Outcome &outcome);

private:
    class Bridge;
    struct Private;

    Status launch(const Experiment &experiment, std::optional<std::filesystem::path> resumeFrom,
                  const std::optional<RunWriter::Resumed> &resumed);
    void withdraw();
    void setState(State state);
    void turn(const Command &command, const Knobs &knobs);
    void send(const Command &command);
    void engineStarted(const RunFacts &facts);
    void engineMetrics(const MetricBatchPtr &batch);
    void enginePaused(PauseReason reason, const QString &sentence);
    void engineResumed();
    void engineSnapshot(const SnapshotPtr &snapshot);
    void engineEnded();

    std::unique_ptr<Private> d;
};

} // namespace retort

Q_DECLARE_METATYPE(retort::MetricBatchPtr)
Q_DECLARE_METATYPE(retort::ControlEvent)
Q_DECLARE_METATYPE(retort::CheckpointInfo)
Q_DECLARE_METATYPE(retort::PauseReason)
Q_DECLARE_METATYPE(retort::SnapshotPtr)
Q_DECLARE_METATYPE(retort::Outcome)
