#include "core/engine/training/trainer.h"

#include "core/engine/threads.h"
#include "core/engine/training/seeds.h"
#include "core/engine/training/trainingrun_torch.h"

#include <exception>

namespace retort {
namespace {

Outcome failed(Outcome outcome, Error error)
{
    outcome.status = OutcomeStatus::Failed;
    outcome.error = std::move(error);
    return outcome;
}

Error fromException(const std::exception &exception)
{
    return {
        RETORT_SENTENCE("The engine gave up: %1. Smaller sizes (batch, width, layers) need less "
                        "memory; the run's last checkpoint is kept."),
        {reasonOf(exception)}};
}

Error stopped()
{
    return {RETORT_SENTENCE("It was stopped before it was done."), {}};
}

/// A checkpoint of the first format does not know its text, but its tokeniser.
bool isOtherText(const Checkpoint &checkpoint, const Dataset &dataset)
{
    const std::string &text = checkpoint.state.text;
    return checkpoint.student.tokenizer()->fingerprint() != dataset.tokenizer()->fingerprint()
           || (!text.empty() && text != dataset.fingerprint());
}

/// A preparation has run, so its result decides about the rest of the run.
Status trainPrepared(const Experiment &experiment, const TrainingEnvironment &environment,
                     Prepared prepared, TrainingObserver &observer, TrainingControl &control,
                     const std::stop_token &stop, Outcome &outcome)
{
    std::optional<Checkpoint> checkpoint;
    if (environment.resumeFrom) {
        Result<Checkpoint> read = readCheckpoint(*environment.resumeFrom);
        if (!read)
            return read.error();
        if (read->student.config() != prepared.student) {
            return Error{
                RETORT_SENTENCE("The checkpoint %1 holds a student of other sizes than the "
                                "experiment. Start a new run instead."),
                {environment.resumeFrom->string()}};
        }
        if (isOtherText(*read, *prepared.dataset)) {
            return Error{
                RETORT_SENTENCE("The text %1 is not the one that the run was trained on so far. "
                                "Bring that text back, or start a new run."),
                {experiment.data.path}};
        }
        checkpoint = *std::move(read);
    }
    Result<LanguageModel> student =
        checkpoint ? Result<LanguageModel>(checkpoint->student)
                   : makeStudent(prepared, mixSeed(experiment.seed, SeedPurpose::Student));
    if (!student)
        return student.error();

    TrainingRun run(experiment, environment, std::move(prepared), *std::move(student), observer,
                    control, stop, outcome);
    if (checkpoint) {
        if (Status restored = run.restore(*checkpoint); !restored)
            return restored;
    }
    run.run();
    return {};
}

} // namespace

Outcome train(const Experiment &experiment, const TrainingEnvironment &environment,
              TrainingObserver &observer, TrainingControl &control, std::stop_token stop)
{
    Outcome outcome;
    try {
        Result<Prepared> prepared = prepare(
            experiment, environment.resolver,
            [&observer](const Error &what, double done) { observer.onPreparing(what, done); },
            stop);
        if (!prepared && stop.stop_requested()) {
            outcome.status = OutcomeStatus::Stopped;
            return outcome;
        }
        if (!prepared)
            return failed(std::move(outcome), prepared.error());
        if (Status trained = trainPrepared(experiment, environment, *std::move(prepared), observer,
                                           control, stop, outcome);
            !trained)
            return failed(std::move(outcome), trained.error());
    } catch (const std::exception &exception) {
        return failed(std::move(outcome), fromException(exception));
    }
    return outcome;
}

Result<RunFacts> preview(const Experiment &experiment, const ModelResolver &resolver,
                         std::stop_token stop)
{
    try {
        Result<Prepared> prepared = prepare(experiment, resolver, {}, stop);
        if (!prepared)
            return prepared.error();
        Evaluator evaluator(*prepared->dataset,
                            prepared->teacher ? prepared->teacher->impl()->module : nullptr,
                            experiment.training.evaluationWindows);
        std::optional<RunFacts> facts = gatherFacts(*prepared, evaluator, stop);
        if (!facts)
            return stopped();
        facts->totalSteps = experiment.training.steps;
        return *facts;
    } catch (const std::exception &exception) {
        return fromException(exception);
    }
}

Result<Evaluation> evaluate(const LanguageModel &student,
                            const std::optional<LanguageModel> &teacher, const Dataset &dataset,
                            int windows, std::stop_token stop)
{
    try {
        Evaluator evaluator(dataset, teacher ? teacher->impl()->module : nullptr, windows);
        const auto evaluation = evaluator.evaluate(*student.impl()->module, stop);
        return evaluation ? Result<Evaluation>(*evaluation) : stopped();
    } catch (const std::exception &exception) {
        return fromException(exception);
    }
}

} // namespace retort
