#include "core/engine/training/control.h"

#include "core/engine/training/observer.h"

namespace retort {

void TrainingControl::push(Command command)
{
    {
        const std::lock_guard lock(m_mutex);
        m_commands.push(command);
    }
    m_arrived.notify_one();
}

std::optional<Command> TrainingControl::poll()
{
    const std::lock_guard lock(m_mutex);
    if (m_commands.empty())
        return std::nullopt;
    const Command command = m_commands.front();
    m_commands.pop();
    return command;
}

std::optional<Command> TrainingControl::wait(const std::stop_token &stop)
{
    std::unique_lock lock(m_mutex);
    if (!m_arrived.wait(lock, stop, [this] { return !m_commands.empty(); }))
        return std::nullopt;
    const Command command = m_commands.front();
    m_commands.pop();
    return command;
}

std::string toString(ControlKey key)
{
    switch (key) {
    case ControlKey::Alpha: return "alpha";
    case ControlKey::Beta: return "beta";
    case ControlKey::Temperature: return "temperature";
    case ControlKey::StudentShare: return "student_share";
    case ControlKey::LearningRate: return "learning_rate";
    case ControlKey::Pause: return "pause";
    case ControlKey::Resume: return "resume";
    case ControlKey::Step: return "step";
    case ControlKey::Evaluate: return "evaluate";
    case ControlKey::Checkpoint: return "checkpoint";
    case ControlKey::Stop: return "stop";
    }
    return {};
}

} // namespace retort
