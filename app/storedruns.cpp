#include "app/storedruns.h"

#include "core/plotdata/format.h"
#include "widgets/experiment/fieldtexts.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>

namespace retort {

namespace {

constexpr std::size_t mostRuns = 40; // a list to choose from has an end

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(retort::StoredRuns)
};

using Assign = void (*)(StepMetrics &, double);

/// Where a series of the store goes in the metrics of a step.
constexpr std::pair<const char *, Assign> stepSeries[] = {
    {series::total, [](StepMetrics &step, double value) { step.total = value; }},
    {series::crossEntropy, [](StepMetrics &step, double value) { step.crossEntropy = value; }},
    {series::sequenceDivergence,
     [](StepMetrics &step, double value) { step.sequenceDivergence = value; }},
    {series::tokenDivergence,
     [](StepMetrics &step, double value) { step.tokenDivergence = value; }},
    {series::learningRate, [](StepMetrics &step, double value) { step.learningRate = value; }},
    {series::gradientNorm, [](StepMetrics &step, double value) { step.gradientNorm = value; }},
    {series::tokensPerSecond,
     [](StepMetrics &step, double value) { step.tokensPerSecond = value; }},
};

/// These have a point only where they change.
constexpr std::pair<const char *, double StepMetrics::*> knobSeries[] = {
    {series::alpha, &StepMetrics::alpha},
    {series::beta, &StepMetrics::beta},
    {series::temperature, &StepMetrics::temperature},
    {series::studentShare, &StepMetrics::studentShare},
};

using AssignEvaluation = void (*)(Evaluation &, double);

constexpr std::pair<const char *, AssignEvaluation> evaluationSeries[] = {
    {series::validationCrossEntropy, [](Evaluation &e, double value) { e.crossEntropy = value; }},
    {series::validationBitsPerByte, [](Evaluation &e, double value) { e.bitsPerByte = value; }},
    {series::klToTeacher, [](Evaluation &e, double value) { e.klToTeacher = value; }},
    {series::topAgreement, [](Evaluation &e, double value) { e.topAgreement = value; }},
    {series::klToTruth, [](Evaluation &e, double value) { e.klToTruth = value; }},
};

/// Joins series by their step. Nothing but what the store has is filled in.
template <class Row, class Series>
Result<std::vector<Row>> joined(const RunStore &store, RunId run, const Series &all)
{
    std::map<std::int64_t, Row> rows;
    for (const auto &[name, assign] : all) {
        const auto points = store.metrics(run, name);
        if (!points)
            return points.error();
        for (const MetricPoint &point : *points) {
            Row &row = rows[point.step];
            row.step = point.step;
            row.seconds = point.seconds;
            if constexpr (requires { row.tokens; })
                row.tokens = point.tokens;
            assign(row, point.value);
        }
    }
    std::vector<Row> list;
    list.reserve(rows.size());
    for (auto &[step, row] : rows)
        list.push_back(row);
    return list;
}

/// Newest first, those with a checkpoint only.
struct RunWithCheckpoints
{
    RunSummary run;
    std::vector<StoredCheckpoint> checkpoints;
};

std::vector<RunWithCheckpoints> usableRuns(const RunStore &store)
{
    std::vector<RunWithCheckpoints> usable;
    auto runs = store.runs();
    if (!runs)
        return usable;
    std::sort(runs->begin(), runs->end(),
              [](const RunSummary &a, const RunSummary &b) { return a.id > b.id; });
    for (const RunSummary &run : *runs) {
        if (usable.size() == mostRuns)
            break;
        auto checkpoints = store.checkpoints(run.id);
        if (!run.archived && checkpoints && !checkpoints->empty())
            usable.push_back({run, std::move(*checkpoints)});
    }
    return usable;
}

QString label(const RunSummary &run)
{
    return QStringLiteral("%1 #%2").arg(run.name).arg(run.id.value);
}

ModelChoice makeChoice(const QString &reference, const QString &label)
{
    ModelChoice choice;
    choice.source.reference = reference;
    choice.source.label = label;
    return choice;
}

/// Names of the models in share/retort/teachers: "tales-en".
std::vector<QString> bundledTeachers(const std::filesystem::path &folder)
{
    std::vector<QString> names;
    std::error_code failure;
    for (std::filesystem::directory_iterator entry(folder, failure), end; !failure && entry != end;
         entry.increment(failure)) {
        if (std::filesystem::exists(entry->path() / "config.json"))
            names.push_back(QString::fromStdString(entry->path().filename().string()));
    }
    std::sort(names.begin(), names.end());
    return names;
}

DataSettings bundledData(const QString &name)
{
    DataSettings data;
    data.language = name.endsWith(u"-zh") ? "zh" : "en";
    return data;
}

Status fillKnobs(const RunStore &store, RunId run, std::vector<StepMetrics> &steps)
{
    for (const auto &[name, knob] : knobSeries) {
        const auto points = store.metrics(run, name);
        if (!points)
            return points.error();
        auto next = points->begin();
        double value = StepMetrics().*knob;
        for (StepMetrics &step : steps) {
            for (; next != points->end() && next->step <= step.step; ++next)
                value = next->value;
            step.*knob = value;
        }
    }
    return {};
}

} // namespace

Result<StoredCurves> readCurves(const RunStore &store, RunId run)
{
    StoredCurves curves;
    if (const auto facts = store.facts(run))
        curves.facts = *facts;
    auto steps = joined<StepMetrics>(store, run, stepSeries);
    if (!steps)
        return steps.error();
    if (Status filled = fillKnobs(store, run, *steps); !filled)
        return filled.error();
    auto evaluations = joined<Evaluation>(store, run, evaluationSeries);
    if (!evaluations)
        return evaluations.error();
    auto events = store.controlEvents(run);
    if (!events)
        return events.error();
    curves.metrics = {std::move(*steps), std::move(*evaluations)};
    curves.events = std::move(*events);
    return curves;
}

StoredModels readModels(const RunStore &store, const Resources &resources)
{
    StoredModels models;
    for (const QString &name : bundledTeachers(resources.teachers)) {
        const QString reference = QStringLiteral("bundled:") + name;
        models.teachers.push_back(makeChoice(reference, modelName(reference)));
        models.teachers.back().data = bundledData(name);
    }
    for (const auto &[run, checkpoints] : usableRuns(store)) {
        const auto experiment = store.experiment(run.id);
        const DataSettings data = experiment ? experiment->data : DataSettings{};
        const QString reference = QStringLiteral("run:%1").arg(run.id.value);
        models.teachers.push_back(makeChoice(reference, label(run)));
        models.teachers.back().data = data;
        for (auto it = checkpoints.rbegin(); it != checkpoints.rend(); ++it) {
            models.students.push_back(
                makeChoice(QStringLiteral("%1@%2").arg(reference).arg(it->step),
                           Words::tr("%1, step %2").arg(label(run), formatCount(it->step))));
            models.students.back().data = data;
            if (experiment)
                models.students.back().teacher = QString::fromStdString(experiment->teacher.model);
        }
    }
    return models;
}

std::vector<ModelChoice> folderModels(const QStringList &folders)
{
    std::vector<ModelChoice> choices;
    for (const QString &folder : folders) {
        choices.push_back(makeChoice(folder, modelName(folder)));
        choices.back().data.kind = DataKind::Text;
        choices.back().onRequest = true;
    }
    return choices;
}

ModelChoice liveModel(const TrainingSession &training)
{
    ModelChoice live;
    live.source.label = Words::tr("#%1, live").arg(training.run().value);
    live.data = training.experiment().data;
    live.teacher = QString::fromStdString(training.experiment().teacher.model);
    live.live = true;
    return live;
}

} // namespace retort
