#pragma once
// Exponential moving average of unevenly spaced points, on the raw data.

#include <span>
#include <vector>

namespace retort {

/// a_i = w·a_{i−1} + (1 − w)·y_i from a_{−1} = 0, with w = smoothing (0 … < 1); y'_i = a_i / (1 −
/// w^{i+1}): debiased as TensorBoard does, so that the first values are not pulled towards zero.
/// Values that are not finite are passed through and leave the average as it is.
std::vector<double> smoothed(std::span<const double> values, double smoothing);

} // namespace retort
