// The thread boundary: signals arrive on the session's thread, and exactly one of them is terminal.

#include "core/session/inferencesession.h"
#include "core/session/trainingsession.h"
#include "tests/trainingfixture.h"

#include <QSignalSpy>
#include <QTest>
#include <QThread>

using namespace retort;

class TestTrainingSession : public QObject
{
    Q_OBJECT

private:
    TrainingSession::Settings settings(const QTemporaryDir &folder) const
    {
        return {std::filesystem::path(folder.path().toStdString()) / "runs.sqlite", {}};
    }
    Experiment longExperiment() const
    {
        Experiment experiment = tinyExperiment();
        experiment.training.steps = 1'000'000;
        experiment.training.evaluateEvery = 1'000'000;
        experiment.training.checkpointEvery = 1'000'000;
        return experiment;
    }

private Q_SLOTS:
    void finishEmitsOneTerminalSignal()
    {
        QTemporaryDir folder;
        TrainingSession session(settings(folder));
        QSignalSpy ended(&session, &TrainingSession::ended);
        QSignalSpy started(&session, &TrainingSession::started);
        std::vector<std::int64_t> steps;
        connect(&session, &TrainingSession::metricsArrived, this, [&](const MetricBatchPtr &batch) {
            QCOMPARE(QThread::currentThread(), session.thread());
            for (const StepMetrics &step : batch->steps)
                steps.push_back(step.step);
        });
        QVERIFY(session.start(tinyExperiment()));
        QVERIFY(session.isActive());
        QVERIFY(ended.wait(30'000));
        QCOMPARE(ended.count(), 1);
        QCOMPARE(started.count(), 1);
        QCOMPARE(session.state(), TrainingSession::State::Ended);
        const auto outcome = ended.front().front().value<Outcome>();
        QCOMPARE(outcome.status, OutcomeStatus::Finished);
        QCOMPARE(steps, (std::vector<std::int64_t>{1, 2, 3, 4, 5, 6, 7, 8}));
        // The store has every point.
        auto store = RunStore::open(settings(folder).storeFile);
        QVERIFY(store);
        QCOMPARE((*store)->metrics(session.run(), series::total)->size(), std::size_t(8));
        QVERIFY((*store)->run(session.run())->status == RunStatus::Finished);
        QCoreApplication::processEvents();
        QCOMPARE(ended.count(), 1);
    }

    void stopEmitsOneTerminalSignalAndKeepsACheckpoint()
    {
        QTemporaryDir folder;
        TrainingSession session(settings(folder));
        QSignalSpy ended(&session, &TrainingSession::ended);
        QSignalSpy metrics(&session, &TrainingSession::metricsArrived);
        QVERIFY(session.start(longExperiment()));
        QVERIFY(metrics.wait(30'000));
        QTRY_VERIFY(session.step() > 0);
        session.stop();
        session.stop();
        QCOMPARE(session.state(), TrainingSession::State::Stopping);
        QVERIFY(ended.wait(10'000));
        QCOMPARE(ended.count(), 1);
        QCOMPARE(ended.front().front().value<Outcome>().status, OutcomeStatus::Stopped);
        auto store = RunStore::open(settings(folder).storeFile);
        QVERIFY((*store)->run(session.run())->status == RunStatus::Stopped);
        QCOMPARE((*store)->checkpoints(session.run())->size(), std::size_t(1));
    }

    void failureEmitsOneTerminalSignal()
    {
        QTemporaryDir folder;
        TrainingSession session(settings(folder));
        QSignalSpy ended(&session, &TrainingSession::ended);
        Experiment experiment = tinyExperiment();
        experiment.teacher.model = "/nowhere";
        QVERIFY(session.start(experiment));
        QVERIFY(ended.wait(10'000));
        QCOMPARE(ended.count(), 1);
        const auto outcome = ended.front().front().value<Outcome>();
        QCOMPARE(outcome.status, OutcomeStatus::Failed);
        QVERIFY(!outcome.error.message().empty());
        auto store = RunStore::open(settings(folder).storeFile);
        QVERIFY((*store)->runs()->empty()); // it never began
        QCOMPARE(session.run().value, 0);
        // The session can be used again.
        QVERIFY(session.start(tinyExperiment()));
        QVERIFY(ended.wait(30'000));
        QCOMPARE(ended.count(), 2);
    }

    void destructionWhileRunningEmitsOneTerminalSignal()
    {
        QTemporaryDir folder;
        auto session = std::make_unique<TrainingSession>(settings(folder));
        QSignalSpy ended(session.get(), &TrainingSession::ended);
        QSignalSpy started(session.get(), &TrainingSession::started);
        QVERIFY(session->start(longExperiment()));
        QVERIFY(started.wait(30'000));
        const RunId run = session->run();
        session.reset();
        QCOMPARE(ended.count(), 1);
        QCoreApplication::processEvents();
        QCOMPARE(ended.count(), 1);
        auto store = RunStore::open(settings(folder).storeFile);
        QVERIFY((*store)->run(run)->status == RunStatus::Stopped);
    }

    void destructionAfterTheEndEmitsNothingMore()
    {
        QTemporaryDir folder;
        auto session = std::make_unique<TrainingSession>(settings(folder));
        QSignalSpy ended(session.get(), &TrainingSession::ended);
        QVERIFY(session->start(tinyExperiment()));
        QVERIFY(ended.wait(30'000));
        session.reset();
        QCOMPARE(ended.count(), 1);
    }

    void anInvalidExperimentIsRefusedWithoutASignal()
    {
        QTemporaryDir folder;
        TrainingSession session(settings(folder));
        QSignalSpy ended(&session, &TrainingSession::ended);
        Experiment experiment = tinyExperiment();
        experiment.student.heads = 3;
        const Status status = session.start(experiment);
        QVERIFY(!status);
        QVERIFY(status.error().message().find("student.heads") != std::string::npos);
        QVERIFY(!session.isActive());
        QCOMPARE(ended.count(), 0);
    }

    void pauseStepAndResume()
    {
        QTemporaryDir folder;
        TrainingSession session(settings(folder));
        QSignalSpy ended(&session, &TrainingSession::ended);
        QSignalSpy paused(&session, &TrainingSession::paused);
        QSignalSpy resumed(&session, &TrainingSession::resumed);
        QVERIFY(session.start(longExperiment()));
        QTRY_VERIFY(session.step() > 0);
        session.pause();
        QVERIFY(paused.wait(10'000));
        QCOMPARE(session.state(), TrainingSession::State::Paused);
        const auto at = session.step();
        session.stepOnce();
        QVERIFY(paused.wait(10'000));
        QCOMPARE(session.step(), at + 1);
        session.resume();
        QTRY_COMPARE(session.state(), TrainingSession::State::Running);
        QTRY_VERIFY(session.step() > at + 2);
        session.pause();
        QVERIFY(paused.wait(10'000));
        session.stop(); // also from a pause
        QVERIFY(ended.wait(10'000));
        QCOMPARE(ended.count(), 1);
    }

    void resumedRunGoesOnWhereItStopped()
    {
        QTemporaryDir folder;
        TrainingSession session(settings(folder));
        QSignalSpy ended(&session, &TrainingSession::ended);
        Experiment experiment = tinyExperiment();
        experiment.training.steps = 400;
        QVERIFY(session.start(experiment));
        QSignalSpy acted(&session, &TrainingSession::controlActed);
        session.setLearningRate(0.0123);
        QVERIFY(acted.wait(30'000));
        QTRY_VERIFY(session.step() > 5);
        session.stop();
        QVERIFY(ended.wait(10'000));
        const RunId run = session.run();
        const auto stoppedAt = session.step();
        QVERIFY(stoppedAt < 400);
        QSignalSpy started(&session, &TrainingSession::started);
        QVERIFY(session.resumeRun(run));
        QCOMPARE(session.run(), run);
        QVERIFY(started.wait(30'000));
        QCOMPARE(session.experiment().optimizer.learningRate, 0.0123); // as it was left
        QVERIFY(ended.count() == 2 || ended.wait(60'000));
        QCOMPARE(ended.back().front().value<Outcome>().status, OutcomeStatus::Finished);
        auto store = RunStore::open(settings(folder).storeFile);
        const auto points = *(*store)->metrics(run, series::total);
        QCOMPARE(points.size(), std::size_t(400));
        for (std::size_t i = 0; i < points.size(); ++i)
            QCOMPARE(points[i].step, std::int64_t(i + 1));
    }

    void metricsComeInFewBatches()
    {
        QTemporaryDir folder;
        TrainingSession session(settings(folder));
        QSignalSpy ended(&session, &TrainingSession::ended);
        int batches = 0;
        double seconds = 0; // on the engine's clock: this thread may be late
        connect(&session, &TrainingSession::metricsArrived, this, [&](const MetricBatchPtr &batch) {
            ++batches;
            if (!batch->steps.empty())
                seconds = batch->steps.back().seconds;
        });
        Experiment experiment = tinyExperiment();
        experiment.training.steps = 500;
        experiment.training.evaluateEvery = 500;
        experiment.training.checkpointEvery = 500;
        QVERIFY(session.start(experiment));
        QVERIFY(ended.wait(60'000));
        // 5 a second, and one each for the two evaluations, the first and the last steps.
        QVERIFY2(batches <= seconds / 0.2 + 5, qPrintable(QString::number(batches)));
    }

    void snapshotsCanBeInspectedWhileTraining()
    {
        QTemporaryDir folder;
        TrainingSession session(settings(folder));
        QSignalSpy snapshots(&session, &TrainingSession::snapshotTaken);
        QVERIFY(session.start(longExperiment()));
        QTRY_VERIFY(session.step() > 0);
        session.requestSnapshot();
        session.requestSnapshot();
        QVERIFY(snapshots.wait(10'000));
        const auto snapshot = snapshots.front().front().value<SnapshotPtr>();
        InferenceSession inference(settings(folder).storeFile, {});
        QSignalSpy inspected(&inference, &InferenceSession::inspected);
        QSignalSpy failed(&inference, &InferenceSession::inspectionFailed);
        // A held-out story, so that the truth finds it possible to its end.
        const std::string story = openTales({.context = 24})->sampleText(1);
        const auto number = inference.inspect(
            {.text = story, .top = 5}, {},
            {.reference = {}, .snapshot = snapshot->model, .label = {}}, session.experiment().data);
        QTRY_VERIFY(inspected.count() + failed.count() == 1);
        QVERIFY2(failed.isEmpty(), failed.isEmpty() ? "" : qPrintable(failed[0][1].toString()));
        QCOMPARE(inspected[0][0].toULongLong(), number);
        const auto inspection = inspected[0][1].value<InspectionPtr>();
        QVERIFY(!inspection->positions.empty());
        QVERIFY(inspection->positions.back().truth.has_value());
        QCOMPARE(snapshots.count(), 1); // two requests, one answer
    }
};

QTEST_GUILESS_MAIN(TestTrainingSession)
#include "tst_trainingsession.moc"
