#include "core/plotdata/ticks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace retort {

namespace {

constexpr double smallestLogValue = 1e-6;
constexpr std::array logStops{1.0, 2.0, 3.0, 5.0, 8.0};

/// 1, 2 or 5 times a power of ten, the nearest one at or above `wanted`.
double roundStep(double wanted)
{
    const double power = std::pow(10.0, std::floor(std::log10(wanted)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power >= wanted * (1 - 1e-9))
            return factor * power;
    return 10 * power;
}

/// Divided by the inverse, so that the tick at 0.3 is not 0.30000000000000004.
std::vector<double> multiples(double step, double from, double to)
{
    std::vector<double> values;
    const double slack = 1e-9 * (to - from);
    for (double n = std::ceil((from - slack) / step); n * step <= to + slack; ++n)
        values.push_back(step >= 1 ? n * step : n / (1 / step));
    return values;
}

Ticks withStep(double step, double minorStep, double from, double to)
{
    return {multiples(step, from, to), multiples(minorStep, from, to)};
}

/// mantissa × 10^n for each of `mantissas` in [from, to].
std::vector<double> decadeMultiples(std::span<const double> mantissas, double from, double to)
{
    std::vector<double> values;
    const int last = int(std::floor(std::log10(to) + 1e-9));
    for (int exponent = int(std::floor(std::log10(from) - 1e-9)); exponent <= last; ++exponent) {
        for (const double mantissa : mantissas) {
            // Dividing keeps 2e-1 the same double as the literal 0.2.
            const double value = exponent >= 0 ? mantissa * std::pow(10.0, exponent)
                                               : mantissa / std::pow(10.0, -exponent);
            if (value >= from * (1 - 1e-9) && value <= to * (1 + 1e-9))
                values.push_back(value);
        }
    }
    return values;
}

} // namespace

Ticks linearTicks(double from, double to, int count)
{
    if (!(to > from) || count < 1)
        return {};
    const double step = roundStep((to - from) / count);
    return withStep(step, step / 5, from, to);
}

Ticks timeTicks(double from, double to, int count)
{
    if (!(to > from) || count < 1)
        return {};
    struct Step
    {
        double major, minor;
    };
    constexpr std::array steps{Step{1, 0.5},      Step{2, 1},        Step{5, 1},
                               Step{10, 5},       Step{15, 5},       Step{30, 10},
                               Step{60, 15},      Step{120, 30},     Step{300, 60},
                               Step{600, 120},    Step{900, 300},    Step{1800, 600},
                               Step{3600, 900},   Step{7200, 1800},  Step{10800, 3600},
                               Step{21600, 3600}, Step{43200, 7200}, Step{86400, 21600}};
    const double wanted = (to - from) / count;
    if (wanted > steps.back().major) {
        const double days = roundStep(wanted / 86400) * 86400;
        return withStep(days, days / 5, from, to);
    }
    const auto step = std::ranges::find_if(steps, [&](Step s) { return s.major >= wanted; });
    return withStep(step->major, step->minor, from, to);
}

Ticks logTicks(double from, double to, int most)
{
    if (!(from > 0) || !(to > from))
        return {};
    static const std::vector<double> stops[] = {{1, 2, 3, 5, 8}, {1, 2, 5}, {1, 3}, {1}};
    constexpr std::array digits{1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0};
    Ticks ticks{{}, decadeMultiples(digits, from, to)};
    const auto powers = int(decadeMultiples(stops[3], from, to).size());
    for (const auto &some : stops) {
        ticks.major = decadeMultiples(some, from, to);
        if (int(ticks.major.size()) <= std::max(most, std::min(powers, 3)))
            break;
    }
    if (ticks.major.size() < 3)
        return linearTicks(from, to, std::clamp(most, 2, 4));
    return ticks;
}

std::pair<double, double> niceLinearRange(double from, double to)
{
    if (!std::isfinite(from) || !std::isfinite(to))
        return {0, 1};
    if (from >= 0 && from < 0.4 * to)
        from = 0;
    if (!(to > from)) {
        const double margin = std::max(std::abs(to) * 0.1, 1e-6);
        from -= margin;
        to += margin;
    }
    const double step = roundStep((to - from) / 8);
    return {std::floor(from / step + 1e-9) * step, std::ceil(to / step - 1e-9) * step};
}

std::pair<double, double> niceLogRange(double from, double to)
{
    if (!std::isfinite(from) || !std::isfinite(to))
        return {0.1, 10};
    to = std::max(to, smallestLogValue);
    from = std::clamp(from, to / 1e4, to);
    const auto around = decadeMultiples(logStops, from / 10, to * 10);
    const auto above = std::ranges::lower_bound(around, to * (1 - 1e-9));
    auto below = std::prev(std::ranges::upper_bound(around, from * (1 + 1e-9)));
    if (*below >= *above)
        below = std::prev(above);
    return {*below, *above};
}

} // namespace retort
