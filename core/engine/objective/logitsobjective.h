#pragma once
// The objective on logits that another program hands over, in double precision: every term, its
// value and its gradient. Definitions and papers: docs/mathematics.md.
// N rows (positions of one sequence), V vocabulary.

#include "core/engine/objective/terms.h"
#include "core/engine/result.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace retort {

/// [rows, columns], row after row.
struct RealMatrix
{
    std::size_t rows = 0, columns = 0;
    std::vector<double> values;

    std::span<const double> row(std::size_t index) const
    {
        return std::span(values).subspan(index * columns, columns);
    }
    std::span<double> row(std::size_t index)
    {
        return std::span(values).subspan(index * columns, columns);
    }
};

struct LogitsObjective
{
    static constexpr std::int64_t ignored = -100; ///< label of a row that does not count

    RealMatrix teacher, student; ///< logits [N, V]; −∞ rules a token out, never all of a row
    std::optional<std::vector<std::int64_t>> labels{}; ///< [N]; without them all rows count
    DivergenceSettings divergence{};
    Reduction reduction = Reduction::TokenMean; ///< over the rows that count; the sum, or over N
};

/// Values are infinite, and gradients may be undefined, where a divergence is.
struct ObjectiveFigures
{
    std::size_t rows = 0;                 ///< that count; where there are none all figures are 0
    std::optional<double> crossEntropy{}; ///< with labels only
    double divergence = 0;                ///< with the τ² factor
    double teacherEntropy = 0;            ///< of p at τ
    /// Derivatives of the values above in the student's logits, [N, V]; zero in rows that do not
    /// count.
    std::optional<RealMatrix> crossEntropyGradient{};
    RealMatrix divergenceGradient;
};

ObjectiveFigures figuresOf(const LogitsObjective &objective);

/// Largest text that readLogitsObjective() takes.
inline constexpr std::size_t largestLogitsText = std::size_t(256) << 20;

/// Reads the JSON object that docs/mathematics.md describes. Also takes what Python's json writes
/// for −∞, the bare word -Infinity. Errors name the key, the row and the column, counted from 0.
Result<LogitsObjective> readLogitsObjective(std::string text);

} // namespace retort
