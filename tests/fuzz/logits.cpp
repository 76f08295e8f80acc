#include "core/engine/objective/logitsobjective.h"
#include "tests/fuzz/targets.h"

#include <algorithm>
#include <cmath>

namespace retort::fuzz {
namespace {

void mustBeLogits(const RealMatrix &logits)
{
    mustHold(logits.rows > 0 && logits.columns > 0, "there are logits");
    mustHold(logits.values.size() == logits.rows * logits.columns, "rows have one length");
    for (std::size_t n = 0; n < logits.rows; ++n) {
        const double highest = *std::ranges::max_element(logits.row(n));
        mustHold(std::isfinite(highest), "a row has a finite logit, and no infinite one above it");
    }
}

} // namespace

void readLogits(std::string_view input)
{
    const auto objective = readLogitsObjective(std::string(input));
    if (!objective)
        return mustHold(!objective.error().message().empty(), "an error has a sentence");
    mustBeLogits(objective->teacher);
    mustBeLogits(objective->student);
    mustHold(objective->teacher.rows == objective->student.rows
                 && objective->teacher.columns == objective->student.columns,
             "teacher and student have one shape");
    const ObjectiveFigures figures = figuresOf(*objective);
    mustHold(figures.rows <= objective->student.rows, "no row counts twice");
    mustHold(!(figures.divergence < 0), "a divergence is never negative");
    mustHold(!(figures.teacherEntropy < 0), "an entropy is never negative");
    mustHold(!(figures.crossEntropy.value_or(0) < 0), "a cross-entropy is never negative");
    mustHold(figures.divergenceGradient.values.size() == objective->student.values.size(),
             "a gradient has the logits' shape");
}

} // namespace retort::fuzz
