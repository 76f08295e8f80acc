#pragma once
// Learning rate: linear warm-up, then constant or half a cosine (Loshchilov & Hutter 2017) down to
// a share of the peak.

#include "core/engine/training/experiment.h"

#include <cstdint>

namespace retort {

/// For step 1 … steps, as a factor of the peak learning rate.
double scheduleFactor(const OptimizerSettings &settings, std::int64_t step, std::int64_t steps);

} // namespace retort
