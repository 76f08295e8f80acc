#pragma once
// Small experiments and an observer that keeps everything, for tests of training.

#include "core/engine/text/tales.h"
#include "core/engine/training/trainer.h"

#include <QTemporaryDir>

#include <functional>
#include <vector>

namespace retort {

/// Trains in a second: a tiny student on a little Tales text.
inline Experiment tinyExperiment()
{
    Experiment experiment;
    experiment.name = "Tiny";
    experiment.data.windows = 20;
    experiment.data.context = 24;
    experiment.objective.alpha = 0;
    experiment.objective.beta = 0;
    experiment.student.layers = 1;
    experiment.student.heads = 2;
    experiment.student.width = 16;
    experiment.optimizer.warmupSteps = 2;
    experiment.training.steps = 8;
    experiment.training.batch = 4;
    experiment.training.evaluateEvery = 4;
    experiment.training.evaluationWindows = 4;
    experiment.training.checkpointEvery = 4;
    experiment.training.threads = 1;
    return experiment;
}

/// A randomly initialised teacher in `folder` that speaks Tales.
inline void writeTinyTeacher(const std::filesystem::path &folder)
{
    const TokenizerPtr tokenizer = openTales({.context = 24})->tokenizer();
    const ModelConfig config{.layers = 1,
                             .heads = 2,
                             .width = 32,
                             .context = 32,
                             .vocabulary = tokenizer->vocabularySize()};
    const Status saved = LanguageModel::create(config, tokenizer, 5).value().save(folder);
    Q_ASSERT(saved);
}

/// tinyExperiment() with that teacher and both terms.
inline Experiment tinyDistillation(const std::filesystem::path &teacher)
{
    Experiment experiment = tinyExperiment();
    experiment.teacher.model = teacher.string();
    experiment.objective.alpha = 0.5;
    experiment.objective.beta = 0.5;
    experiment.pool.size = 32;
    experiment.pool.reuse = 1;
    return experiment;
}

class RecordingObserver : public TrainingObserver
{
public:
    std::optional<RunFacts> facts;
    std::vector<StepMetrics> steps;
    std::vector<Evaluation> evaluations;
    std::vector<ControlEvent> events;
    std::vector<CheckpointInfo> checkpoints;
    std::vector<std::pair<PauseReason, Error>> pauses;
    std::vector<std::shared_ptr<const StudentSnapshot>> snapshots;
    int resumes = 0;
    std::function<void(const StepMetrics &)> afterStep;
    std::function<void(PauseReason)> whenPaused;

    void onStarted(const RunFacts &started) override { facts = started; }
    void onStep(const StepMetrics &metrics) override
    {
        steps.push_back(metrics);
        if (afterStep)
            afterStep(metrics);
    }
    void onEvaluation(const Evaluation &evaluation) override { evaluations.push_back(evaluation); }
    void onControl(const ControlEvent &event) override { events.push_back(event); }
    void onCheckpoint(const CheckpointInfo &checkpoint) override
    {
        checkpoints.push_back(checkpoint);
    }
    void onPaused(PauseReason reason, const Error &sentence) override
    {
        pauses.emplace_back(reason, sentence);
        if (whenPaused)
            whenPaused(reason);
    }
    void onResumed() override { ++resumes; }
    void onSnapshot(std::shared_ptr<const StudentSnapshot> snapshot) override
    {
        snapshots.push_back(std::move(snapshot));
    }
};

} // namespace retort
