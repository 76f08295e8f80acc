#pragma once
// The engine's one blocking call: trains a student by L = (1−α)·CE + α·D_seq + β·D_tok.

#include "core/engine/text/dataset.h"
#include "core/engine/training/control.h"
#include "core/engine/training/experiment.h"
#include "core/engine/training/observer.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>

namespace retort {

/// Where a run finds models and keeps its checkpoints.
struct TrainingEnvironment
{
    const ModelResolver &resolver;
    /// Checkpoints become subfolders "step-00000900"; empty: none are written.
    std::filesystem::path checkpoints;
    /// A checkpoint folder to go on from, to the same bits as an uninterrupted run.
    std::optional<std::filesystem::path> resumeFrom;
};

enum class OutcomeStatus {
    Finished, ///< all steps done
    Stopped,  ///< the stop token was requested; a checkpoint of the last step was written
    Failed,   ///< `error` says why
};

struct Outcome
{
    OutcomeStatus status = OutcomeStatus::Finished;
    Error error; ///< Failed: why; Stopped: why its checkpoint could not be written, if so
    std::int64_t steps = 0;
    double seconds = 0;
    double tokensPerSecond = 0; ///< mean over the whole run, evaluations and pauses left out
    std::optional<StepMetrics> lastStep;
    std::optional<Evaluation> lastEvaluation;
    std::optional<LanguageModel> student; ///< as trained so far; null if it never began
};

/// Blocks until the run ends. Never throws: exceptions of libraries become Failed. The last step is
/// followed by an evaluation and a checkpoint. A loss that is not finite undoes nothing that was
/// written: the run pauses (PauseReason::NonFiniteLoss) with the parameters from before that step;
/// Resume tries again from there.
Outcome train(const Experiment &experiment, const TrainingEnvironment &environment,
              TrainingObserver &observer, TrainingControl &control, std::stop_token stop);

/// What can be known without training, e.g. for floor lines on an idle page. Blocking, about a
/// second for Tales. An error once `stop` is requested.
Result<RunFacts> preview(const Experiment &experiment, const ModelResolver &resolver,
                         std::stop_token stop);

/// The data that an experiment trains on, with a model's tokeniser where there is one. `progress`
/// is told how much of training a tokeniser is done, 0 … 1.
Result<DatasetPtr> openDataset(const Experiment &experiment, const TokenizerPtr &modelTokenizer,
                               const std::function<void(double)> &progress = {},
                               std::stop_token stop = {});

/// Held-out figures of a model that exists: `retort-cli eval`. An error once `stop` is requested.
Result<Evaluation> evaluate(const LanguageModel &student,
                            const std::optional<LanguageModel> &teacher, const Dataset &dataset,
                            int windows, std::stop_token stop);

} // namespace retort
