#include "app/cli/figures.h"

#include "core/plotdata/format.h"

#include <QHash>

#include <algorithm>
#include <cmath>

namespace retort {
namespace {

const QString None = QStringLiteral("–");

Result<std::optional<double>> lastValue(const RunStore &store, RunId run, const char *series)
{
    const auto points = store.metrics(run, series);
    if (!points)
        return points.error();
    if (points->empty())
        return std::optional<double>();
    return std::optional(points->back().value);
}

Status readLastStep(const RunStore &store, RunId run, std::optional<StepMetrics> &last)
{
    const auto total = store.metrics(run, series::total);
    if (!total)
        return total.error();
    if (total->empty())
        return {};
    last.emplace();
    last->step = total->back().step;
    last->seconds = total->back().seconds;
    last->tokens = total->back().tokens;
    last->total = total->back().value;
    const auto crossEntropy = lastValue(store, run, series::crossEntropy);
    const auto sequence = lastValue(store, run, series::sequenceDivergence);
    const auto token = lastValue(store, run, series::tokenDivergence);
    for (const auto *value : {&crossEntropy, &sequence, &token}) {
        if (!*value)
            return value->error();
    }
    last->crossEntropy = crossEntropy->value_or(std::nan(""));
    last->sequenceDivergence = *sequence;
    last->tokenDivergence = *token;
    return {};
}

Status readEvaluations(const RunStore &store, RunId run, std::vector<Evaluation> &evaluations)
{
    const auto crossEntropy = store.metrics(run, series::validationCrossEntropy);
    if (!crossEntropy)
        return crossEntropy.error();
    for (const MetricPoint &point : *crossEntropy) {
        Evaluation &evaluation = evaluations.emplace_back();
        evaluation.step = point.step;
        evaluation.seconds = point.seconds;
        evaluation.crossEntropy = point.value;
    }

    const std::pair<const char *, std::optional<double> Evaluation::*> others[] = {
        {series::validationBitsPerByte, &Evaluation::bitsPerByte},
        {series::klToTeacher, &Evaluation::klToTeacher},
        {series::topAgreement, &Evaluation::topAgreement},
        {series::klToTruth, &Evaluation::klToTruth},
    };
    for (const auto &[name, member] : others) {
        const auto points = store.metrics(run, name);
        if (!points)
            return points.error();
        for (const MetricPoint &point : *points) {
            const auto found =
                std::find_if(evaluations.begin(), evaluations.end(),
                             [&](const Evaluation &e) { return e.step == point.step; });
            if (found != evaluations.end())
                (*found).*member = point.value;
        }
    }
    return {};
}

JsonValue toJson(const Evaluation &evaluation)
{
    return {{"step", evaluation.step},
            {"seconds", orNull(evaluation.seconds)},
            {"validation_cross_entropy", orNull(evaluation.crossEntropy)},
            {"perplexity", orNull(std::exp(evaluation.crossEntropy))},
            {"bits_per_byte", orNull(evaluation.bitsPerByte)},
            {"kl_to_teacher", orNull(evaluation.klToTeacher)},
            {"top_agreement", orNull(evaluation.topAgreement)},
            {"kl_to_truth", orNull(evaluation.klToTruth)}};
}

QString nats(const std::optional<double> &value)
{
    return value ? formatNats(*value) : None;
}

/// `value` of an evaluation, which may be missing altogether.
template <class Read>
QString cell(const Evaluation *evaluation, Read read)
{
    return evaluation ? read(*evaluation) : None;
}

} // namespace

Result<Figures> readFigures(const RunStore &store, RunId run)
{
    Figures figures;
    auto summary = store.run(run);
    if (!summary)
        return summary.error();
    figures.run = *std::move(summary);
    // A run that ended before its training began has none.
    if (auto facts = store.facts(run))
        figures.facts = *std::move(facts);
    if (Status read = readLastStep(store, run, figures.lastStep); !read)
        return read.error();
    if (Status read = readEvaluations(store, run, figures.evaluations); !read)
        return read.error();
    for (std::size_t i = 0; i < figures.evaluations.size(); ++i) {
        const double value = figures.evaluations[i].crossEntropy;
        if (std::isfinite(value)
            && (!figures.best || value < figures.evaluations[*figures.best].crossEntropy))
            figures.best = i;
    }
    return figures;
}

JsonValue toJson(const Figures &figures)
{
    const auto &step = figures.lastStep;
    const Evaluation *last = figures.last();
    JsonValue evaluations = JsonValue::array();
    for (const Evaluation &evaluation : figures.evaluations)
        evaluations.push_back(toJson(evaluation));
    return {{"run", figures.run.id.value},
            {"name", figures.run.name.toStdString()},
            {"status", toString(figures.run.status).toStdString()},
            {"reason", figures.run.reason.isEmpty() ? JsonValue()
                                                    : JsonValue(figures.run.reason.toStdString())},
            {"steps", figures.run.step},
            {"planned_steps", figures.run.steps},
            {"seconds", orNull(figures.run.seconds)},
            {"tokens_per_second", orNull(figures.run.tokensPerSecond)},
            {"student_parameters", figures.run.parameters},
            {"final",
             {{"cross_entropy", step ? orNull(step->crossEntropy) : JsonValue()},
              {"sequence_divergence", step ? orNull(step->sequenceDivergence) : JsonValue()},
              {"token_divergence", step ? orNull(step->tokenDivergence) : JsonValue()},
              {"total", step ? orNull(step->total) : JsonValue()},
              {"validation_cross_entropy", last ? orNull(last->crossEntropy) : JsonValue()},
              {"perplexity", last ? orNull(std::exp(last->crossEntropy)) : JsonValue()},
              {"bits_per_byte", last ? orNull(last->bitsPerByte) : JsonValue()},
              {"kl_to_teacher", last ? orNull(last->klToTeacher) : JsonValue()},
              {"top_agreement", last ? orNull(last->topAgreement) : JsonValue()},
              {"kl_to_truth", last ? orNull(last->klToTruth) : JsonValue()}}},
            {"best", figures.best ? toJson(*figures.bestEvaluation()) : JsonValue()},
            {"floors",
             {{"teacher_cross_entropy", orNull(figures.facts.teacherCrossEntropy)},
              {"teacher_kl_to_truth", orNull(figures.facts.teacherError)},
              {"truth_cross_entropy", orNull(figures.facts.truthCrossEntropy)}}},
            {"evaluations", evaluations}};
}

QList<QStringList> figureTable(const Figures &figures)
{
    const Evaluation *last = figures.last();
    const Evaluation *best = figures.bestEvaluation();
    const RunFacts &facts = figures.facts;
    const auto bits = [&](const std::optional<double> &crossEntropy) {
        return crossEntropy && facts.bytesPerToken
                   ? formatNats(*crossEntropy / *facts.bytesPerToken / std::log(2.0))
                   : None;
    };
    const auto perplexity = [](const std::optional<double> &crossEntropy) {
        return crossEntropy ? formatNats(std::exp(*crossEntropy)) : None;
    };
    const auto row = [&](const QString &name, auto read, const QString &teacher,
                         const QString &truth) {
        return QStringList{name, cell(last, read), cell(best, read), teacher, truth};
    };
    QList<QStringList> rows;
    rows << QStringList{QStringLiteral("on held-out text"),
                        last ? QStringLiteral("student, step %1").arg(formatCount(last->step))
                             : QStringLiteral("student"),
                        best ? QStringLiteral("its best, step %1").arg(formatCount(best->step))
                             : QStringLiteral("its best"),
                        QStringLiteral("teacher"), QStringLiteral("truth")};
    rows << row(
        QStringLiteral("cross-entropy, nats/token"),
        [](const Evaluation &e) { return formatNats(e.crossEntropy); },
        nats(facts.teacherCrossEntropy), nats(facts.truthCrossEntropy));
    rows << row(
        QStringLiteral("perplexity"),
        [](const Evaluation &e) { return formatNats(std::exp(e.crossEntropy)); },
        perplexity(facts.teacherCrossEntropy), perplexity(facts.truthCrossEntropy));
    if (facts.bytesPerToken) {
        rows << row(
            QStringLiteral("bits per byte"),
            [](const Evaluation &e) { return nats(e.bitsPerByte); },
            bits(facts.teacherCrossEntropy), bits(facts.truthCrossEntropy));
    }
    if (facts.teacherCrossEntropy) {
        rows << row(
            QStringLiteral("KL to the teacher, nats/token"),
            [](const Evaluation &e) { return nats(e.klToTeacher); }, formatNats(0), None);
        rows << row(
            QStringLiteral("same first choice as the teacher"),
            [](const Evaluation &e) {
                return e.topAgreement ? formatPercent(*e.topAgreement) : None;
            },
            formatPercent(1), None);
    }
    if (facts.truthCrossEntropy) {
        rows << row(
            QStringLiteral("KL to the truth, nats/token"),
            [](const Evaluation &e) { return nats(e.klToTruth); }, nats(facts.teacherError),
            formatNats(0));
    }
    return rows;
}

QString headline(const Figures &figures)
{
    static const QHash<RunStatus, QString> words{
        {RunStatus::Running, QStringLiteral("Running")},
        {RunStatus::Paused, QStringLiteral("Paused")},
        {RunStatus::Finished, QStringLiteral("Finished")},
        {RunStatus::Stopped, QStringLiteral("Stopped")},
        {RunStatus::Failed, QStringLiteral("Failed")},
        {RunStatus::Interrupted, QStringLiteral("Interrupted")}};
    const RunSummary &run = figures.run;
    return QStringLiteral("%1: run %2, %3 of %4 steps in %5, %6 tokens/s.")
        .arg(words.value(run.status), QString::number(run.id.value), formatCount(run.step),
             formatCount(run.steps), formatDuration(run.seconds), formatShort(run.tokensPerSecond));
}

} // namespace retort
