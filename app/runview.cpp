#include "app/runview.h"

#include "core/plotdata/format.h"

#include <QCoreApplication>

#include <algorithm>

namespace retort {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(retort::RunView)
};

QString resultText(const RunView &view)
{
    const QString took =
        Words::tr("%1 steps in %2").arg(formatCount(view.step), formatDuration(view.seconds));
    if (!view.evaluation)
        return took;
    if (view.evaluation->klToTeacher) {
        return Words::tr("%1 · KL to the teacher %2 nats/token")
            .arg(took, formatNats(*view.evaluation->klToTeacher));
    }
    return Words::tr("%1 · validation CE %2 nats/token")
        .arg(took, formatNats(view.evaluation->crossEntropy));
}

} // namespace

bool isActive(RunPhase phase)
{
    return phase == RunPhase::Preparing || phase == RunPhase::Running || phase == RunPhase::Paused
           || phase == RunPhase::Stopping;
}

RunCommands commandsFor(RunPhase phase, bool experimentValid)
{
    switch (phase) {
    case RunPhase::Preparing: return {.stop = true};
    case RunPhase::Running: return {.pause = true, .stop = true, .measure = true};
    case RunPhase::Paused: return {.start = true, .step = true, .stop = true, .measure = true};
    case RunPhase::Stopping: return {};
    case RunPhase::Idle:
    case RunPhase::Finished:
    case RunPhase::Stopped:
    case RunPhase::Interrupted:
    case RunPhase::Failed: break;
    }
    return {.start = experimentValid, .step = experimentValid};
}

QString progressText(const RunView &view)
{
    const QString step = formatCount(view.step), steps = formatCount(view.steps);
    switch (view.phase) {
    case RunPhase::Idle: return Words::tr("%1 steps").arg(steps);
    case RunPhase::Preparing:
        return view.preparing.isEmpty() ? Words::tr("Preparing") : view.preparing;
    case RunPhase::Running: return Words::tr("Step %1 of %2").arg(step, steps);
    case RunPhase::Paused: return Words::tr("Paused at step %1 of %2").arg(step, steps);
    case RunPhase::Stopping: return Words::tr("Writing a checkpoint of step %1").arg(step);
    case RunPhase::Stopped: return Words::tr("Stopped at step %1 of %2").arg(step, steps);
    case RunPhase::Interrupted: return Words::tr("Interrupted at step %1 of %2").arg(step, steps);
    case RunPhase::Failed: return Words::tr("Failed at step %1 of %2").arg(step, steps);
    case RunPhase::Finished: break;
    }
    return resultText(view);
}

double progressShare(const RunView &view)
{
    if (view.phase == RunPhase::Preparing)
        return std::clamp(view.prepared, 0.0, 1.0);
    return view.steps > 0 ? std::clamp(double(view.step) / double(view.steps), 0.0, 1.0) : 0;
}

std::optional<RunStatus> statusOf(RunPhase phase)
{
    switch (phase) {
    case RunPhase::Idle: return std::nullopt;
    case RunPhase::Preparing:
    case RunPhase::Running:
    case RunPhase::Stopping: return RunStatus::Running;
    case RunPhase::Paused: return RunStatus::Paused;
    case RunPhase::Finished: return RunStatus::Finished;
    case RunPhase::Stopped: return RunStatus::Stopped;
    case RunPhase::Interrupted: return RunStatus::Interrupted;
    case RunPhase::Failed: break;
    }
    return RunStatus::Failed;
}

} // namespace retort
