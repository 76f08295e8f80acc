#include "core/plotdata/decimation.h"

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

using Iterator = std::span<const PlotPoint>::iterator;

/// First, lowest, highest and last of a column, each once, in order of x. Points that are not
/// finite are gaps of the curve: never an extreme.
void appendColumn(std::vector<PlotPoint> &kept, Iterator begin, Iterator end)
{
    const Iterator last = end - 1;
    Iterator lowest = end;
    Iterator highest = end;
    for (Iterator point = begin; point != end; ++point) {
        if (!std::isfinite(point->y))
            continue;
        if (lowest == end || point->y < lowest->y)
            lowest = point;
        if (highest == end || point->y > highest->y)
            highest = point;
    }
    kept.push_back(*begin);
    const auto [earlier, later] = std::minmax(lowest, highest);
    if (earlier > begin && earlier < last)
        kept.push_back(*earlier);
    if (later > begin && later < last && later != earlier)
        kept.push_back(*later);
    if (last != begin)
        kept.push_back(*last);
}

} // namespace

std::vector<PlotPoint> decimated(std::span<const PlotPoint> points, double from, double to,
                                 std::size_t columns)
{
    if (points.size() <= 4 * columns)
        return {points.begin(), points.end()};
    std::vector<PlotPoint> kept;
    if (columns == 0 || !(from < to))
        return kept;

    const auto before = [](const PlotPoint &point, double x) { return point.x < x; };
    auto point = std::lower_bound(points.begin(), points.end(), from, before);
    const auto end = std::lower_bound(point, points.end(), to, before);
    kept.reserve(4 * columns + 2);
    if (point != points.begin())
        kept.push_back(*(point - 1));
    const double width = (to - from) / double(columns);
    for (std::size_t column = 1; column <= columns && point != end; ++column) {
        // The last column ends at `to` itself, whatever rounding made of the widths.
        const auto columnEnd =
            column == columns ? end
                              : std::lower_bound(point, end, from + width * double(column), before);
        if (columnEnd != point)
            appendColumn(kept, point, columnEnd);
        point = columnEnd;
    }
    if (end != points.end())
        kept.push_back(*end);
    return kept;
}

} // namespace retort
