#pragma once
// Which candidates of a position are drawn as bars, and in which order.

#include "core/engine/inference/inspect.h"

#include <QString>

#include <optional>
#include <vector>

namespace retort {

/// One bar on each side. Null where that side is missing.
struct BarRow
{
    QString token;
    std::optional<double> teacher, student, truth;
    bool actual = false; ///< the token that stands there
    bool others = false; ///< the mass of everything that is not listed
};

enum class BarOrder { Teacher, Student, Truth, Difference };

/// The candidates in `order`, at most `rows` of them with the actual token always among them, and
/// the others as a last row.
std::vector<BarRow> barRows(const InspectedPosition &position, int vocabulary, BarOrder order,
                            int rows);

} // namespace retort
