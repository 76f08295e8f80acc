#include "app/cli/commands.h"

#include "app/cli/figures.h"
#include "app/cli/files.h"
#include "app/cli/options.h"
#include "app/cli/texttable.h"
#include "core/plotdata/format.h"
#include "core/store/runexport.h"

#include <functional>
#include <iostream>
#include <set>

#include <unistd.h>

namespace retort {
namespace {

struct RunsOptions : CommonOptions
{
    std::vector<std::string> runs;
    std::string output;
    bool yes = false;
};

JsonValue toJson(const RunSummary &run)
{
    JsonValue tags = JsonValue::array();
    for (const QString &tag : run.tags)
        tags.push_back(tag.toStdString());
    return {{"run", run.id.value},
            {"name", run.name.toStdString()},
            {"status", toString(run.status).toStdString()},
            {"reason", run.reason.isEmpty() ? JsonValue() : JsonValue(run.reason.toStdString())},
            {"alpha", orNull(run.alpha)},
            {"beta", orNull(run.beta)},
            {"has_teacher", run.hasTeacher},
            {"student", run.student.toStdString()},
            {"student_parameters", run.parameters},
            {"seed", run.seed},
            {"steps", run.step},
            {"planned_steps", run.steps},
            {"seconds", orNull(run.seconds)},
            {"tokens_per_second", orNull(run.tokensPerSecond)},
            {"validation_cross_entropy", orNull(run.crossEntropy)},
            {"kl_to_teacher", orNull(run.klToTeacher)},
            {"kl_to_truth", orNull(run.klToTruth)},
            {"started", run.started.toUTC().toString(Qt::ISODate).toStdString()},
            {"tags", tags},
            {"notes", run.notes.toStdString()},
            {"starred", run.starred},
            {"archived", run.archived}};
}

QString nats(const std::optional<double> &value)
{
    return value ? formatNats(*value) : QStringLiteral("–");
}

QStringList row(const RunSummary &run)
{
    const auto weight = [&](double value) {
        return run.hasTeacher ? formatWeight(value) : QStringLiteral("–");
    };
    return {QString::number(run.id.value),
            run.name,
            toString(run.status),
            run.started.toLocalTime().toString(QStringLiteral("yyyy-MM-dd hh:mm")),
            run.student,
            weight(run.alpha),
            weight(run.beta),
            QStringLiteral("%1/%2").arg(formatCount(run.step), formatCount(run.steps)),
            nats(run.crossEntropy),
            nats(run.klToTeacher),
            nats(run.klToTruth),
            formatShort(run.tokensPerSecond)};
}

int list(const RunsOptions &options)
{
    const Report report = options.report();
    const auto store = openStore(options);
    if (!store)
        return report.inputError(store.error());
    const auto runs = (*store)->runs();
    if (!runs)
        return report.failure(runs.error());
    JsonValue listed = JsonValue::array();
    QList<QStringList> rows{
        {QStringLiteral("run"), QStringLiteral("name"), QStringLiteral("status"),
         QStringLiteral("started"), QStringLiteral("student"), QStringLiteral("α"),
         QStringLiteral("β"), QStringLiteral("steps"), QStringLiteral("CE"),
         QStringLiteral("KL teacher"), QStringLiteral("KL truth"), QStringLiteral("tokens/s")}};
    for (const RunSummary &run : *runs) {
        listed.push_back(toJson(run));
        rows << row(run);
    }
    report.text(runs->empty() ? QStringLiteral("There are no runs yet. \"retort-cli train\" makes "
                                               "the first one.")
                              : alignedTable(rows, 5));
    report.object({{"runs", listed}});
    return exitcode::done;
}

/// Asks the store for one run. @returns the exit code of `act` or of what failed before
int withRun(const RunsOptions &options, const std::string &name,
            const std::function<int(RunStore &, RunId, const Report &)> &act)
{
    const Report report = options.report();
    const auto id = parseRunId(name);
    if (!id)
        return report.inputError(id.error());
    const auto store = openStore(options);
    if (!store)
        return report.inputError(store.error());
    if (const auto run = (*store)->run(*id); !run)
        return report.inputError(run.error());
    return act(**store, *id, report);
}

int show(RunStore &store, RunId id, const Report &report)
{
    const auto figures = readFigures(store, id);
    const auto experiment = store.experiment(id);
    const auto checkpoints = store.checkpoints(id);
    if (!figures)
        return report.failure(figures.error());
    if (!experiment)
        return report.failure(experiment.error());
    if (!checkpoints)
        return report.failure(checkpoints.error());

    QStringList steps;
    JsonValue stored = JsonValue::array();
    for (const StoredCheckpoint &checkpoint : *checkpoints) {
        steps << formatCount(checkpoint.step);
        stored.push_back({{"step", checkpoint.step}, {"folder", checkpoint.folder.string()}});
    }
    QStringList lines{figures->run.name, headline(*figures)};
    if (!figures->run.reason.isEmpty())
        lines << figures->run.reason;
    lines << QString() << alignedTable(figureTable(*figures)) << QString();
    lines << QStringLiteral("Checkpoints: %1")
                 .arg(steps.isEmpty() ? QStringLiteral("none") : steps.join(QStringLiteral(" · ")));
    lines << QString() << QString::fromStdString(toJson(*experiment)).trimmed();
    report.text(lines.join(QLatin1Char('\n')));

    JsonValue result = toJson(figures->run);
    result.update(toJson(*figures));
    result["checkpoints"] = stored;
    result["experiment"] = JsonValue::parse(toJson(*experiment));
    report.object(result);
    return exitcode::done;
}

Result<ExportFormat> exportFormat(const std::string &output)
{
    const auto suffix = std::filesystem::path(output).extension();
    if (suffix == ".csv")
        return ExportFormat::Csv;
    if (output.empty() || suffix == ".json")
        return ExportFormat::Json;
    return Error{"The file %1 after --output must end in .json or .csv.", {output}};
}

int exportOne(const RunsOptions &options, RunStore &store, RunId id, const Report &report)
{
    const auto format = exportFormat(options.output);
    if (!format)
        return report.inputError(format.error());
    const auto text = exportRun(store, id, *format);
    if (!text)
        return report.failure(text.error());
    if (options.output.empty()) {
        report.raw(*text);
        return exitcode::done;
    }
    if (Status possible = checkDestination(options.output, "--output"); !possible)
        return report.inputError(possible.error());
    if (Status written = replaceFile(options.output, *text, "--output"); !written)
        return report.failure(written.error());
    report.text(QStringLiteral("Run %1 is in %2.")
                    .arg(id.value)
                    .arg(QString::fromStdString(options.output)));
    report.object({{"run", id.value}, {"file", options.output}});
    return exitcode::done;
}

/// The runs that are named, each once; an error if one of them cannot be deleted.
Result<std::set<RunId>> deletableRuns(const RunsOptions &options, const RunStore &store)
{
    std::set<RunId> ids;
    for (const std::string &name : options.runs) {
        const auto id = parseRunId(name);
        if (!id)
            return id.error();
        const auto run = store.run(*id);
        if (!run)
            return run.error();
        if (run->status == RunStatus::Running || run->status == RunStatus::Paused) {
            return Error{RETORT_SENTENCE("Run %1 is still running. Stop it before deleting it."),
                         {std::to_string(id->value)}};
        }
        ids.insert(*id);
    }
    return ids;
}

bool isAgreed(std::size_t runs)
{
    std::cerr << "Delete " << runs << (runs == 1 ? " run" : " runs")
              << " with all checkpoints? This cannot be undone. [y/N] " << std::flush;
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "Y" || answer == "yes";
}

int deleteRuns(const RunsOptions &options)
{
    const Report report = options.report();
    if (!options.yes && isatty(STDIN_FILENO) != 1) {
        return report.inputError({"Deleting cannot be undone, and there is no terminal to ask at. "
                                  "Add --yes to delete without being asked.",
                                  {}});
    }
    const auto store = openStore(options);
    if (!store)
        return report.inputError(store.error());
    const auto ids = deletableRuns(options, **store);
    if (!ids)
        return report.inputError(ids.error());

    JsonValue deleted = JsonValue::array();
    if (options.yes || isAgreed(ids->size())) {
        for (const RunId id : *ids) {
            if (Status removed = (*store)->remove(id); !removed)
                return report.failure(removed.error(), {{"deleted", deleted}});
            report.text(QStringLiteral("Run %1 is deleted.").arg(id.value));
            deleted.push_back(id.value);
        }
    }
    report.object({{"deleted", deleted}});
    return exitcode::done;
}

} // namespace

void addRunsCommand(CLI::App &program, int &exitCode)
{
    CLI::App *command = program.add_subcommand("runs", "List, show, export or delete stored runs");
    command->require_subcommand(1);
    auto options = std::make_shared<RunsOptions>();
    const auto add = [&](const char *name, const char *description) {
        CLI::App *sub = command->add_subcommand(name, description);
        addCommonOptions(*sub, *options);
        return sub;
    };
    const auto takesRun = [&](CLI::App *sub) {
        sub->add_option("RUN", options->runs, "the run's number, such as 12")
            ->required()
            ->expected(1);
    };

    add("list", "One line for each run")->callback([options, &exitCode] {
        exitCode = list(*options);
    });

    CLI::App *showing = add("show", "Figures, checkpoints and experiment of one run");
    takesRun(showing);
    showing->callback(
        [options, &exitCode] { exitCode = withRun(*options, options->runs.front(), show); });

    CLI::App *exporting = add("export", "Everything that is known of a run, as JSON or CSV");
    takesRun(exporting);
    exporting
        ->add_option("--output", options->output, "a file, .json or .csv; standard output without")
        ->type_name("FILE");
    exporting->callback([options, &exitCode] {
        exitCode = withRun(*options, options->runs.front(),
                           [&](RunStore &store, RunId id, const Report &report) {
                               return exportOne(*options, store, id, report);
                           });
    });

    CLI::App *deleting = add("delete", "Remove runs and their checkpoints");
    deleting->add_option("RUN", options->runs, "numbers of runs")->required();
    deleting->add_flag("--yes", options->yes, "do not ask; needed where there is no terminal");
    deleting->callback([options, &exitCode] { exitCode = deleteRuns(*options); });
}

} // namespace retort
