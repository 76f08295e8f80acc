// The training loop: what it computes, what it tells, and that it can be taken up again.

#include "core/engine/machine.h"
#include "core/engine/training/schedule.h"
#include "core/engine/training/windoworder.h"
#include "tests/trainingfixture.h"

#include <QTest>

#include <cmath>
#include <fstream>
#include <limits>
#include <set>
#include <stdexcept>

using namespace retort;

namespace {

std::filesystem::path pathOf(const QTemporaryDir &folder, const char *name)
{
    return std::filesystem::path(folder.path().toStdString()) / name;
}

struct Recorded
{
    Outcome outcome;
    RecordingObserver observer;
};

Recorded trainWith(const Experiment &experiment, const std::filesystem::path &checkpoints = {},
                   const std::optional<std::filesystem::path> &resumeFrom = {})
{
    Recorded recorded;
    const FolderResolver resolver{std::filesystem::path()};
    TrainingControl control;
    recorded.outcome = train(experiment, {resolver, checkpoints, resumeFrom}, recorded.observer,
                             control, std::stop_source().get_token());
    return recorded;
}

bool sameBits(double a, double b)
{
    return std::memcmp(&a, &b, sizeof a) == 0;
}

} // namespace

class TestTrainer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        m_teacher = pathOf(m_folder, "teacher");
        writeTinyTeacher(m_teacher);
    }

    void scheduleWarmsUpAndFallsToTheFinalShare()
    {
        const OptimizerSettings settings{.warmupSteps = 10, .finalShare = 0.1};
        QCOMPARE(scheduleFactor(settings, 1, 110), 0.1);
        QCOMPARE(scheduleFactor(settings, 10, 110), 1.0);
        QVERIFY(std::abs(scheduleFactor(settings, 60, 110) - 0.55) < 1e-12);
        QVERIFY(std::abs(scheduleFactor(settings, 110, 110) - 0.1) < 1e-12);
    }

    void everyWindowIsVisitedOnceAnEpoch()
    {
        WindowOrder order(7, 3), again(7, 3);
        std::vector<std::int64_t> first, second;
        for (int i = 0; i < 7; ++i)
            first.push_back(order.window(i));
        for (int i = 7; i < 14; ++i)
            second.push_back(order.window(i));
        QCOMPARE(std::set<std::int64_t>(first.begin(), first.end()).size(), std::size_t(7));
        QCOMPARE(std::set<std::int64_t>(second.begin(), second.end()).size(), std::size_t(7));
        QVERIFY(first != second);
        QCOMPARE(again.window(9), second[2]); // also when an epoch is entered in its middle
    }

    void studentLearns()
    {
        Experiment experiment = tinyExperiment();
        experiment.optimizer.learningRate = 0.01;
        experiment.training.steps = 150;
        experiment.training.evaluateEvery = 150;
        const Recorded run = trainWith(experiment);
        QCOMPARE(run.outcome.status, OutcomeStatus::Finished);
        QCOMPARE(run.observer.steps.size(), std::size_t(150));
        QCOMPARE(run.observer.evaluations.size(),
                 std::size_t(2)); // before the first step, at the end
        const double before = run.observer.evaluations.front().crossEntropy;
        QVERIFY2(std::abs(before - std::log(double(run.observer.facts->vocabulary))) < 0.2,
                 "an untrained student guesses uniformly");
        QVERIFY(run.observer.evaluations.back().crossEntropy < before - 1);
        QVERIFY(run.observer.evaluations.back().klToTruth.value()
                < run.observer.evaluations.front().klToTruth.value() - 1);
    }

    void termsAreLoggedUnweightedAndTheTotalWeighted()
    {
        Experiment experiment = tinyDistillation(m_teacher);
        experiment.objective.alpha = 0.25;
        experiment.objective.beta = 2;
        const Recorded run = trainWith(experiment);
        QCOMPARE(run.outcome.status, OutcomeStatus::Finished);
        for (const StepMetrics &step : run.observer.steps) {
            QVERIFY(step.sequenceDivergence && *step.sequenceDivergence > 0);
            QVERIFY(step.tokenDivergence && *step.tokenDivergence > 0);
            const double total = 0.75 * step.crossEntropy + 0.25 * *step.sequenceDivergence
                                 + 2 * *step.tokenDivergence;
            QVERIFY(std::abs(step.total - total) < 1e-12);
        }
    }

    void coincidingTermsAreOneQuantity()
    {
        Experiment printed = tinyDistillation(m_teacher);
        printed.objective.sequence.prefixes = PrefixSource::Data;
        QVERIFY(termsCoincide(printed.objective));
        Experiment moved = printed; // only α + β acts on the teacher's side, 1 − α on the data's
        const Recorded run = trainWith(printed);
        for (const StepMetrics &step : run.observer.steps)
            QVERIFY(sameBits(*step.sequenceDivergence, *step.tokenDivergence));
    }

    void accumulationDividesByTheWholeBatch()
    {
        Experiment whole = tinyDistillation(m_teacher);
        Experiment parts = whole;
        parts.training.accumulate = 2;
        const Recorded one = trainWith(whole), two = trainWith(parts);
        for (std::size_t i = 0; i < one.observer.steps.size(); ++i) {
            QVERIFY(std::abs(one.observer.steps[i].total - two.observer.steps[i].total) < 2e-5);
            QVERIFY(
                std::abs(one.observer.steps[i].gradientNorm - two.observer.steps[i].gradientNorm)
                < 1e-4);
        }
    }

    void teacherNeverChanges()
    {
        const LanguageModel before = *LanguageModel::load(m_teacher);
        const std::string sum = before.fingerprint();
        const std::vector<TokenId> ids{1, 2, 3, 4, 5};
        const std::vector<float> outputs = before.logProbabilities(ids);
        const Recorded run = trainWith(tinyDistillation(m_teacher));
        QCOMPARE(run.outcome.status, OutcomeStatus::Finished);
        QCOMPARE(LanguageModel::load(m_teacher)->fingerprint(), sum);
        QVERIFY(LanguageModel::load(m_teacher)->logProbabilities(ids) == outputs);
        // Every evaluation compares with the same teacher: untouched, its own floor stays too.
        const FolderResolver resolver{std::filesystem::path()};
        const auto facts = preview(tinyDistillation(m_teacher), resolver, {});
        QVERIFY(facts);
        QVERIFY(sameBits(*facts->teacherCrossEntropy, *run.observer.facts->teacherCrossEntropy));
    }

    void teacherModuleInMemoryIsUntouched();

    void resumedRunIsTheSameToTheBit()
    {
        QTemporaryDir folder;
        const Experiment experiment = tinyDistillation(m_teacher);
        const Recorded whole = trainWith(experiment, pathOf(folder, "whole"));
        QCOMPARE(whole.observer.checkpoints.size(), std::size_t(2)); // steps 4 and 8
        const Recorded resumed = trainWith(experiment, pathOf(folder, "resumed"),
                                           whole.observer.checkpoints.front().folder);
        QCOMPARE(resumed.outcome.status, OutcomeStatus::Finished);
        QCOMPARE(resumed.observer.steps.size(), std::size_t(4));
        QCOMPARE(resumed.observer.facts->firstStep, std::int64_t(4));
        for (std::size_t i = 0; i < 4; ++i) {
            const StepMetrics &a = whole.observer.steps[i + 4], &b = resumed.observer.steps[i];
            QCOMPARE(b.step, a.step);
            QVERIFY(sameBits(a.crossEntropy, b.crossEntropy));
            QVERIFY(sameBits(*a.sequenceDivergence, *b.sequenceDivergence));
            QVERIFY(sameBits(*a.tokenDivergence, *b.tokenDivergence));
            QVERIFY(sameBits(a.gradientNorm, b.gradientNorm));
        }
        QCOMPARE(resumed.outcome.student->fingerprint(), whole.outcome.student->fingerprint());
    }

    void dropoutIsResumedToTheSameBitToo()
    {
        QTemporaryDir folder;
        Experiment experiment = tinyExperiment();
        experiment.student.dropout = 0.2;
        const Recorded whole = trainWith(experiment, pathOf(folder, "whole"));
        const Recorded resumed = trainWith(experiment, pathOf(folder, "resumed"),
                                           whole.observer.checkpoints.front().folder);
        QCOMPARE(resumed.outcome.student->fingerprint(), whole.outcome.student->fingerprint());
    }

    void dropoutStaysInTraining()
    {
        Experiment experiment = tinyExperiment();
        experiment.student.dropout = 0.2;
        const Recorded alone = trainWith(experiment);

        Recorded watched;
        TrainingControl control;
        watched.observer.afterStep = [&](const StepMetrics &) {
            control.push(command::Snapshot{});
        };
        const FolderResolver resolver{std::filesystem::path()};
        watched.outcome = train(experiment, {resolver, {}, {}}, watched.observer, control,
                                std::stop_source().get_token());
        QCOMPARE(watched.outcome.student->fingerprint(), alone.outcome.student->fingerprint());

        const std::vector<TokenId> ids{1, 2, 3, 4, 5};
        const LanguageModel &snapshot = watched.observer.snapshots.back()->model;
        QVERIFY(snapshot.logProbabilities(ids) == snapshot.logProbabilities(ids));
        const LanguageModel &student = *watched.outcome.student;
        QVERIFY(student.logProbabilities(ids) == student.logProbabilities(ids));
    }

    void termSwitchedOnLateIsResumedToTheSameBit()
    {
        QTemporaryDir folder;
        Experiment experiment = tinyDistillation(m_teacher);
        experiment.objective.alpha = 0;
        const auto run = [&](const char *name,
                             const std::optional<std::filesystem::path> &resumeFrom = {}) {
            Recorded recorded;
            TrainingControl control;
            recorded.observer.afterStep = [&](const StepMetrics &metrics) {
                if (metrics.step == 3)
                    control.push(command::SetAlpha{0.5});
            };
            const FolderResolver resolver{std::filesystem::path()};
            recorded.outcome = train(experiment, {resolver, pathOf(folder, name), resumeFrom},
                                     recorded.observer, control, std::stop_source().get_token());
            return recorded;
        };
        const Recorded whole = run("whole");
        QVERIFY(!whole.observer.steps[2].sequenceDivergence);
        QVERIFY(whole.observer.steps[3].sequenceDivergence);
        QCOMPARE(whole.observer.checkpoints.front().step, std::int64_t(4));
        const Recorded resumed = run("resumed", whole.observer.checkpoints.front().folder);
        QCOMPARE(resumed.observer.facts->knobs.alpha, 0.5);
        QCOMPARE(resumed.outcome.student->fingerprint(), whole.outcome.student->fingerprint());
    }

    void stopWhileEvaluatingLeavesTheEvaluationToTheResumedRun()
    {
        QTemporaryDir folder;
        const Recorded whole = trainWith(tinyExperiment());
        Recorded stopped;
        TrainingControl control;
        std::stop_source stop;
        stopped.observer.afterStep = [&](const StepMetrics &metrics) {
            if (metrics.step == 4) // its evaluation is due now
                stop.request_stop();
        };
        const FolderResolver resolver{std::filesystem::path()};
        stopped.outcome = train(tinyExperiment(), {resolver, pathOf(folder, "c"), {}},
                                stopped.observer, control, stop.get_token());
        QCOMPARE(stopped.outcome.status, OutcomeStatus::Stopped);
        QCOMPARE(stopped.observer.evaluations.size(), std::size_t(1));
        const Recorded resumed =
            trainWith(tinyExperiment(), {}, stopped.observer.checkpoints.back().folder);
        QCOMPARE(resumed.observer.evaluations.size(), std::size_t(2));
        for (std::size_t i = 0; i < 2; ++i) {
            QCOMPARE(resumed.observer.evaluations[i].step, whole.observer.evaluations[i + 1].step);
            QVERIFY(sameBits(resumed.observer.evaluations[i].crossEntropy,
                             whole.observer.evaluations[i + 1].crossEntropy));
        }
    }

    void stopInTheLastEvaluationIsNoFinish()
    {
        QTemporaryDir folder;
        Recorded run;
        TrainingControl control;
        std::stop_source stop;
        run.observer.afterStep = [&](const StepMetrics &metrics) {
            if (metrics.step == 8)
                stop.request_stop();
        };
        const FolderResolver resolver{std::filesystem::path()};
        run.outcome = train(tinyExperiment(), {resolver, pathOf(folder, "c"), {}}, run.observer,
                            control, stop.get_token());
        QCOMPARE(run.outcome.status, OutcomeStatus::Stopped);
        QCOMPARE(run.outcome.steps, std::int64_t(8));
        const Recorded resumed =
            trainWith(tinyExperiment(), {}, run.observer.checkpoints.back().folder);
        QCOMPARE(resumed.outcome.status, OutcomeStatus::Finished);
        QCOMPARE(resumed.observer.evaluations.size(), std::size_t(1));
        QVERIFY(resumed.observer.steps.empty());
    }

    void stoppedBeforeItsFactsAreKnownTellsNone()
    {
        RecordingObserver observer;
        TrainingControl control;
        std::stop_source stop;
        stop.request_stop();
        const FolderResolver resolver{std::filesystem::path()};
        const Outcome outcome =
            train(tinyExperiment(), {resolver, {}, {}}, observer, control, stop.get_token());
        QCOMPARE(outcome.status, OutcomeStatus::Stopped);
        QVERIFY(!observer.facts);
    }

    void exceptionTellsHowFarTheRunCame()
    {
        Recorded run;
        TrainingControl control;
        run.observer.afterStep = [](const StepMetrics &metrics) {
            if (metrics.step == 3)
                throw std::runtime_error("out of memory\nand a trace");
        };
        const FolderResolver resolver{std::filesystem::path()};
        run.outcome = train(tinyExperiment(), {resolver, {}, {}}, run.observer, control,
                            std::stop_source().get_token());
        QCOMPARE(run.outcome.status, OutcomeStatus::Failed);
        QCOMPARE(run.outcome.steps, std::int64_t(3));
        QVERIFY(run.outcome.tokensPerSecond > 0);
        QVERIFY(run.outcome.error.message().find("trace") == std::string::npos);
    }

    void knobTurnedAfterACheckpointIsKeptByTheNext()
    {
        QTemporaryDir folder;
        Recorded run;
        TrainingControl control;
        std::stop_source stop;
        run.observer.afterStep = [&](const StepMetrics &metrics) {
            if (metrics.step == 4)
                control.push(command::Pause{}); // acts after this step's checkpoint
        };
        int pauses = 0;
        run.observer.whenPaused = [&](PauseReason) {
            ++pauses;
            control.push(command::SetLearningRate{5e-4});
            control.push(command::Resume{});
            stop.request_stop();
        };
        const FolderResolver resolver{std::filesystem::path()};
        run.outcome = train(tinyExperiment(), {resolver, pathOf(folder, "c"), {}}, run.observer,
                            control, stop.get_token());
        QCOMPARE(pauses, 1);
        QCOMPARE(run.outcome.steps, std::int64_t(4));
        const Recorded resumed =
            trainWith(tinyExperiment(), {}, run.observer.checkpoints.back().folder);
        QCOMPARE(resumed.observer.facts->knobs.learningRate, 5e-4);
    }

    void temperatureOfOneTermAloneIsAChangeToo()
    {
        Experiment experiment = tinyDistillation(m_teacher);
        experiment.objective.token.divergence.temperature = 2;
        Recorded run;
        TrainingControl control;
        control.push(command::SetTemperature{2});
        const FolderResolver resolver{std::filesystem::path()};
        run.outcome = train(experiment, {resolver, {}, {}}, run.observer, control,
                            std::stop_source().get_token());
        QCOMPARE(run.observer.events.size(), std::size_t(1));
        QVERIFY(run.observer.events.front().key == ControlKey::Temperature);
    }

    void liveCommandsActFromTheNextStepAndAreLogged()
    {
        Recorded run;
        TrainingControl control;
        run.observer.afterStep = [&](const StepMetrics &metrics) {
            if (metrics.step == 3) {
                control.push(command::SetAlpha{0.9});
                control.push(command::SetBeta{0.1});
                control.push(command::SetLearningRate{1e-4});
                control.push(command::SetTemperature{2});
                control.push(command::Evaluate{});
                control.push(command::Snapshot{});
            }
        };
        const FolderResolver resolver{std::filesystem::path()};
        run.outcome = train(tinyDistillation(m_teacher), {resolver, {}, {}}, run.observer, control,
                            std::stop_source().get_token());
        QCOMPARE(run.observer.steps[2].alpha, 0.5);
        QCOMPARE(run.observer.steps[3].alpha, 0.9);
        QCOMPARE(run.observer.steps[3].beta, 0.1);
        QVERIFY(run.observer.steps[3].learningRate < 1.1e-4);
        QCOMPARE(run.observer.events.size(), std::size_t(5));
        QCOMPARE(run.observer.events[0].step, std::int64_t(3));
        QCOMPARE(run.observer.events[0].before, 0.5);
        QCOMPARE(run.observer.events[0].after, 0.9);
        QCOMPARE(run.observer.evaluations[1].step, std::int64_t(3));
        QCOMPARE(run.observer.snapshots.size(), std::size_t(1));
        QCOMPARE(run.observer.snapshots.front()->step, std::int64_t(3));
        // The snapshot has parameters of its own.
        QVERIFY(run.observer.snapshots.front()->model.fingerprint()
                != run.outcome.student->fingerprint());
    }

    void pauseStepResumeAndStop()
    {
        QTemporaryDir folder;
        Recorded run;
        TrainingControl control;
        std::stop_source stop;
        int pauses = 0;
        run.observer.afterStep = [&](const StepMetrics &metrics) {
            if (metrics.step == 2)
                control.push(command::Pause{});
        };
        run.observer.whenPaused = [&](PauseReason reason) {
            QCOMPARE(reason, PauseReason::Asked);
            if (++pauses == 1)
                control.push(command::Step{});
            else
                stop.request_stop();
        };
        const FolderResolver resolver{std::filesystem::path()};
        run.outcome = train(tinyExperiment(), {resolver, pathOf(folder, "c"), {}}, run.observer,
                            control, stop.get_token());
        QCOMPARE(run.outcome.status, OutcomeStatus::Stopped);
        QCOMPARE(pauses, 2);
        QCOMPARE(run.outcome.steps, std::int64_t(3));
        QCOMPARE(run.observer.checkpoints.size(), std::size_t(1));
        QCOMPARE(run.observer.checkpoints.front().step, std::int64_t(3));
        QVERIFY(std::filesystem::exists(run.observer.checkpoints.front().folder / "state.json"));
    }

    void lossThatIsNotFinitePausesWithTheLastGoodStateKept()
    {
        QTemporaryDir folder;
        Experiment experiment = tinyExperiment();
        experiment.optimizer.clip = 0;
        experiment.optimizer.warmupSteps = 0;
        experiment.training.steps = 40;
        Recorded run;
        TrainingControl control;
        std::stop_source stop;
        run.observer.afterStep = [&](const StepMetrics &metrics) {
            if (metrics.step == 3) // far beyond what float can hold
                control.push(command::SetLearningRate{1e38});
        };
        run.observer.whenPaused = [&](PauseReason) { stop.request_stop(); };
        const FolderResolver resolver{std::filesystem::path()};
        run.outcome = train(experiment, {resolver, pathOf(folder, "c"), {}}, run.observer, control,
                            stop.get_token());
        QCOMPARE(run.observer.pauses.size(), std::size_t(1));
        QCOMPARE(run.observer.pauses.front().first, PauseReason::NonFiniteLoss);
        const std::string sentence = run.observer.pauses.front().second.message();
        QVERIFY2(sentence.find("CE became infinite") == 0, sentence.c_str());
        QVERIFY(sentence.find("Lower the learning rate") != std::string::npos);
        QCOMPARE(run.outcome.status, OutcomeStatus::Stopped);
        QVERIFY(std::isfinite(run.observer.steps.back().crossEntropy));
        QVERIFY(!run.observer.checkpoints.empty());
        QCOMPARE(run.observer.checkpoints.back().step, run.observer.steps.back().step);
    }

    void refusesBeforeTheRunBegins_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("part");
        QTest::newRow("context beyond the teacher's") << "data.context"
                                                      << "64"
                                                      << "data.context";
        QTest::newRow("another vocabulary") << "data.language"
                                            << "\"zh\""
                                            << "vocabulary";
        QTest::newRow("no such teacher") << "teacher.model"
                                         << "\"/nowhere\""
                                         << "/nowhere";
        QTest::newRow("no such bundled teacher") << "teacher.model"
                                                 << "\"bundled:nobody\""
                                                 << "nobody";
        QTest::newRow("heads") << "student.heads"
                               << "3"
                               << "student.heads";
    }

    void refusesBeforeTheRunBegins()
    {
        QFETCH(QString, key);
        QFETCH(QString, value);
        QFETCH(QString, part);
        const auto experiment =
            withSetting(tinyDistillation(m_teacher), (key + "=" + value).toStdString());
        QVERIFY(experiment);
        const Recorded run = trainWith(*experiment);
        QCOMPARE(run.outcome.status, OutcomeStatus::Failed);
        const QString sentence = QString::fromStdString(run.outcome.error.message());
        QVERIFY2(sentence.contains(part), qPrintable(sentence));
        QVERIFY(run.observer.steps.empty());
    }

    void refusesAStudentLargerThanTheMachinesMemory()
    {
        Experiment experiment = tinyExperiment();
        experiment.student.heads = 16;
        experiment.student.width = 4096;
        experiment.student.layers = 9; // 1.8 G parameters, 29 GB with gradients and optimiser
        if (machineFacts().memory > 28'000'000'000)
            QSKIP("This machine has memory enough for the largest student.");
        const Recorded run = trainWith(experiment);
        QCOMPARE(run.outcome.status, OutcomeStatus::Failed);
        const QString sentence = QString::fromStdString(run.outcome.error.message());
        QVERIFY2(sentence.contains("memory") && sentence.contains("student.width"),
                 qPrintable(sentence));
    }

    void damagedCheckpointIsAnError()
    {
        QTemporaryDir folder;
        const Recorded whole = trainWith(tinyExperiment(), pathOf(folder, "c"));
        const auto checkpoint = whole.observer.checkpoints.front().folder;
        for (const char *name : {"state.json", "optimizer.safetensors", "model.safetensors"}) {
            const auto copy = pathOf(folder, name);
            std::filesystem::copy(checkpoint, copy);
            std::filesystem::resize_file(copy / name, 20);
            const Recorded run = trainWith(tinyExperiment(), {}, copy);
            QCOMPARE(run.outcome.status, OutcomeStatus::Failed);
            QVERIFY2(run.outcome.error.message().find(name) != std::string::npos,
                     run.outcome.error.message().c_str());
        }
    }

    void otherTextIsNotResumed()
    {
        QTemporaryDir folder;
        const auto text = pathOf(folder, "text.txt");
        const auto write = [&](const char *word) {
            std::ofstream stream(text);
            for (int i = 0; i < 400; ++i)
                stream << word << ' ' << i << '\n';
        };
        Experiment experiment = tinyExperiment();
        experiment.data.kind = DataKind::Text;
        experiment.data.path = text.string();
        write("stone");
        const Recorded whole = trainWith(experiment, pathOf(folder, "c"));
        const auto checkpoint = whole.observer.checkpoints.front().folder;
        QCOMPARE(trainWith(experiment, {}, checkpoint).outcome.status, OutcomeStatus::Finished);
        write("tones"); // the same characters
        const Recorded run = trainWith(experiment, {}, checkpoint);
        QCOMPARE(run.outcome.status, OutcomeStatus::Failed);
        QVERIFY2(run.outcome.error.message().find("text.txt") != std::string::npos,
                 run.outcome.error.message().c_str());
    }

    void foreignSamplesAreNotResumed()
    {
        QTemporaryDir folder;
        const Experiment experiment = tinyDistillation(m_teacher);
        const Recorded whole = trainWith(experiment, pathOf(folder, "c"));
        const auto state = whole.observer.checkpoints.front().folder / "state.json";
        std::ifstream read(state);
        std::string content{std::istreambuf_iterator<char>(read), {}};
        const std::string key = "\"first_chunk\": ";
        const auto at = content.find(key);
        QVERIFY(at != std::string::npos);
        content.insert(at + key.size(), "4000000");
        std::ofstream(state) << content;
        const Recorded run = trainWith(experiment, {}, state.parent_path());
        QCOMPARE(run.outcome.status, OutcomeStatus::Failed);
        QVERIFY(run.outcome.error.message().find("sampled sequences") != std::string::npos);
    }

    void problemWithinAPauseEndsInThePause()
    {
        QTemporaryDir folder;
        const auto blocked = pathOf(folder, "blocked");
        std::ofstream(blocked).close();
        Recorded run;
        TrainingControl control;
        run.observer.afterStep = [&](const StepMetrics &metrics) {
            if (metrics.step == 2)
                control.push(command::Pause{});
        };
        run.observer.whenPaused = [&](PauseReason reason) {
            if (reason == PauseReason::Storage) {
                std::filesystem::remove(blocked);
                control.push(command::Resume{}); // Retry
            } else if (std::filesystem::is_regular_file(blocked)) {
                control.push(command::Checkpoint{});
            } else {
                control.push(command::Resume{});
            }
        };
        const FolderResolver resolver{std::filesystem::path()};
        run.outcome = train(tinyExperiment(), {resolver, blocked, {}}, run.observer, control,
                            std::stop_source().get_token());
        QCOMPARE(run.outcome.status, OutcomeStatus::Finished);
        std::vector<PauseReason> reasons;
        for (const auto &[reason, sentence] : run.observer.pauses)
            reasons.push_back(reason);
        QVERIFY(reasons
                == std::vector({PauseReason::Asked, PauseReason::Storage, PauseReason::Asked}));
        QCOMPARE(run.observer.resumes, 1);
    }

    void checkpointThatCannotBeWrittenPausesWithARetry()
    {
        QTemporaryDir folder;
        // A file stands where the checkpoints' folder should be.
        const auto blocked = pathOf(folder, "blocked");
        QFile file(QString::fromStdString(blocked.string()));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        Recorded run;
        TrainingControl control;
        run.observer.whenPaused = [&](PauseReason reason) {
            QCOMPARE(reason, PauseReason::Storage);
            std::filesystem::remove(blocked);
            control.push(command::Resume{});
        };
        const FolderResolver resolver{std::filesystem::path()};
        run.outcome = train(tinyExperiment(), {resolver, blocked, {}}, run.observer, control,
                            std::stop_source().get_token());
        QCOMPARE(run.observer.pauses.size(), std::size_t(1));
        QCOMPARE(run.outcome.status, OutcomeStatus::Finished);
        QCOMPARE(run.observer.checkpoints.size(), std::size_t(2));
    }

private:
    QTemporaryDir m_folder;
    std::filesystem::path m_teacher;
};

void TestTrainer::teacherModuleInMemoryIsUntouched()
{
    // The run's own copy, observed through evaluations: KL to the teacher of an unchanged student
    // is the same before and after training steps with a learning rate of next to nothing.
    Experiment experiment = tinyDistillation(m_teacher);
    experiment.optimizer.learningRate = 1e-30;
    experiment.optimizer.weightDecay = 0;
    const Recorded run = trainWith(experiment);
    QCOMPARE(run.observer.evaluations.size(), std::size_t(3));
    QVERIFY(sameBits(*run.observer.evaluations.front().klToTeacher,
                     *run.observer.evaluations.back().klToTeacher));
}

QTEST_GUILESS_MAIN(TestTrainer)
#include "tst_trainer.moc"
