#include "core/session/trainingsession.h"

#include "core/engine/threads.h"
#include "core/session/trainingbridge.h"
#include "core/session/translate.h"
#include "core/store/modelresolver.h"

#include <QThread>

#include <thread>
#include <utility>

namespace retort {
namespace {

Error activeRun()
{
    return {RETORT_SENTENCE("A run is active. Stop it before another one begins."), {}};
}

} // namespace

struct TrainingSession::Private
{
    Settings settings;
    State state = State::Idle;
    Experiment experiment;
    RunId run;
    std::int64_t step = 0;
    bool knobsTurned = false; ///< before the engine told those that it begins with
    bool isNew = true;        ///< not resumed
    bool began = false;
    bool snapshotAsked = false;
    bool terminalDue = false;
    std::optional<Outcome> outcome; ///< written by the engine's thread before it ends

    std::unique_ptr<RunWriter> writer;
    std::unique_ptr<TrainingControl> control;
    std::unique_ptr<Bridge> bridge;
    std::jthread thread; ///< last, so that it is joined first
};

TrainingSession::TrainingSession(Settings settings, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>())
{
    d->settings = std::move(settings);
    qRegisterMetaType<RunFacts>();
    qRegisterMetaType<MetricBatchPtr>();
    qRegisterMetaType<ControlEvent>();
    qRegisterMetaType<CheckpointInfo>();
    qRegisterMetaType<PauseReason>();
    qRegisterMetaType<SnapshotPtr>();
    qRegisterMetaType<Outcome>();
}

TrainingSession::~TrainingSession()
{
    if (d->thread.joinable()) {
        d->thread.request_stop();
        d->thread.join();
    }
    if (d->terminalDue)
        engineEnded();
}

TrainingSession::State TrainingSession::state() const
{
    return d->state;
}

bool TrainingSession::isActive() const
{
    return d->state != State::Idle && d->state != State::Ended;
}

const Experiment &TrainingSession::experiment() const
{
    return d->experiment;
}

RunId TrainingSession::run() const
{
    return d->run;
}

std::int64_t TrainingSession::step() const
{
    return d->step;
}

std::pair<std::size_t, double> TrainingSession::pendingRows() const
{
    return d->writer ? d->writer->pending() : std::pair<std::size_t, double>{0, 0};
}

Status TrainingSession::start(const Experiment &experiment)
{
    Q_ASSERT(thread() == QThread::currentThread());
    if (isActive())
        return activeRun();
    if (const auto problems = check(experiment); !problems.empty())
        return problems.front().error;
    return launch(experiment, {}, {});
}

Status TrainingSession::resumeRun(RunId run)
{
    Q_ASSERT(thread() == QThread::currentThread());
    if (isActive())
        return activeRun();
    auto store = RunStore::open(d->settings.storeFile);
    if (!store)
        return store.error();
    auto experiment = (*store)->experiment(run);
    if (!experiment)
        return experiment.error();
    auto checkpoints = (*store)->checkpoints(run);
    if (!checkpoints)
        return checkpoints.error();
    if (checkpoints->empty()) {
        return Error{RETORT_SENTENCE("Run %1 has no checkpoint to go on from. Start its experiment "
                                     "again instead."),
                     {std::to_string(run.value)}};
    }
    const StoredCheckpoint &newest = checkpoints->back();
    return launch(*experiment, newest.folder, RunWriter::Resumed{run, newest.step});
}

Status TrainingSession::launch(const Experiment &experiment,
                               std::optional<std::filesystem::path> resumeFrom,
                               const std::optional<RunWriter::Resumed> &resumed)
{
    d->writer.reset();
    d->run = {};
    std::filesystem::path checkpoints;
    if (!d->settings.storeFile.empty()) {
        auto writer = RunWriter::begin(d->settings.storeFile, experiment, resumed);
        if (!writer)
            return writer.error();
        d->writer = *std::move(writer);
        d->run = d->writer->run();
        checkpoints = d->writer->checkpointFolder();
        d->writer->setProblemHandler([this](const Error &problem) {
            const QString sentence = problem.text.empty() ? QString() : toUserText(problem);
            QMetaObject::invokeMethod(
                this, [this, sentence] { Q_EMIT storageProblem(sentence); }, Qt::QueuedConnection);
        });
    }
    d->experiment = experiment;
    d->step = resumed ? resumed->step : 0;
    d->knobsTurned = false;
    d->isNew = !resumed;
    d->began = false;
    d->snapshotAsked = false;
    d->outcome.reset();
    d->terminalDue = true;
    d->control = std::make_unique<TrainingControl>();
    d->bridge = std::make_unique<Bridge>(*this, d->writer.get());
    setState(State::Preparing);
    d->thread =
        std::jthread([this, experiment, checkpoints, resumeFrom](const std::stop_token &stop) {
            lowerThreadPriority();
            const StoreResolver resolver(d->settings.storeFile, d->settings.teachers);
            const TrainingEnvironment environment{resolver, checkpoints, resumeFrom};
            Outcome outcome = train(experiment, environment, *d->bridge, *d->control, stop);
            d->bridge->flush();
            if (d->writer) {
                if (const Status written = d->writer->end(outcome);
                    !written && outcome.error.text.empty())
                    outcome.error = written.error();
            }
            d->outcome = std::move(outcome);
            d->bridge->post([this] { engineEnded(); });
        });
    return {};
}

/// A run that never began leaves no trace: what was wrong is in the input.
void TrainingSession::withdraw()
{
    if (d->run.value == 0)
        return;
    if (const auto store = RunStore::open(d->settings.storeFile)) {
        if ((*store)->remove(d->run))
            d->run = {};
    }
}

void TrainingSession::setState(State state)
{
    if (d->state == state)
        return;
    d->state = state;
    Q_EMIT stateChanged(state);
}

void TrainingSession::send(const Command &command)
{
    Q_ASSERT(thread() == QThread::currentThread());
    if (isActive() && d->state != State::Stopping)
        d->control->push(command);
}

void TrainingSession::turn(const Command &command, const Knobs &knobs)
{
    d->experiment = withKnobs(std::move(d->experiment), knobs);
    d->knobsTurned = true;
    send(command);
}

void TrainingSession::setAlpha(double value)
{
    Knobs knobs = knobsOf(d->experiment);
    knobs.alpha = value;
    knobs.held.alpha = true;
    turn(command::SetAlpha{value}, knobs);
}

void TrainingSession::setBeta(double value)
{
    Knobs knobs = knobsOf(d->experiment);
    knobs.beta = value;
    knobs.held.beta = true;
    turn(command::SetBeta{value}, knobs);
}

void TrainingSession::setTemperature(double value)
{
    Knobs knobs = knobsOf(d->experiment);
    knobs.sequenceTemperature = knobs.tokenTemperature = value;
    knobs.held.temperature = true;
    turn(command::SetTemperature{value}, knobs);
}

void TrainingSession::setStudentShare(double value)
{
    Knobs knobs = knobsOf(d->experiment);
    knobs.studentShare = value;
    knobs.held.studentShare = true;
    turn(command::SetStudentShare{value}, knobs);
}

void TrainingSession::setLearningRate(double value)
{
    Knobs knobs = knobsOf(d->experiment);
    knobs.learningRate = value;
    turn(command::SetLearningRate{value}, knobs);
}

void TrainingSession::pause()
{
    send(command::Pause{});
}

void TrainingSession::resume()
{
    send(command::Resume{});
}

void TrainingSession::stepOnce()
{
    if (d->state == State::Paused)
        send(command::Step{});
}

void TrainingSession::evaluateNow()
{
    send(command::Evaluate{});
}

void TrainingSession::checkpointNow()
{
    send(command::Checkpoint{});
}

void TrainingSession::requestSnapshot()
{
    if (d->snapshotAsked || !isActive() || d->state == State::Preparing)
        return;
    d->snapshotAsked = true;
    send(command::Snapshot{});
}

void TrainingSession::stop()
{
    if (!isActive() || d->state == State::Stopping)
        return;
    setState(State::Stopping);
    d->thread.request_stop();
}

void TrainingSession::engineStarted(const RunFacts &facts)
{
    d->began = true;
    d->step = facts.firstStep;
    if (!d->knobsTurned)
        d->experiment = withKnobs(std::move(d->experiment), facts.knobs);
    if (d->state == State::Preparing)
        setState(State::Running);
    Q_EMIT started(facts);
}

void TrainingSession::engineMetrics(const MetricBatchPtr &batch)
{
    if (!batch->steps.empty())
        d->step = batch->steps.back().step;
    Q_EMIT metricsArrived(batch);
}

void TrainingSession::enginePaused(PauseReason reason, const QString &sentence)
{
    if (d->state != State::Stopping)
        setState(State::Paused);
    Q_EMIT paused(reason, sentence);
}

void TrainingSession::engineResumed()
{
    if (d->state == State::Paused)
        setState(State::Running);
    Q_EMIT resumed();
}

void TrainingSession::engineSnapshot(const SnapshotPtr &snapshot)
{
    d->snapshotAsked = false;
    Q_EMIT snapshotTaken(snapshot);
}

void TrainingSession::engineEnded()
{
    if (!std::exchange(d->terminalDue, false))
        return;
    if (d->thread.joinable())
        d->thread.join();
    const Outcome outcome = d->outcome ? *std::move(d->outcome) : Outcome{};
    d->outcome.reset();
    d->step = outcome.steps;
    d->writer.reset();
    if (outcome.status == OutcomeStatus::Failed && d->isNew && !d->began)
        withdraw();
    setState(State::Ended);
    Q_EMIT ended(outcome);
}

} // namespace retort
