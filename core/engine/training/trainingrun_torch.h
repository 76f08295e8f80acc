#pragma once
// A run from its first step to its end: the loop behind train(). Internal to the engine.
// B batch, T targets in a window, V vocabulary.

#include "core/engine/models/causallm_torch.h"
#include "core/engine/training/checkpoint_torch.h"
#include "core/engine/training/evaluator_torch.h"
#include "core/engine/training/optimizer_torch.h"
#include "core/engine/training/prepare.h"
#include "core/engine/training/samplepool_torch.h"
#include "core/engine/training/stopwatch.h"
#include "core/engine/training/trainer.h"
#include "core/engine/training/windoworder.h"

#include <optional>
#include <stop_token>

namespace retort {

class TrainingRun
{
public:
    /// `student` and, when resuming, `resumed` come from preparation; `outcome` is filled as the
    /// run goes on, so that it holds what was reached even if an exception ends it.
    TrainingRun(const Experiment &experiment, const TrainingEnvironment &environment,
                Prepared prepared, LanguageModel student, TrainingObserver &observer,
                TrainingControl &control, std::stop_token stop, Outcome &outcome);

    /// Leaves the student ready for use: in evaluation mode.
    ~TrainingRun();

    Status restore(const Checkpoint &checkpoint);
    void run();

private:
    /// Sums over target positions of one step; undefined terms were not computed.
    struct Terms
    {
        double crossEntropy = 0;
        std::optional<double> sequence, token;
        bool drewSamples = false;
    };
    enum class After { GoOn, Pause };

    bool announce(); ///< false: told to stop
    void loop();
    After trainStep();
    Terms accumulateGradients(std::int64_t step);
    Terms accumulateAlong(PrefixSource source, const torch::Tensor &ids);
    torch::Tensor dataBatch(std::int64_t step);
    std::string nonFiniteTerm(const Terms &terms, double gradientNorm) const;
    void finish(OutcomeStatus status);

    void handle(const Command &command);
    void pause(PauseReason reason, const Error &sentence);
    void change(ControlKey key, double &value, double wanted);
    void acted(ControlKey key, double before, double after);
    void note(ControlKey key);
    void recordProgress();
    bool evaluateNow(); ///< false: told to stop, so there is no figure
    bool checkpointNow();
    void checkpointOrPause();

    Experiment m_experiment; ///< objective and learning rate hold the live values
    const TrainingEnvironment &m_environment;
    Prepared m_prepared;
    LanguageModel m_student;
    TrainingObserver &m_observer;
    TrainingControl &m_control;
    std::stop_token m_stop;
    Outcome &m_outcome;

    CausalLmPtr m_teacher; ///< null without one
    FlatAdamW m_optimizer;
    Evaluator m_evaluator;
    WindowOrder m_order;
    std::unique_ptr<SamplePool> m_pool;
    Stopwatch m_watch; ///< training time, pauses left out
    SpeedMeter m_speed;
    int m_threads = 0;
    std::int64_t m_step = 0;   ///< steps done
    std::int64_t m_tokens = 0; ///< data target tokens seen
    std::int64_t m_poolDraws = 0;
    std::int64_t m_evaluatedStep = -1;
    std::int64_t m_savedStep = -1;
    bool m_stepOnce = false;
    std::int64_t m_pauses = 0; ///< so far, those within a pause too
    int m_pauseDepth = 0;
};

} // namespace retort
