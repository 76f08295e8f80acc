#include "core/plotdata/smoothing.h"

#include <algorithm>
#include <cmath>

namespace retort {

std::vector<double> smoothed(std::span<const double> values, double smoothing)
{
    const double weight = std::clamp(smoothing, 0.0, 0.999999);
    std::vector<double> result;
    result.reserve(values.size());
    double average = 0; // starts at zero, which …
    double bias = 1;    // … still has this share in it
    for (const double value : values) {
        if (!std::isfinite(value)) {
            result.push_back(value);
            continue;
        }
        average = weight * average + (1 - weight) * value;
        bias *= weight;
        result.push_back(average / (1 - bias));
    }
    return result;
}

} // namespace retort
