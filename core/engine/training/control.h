#pragma once
// Live commands to a running training, from any thread; read between steps, in order.

#include <condition_variable>
#include <mutex>
#include <optional>
#include <queue>
#include <stop_token>
#include <variant>

namespace retort {

namespace command {
struct SetAlpha
{
    double value;
};
struct SetBeta
{
    double value;
};
struct SetTemperature
{
    double value;
}; ///< τ of both terms
struct SetStudentShare
{
    double value;
}; ///< λ
struct SetLearningRate
{
    double value;
}; ///< the schedule's peak
struct Pause
{
};
struct Resume
{
};
struct Step
{
}; ///< one step, then pause again
struct Evaluate
{
};
struct Checkpoint
{
};
struct Snapshot
{
}; ///< hand out a copy of the student (TrainingObserver::onSnapshot)
} // namespace command

using Command = std::variant<command::SetAlpha, command::SetBeta, command::SetTemperature,
                             command::SetStudentShare, command::SetLearningRate, command::Pause,
                             command::Resume, command::Step, command::Evaluate, command::Checkpoint,
                             command::Snapshot>;

class TrainingControl
{
public:
    void push(Command command);
    /// The next command, or nullopt at once.
    std::optional<Command> poll();
    /// Waits for a command; nullopt once `stop` was requested.
    std::optional<Command> wait(const std::stop_token &stop);

private:
    std::mutex m_mutex;
    std::condition_variable_any m_arrived;
    std::queue<Command> m_commands;
};

} // namespace retort
