#include "core/engine/objective/logitsobjective.h"

#include "core/engine/objective/rowobjective.h"

#include <algorithm>

namespace retort {
namespace {

RealMatrix zerosLike(const RealMatrix &matrix)
{
    return {matrix.rows, matrix.columns, std::vector<double>(matrix.values.size())};
}

} // namespace

ObjectiveFigures figuresOf(const LogitsObjective &objective)
{
    const auto &labels = objective.labels;
    const auto counts = [&](std::size_t row) {
        return !labels || (*labels)[row] != LogitsObjective::ignored;
    };
    ObjectiveFigures figures;
    figures.divergenceGradient = zerosLike(objective.student);
    if (labels) {
        figures.crossEntropy = 0;
        figures.crossEntropyGradient = zerosLike(objective.student);
    }
    for (std::size_t n = 0; n < objective.student.rows; ++n)
        figures.rows += counts(n) ? 1 : 0;
    const bool isMean = objective.reduction == Reduction::TokenMean;
    const double divisor = isMean ? double(std::max<std::size_t>(1, figures.rows)) : 1;

    const auto divide = [divisor](std::span<double> gradient) {
        for (double &value : gradient)
            value /= divisor;
    };
    for (std::size_t n = 0; n < objective.student.rows; ++n) {
        if (!counts(n))
            continue;
        const auto p = objective.teacher.row(n);
        const auto q = objective.student.row(n);
        const auto gradient = figures.divergenceGradient.row(n);
        figures.divergence += divergenceOfRow(objective.divergence, p, q, gradient) / divisor;
        divide(gradient);
        figures.teacherEntropy += entropyOfRow(p, objective.divergence.temperature) / divisor;
        if (labels) {
            const auto towardsData = figures.crossEntropyGradient->row(n);
            const double loss = crossEntropyOfRow(q, std::size_t((*labels)[n]), towardsData);
            *figures.crossEntropy += loss / divisor;
            divide(towardsData);
        }
    }
    return figures;
}

} // namespace retort
