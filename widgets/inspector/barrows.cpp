#include "widgets/inspector/barrows.h"

#include "core/plotdata/format.h"
#include "widgets/inspector/mirroredbars.h"

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

double orEmpty(const std::optional<double> &value)
{
    return value.value_or(0);
}

} // namespace

std::vector<BarRow> barRows(const InspectedPosition &position, int vocabulary, BarOrder order,
                            int rows)
{
    std::vector<BarRow> all;
    for (const Candidate &candidate : position.candidates)
        all.push_back({QString::fromStdString(candidate.text), candidate.teacher, candidate.student,
                       candidate.truth, candidate.id == position.id, false});

    const auto key = [order](const BarRow &row) {
        switch (order) {
        case BarOrder::Student: return orEmpty(row.student ? row.student : row.teacher);
        case BarOrder::Truth: return orEmpty(row.truth ? row.truth : row.teacher);
        case BarOrder::Difference: return std::abs(orEmpty(row.teacher) - orEmpty(row.student));
        case BarOrder::Teacher: break;
        }
        return orEmpty(row.teacher ? row.teacher : row.student);
    };
    std::ranges::stable_sort(all,
                             [&](const BarRow &a, const BarRow &b) { return key(a) > key(b); });

    const std::size_t shown = std::min(all.size(), std::size_t(std::max(rows, 1)));
    const auto actual = std::ranges::find_if(all, &BarRow::actual);
    if (actual != all.end() && std::size_t(actual - all.begin()) >= shown)
        std::iter_swap(actual, all.begin() + std::ptrdiff_t(shown) - 1);

    BarRow others;
    others.others = true;
    const auto remaining = [&](const std::optional<Belief> &belief,
                               std::optional<double> BarRow::*side) -> std::optional<double> {
        if (!belief)
            return std::nullopt;
        double mass = belief->remaining;
        for (std::size_t i = shown; i < all.size(); ++i)
            mass += orEmpty(all[i].*side);
        return std::clamp(mass, 0.0, 1.0);
    };
    others.teacher = remaining(position.teacher, &BarRow::teacher);
    others.student = remaining(position.student, &BarRow::student);
    others.truth = remaining(position.truth, &BarRow::truth);
    const int count = std::max(0, vocabulary - int(shown));
    all.resize(shown);
    if (count > 0) {
        others.token = count == 1 ? MirroredBars::tr("1 other")
                                  : MirroredBars::tr("%1 others").arg(formatCount(count));
        all.push_back(others);
    }
    return all;
}

} // namespace retort
