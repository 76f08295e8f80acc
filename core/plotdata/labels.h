#pragma once
// Where the names at the curves' right ends stand: as near to their curve as they can be without
// touching each other.

#include <span>
#include <vector>

namespace retort {

/// `wanted` centres in pixels → centres at least `gap` apart within [top, bottom], order kept,
/// total displacement small. Where they cannot all fit, the gap shrinks evenly.
std::vector<double> spreadLabels(std::span<const double> wanted, double gap, double top,
                                 double bottom);

} // namespace retort
