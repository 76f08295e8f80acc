#pragma once
// What toolbar and menus need to know of the run, and what follows from it.

#include "core/engine/training/observer.h"
#include "core/engine/training/trainer.h"
#include "core/store/runstore.h"

#include <QString>

#include <optional>

namespace retort {

enum class RunPhase {
    Idle,
    Preparing,
    Running,
    Paused,
    Stopping,
    Finished,
    Stopped,
    Interrupted,
    Failed
};

struct RunView
{
    RunPhase phase = RunPhase::Idle;
    QString name;
    RunId run; ///< 0: none yet
    std::int64_t step = 0;
    std::int64_t steps = 0;
    double tokensPerSecond = 0;
    std::optional<double> secondsLeft;
    double seconds = 0;  ///< what the run took
    QString preparing;   ///< what is being done before the first step
    double prepared = 0; ///< how much of it, 0 … 1
    std::optional<Evaluation> evaluation;
};

/// Which commands make sense.
struct RunCommands
{
    bool start = false; ///< Start or Resume
    bool pause = false;
    bool step = false;
    bool stop = false;
    bool measure = false; ///< Evaluate and Checkpoint
};
RunCommands commandsFor(RunPhase phase, bool experimentValid);

bool isActive(RunPhase phase);
/// "Step 812 of 2,000", "900 steps in 1:04 · KL to the teacher 0.164 nats/token".
QString progressText(const RunView &view);
/// 0 … 1
double progressShare(const RunView &view);
std::optional<RunStatus> statusOf(RunPhase phase);

} // namespace retort
