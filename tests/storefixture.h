#pragma once
// A store in a temporary folder, and runs to fill it with.

#include "core/store/runwriter.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <QTemporaryDir>

#include <cmath>
#include <string>

namespace retort::testing {

struct StoreFolder
{
    QTemporaryDir folder;
    std::filesystem::path path() const { return folder.path().toStdString(); }
    std::filesystem::path file() const { return path() / "runs.sqlite"; }
};

inline Experiment exampleExperiment(const std::string &name = "Example")
{
    Experiment experiment;
    experiment.name = name;
    experiment.seed = 7;
    experiment.teacher.model = "bundled:tales-en";
    experiment.objective.alpha = 0.3;
    experiment.objective.beta = 0.8;
    experiment.training.steps = 2000;
    return experiment;
}

/// Figures that can be told from the step alone, so that a reader can check every one of them.
inline StepMetrics metricsAt(std::int64_t step)
{
    StepMetrics metrics;
    metrics.step = step;
    metrics.seconds = 0.01 * double(step);
    metrics.tokens = 1536 * step;
    metrics.crossEntropy = 1 + 1.0 / double(step);
    metrics.sequenceDivergence = 1.0 / double(step);
    metrics.tokenDivergence = 2.0 / double(step);
    metrics.total = 3 + std::sqrt(double(step));
    metrics.alpha = 0.3;
    metrics.beta = 0.8;
    metrics.learningRate = 1e-3;
    metrics.gradientNorm = 0.5;
    metrics.tokensPerSecond = 31000;
    return metrics;
}

inline Evaluation evaluationAt(std::int64_t step)
{
    Evaluation evaluation;
    evaluation.step = step;
    evaluation.seconds = 0.01 * double(step);
    evaluation.crossEntropy = 1.5 + 1.0 / double(step);
    evaluation.klToTeacher = 0.25 + 1.0 / double(step);
    evaluation.topAgreement = 0.75;
    return evaluation;
}

inline Outcome outcomeOf(OutcomeStatus status, std::int64_t steps = 0)
{
    Outcome outcome;
    outcome.status = status;
    outcome.steps = steps;
    return outcome;
}

/// SQLite's own answer to one question about the file ("" if it has none), from a connection of its
/// own.
inline std::string ask(const std::filesystem::path &file, const std::string &sql)
{
    SQLite::Database database(file.string(), SQLite::OPEN_READWRITE, 5000);
    SQLite::Statement statement(database, sql);
    return statement.executeStep() ? statement.getColumn(0).getString() : std::string();
}

} // namespace retort::testing
