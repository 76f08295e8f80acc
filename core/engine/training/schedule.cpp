#include "core/engine/training/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace retort {

double scheduleFactor(const OptimizerSettings &settings, std::int64_t step, std::int64_t steps)
{
    if (step <= settings.warmupSteps)
        return double(step) / double(settings.warmupSteps);
    if (settings.schedule == ScheduleKind::Constant || steps <= settings.warmupSteps)
        return 1;
    const double progress =
        std::min(1.0, double(step - settings.warmupSteps) / double(steps - settings.warmupSteps));
    const double cosine = 0.5 * (1 + std::cos(std::numbers::pi * progress));
    return settings.finalShare + (1 - settings.finalShare) * cosine;
}

} // namespace retort
