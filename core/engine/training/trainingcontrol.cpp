// How a run reacts to what it is told between steps.

#include "core/engine/training/trainingrun_torch.h"

#include <algorithm>
#include <type_traits>

namespace retort {
namespace {

template <class... Handlers>
struct Overloaded : Handlers...
{
    using Handlers::operator()...;
};

} // namespace

template <class Value>
void TrainingRun::change(ControlKey key, Value &value, double wanted)
{
    if (value == wanted)
        return;
    m_observer.onControl({m_step, m_watch.seconds(), key, value, wanted});
    value = wanted;
}

void TrainingRun::note(ControlKey key)
{
    m_observer.onControl({m_step, m_watch.seconds(), key, 0, 0});
}

void TrainingRun::handle(const Command &command)
{
    ObjectiveSettings &objective = m_experiment.objective;
    std::visit(
        Overloaded{
            [&](command::SetAlpha set) {
                if (m_teacher)
                    change(ControlKey::Alpha, objective.alpha, std::clamp(set.value, 0.0, 1.0));
            },
            [&](command::SetBeta set) {
                if (m_teacher)
                    change(ControlKey::Beta, objective.beta, std::max(set.value, 0.0));
            },
            [&](command::SetTemperature set) {
                if (!m_teacher || !(set.value > 0))
                    return;
                change(ControlKey::Temperature, objective.token.temperature, set.value);
                objective.sequence.temperature = set.value;
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
                const auto &impl = *m_student.impl();
                m_observer.onSnapshot(std::make_shared<StudentSnapshot>(StudentSnapshot{
                    m_step,
                    LanguageModel(std::make_shared<LanguageModel::Impl>(LanguageModel::Impl{
                        impl.config, impl.tokenizer, cloneModule(impl.module, impl.config)}))}));
            },
        },
        command);
}

void TrainingRun::pause(PauseReason reason, const Error &sentence)
{
    m_watch.stop();
    m_observer.onPaused(reason, sentence);
    while (const auto command = m_control.wait(m_stop)) {
        if (std::holds_alternative<command::Pause>(*command))
            continue;
        handle(*command);
        if (std::holds_alternative<command::Resume>(*command)) {
            note(ControlKey::Resume);
            break;
        }
        if (m_stepOnce)
            break;
    }
    m_watch.start();
    m_observer.onResumed();
}

void TrainingRun::evaluateNow()
{
    if (m_evaluatedStep == m_step)
        return;
    m_evaluatedStep = m_step;
    Evaluation evaluation = m_evaluator.evaluate(*m_student.impl()->module, m_stop);
    evaluation.step = m_step;
    evaluation.seconds = m_watch.seconds();
    m_outcome.lastEvaluation = evaluation;
    m_observer.onEvaluation(evaluation);
}

bool TrainingRun::checkpointNow()
{
    if (m_environment.checkpoints.empty() || m_savedStep == m_step)
        return true;
    Checkpoint checkpoint{{}, m_student, m_optimizer.state()};
    TrainingState &state = checkpoint.state;
    const ObjectiveSettings &objective = m_experiment.objective;
    state.step = m_step;
    state.tokens = m_tokens;
    state.seconds = m_watch.seconds();
    state.alpha = objective.alpha;
    state.beta = objective.beta;
    state.sequenceTemperature = objective.sequence.temperature;
    state.tokenTemperature = objective.token.temperature;
    state.learningRate = m_experiment.optimizer.learningRate;
    if (m_pool) {
        auto [sequences, first] = m_pool->state(m_step);
        checkpoint.tensors["pool.sequences"] = sequences;
        state.poolFirstChunk = first;
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
