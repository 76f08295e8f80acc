#include "core/store/modelresolver.h"
#include "tests/storefixture.h"

#include <QTest>

using namespace retort;
using namespace retort::testing;
namespace fs = std::filesystem;

/// A store with run 1 (checkpoints of steps 300 and 900) and run 2 (none).
class TestModelResolver : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void runsAreFound_data();
    void runsAreFound();
    void errorsSayWhatThereIs_data();
    void errorsSayWhatThereIs();
    void storeThatIsNotThereIsNotMade();
    void bundledModelsAndFoldersAreStillFound();
    void deletedCheckpointIsNotOffered();

private:
    Result<fs::path> lookUp(const std::string &reference) const
    {
        return StoreResolver(m_folder.file(), m_folder.path() / "teachers").folder(reference);
    }

    StoreFolder m_folder;
    fs::path m_checkpoints;
};

void TestModelResolver::initTestCase()
{
    {
        auto writer = RunWriter::begin(m_folder.file(), exampleExperiment());
        QVERIFY2(writer, writer ? "" : writer.error().message().c_str());
        QCOMPARE((*writer)->run().value, 1);
        m_checkpoints = (*writer)->checkpointFolder();
        for (const std::int64_t step : {300, 900}) {
            const fs::path checkpoint = m_checkpoints / ("step-" + std::to_string(step));
            fs::create_directories(checkpoint);
            (*writer)->onCheckpoint({step, checkpoint});
        }
        QVERIFY((*writer)->end(outcomeOf(OutcomeStatus::Finished, 900)));
    }
    auto second = RunWriter::begin(m_folder.file(), exampleExperiment());
    QVERIFY((*second)->end(outcomeOf(OutcomeStatus::Stopped)));
    fs::create_directories(m_folder.path() / "teachers" / "tales-en");
}

void TestModelResolver::runsAreFound_data()
{
    QTest::addColumn<QString>("reference");
    QTest::addColumn<QString>("folder");
    QTest::newRow("the newest checkpoint") << "run:1"
                                           << "step-900";
    QTest::newRow("a step") << "run:1@300"
                            << "step-300";
    QTest::newRow("the last step") << "run:1@900"
                                   << "step-900";
}

void TestModelResolver::runsAreFound()
{
    QFETCH(QString, reference);
    QFETCH(QString, folder);
    const auto found = lookUp(reference.toStdString());
    QVERIFY2(found, found ? "" : found.error().message().c_str());
    QCOMPARE(*found, m_checkpoints / folder.toStdString());
}

void TestModelResolver::errorsSayWhatThereIs_data()
{
    QTest::addColumn<QString>("reference");
    QTest::addColumn<QString>("said");
    QTest::newRow("no such step") << "run:1@301"
                                  << "300, 900";
    QTest::newRow("no checkpoint") << "run:2"
                                   << "no checkpoint";
    QTest::newRow("no such run") << "run:42"
                                 << "42";
    QTest::newRow("no number") << "run:first"
                               << "run:12@900";
    QTest::newRow("nothing") << "run:"
                             << "run:12@900";
    QTest::newRow("no step") << "run:1@"
                             << "run:12@900";
    QTest::newRow("rest behind the number") << "run:1x"
                                            << "run:12@900";
    QTest::newRow("negative") << "run:-1"
                              << "run:12@900";
    QTest::newRow("too large") << "run:99999999999999999999"
                               << "run:12@900";
}

void TestModelResolver::errorsSayWhatThereIs()
{
    QFETCH(QString, reference);
    QFETCH(QString, said);
    const auto found = lookUp(reference.toStdString());
    QVERIFY(!found);
    const auto message = QString::fromStdString(found.error().message());
    QVERIFY2(message.contains(said), qPrintable(message));
}

void TestModelResolver::storeThatIsNotThereIsNotMade()
{
    const fs::path missing = m_folder.path() / "none.sqlite";
    const auto found = StoreResolver(missing, {}).folder("run:1");
    QVERIFY(!found);
    QVERIFY(found.error().message().find(missing.string()) != std::string::npos);
    QVERIFY(!fs::exists(missing));
    QVERIFY(!StoreResolver({}, {}).folder("run:1"));
}

void TestModelResolver::bundledModelsAndFoldersAreStillFound()
{
    const auto bundled = lookUp("bundled:tales-en");
    QVERIFY2(bundled, bundled ? "" : bundled.error().message().c_str());
    QCOMPARE(*bundled, m_folder.path() / "teachers" / "tales-en");
    const auto folder = lookUp(m_checkpoints.string());
    QVERIFY2(folder, folder ? "" : folder.error().message().c_str());
    QCOMPARE(*folder, m_checkpoints);
}

void TestModelResolver::deletedCheckpointIsNotOffered()
{
    fs::rename(m_checkpoints / "step-900", m_checkpoints / "away");
    const auto newest = lookUp("run:1");
    QVERIFY(newest);
    QCOMPARE(*newest, m_checkpoints / "step-300");
    QVERIFY(!lookUp("run:1@900"));
    fs::rename(m_checkpoints / "away", m_checkpoints / "step-900");
}

QTEST_GUILESS_MAIN(TestModelResolver)
#include "tst_modelresolver.moc"
