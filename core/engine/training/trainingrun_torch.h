#pragma once
// A run from its first step to its end: the loop behind train(). Internal to the engine.
// B batch, T targets in a window, V vocabulary.

#include "core/engine/models/causallm_torch.h"
#include "core/engine/training/checkpoint_torch.h"
#include "core/engine/training/evaluator_torch.h"
#include "core/engine/training/generatedprefixes_torch.h"
#include "core/engine/training/optimizer_torch.h"
#include "core/engine/training/prepare.h"
#include "core/engine/training/shardedpass_torch.h"
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
    /// Means over target positions of one step; undefined terms were not computed.
    struct Terms
    {
        double crossEntropy = 0;
        std::optional<double> sequence, token;
        bool interrupted = false; ///< told to stop while waiting for sequences
    };
    enum class After { GoOn, Pause };

    bool chooseShards(); ///< false: told to stop
    std::unique_ptr<ShardedPass> makePass(int shards);
    std::optional<double> secondsOfPass(int shards);
    bool announce(); ///< false: told to stop
    void loop();
    After trainStep();
    void takeCourses();
    void adapt(const Evaluation &evaluation);
    Terms accumulateGradients(std::int64_t step);
    /// What the step learns along one source, if anything; false: told to stop.
    bool accumulateAlong(PrefixSource source, std::int64_t step,
                         const std::array<double, termCount> &weights, Terms &terms);
    PrefixBatch dataBatch(std::int64_t step);
    double weightOf(const TermSettings &term) const; ///< in the total
    std::string nonFiniteTerm(const Terms &terms, double gradientNorm) const;
    void finish(OutcomeStatus status);

    void handle(const Command &command);
    void pause(PauseReason reason, const Error &sentence);
    void change(ControlKey key, double &value, double wanted);
    void turn(ControlKey key, double ObjectiveSettings::*knob, Course Courses::*course,
              double wanted);
    void acted(ControlKey key, double before, double after);
    void note(ControlKey key);
    void recordProgress();
    bool evaluateNow(); ///< false: told to stop, so there is no figure
    bool checkpointNow();
    void checkpointOrPause();

    Experiment m_experiment;       ///< with the knobs that were turned
    ObjectiveSettings m_objective; ///< in the step that is going on
    AdaptedShare m_adapted;
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
    std::unique_ptr<ShardedPass> m_pass;
    std::optional<Calibration> m_calibration;
    int m_shards = 0; ///< 0: not chosen yet
    WindowOrder m_order;
    std::optional<GeneratedPrefixes> m_generated; ///< nullopt without a teacher
    Stopwatch m_watch;                            ///< training time, pauses left out
    SpeedMeter m_speed;
    int m_threads = 0;
    std::int64_t m_step = 0;   ///< steps done
    std::int64_t m_tokens = 0; ///< data target tokens seen
    std::int64_t m_evaluatedStep = -1;
    std::int64_t m_savedStep = -1;
    bool m_stepOnce = false;
    std::int64_t m_pauses = 0; ///< so far, those within a pause too
    int m_pauseDepth = 0;
};

} // namespace retort
