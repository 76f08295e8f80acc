#include "core/plotdata/labels.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace retort {

namespace {

/// Labels that touch: they share one displacement, which is the mean of their wishes.
struct Cluster
{
    double sum = 0;
    std::size_t count = 0;
    double mean() const { return sum / double(count); }
};

/// The nondecreasing sequence nearest to `wishes` in squared distance (pool adjacent violators).
std::vector<double> nondecreasing(std::span<const double> wishes)
{
    std::vector<Cluster> clusters;
    for (const double wish : wishes) {
        clusters.push_back({wish, 1});
        while (clusters.size() > 1
               && clusters[clusters.size() - 2].mean() > clusters.back().mean()) {
            const Cluster last = clusters.back();
            clusters.pop_back();
            clusters.back().sum += last.sum;
            clusters.back().count += last.count;
        }
    }
    std::vector<double> result;
    for (const Cluster &cluster : clusters)
        result.insert(result.end(), cluster.count, cluster.mean());
    return result;
}

} // namespace

std::vector<double> spreadLabels(std::span<const double> wanted, double gap, double top,
                                 double bottom)
{
    const std::size_t count = wanted.size();
    if (count == 0)
        return {};
    bottom = std::max(top, bottom);
    if (count > 1)
        gap = std::min(gap, (bottom - top) / double(count - 1));

    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), 0);
    const auto wish = [&](std::size_t i) {
        return std::isnan(wanted[i]) ? bottom : std::clamp(wanted[i], top, bottom);
    };
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return wish(a) < wish(b); });

    // Without the gaps that each label has above it, "at least `gap` apart" is "nondecreasing".
    std::vector<double> shifted(count);
    for (std::size_t rank = 0; rank < count; ++rank)
        shifted[rank] = wish(order[rank]) - gap * double(rank);
    const auto placed = nondecreasing(shifted);
    const double lowest = std::max(top, bottom - gap * double(count - 1));
    std::vector<double> centres(count);
    for (std::size_t rank = 0; rank < count; ++rank)
        centres[order[rank]] = std::clamp(placed[rank], top, lowest) + gap * double(rank);
    return centres;
}

} // namespace retort
