#pragma once
// Records a training run: an observer that queues rows, and one thread that writes them, in one
// transaction per flush (at most 1 s or 1,000 rows are lost on a power cut).

#include "core/engine/training/trainer.h"
#include "core/store/runstore.h"

#include <chrono>
#include <functional>
#include <memory>

namespace retort {

/// What is stored of the program and machine beside the experiment.
struct RunEnvironment
{
    QString program; ///< "retort 0.1.0"
    QString torchVersion;
    QString cpu;
    QString gitRevision;
    static RunEnvironment current();
};

class RunWriter : public TrainingObserver
{
public:
    /// Inserts the run's row at once (status running) so that its id is known. For `resumed`, goes
    /// on in an existing row: metrics after the checkpoint's step are removed first.
    struct Resumed
    {
        RunId run;
        std::int64_t step = 0;
    };
    /// `flushAfter`: how long a row waits for more to be written with.
    static Result<std::unique_ptr<RunWriter>>
    begin(const std::filesystem::path &storeFile, const Experiment &experiment,
          const std::optional<Resumed> &resumed = {},
          std::chrono::milliseconds flushAfter = std::chrono::seconds(1));
    ~RunWriter() override; ///< flushes; a run that was not ended counts as interrupted

    RunId run() const;
    std::filesystem::path checkpointFolder() const;

    void onStarted(const RunFacts &facts) override;
    void onStep(const StepMetrics &metrics) override;
    void onEvaluation(const Evaluation &evaluation) override;
    void onControl(const ControlEvent &event) override;
    void onCheckpoint(const CheckpointInfo &checkpoint) override;
    void onPaused(PauseReason reason, const Error &sentence) override;
    void onResumed() override;

    void addProbe(std::int64_t step, const QString &text);
    void addSample(std::int64_t step, const QString &model, const QString &text);

    /// The last word; flushes and returns once it is on disk.
    Status end(const Outcome &outcome);

    /// Rows are kept in memory while the disk is full or the store locked; `problem` is then called
    /// (on the writer's thread) with a sentence, and with an empty error once writing works again.
    void setProblemHandler(std::function<void(const Error &)> problem);
    /// Rows not yet on disk, and seconds since the last flush: for the status line.
    std::pair<std::size_t, double> pending() const;

private:
    struct Impl;
    explicit RunWriter(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace retort
