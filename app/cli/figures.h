#pragma once
// What a stored run came to: its last and best figures beside the floors of teacher and truth.

#include "app/cli/report.h"
#include "core/store/runstore.h"

#include <QList>
#include <QStringList>

#include <optional>
#include <vector>

namespace retort {

struct Figures
{
    RunSummary run;
    RunFacts facts;
    std::optional<StepMetrics> lastStep; ///< only the terms and the total are filled
    std::vector<Evaluation> evaluations; ///< by step
    std::optional<std::size_t> best;     ///< the evaluation with the lowest cross-entropy

    const Evaluation *last() const { return evaluations.empty() ? nullptr : &evaluations.back(); }
    const Evaluation *bestEvaluation() const { return best ? &evaluations[*best] : nullptr; }
};

Result<Figures> readFigures(const RunStore &store, RunId run);

/// run, status, steps, seconds, tokens_per_second, final{…}, and the floors, the best point and all
/// evaluations besides.
JsonValue toJson(const Figures &figures);

/// Rows of held-out figures; columns student at the end, student at its best, teacher, truth.
QList<QStringList> figureTable(const Figures &figures);

/// "Finished: run 12, 900 steps in 1:28, 31.0 k tokens/s."
QString headline(const Figures &figures);

} // namespace retort
