#include "core/store/processidentity.h"
#include "core/store/runexport.h"
#include "core/store/runstore.h"
#include "core/store/runwriter.h"
#include "tests/storefixture.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <csignal>
#include <limits>
#include <mutex>

#include <sys/resource.h>

using namespace retort;
using namespace retort::testing;
namespace fs = std::filesystem;

namespace {

/// What the problem handler was told, on whatever thread.
class Problems
{
public:
    void listenTo(RunWriter &writer)
    {
        writer.setProblemHandler([this](const Error &problem) {
            const std::lock_guard lock(m_mutex);
            m_sentences << QString::fromStdString(problem.message());
        });
    }
    QStringList sentences() const
    {
        const std::lock_guard lock(m_mutex);
        return m_sentences;
    }
    int count() const { return int(sentences().size()); }

private:
    mutable std::mutex m_mutex;
    QStringList m_sentences;
};

RunFacts exampleFacts()
{
    RunFacts facts;
    facts.vocabulary = 83;
    facts.context = 96;
    facts.studentParameters = 67000;
    facts.teacherParameters = 820000;
    facts.validationTargets = 12288;
    facts.teacherCrossEntropy = 0.455;
    facts.truthCrossEntropy = 0.444;
    facts.totalSteps = 2000;
    facts.threads = 2;
    return facts;
}

std::unique_ptr<RunWriter> begun(const fs::path &file,
                                 const std::optional<RunWriter::Resumed> &resumed = {})
{
    auto writer = RunWriter::begin(file, exampleExperiment(), resumed);
    if (!writer) {
        qWarning("%s", writer.error().message().c_str());
        return nullptr;
    }
    return std::move(*writer);
}

std::unique_ptr<RunStore> opened(const fs::path &file)
{
    auto store = RunStore::open(file);
    return store ? std::move(*store) : nullptr;
}

void writeSteps(RunWriter &writer, std::int64_t from, std::int64_t to)
{
    for (std::int64_t step = from; step <= to; ++step)
        writer.onStep(metricsAt(step));
}

bool isOnDisk(const RunWriter &writer)
{
    return writer.pending().first == 0;
}

std::size_t pointCount(const RunStore &store, RunId run, const char *series = series::total)
{
    const auto points = store.metrics(run, series);
    return points ? points->size() : 0;
}

constexpr int patience = 20000;

} // namespace

class TestRunWriter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void newRunIsThereAtOnce();
    void everyPointIsStored();
    void summaryHasTheLastFigures();
    void missingTermsHaveNoSeries();
    void valuesThatAreNoNumbersComeBack();
    void triedAgainStepReplacesTheFirst();
    void controlEventsAreKept();
    void weightSetWhilePausedIsShown();
    void factsAreStored();
    void pauseAndResumeAreShown();
    void checkpointsMoveWithTheStore();
    void probesAndSamplesAreStored();
    void rowsReachTheDiskWithoutMoreOfThem();
    void thousandRowsAreWrittenAtOnce();
    void endTellsHowItEnded_data();
    void endTellsHowItEnded();
    void writerThatGoesAwayLeavesAnInterruptedRun();
    void resumedRunForgetsWhatCameLater();
    void resumedRunIsNotRunningTwice();
    void lockedStoreLosesNothing();
    void fullDiskLosesNothing();
    void vanishedStoreLosesNothing();
    void endGivesUpOnAStoreThatIsGone();
    void exportHasEverything();
    void exportOfARunThatFailedEarly();
};

void TestRunWriter::newRunIsThereAtOnce()
{
    StoreFolder folder;
    const auto writer = begun(folder.file());
    const auto summary = opened(folder.file())->run(writer->run());
    QVERIFY(summary);
    QCOMPARE(toString(summary->status), QStringLiteral("running"));
    QCOMPARE(summary->name, QStringLiteral("Example"));
    QCOMPARE(summary->student, QStringLiteral("2 × 48"));
    QCOMPARE(summary->steps, 2000);
    QCOMPARE(summary->alpha, 0.3);
    QCOMPARE(summary->beta, 0.8);
    QCOMPARE(summary->seed, 7u);
    QVERIFY(summary->hasTeacher);
    QVERIFY(!summary->crossEntropy);
    QVERIFY(std::abs(summary->started.secsTo(QDateTime::currentDateTime())) < 60);

    const auto environment = RunEnvironment::current();
    QVERIFY(environment.program.startsWith(QStringLiteral("retort ")));
    QVERIFY(!environment.torchVersion.isEmpty());
    QVERIFY(!environment.cpu.isEmpty());
    QCOMPARE(ask(folder.file(), "SELECT program FROM runs"), environment.program.toStdString());
    QCOMPARE(ask(folder.file(), "SELECT git_revision FROM runs"),
             environment.gitRevision.toStdString());
    QCOMPARE(ask(folder.file(), "SELECT process_id FROM runs"),
             std::to_string(ProcessIdentity::current().id));
}

void TestRunWriter::everyPointIsStored()
{
    StoreFolder folder;
    const auto writer = begun(folder.file());
    writeSteps(*writer, 1, 500);
    writer->onEvaluation(evaluationAt(500));
    QVERIFY(writer->end(outcomeOf(OutcomeStatus::Finished, 500)));

    const auto store = opened(folder.file());
    const auto names = store->seriesNames(writer->run());
    QCOMPARE(names->size(), 7u + 4u + 3u); // figures, knobs, evaluation
    const auto totals = store->metrics(writer->run(), series::total);
    QCOMPARE(totals->size(), 500u);
    for (std::size_t i = 0; i < totals->size(); ++i) {
        const auto expected = metricsAt(std::int64_t(i) + 1);
        QCOMPARE(totals->at(i).step, expected.step);
        QCOMPARE(totals->at(i).seconds, expected.seconds);
        QCOMPARE(totals->at(i).tokens, expected.tokens);
        QCOMPARE(totals->at(i).value, expected.total);
    }
    const auto validation = store->metrics(writer->run(), series::validationCrossEntropy);
    QCOMPARE(validation->size(), 1u);
    QCOMPARE(validation->front().value, evaluationAt(500).crossEntropy);
    QCOMPARE(validation->front().tokens, metricsAt(500).tokens);
    QVERIFY(store->metrics(writer->run(), "no such series")->empty());
}

void TestRunWriter::summaryHasTheLastFigures()
{
    StoreFolder folder;
    const auto writer = begun(folder.file());
    writeSteps(*writer, 1, 10);
    writer->onEvaluation(evaluationAt(10));
    writeSteps(*writer, 11, 12);
    QTRY_VERIFY_WITH_TIMEOUT(isOnDisk(*writer), patience);
    const auto summary = opened(folder.file())->run(writer->run());
    QCOMPARE(summary->step, 12);
    QCOMPARE(summary->seconds, metricsAt(12).seconds);
    QCOMPARE(summary->tokensPerSecond, 31000.0);
    QCOMPARE(*summary->crossEntropy, evaluationAt(10).crossEntropy);
    QCOMPARE(*summary->klToTeacher, *evaluationAt(10).klToTeacher);
    QVERIFY(!summary->klToTruth);

    auto outcome = outcomeOf(OutcomeStatus::Finished, 12);
    outcome.tokensPerSecond = 29500; // the mean of the whole run
    QVERIFY(writer->end(outcome));
    QCOMPARE(opened(folder.file())->run(writer->run())->tokensPerSecond, 29500.0);
}

void TestRunWriter::missingTermsHaveNoSeries()
{
    StoreFolder folder;
    const auto writer = begun(folder.file());
    auto metrics = metricsAt(1);
    metrics.sequenceDivergence.reset();
    metrics.tokenDivergence.reset();
    writer->onStep(metrics);
    QVERIFY(writer->end(outcomeOf(OutcomeStatus::Finished, 1)));
    const auto names = opened(folder.file())->seriesNames(writer->run());
    QCOMPARE(names->size(), 5u + 4u);
    QCOMPARE(std::ranges::count(*names, series::tokenDivergence), 0);
}

void TestRunWriter::valuesThatAreNoNumbersComeBack()
{
    StoreFolder folder;
    const auto writer = begun(folder.file());
    auto metrics = metricsAt(1);
    metrics.total = std::numeric_limits<double>::quiet_NaN();
    metrics.crossEntropy = std::numeric_limits<double>::infinity();
    writer->onStep(metrics);
    QVERIFY(writer->end(outcomeOf(OutcomeStatus::Finished, 1)));
    const auto store = opened(folder.file());
    QVERIFY(std::isnan(store->metrics(writer->run(), series::total)->front().value));
    QVERIFY(std::isinf(store->metrics(writer->run(), series::crossEntropy)->front().value));
}

void TestRunWriter::triedAgainStepReplacesTheFirst()
{
    StoreFolder folder;
    const auto writer = begun(folder.file());
    auto metrics = metricsAt(1);
    metrics.total = 99;
    writer->onStep(metrics);
    writer->onStep(metricsAt(1));
    QVERIFY(writer->end(outcomeOf(OutcomeStatus::Finished, 1)));
    const auto points = opened(folder.file())->metrics(writer->run(), series::total);
    QCOMPARE(points->size(), 1u);
    QCOMPARE(points->front().value, metricsAt(1).total);
}

void TestRunWriter::controlEventsAreKept()
{
    StoreFolder folder;
    const auto writer = begun(folder.file());
    for (int key = 0; key <= int(ControlKey::Stop); ++key)
        writer->onControl({10 + key, 0.5 * key, ControlKey(key), 0.25, 0.75});
    QVERIFY(writer->end(outcomeOf(OutcomeStatus::Finished, 1)));
    const auto events = opened(folder.file())->controlEvents(writer->run());
    QCOMPARE(events->size(), std::size_t(ControlKey::Stop) + 1);
    for (int key = 0; key <= int(ControlKey::Stop); ++key) {
        const ControlEvent &event = events->at(std::size_t(key));
        QVERIFY(event.key == ControlKey(key));
        QCOMPARE(event.step, 10 + key);
        QCOMPARE(event.seconds, 0.5 * key);
        QCOMPARE(event.before, 0.25);
        QCOMPARE(event.after, 0.75);
    }
}

void TestRunWriter::weightSetWhilePausedIsShown()
{
    StoreFolder folder;
    const auto writer = begun(folder.file());
    writeSteps(*writer, 1, 3);
    writer->onControl({3, 0.03, ControlKey::Alpha, 0.3, 0.7});
    writer->onControl({3, 0.03, ControlKey::Beta, 0.8, 1.2});
    QTRY_VERIFY_WITH_TIMEOUT(isOnDisk(*writer), patience);
    const auto summary = opened(folder.file())->run(writer->run());
    QCOMPARE(summary->alpha, 0.7);
    QCOMPARE(summary->beta, 1.2);
    QCOMPARE(summary->step, 3);
}

void TestRunWriter::factsAreStored()
{
    StoreFolder folder;
    const auto writer = begun(folder.file());
    QVERIFY(!opened(folder.file())->facts(writer->run())); // not known yet
    writer->onStarted(exampleFacts());
    QTRY_VERIFY_WITH_TIMEOUT(isOnDisk(*writer), patience);
    const auto store = opened(folder.file());
    const auto facts = store->facts(writer->run());
    QVERIFY(facts);
    QCOMPARE(facts->vocabulary, 83);
    QCOMPARE(*facts->teacherParameters, 820000);
    QCOMPARE(*facts->truthCrossEntropy, 0.444);
    QVERIFY(!facts->teacherError);
    QVERIFY(!facts->trainingWindows);
    QCOMPARE(facts->threads, 2);
    QCOMPARE(store->run(writer->run())->parameters, 67000);
}

void TestRunWriter::pauseAndResumeAreShown()
{
    StoreFolder folder;
    const auto writer = begun(folder.file());
    const auto store = opened(folder.file());
    writer->onPaused(PauseReason::NonFiniteLoss,
                     {"The loss of step %1 is not a number.", {"316 %1"}});
    QTRY_COMPARE_WITH_TIMEOUT(toString(store->run(writer->run())->status), QStringLiteral("paused"),
                              patience);
    QCOMPARE(store->run(writer->run())->reason,
             QStringLiteral("The loss of step 316 %1 is not a number."));
    writer->onResumed();
    QTRY_COMPARE_WITH_TIMEOUT(toString(store->run(writer->run())->status),
                              QStringLiteral("running"), patience);
    QVERIFY(store->run(writer->run())->reason.isEmpty());
}

void TestRunWriter::checkpointsMoveWithTheStore()
{
    StoreFolder folder;
    fs::create_directory(folder.path() / "here");
    RunId run;
    {
        const auto writer = begun(folder.path() / "here" / "runs.sqlite");
        run = writer->run();
        for (const std::int64_t step : {600, 300, 900}) {
            const fs::path checkpoint =
                writer->checkpointFolder() / ("step-" + std::to_string(step));
            fs::create_directories(checkpoint);
            writer->onCheckpoint({step, checkpoint});
        }
        fs::create_directory(folder.path() / "elsewhere");
        writer->onCheckpoint({1000, folder.path() / "elsewhere"});
        QVERIFY(writer->end(outcomeOf(OutcomeStatus::Finished)));
    }
    fs::rename(folder.path() / "here", folder.path() / "there");
    const auto store = opened(folder.path() / "there" / "runs.sqlite");
    fs::remove(store->checkpointFolder(run) / "step-600");
    const auto checkpoints = store->checkpoints(run);
    QCOMPARE(checkpoints->size(), 3u);
    QCOMPARE(checkpoints->at(0).step, 300); // oldest first, and only what is there
    QCOMPARE(checkpoints->at(1).step, 900);
    QCOMPARE(checkpoints->at(1).folder, store->checkpointFolder(run) / "step-900");
    QCOMPARE(checkpoints->at(2).folder, folder.path() / "elsewhere");
    QVERIFY(checkpoints->at(0).written.isValid());
}

void TestRunWriter::probesAndSamplesAreStored()
{
    StoreFolder folder;
    const auto writer = begun(folder.file());
    writer->addProbe(5, QStringLiteral("米娅把风筝放进箱子"));
    writer->addSample(6, QStringLiteral("student"), QStringLiteral("Mia was happy ."));
    QVERIFY(writer->end(outcomeOf(OutcomeStatus::Finished)));
    QCOMPARE(ask(folder.file(), "SELECT text FROM probes WHERE step = 5"), "米娅把风筝放进箱子");
    QCOMPARE(ask(folder.file(), "SELECT model || ': ' || text FROM samples WHERE step = 6"),
             "student: Mia was happy .");
}

void TestRunWriter::rowsReachTheDiskWithoutMoreOfThem()
{
    StoreFolder folder;
    const auto writer = begun(folder.file());
    const auto store = opened(folder.file());
    writer->onStep(metricsAt(1));
    QCOMPARE(writer->pending().first, 7u);
    QTRY_COMPARE_WITH_TIMEOUT(pointCount(*store, writer->run()), 1u, patience);
    QTRY_VERIFY_WITH_TIMEOUT(isOnDisk(*writer), patience);
}

void TestRunWriter::thousandRowsAreWrittenAtOnce()
{
    StoreFolder folder;
    const auto begun =
        RunWriter::begin(folder.file(), exampleExperiment(), {}, std::chrono::hours(24));
    QVERIFY(begun);
    const auto &writer = *begun;
    // The last step is the one that completes the thousand: rows after it would wait for the clock.
    writeSteps(*writer, 1, 1);
    const auto rowsOfStep = std::int64_t(writer->pending().first);
    QVERIFY(rowsOfStep > 0);
    writeSteps(*writer, 2, (1000 + rowsOfStep - 1) / rowsOfStep);
    QTRY_VERIFY_WITH_TIMEOUT(isOnDisk(*writer), patience);
}

void TestRunWriter::endTellsHowItEnded_data()
{
    QTest::addColumn<int>("outcome");
    QTest::addColumn<QString>("status");
    QTest::addColumn<QString>("reason");
    QTest::newRow("finished") << int(OutcomeStatus::Finished) << "finished"
                              << "";
    QTest::newRow("stopped") << int(OutcomeStatus::Stopped) << "stopped"
                             << "";
    QTest::newRow("failed") << int(OutcomeStatus::Failed) << "failed"
                            << "The file a.txt is empty.";
}

void TestRunWriter::endTellsHowItEnded()
{
    QFETCH(int, outcome);
    StoreFolder folder;
    const auto writer = begun(folder.file());
    writeSteps(*writer, 1, 5);
    auto how = outcomeOf(OutcomeStatus(outcome), 5);
    if (how.status == OutcomeStatus::Failed)
        how.error = {"The file %1 is empty.", {"a.txt"}};
    QVERIFY(writer->end(how));
    QVERIFY(isOnDisk(*writer));
    const auto summary = opened(folder.file())->run(writer->run());
    QTEST(toString(summary->status), "status");
    QTEST(summary->reason, "reason");
    QCOMPARE(pointCount(*opened(folder.file()), writer->run()), 5u);
}

void TestRunWriter::writerThatGoesAwayLeavesAnInterruptedRun()
{
    StoreFolder folder;
    auto writer = begun(folder.file());
    const RunId run = writer->run();
    writeSteps(*writer, 1, 5);
    writer.reset();
    const auto store = opened(folder.file());
    QCOMPARE(toString(store->run(run)->status), QStringLiteral("interrupted"));
    QCOMPARE(pointCount(*store, run), 5u);
}

void TestRunWriter::resumedRunForgetsWhatCameLater()
{
    StoreFolder folder;
    RunId run;
    {
        const auto writer = begun(folder.file());
        run = writer->run();
        writeSteps(*writer, 1, 300);
        writer->onEvaluation(evaluationAt(200));
        writer->onEvaluation(evaluationAt(300));
        writer->onControl({100, 1, ControlKey::Alpha, 0.3, 0.6});
        writer->onControl({290, 3, ControlKey::Alpha, 0.6, 0.9});
        for (const std::int64_t step : {250, 280}) {
            const auto checkpoint = writer->checkpointFolder() / std::to_string(step);
            fs::create_directories(checkpoint);
            writer->onCheckpoint({step, checkpoint});
        }
    }
    const auto writer = begun(folder.file(), RunWriter::Resumed{run, 250});
    QVERIFY(writer);
    QCOMPARE(writer->run().value, run.value);
    const auto store = opened(folder.file());
    const auto summary = store->run(run);
    QCOMPARE(toString(summary->status), QStringLiteral("running"));
    QCOMPARE(summary->step, 250);
    QCOMPARE(summary->seconds, metricsAt(250).seconds);
    QCOMPARE(summary->alpha, 0.6);
    QCOMPARE(*summary->crossEntropy, evaluationAt(200).crossEntropy);
    QCOMPARE(pointCount(*store, run), 250u);
    QCOMPARE(pointCount(*store, run, series::klToTeacher), 1u);
    QCOMPARE(store->controlEvents(run)->size(), 1u);
    QCOMPARE(store->checkpoints(run)->size(), 1u);

    writeSteps(*writer, 251, 400);
    QVERIFY(writer->end(outcomeOf(OutcomeStatus::Finished, 400)));
    const auto points = store->metrics(run, series::total);
    QCOMPARE(points->size(), 400u);
    for (std::size_t i = 0; i < points->size(); ++i)
        QCOMPARE(points->at(i).step, std::int64_t(i) + 1);
}

void TestRunWriter::resumedRunIsNotRunningTwice()
{
    StoreFolder folder;
    const auto writer = begun(folder.file());
    const auto again =
        RunWriter::begin(folder.file(), exampleExperiment(), RunWriter::Resumed{writer->run(), 0});
    QVERIFY(!again);
    QVERIFY(!RunWriter::begin(folder.file(), exampleExperiment(), RunWriter::Resumed{{42}, 0}));
}

void TestRunWriter::lockedStoreLosesNothing()
{
    StoreFolder folder;
    const auto writer = begun(folder.file());
    Problems problems;
    problems.listenTo(*writer);
    SQLite::Database other(folder.file().string(), SQLite::OPEN_READWRITE, 5000);
    other.exec("BEGIN IMMEDIATE");
    writeSteps(*writer, 1, 400);
    QTRY_VERIFY_WITH_TIMEOUT(problems.count() == 1, patience); // after 5 s of waiting
    QVERIFY(problems.sentences().front().contains(QString::fromStdString(folder.file().string())));
    writeSteps(*writer, 401, 500);
    QVERIFY(writer->pending().first >= 7u * 500);
    other.exec("ROLLBACK");
    QTRY_VERIFY_WITH_TIMEOUT(problems.count() == 2, patience);
    QVERIFY(problems.sentences().back().isEmpty());
    QVERIFY(writer->end(outcomeOf(OutcomeStatus::Finished, 500)));
    QCOMPARE(pointCount(*opened(folder.file()), writer->run()), 500u);
}

/// A limit on the size of files stands in for a full disk: SQLite's write fails just so.
void TestRunWriter::fullDiskLosesNothing()
{
    StoreFolder folder;
    const auto writer = begun(folder.file());
    Problems problems;
    problems.listenTo(*writer);
    writeSteps(*writer, 1, 100);
    QTRY_VERIFY_WITH_TIMEOUT(isOnDisk(*writer), patience);

    rlimit before{};
    QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit full = before;
    full.rlim_cur = rlim_t(fs::file_size(folder.file().string() + "-wal")) + 1024;
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &full), 0);
    writeSteps(*writer, 101, 2000);
    QTRY_VERIFY_WITH_TIMEOUT(problems.count() >= 1, patience);
    const std::size_t kept = writer->pending().first;
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, handler);

    QVERIFY(!problems.sentences().front().isEmpty());
    QVERIFY(kept > 0);
    QTRY_VERIFY_WITH_TIMEOUT(problems.sentences().back().isEmpty(), patience);
    QVERIFY(writer->end(outcomeOf(OutcomeStatus::Finished, 2000)));
    const auto store = opened(folder.file());
    QCOMPARE(pointCount(*store, writer->run()), 2000u);
    QCOMPARE(ask(folder.file(), "PRAGMA integrity_check"), "ok");
}

void TestRunWriter::vanishedStoreLosesNothing()
{
    StoreFolder folder;
    fs::create_directory(folder.path() / "disk");
    const fs::path file = folder.path() / "disk" / "runs.sqlite";
    const auto writer = begun(file);
    Problems problems;
    problems.listenTo(*writer);
    writeSteps(*writer, 1, 200);
    QTRY_VERIFY_WITH_TIMEOUT(isOnDisk(*writer), patience);
    fs::rename(folder.path() / "disk", folder.path() / "unplugged");
    writeSteps(*writer, 201, 400);
    QTRY_VERIFY_WITH_TIMEOUT(problems.count() == 1, patience);
    QVERIFY(!problems.sentences().front().isEmpty());
    QVERIFY(!fs::exists(file)); // no new store is made in its place
    fs::rename(folder.path() / "unplugged", folder.path() / "disk");
    QTRY_VERIFY_WITH_TIMEOUT(problems.count() == 2, patience);
    QVERIFY(writer->end(outcomeOf(OutcomeStatus::Finished, 400)));
    QCOMPARE(pointCount(*opened(file), writer->run()), 400u);
}

void TestRunWriter::endGivesUpOnAStoreThatIsGone()
{
    StoreFolder folder;
    fs::create_directory(folder.path() / "disk");
    const fs::path file = folder.path() / "disk" / "runs.sqlite";
    const auto writer = begun(file);
    fs::remove_all(folder.path() / "disk");
    writeSteps(*writer, 1, 10);
    const Status ended = writer->end(outcomeOf(OutcomeStatus::Finished, 10));
    QVERIFY(!ended);
    QVERIFY(ended.error().message().find(file.string()) != std::string::npos);
    QVERIFY(!fs::exists(file));
}

void TestRunWriter::exportHasEverything()
{
    StoreFolder folder;
    const auto writer = begun(folder.file());
    writer->onStarted(exampleFacts());
    writeSteps(*writer, 1, 700);
    writer->onEvaluation(evaluationAt(700));
    writer->onControl({350, 3.5, ControlKey::Alpha, 0.3, 0.6});
    fs::create_directories(writer->checkpointFolder() / "step-00000700");
    writer->onCheckpoint({700, writer->checkpointFolder() / "step-00000700"});
    QVERIFY(writer->end(outcomeOf(OutcomeStatus::Finished, 700)));
    const auto store = opened(folder.file());
    QVERIFY(store->rename(writer->run(), QStringLiteral("Commas, \"quotes\"\nand 行")));

    const auto text = exportRun(*store, writer->run(), ExportFormat::Json);
    QVERIFY(text);
    QJsonParseError error{};
    const auto json = QJsonDocument::fromJson(QByteArray::fromStdString(*text), &error).object();
    QCOMPARE(error.error, QJsonParseError::NoError);
    const auto points = json[u"metrics"][u"total"].toArray();
    QCOMPARE(points.size(), 700);
    QCOMPARE(points[699][u"value"].toDouble(), metricsAt(700).total);
    QCOMPARE(points[699][u"tokens"].toInteger(), metricsAt(700).tokens);
    QCOMPARE(json[u"metrics"].toObject().size(), 14);
    QCOMPARE(json[u"experiment"][u"student"][u"width"].toInt(), 48);
    QCOMPARE(json[u"facts"][u"vocabulary"].toInt(), 83);
    QCOMPARE(json[u"events"][0][u"after"].toDouble(), 0.6);
    QCOMPARE(json[u"checkpoints"][0][u"step"].toInt(), 700);
    QCOMPARE(json[u"run"][u"name"].toString(), QStringLiteral("Commas, \"quotes\"\nand 行"));

    const auto table = exportRun(*store, writer->run(), ExportFormat::Csv);
    QVERIFY(table);
    const auto csv = QByteArray::fromStdString(*table);
    QVERIFY(csv.startsWith("kind,key,step,seconds,tokens,value,before\r\n"));
    QCOMPARE(csv.count("\r\nmetric,"), 7 * 700 + 4 + 3);
    QVERIFY(csv.contains("run,name,,,,\"Commas, \"\"quotes\"\"\nand 行\",\r\n"));
    QVERIFY(csv.contains("\r\nsetting,student.width,,,,48,\r\n"));
    QVERIFY(csv.contains("\r\nfact,vocabulary,,,,83,\r\n"));
    QVERIFY(csv.contains("\r\nmetric,cross_entropy,2,0.02,3072,1.5,\r\n"));
    QVERIFY(csv.contains("\r\nevent,alpha,350,3.5,,0.6,0.3\r\n"));
    QCOMPARE(csv.count("\r\ncheckpoint,"), 1);
    QVERIFY(!exportRun(*store, RunId{42}, ExportFormat::Csv));
}

void TestRunWriter::exportOfARunThatFailedEarly()
{
    StoreFolder folder;
    const auto writer = begun(folder.file());
    auto outcome = outcomeOf(OutcomeStatus::Failed);
    outcome.error = {"There is no file %1.", {"a.txt"}};
    QVERIFY(writer->end(outcome));
    const auto text = exportRun(*opened(folder.file()), writer->run(), ExportFormat::Json);
    QVERIFY(text);
    const auto json = QJsonDocument::fromJson(QByteArray::fromStdString(*text)).object();
    QVERIFY(json[u"facts"].isNull());
    QVERIFY(json[u"metrics"].toObject().isEmpty());
    QCOMPARE(json[u"run"][u"reason"].toString(), QStringLiteral("There is no file a.txt."));
}

QTEST_GUILESS_MAIN(TestRunWriter)
#include "tst_runwriter.moc"
