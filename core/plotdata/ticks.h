#pragma once
// Where an axis has its ticks, and which range it shows: numbers a reader can count in.

#include <utility>
#include <vector>

namespace retort {

struct Ticks
{
    std::vector<double> major; ///< ascending, within the range; these have numbers
    std::vector<double> minor; ///< ascending, between and around the major ones
};

/// Multiples of 1, 2 or 5 times a power of ten, about `count` of them in [from, to].
Ticks linearTicks(double from, double to, int count);
/// Steps a clock has: 1, 2, 5, 10, 15, 30 s, 1, 2, 5, 10, 15, 30 min, 1, 2, 3, 6, 12 h …
Ticks timeTicks(double from, double to, int count);
/// The densest of these with at most `most` ticks in [from, to]: 1, 2, 3, 5, 8 times powers of ten;
/// 1, 2, 5; 1, 3; powers alone. Where a range is so small that fewer than three fall in it,
/// multiples as on a linear axis. `from` must be above 0.
Ticks logTicks(double from, double to, int most = 8);

/// The range of an axis that shows `from` … `to`: ends on a round number, is never empty, and
/// starts at 0 where that is not far below.
std::pair<double, double> niceLinearRange(double from, double to);
/// The same for a logarithmic axis: ends on 1, 2, 3, 5 or 8 times a power of ten; at most four
/// decades below `to`. Values that are not above 0 count as 1e-6.
std::pair<double, double> niceLogRange(double from, double to);

} // namespace retort
