// How a run reacts to what it is told between steps.

#include "core/engine/training/trainingrun_torch.h"

#include <algorithm>
#include <utility>

namespace retort {
namespace {

template <class... Handlers>
struct Overloaded : Handlers...
{
    using Handlers::operator()...;
};

} // namespace

void TrainingRun::change(ControlKey key, double &value, double wanted)
{
    if (value != wanted)
        acted(key, std::exchange(value, wanted), wanted);
}

/// A knob that is turned leaves its course.
void TrainingRun::turn(ControlKey key, double ObjectiveSettings::*knob, Course Courses::*course,
                       double wanted)
{
    ObjectiveSettings &objective = m_experiment.objective;
    takeCourses();
    const bool moved = (objective.courses.*course).kind != CourseKind::Constant;
    const double before = m_objective.*knob;
    objective.courses.*course = {};
    objective.*knob = wanted;
    if (before != wanted || moved)
        acted(key, before, wanted);
}

/// A checkpoint of this step, if there is one, does not know the new value.
void TrainingRun::acted(ControlKey key, double before, double after)
{
    m_savedStep = -1;
    m_observer.onControl({m_step, m_watch.seconds(), key, before, after});
}

void TrainingRun::note(ControlKey key)
{
    m_observer.onControl({m_step, m_watch.seconds(), key, 0, 0});
}

void TrainingRun::handle(const Command &command)
{
    ObjectiveSettings &objective = m_experiment.objective;
    std::visit(Overloaded{
                   [&](command::SetAlpha set) {
                       if (m_teacher)
                           turn(ControlKey::Alpha, &ObjectiveSettings::alpha, &Courses::alpha,
                                std::clamp(set.value, 0.0, 1.0));
                   },
                   [&](command::SetBeta set) {
                       if (m_teacher)
                           turn(ControlKey::Beta, &ObjectiveSettings::beta, &Courses::beta,
                                std::max(set.value, 0.0));
                   },
                   [&](command::SetStudentShare set) {
                       if (m_teacher)
                           turn(ControlKey::StudentShare, &ObjectiveSettings::studentShare,
                                &Courses::studentShare, std::clamp(set.value, 0.0, 1.0));
                   },
                   [&](command::SetTemperature set) {
                       double &token = objective.token.divergence.temperature;
                       double &sequence = objective.sequence.divergence.temperature;
                       Course &course = objective.courses.temperature;
                       takeCourses();
                       const double before = m_objective.token.divergence.temperature;
                       if (!m_teacher || !(set.value > 0)
                           || (before == set.value && sequence == set.value
                               && course.kind == CourseKind::Constant))
                           return;
                       course = {};
                       sequence = token = set.value;
                       acted(ControlKey::Temperature, before, set.value);
                   },
                   [&](command::SetLearningRate set) {
                       if (set.value > 0)
                           change(ControlKey::LearningRate, m_experiment.optimizer.learningRate,
                                  set.value);
                   },
                   [&](command::Pause) {
                       note(ControlKey::Pause);
                       pause(PauseReason::Asked, {RETORT_SENTENCE("The run is paused."), {}});
                   },
                   [&](command::Resume) {},
                   [&](command::Step) {
                       note(ControlKey::Step);
                       m_stepOnce = true;
                   },
                   [&](command::Evaluate) {
                       note(ControlKey::Evaluate);
                       m_evaluatedStep = -1;
                       evaluateNow();
                   },
                   [&](command::Checkpoint) {
                       note(ControlKey::Checkpoint);
                       checkpointOrPause();
                   },
                   [&](command::Snapshot) {
                       LanguageModel::Impl copy = *m_student.impl();
                       copy.module = cloneModule(copy.module, copy.config);
                       m_observer.onSnapshot(std::make_shared<StudentSnapshot>(StudentSnapshot{
                           m_step,
                           LanguageModel(std::make_shared<LanguageModel::Impl>(std::move(copy)))}));
                   },
               },
               command);
}

void TrainingRun::pause(PauseReason reason, const Error &sentence)
{
    m_watch.stop();
    ++m_pauses;
    ++m_pauseDepth;
    m_observer.onPaused(reason, sentence);
    while (const auto command = m_control.wait(m_stop)) {
        if (std::holds_alternative<command::Pause>(*command))
            continue;
        const std::int64_t pauses = m_pauses;
        handle(*command);
        // What was asked for met a problem of its own, which is solved now.
        if (m_pauses != pauses && !m_stop.stop_requested())
            m_observer.onPaused(reason, sentence);
        if (std::holds_alternative<command::Resume>(*command)) {
            note(ControlKey::Resume);
            break;
        }
        if (m_stepOnce)
            break;
    }
    if (--m_pauseDepth > 0)
        return;
    m_watch.start();
    m_observer.onResumed();
}

bool TrainingRun::evaluateNow()
{
    if (m_evaluatedStep == m_step)
        return true;
    std::optional<Evaluation> evaluation = m_evaluator.evaluate(*m_student.impl()->module, m_stop);
    if (!evaluation)
        return false;
    m_evaluatedStep = m_step;
    evaluation->step = m_step;
    evaluation->seconds = m_watch.seconds();
    m_outcome.lastEvaluation = evaluation;
    adapt(*evaluation);
    m_observer.onEvaluation(*evaluation);
    return true;
}

bool TrainingRun::checkpointNow()
{
    if (m_environment.checkpoints.empty() || m_savedStep == m_step)
        return true;
    Checkpoint checkpoint{{}, m_student, m_optimizer.state()};
    TrainingState &state = checkpoint.state;
    state.step = m_step;
    state.tokens = m_tokens;
    state.text = m_prepared.dataset->fingerprint();
    state.seconds = m_watch.seconds();
    state.knobs = knobsOf(m_experiment);
    state.adapted = m_adapted;
    state.shards = m_shards;
    state.evaluated = m_evaluatedStep == m_step;
    if (m_generated) {
        state.pools = m_generated->positions();
        checkpoint.tensors.merge(m_generated->state());
    }
    Result<std::filesystem::path> folder = writeCheckpoint(m_environment.checkpoints, checkpoint);
    if (!folder) {
        m_outcome.error = folder.error();
        return false;
    }
    m_outcome.error = {};
    m_savedStep = m_step;
    m_observer.onCheckpoint({m_step, *folder});
    return true;
}

void TrainingRun::checkpointOrPause()
{
    while (!checkpointNow() && !m_stop.stop_requested())
        pause(PauseReason::Storage, m_outcome.error);
}

} // namespace retort
