#pragma once
// What a training run tells the outside. All calls come on the thread that called train().

#include "core/engine/models/languagemodel.h"
#include "core/engine/result.h"
#include "core/engine/training/experiment.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace retort {

/// Seconds of a step's gradients as they were tried before the first one.
struct Calibration
{
    double whole = 0;   ///< all threads in each operation
    double sharded = 0; ///< a shard a thread
};

/// Known before the first step.
struct RunFacts
{
    int vocabulary = 0;
    int context = 0;
    int studentLayers = 0;
    int studentWidth = 0;
    std::int64_t studentParameters = 0;
    std::optional<std::int64_t> teacherParameters;
    std::optional<std::int64_t> trainingWindows; ///< nullopt: without end
    std::int64_t validationTargets = 0;          ///< target positions of an evaluation
    std::optional<double> bytesPerToken;
    std::optional<double> teacherCrossEntropy; ///< on validation data, nats/token: a floor line
    std::optional<double> truthCrossEntropy;   ///< H(r) on validation data: the other floor line
    std::optional<double> teacherError;        ///< KL(r‖p), nats/token
    std::int64_t firstStep = 0;                ///< steps already done (resume)
    std::int64_t totalSteps = 0;
    int threads = 0;
    int shards = 1;                         ///< of a batch; 1: it is computed as a whole
    std::optional<Calibration> calibration; ///< how that was found, if it was
    Knobs knobs; ///< at the first step: the experiment's, or those that the checkpoint holds
};

/// One training step. Terms are unweighted, nats per target token.
struct StepMetrics
{
    std::int64_t step = 0;   ///< 1 is the first
    double seconds = 0;      ///< training time since the run began, pauses left out
    std::int64_t tokens = 0; ///< data target tokens since the run began
    double crossEntropy = 0;
    std::optional<double> sequenceDivergence;
    std::optional<double> tokenDivergence;
    double total = 0; ///< (1−α)·CE + α·D_seq + β·D_tok
    double alpha = 0;
    double beta = 0;
    double temperature = 1;  ///< τ of D_seq
    double studentShare = 0; ///< λ
    double learningRate = 0;
    double gradientNorm = 0;    ///< before clipping
    double tokensPerSecond = 0; ///< over the last second or so
};

/// On held-out data; nats per target token.
struct Evaluation
{
    std::int64_t step = 0;
    double seconds = 0;
    double crossEntropy = 0; ///< CE of the student; perplexity is its exponential
    std::optional<double> bitsPerByte;
    std::optional<double> klToTeacher; ///< KL(p‖q), imitation error
    std::optional<double> topAgreement; ///< share of positions with the same likeliest token, 0 … 1
    std::optional<double> klToTruth;    ///< KL(r‖q), student error
};

enum class ControlKey {
    Alpha,
    Beta,
    Temperature,
    StudentShare,
    LearningRate,
    Pause,
    Resume,
    Step,
    Evaluate,
    Checkpoint,
    Stop
};
std::string toString(ControlKey key); ///< "alpha", "beta", …: names in the store

/// A live command as it took effect.
struct ControlEvent
{
    std::int64_t step = 0; ///< steps done when it acted
    double seconds = 0;
    ControlKey key{};
    double before = 0;
    double after = 0;
};

struct CheckpointInfo
{
    std::int64_t step = 0;
    std::filesystem::path folder;
};

enum class PauseReason { Asked, NonFiniteLoss, Storage };

/// The student as it was at a step: parameters of its own, so it may be used on any thread.
struct StudentSnapshot
{
    std::int64_t step = 0;
    LanguageModel model;
};

class TrainingObserver
{
public:
    virtual ~TrainingObserver() = default;
    /// A sentence while something long is prepared ("Reading the text"), before onStarted, and
    /// how much of that is done, 0 … 1.
    virtual void onPreparing(const Error & /*sentence*/, double /*done*/) {}
    virtual void onStarted(const RunFacts &) {}
    virtual void onStep(const StepMetrics &) {}
    virtual void onEvaluation(const Evaluation &) {}
    virtual void onControl(const ControlEvent &) {}
    virtual void onCheckpoint(const CheckpointInfo &) {}
    /// The run waits for a command. `reason` is a sentence for the user.
    virtual void onPaused(PauseReason, const Error & /*sentence*/) {}
    virtual void onResumed() {}
    virtual void onSnapshot(std::shared_ptr<const StudentSnapshot>) {}
};

} // namespace retort
