#include "app/cli/commands.h"

#include "app/cli/figures.h"
#include "app/cli/interrupts.h"
#include "app/cli/options.h"
#include "app/cli/progress.h"
#include "app/cli/summary.h"
#include "app/cli/texttable.h"
#include "app/cli/trainingplan.h"
#include "core/engine/machine.h"
#include "core/engine/training/trainer.h"
#include "core/plotdata/format.h"
#include "core/session/resources.h"
#include "core/session/translate.h"
#include "core/store/modelresolver.h"
#include "core/store/runwriter.h"

namespace retort {
namespace {

/// Passes everything to the store and shows it; nobody is there to end a pause, so that it ends the
/// run.
class Reporter final : public TrainingObserver
{
public:
    Reporter(const TrainingPlan &plan, RunWriter &writer, Progress &progress,
             std::stop_source &stop)
        : m_plan(plan), m_writer(writer), m_progress(progress), m_stop(stop)
    {
    }

    bool started() const { return m_started; }
    const std::optional<Error> &pausedBecause() const { return m_paused; }

    void onPreparing(const Error &what, double done) override;
    void onStarted(const RunFacts &facts) override;
    void onStep(const StepMetrics &metrics) override;
    void onEvaluation(const Evaluation &evaluation) override;
    void onControl(const ControlEvent &event) override { m_writer.onControl(event); }
    void onCheckpoint(const CheckpointInfo &info) override { m_writer.onCheckpoint(info); }
    void onPaused(PauseReason reason, const Error &sentence) override;

private:
    const TrainingPlan &m_plan;
    RunWriter &m_writer;
    Progress &m_progress;
    std::stop_source &m_stop;
    std::optional<Error> m_paused;
    bool m_started = false;
    int m_tenthsTold = 0; ///< of what is being prepared
};

void Reporter::onPreparing(const Error &what, double done)
{
    const int tenths = int(done * 10);
    if (tenths > std::exchange(m_tenthsTold, tenths))
        m_progress.message(QStringLiteral("%1: %2").arg(toUserText(what), formatPercent(done)));
}

void Reporter::onStarted(const RunFacts &facts)
{
    m_started = true;
    m_writer.onStarted(facts);
    const Experiment &experiment = m_plan.experiment;
    m_progress.message(QStringLiteral("Run %1: %2")
                           .arg(m_writer.run().value)
                           .arg(QString::fromStdString(experiment.name)));
    QStringList parts;
    parts << QStringLiteral("student %1 × %2, %3 parameters")
                 .arg(facts.studentLayers)
                 .arg(facts.studentWidth)
                 .arg(formatShort(double(facts.studentParameters)));
    parts << (facts.teacherParameters ? QStringLiteral("teacher %1, %2 parameters")
                                            .arg(QString::fromStdString(experiment.teacher.model),
                                                 formatShort(double(*facts.teacherParameters)))
                                      : QStringLiteral("no teacher"));
    parts << (facts.trainingWindows ? QStringLiteral("%1 windows of %2 tokens")
                                          .arg(formatCount(*facts.trainingWindows))
                                          .arg(facts.context)
                                    : QStringLiteral("text without end"));
    m_progress.message(parts.join(QStringLiteral("; ")));
    if (facts.firstStep > 0)
        m_progress.message(
            QStringLiteral("Goes on from step %1").arg(formatCount(facts.firstStep)));
    m_progress.begin(facts);
}

void Reporter::onStep(const StepMetrics &metrics)
{
    m_writer.onStep(metrics);
    m_progress.step(metrics);
}

void Reporter::onEvaluation(const Evaluation &evaluation)
{
    m_writer.onEvaluation(evaluation);
    m_progress.evaluation(evaluation);
}

void Reporter::onPaused(PauseReason reason, const Error &sentence)
{
    m_writer.onPaused(reason, sentence);
    m_paused = sentence;
    m_stop.request_stop();
}

/// Saves what was asked for besides the store's record. A student that failed is not worth an older
/// one's place.
Status writeResults(const TrainOptions &options, const TrainingPlan &plan, const Outcome &outcome,
                    const Figures &figures, const RunStore &store, const Report &report)
{
    if (!options.output.empty() && outcome.student && outcome.status != OutcomeStatus::Failed) {
        if (Status saved = outcome.student->save(options.output, options.outputType); !saved)
            return saved;
        report.text(
            QStringLiteral("The student is in %1.").arg(QString::fromStdString(options.output)));
    }
    if (!options.summary.empty()) {
        const auto curve = store.metrics(figures.run.id, series::crossEntropy);
        if (!curve)
            return curve.error();
        if (Status written = writeSummary(options.summary, plan.experiment, figures, *curve);
            !written)
            return written;
        report.text(
            QStringLiteral("The summary is in %1.").arg(QString::fromStdString(options.summary)));
    }
    return {};
}

int conclude(const TrainOptions &options, const TrainingPlan &plan, const Outcome &outcome,
             RunId run, const Report &report)
{
    const auto store = RunStore::open(options.storeFile());
    if (!store)
        return report.failure(store.error());
    const auto figures = readFigures(**store, run);
    if (!figures)
        return report.failure(figures.error());
    report.text(QLatin1Char('\n') + headline(*figures));
    report.text(alignedTable(figureTable(*figures)));
    const Status written = writeResults(options, plan, outcome, *figures, **store, report);
    // Failed, or stopped without the checkpoint that belongs to it.
    if (!outcome.error.text.empty()) {
        if (!written)
            report.note(toText(written.error()));
        return report.failure(outcome.error, toJson(*figures));
    }
    if (!written)
        return report.failure(written.error(), toJson(*figures));
    report.object(toJson(*figures));
    if (outcome.status == OutcomeStatus::Finished)
        return exitcode::done;
    report.note(QStringLiteral("Run %1 stopped at step %2. Go on with: retort-cli train --resume "
                               "%1")
                    .arg(run.value)
                    .arg(outcome.steps));
    return exitcode::interrupted;
}

/// A run that never began leaves no trace.
void withdraw(const TrainOptions &options, RunId run, const Report &report)
{
    const auto store = RunStore::open(options.storeFile());
    if (Status removed = store ? (*store)->remove(run) : Status(store.error()); !removed)
        report.note(toText(removed.error()));
}

/// How a run ended before it was resumed in vain, so that the store says it again. An interrupted
/// one has no such end.
std::optional<Outcome> endBefore(const RunSummary &before)
{
    Outcome outcome;
    outcome.tokensPerSecond = before.tokensPerSecond;
    outcome.error = {before.reason.toStdString(), {}};
    outcome.status =
        before.status == RunStatus::Failed ? OutcomeStatus::Failed : OutcomeStatus::Stopped;
    return before.status == RunStatus::Interrupted ? std::nullopt : std::optional(outcome);
}

/// What was wrong is in the input.
int neverBegan(const TrainOptions &options, const TrainingPlan &plan,
               std::unique_ptr<RunWriter> writer, const Outcome &outcome, const Report &report)
{
    const RunId run = writer->run();
    const auto end = plan.before ? endBefore(*plan.before) : std::optional(outcome);
    if (end) {
        if (Status ended = writer->end(*end); !ended)
            report.note(toText(ended.error()));
    }
    writer.reset();
    if (!plan.resumed)
        withdraw(options, run, report);
    return report.inputError(outcome.error);
}

int stoppedAtOnce(const TrainOptions &options, RunId run, const Report &report)
{
    withdraw(options, run, report);
    return report.interrupted(
        {"Run %1 stopped before its first step; nothing is kept.", {std::to_string(run.value)}});
}

int run(const TrainOptions &options)
{
    const Report report = options.report();
    const auto plan = planTraining(options);
    if (!plan)
        return report.inputError(plan.error());

    Progress progress(report.progressStream());
    Interrupts interrupts([&] {
        progress.message(QStringLiteral("Stopping: the run is brought to an end. Press Ctrl+C "
                                        "again to end at once."));
    });
    if (machineFacts().slowBlas)
        report.note(toText(slowBlasWarning()));
    auto writer = RunWriter::begin(options.storeFile(), plan->experiment, plan->resumed);
    if (!writer)
        return report.inputError(writer.error());
    (*writer)->setProblemHandler([&](const Error &problem) {
        progress.message(problem.text.empty() ? QStringLiteral("The store can be written again.")
                                              : toText(problem));
    });

    const StoreResolver resolver(options.storeFile(), Resources::find().teachers);
    const TrainingEnvironment environment{resolver, (*writer)->checkpointFolder(),
                                          plan->checkpoint};
    Reporter reporter(*plan, **writer, progress, interrupts.source());
    TrainingControl control;
    Outcome outcome = train(plan->experiment, environment, reporter, control, interrupts.token());
    if (reporter.pausedBecause()) {
        outcome.status = OutcomeStatus::Failed;
        outcome.error = *reporter.pausedBecause();
    }
    progress.end();
    if (outcome.status == OutcomeStatus::Failed && !reporter.started())
        return neverBegan(options, *plan, *std::move(writer), outcome, report);
    const RunId id = (*writer)->run();
    if (Status ended = (*writer)->end(outcome); !ended)
        return report.failure(ended.error());
    if (outcome.status == OutcomeStatus::Stopped && outcome.steps == 0 && !plan->resumed)
        return stoppedAtOnce(options, id, report);
    return conclude(options, *plan, outcome, id, report);
}

} // namespace

void addTrainCommand(CLI::App &program, int &exitCode)
{
    auto options = std::make_shared<TrainOptions>();
    CLI::App *command = program.add_subcommand(
        "train", "Train a student; without a file or preset, by \"first-distillation\"");
    auto *file = command->add_option("EXPERIMENT", options->file, "an experiment file (JSON)");
    auto *preset = command->add_option("--preset", options->preset,
                                       "an experiment that comes with Retort (see presets)");
    preset->type_name("NAME")->excludes(file);
    auto *settings = command->add_option("--set", options->settings,
                                         "change one setting, such as objective.alpha=0.3");
    settings->type_name("KEY=VALUE")->allow_extra_args(false);
    auto *steps = command->add_option("--steps", options->steps, "steps of the run");
    steps->type_name("N");
    auto *language = command->add_option("--language", options->language,
                                         "the language of Tales and of its bundled teacher");
    language->check(CLI::IsMember({"en", "zh"}));
    command
        ->add_option("--output", options->output,
                     "put the student there, as a model folder in the Hugging Face layout")
        ->type_name("DIR");
    const std::map<std::string, WeightType> types{{"float32", WeightType::Float32},
                                                  {"float16", WeightType::Float16},
                                                  {"bfloat16", WeightType::BFloat16}};
    command
        ->add_option_function<std::string>(
            "--output-type",
            [options, types](const std::string &name) { options->outputType = types.at(name); },
            "number format of its weights")
        ->check(CLI::IsMember(types))
        ->type_name("TYPE");
    command
        ->add_option("--summary", options->summary,
                     "put curves and figures there (.html), or figures alone (.txt)")
        ->type_name("FILE");
    command
        ->add_option("--resume", options->resume,
                     "go on with a stored run from its newest checkpoint")
        ->type_name("RUN")
        ->excludes(file)
        ->excludes(preset)
        ->excludes(settings)
        ->excludes(steps)
        ->excludes(language);
    addCommonOptions(*command, *options);
    command->callback([options, &exitCode] { exitCode = run(*options); });
}

} // namespace retort
