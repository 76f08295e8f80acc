#pragma once
// Minimum and maximum per pixel column, so that no spike is lost.

#include <cstddef>
#include <span>
#include <vector>

namespace retort {

struct PlotPoint
{
    double x = 0;
    double y = 0;
    bool operator==(const PlotPoint &) const = default;
};

/// Points with ascending x. At most four a column of [from, to) cut into `columns`: first, lowest,
/// highest, last, in order of x; and the nearest point on either side of the range, so that the
/// line goes on to the edges. Fewer points than that come back unchanged. A y that is not finite is
/// a gap, never the lowest or highest.
std::vector<PlotPoint> decimated(std::span<const PlotPoint> points, double from, double to,
                                 std::size_t columns);

} // namespace retort
