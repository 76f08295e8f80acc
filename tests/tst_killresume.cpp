// Promise: kill −9 at any moment leaves a whole store, and the run goes on to the same bits.

#include "core/store/runstore.h"
#include "tests/trainingfixture.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QTest>

#include <cstring>

using namespace retort;

namespace {

const QString program = QStringLiteral(RETORT_BINARY_DIR "/bin/retort-cli");
constexpr int kills = 10;

struct Series
{
    std::string name;
    std::vector<MetricPoint> points;
};

bool sameBits(double a, double b)
{
    return std::memcmp(&a, &b, sizeof a) == 0;
}

} // namespace

class TestKillResume : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    QString path(const char *name) const { return m_folder.filePath(QLatin1String(name)); }

    std::unique_ptr<QProcess> launch(const QString &store, const QStringList &more) const
    {
        auto process = std::make_unique<QProcess>();
        process->setProcessChannelMode(QProcess::MergedChannels);
        process->start(program, QStringList{"train"} + more + QStringList{"--store", store});
        return process;
    }

    /// Rows that another connection sees, i.e. that are committed.
    static int committedRows(const QString &store)
    {
        try {
            SQLite::Database database(store.toStdString(), SQLite::OPEN_READONLY, 5000);
            return database.execAndGet("SELECT count(*) FROM metrics").getInt();
        } catch (const SQLite::Exception &) {
            return 0; // not yet there
        }
    }

    static std::int64_t newestCheckpoint(const QString &store)
    {
        auto opened = RunStore::open(store.toStdString());
        if (!opened)
            return -1;
        const auto checkpoints = (*opened)->checkpoints(RunId{1});
        return checkpoints && !checkpoints->empty() ? checkpoints->back().step : -1;
    }

    static std::vector<Series> allSeries(const QString &store)
    {
        auto opened = RunStore::open(store.toStdString());
        std::vector<Series> all;
        const auto names = (*opened)->seriesNames(RunId{1}); // outlives the loop
        for (const std::string &name : *names) {
            if (name != series::tokensPerSecond)
                all.push_back({name, *(*opened)->metrics(RunId{1}, name)});
        }
        return all;
    }

private Q_SLOTS:
    void killedTenTimesAndStillTheSameCurve()
    {
        const auto teacher = std::filesystem::path(path("teacher").toStdString());
        writeTinyTeacher(teacher);
        Experiment experiment = tinyDistillation(teacher);
        experiment.training.steps = 6000; // more than ten rounds of a fast machine
        experiment.training.evaluateEvery = 100;
        experiment.training.checkpointEvery = 20;
        QFile file(path("experiment.json"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray::fromStdString(toJson(experiment)));
        file.close();

        const auto whole = launch(path("whole.sqlite"), {file.fileName()});
        QVERIFY(whole->waitForFinished(180'000));
        QVERIFY2(whole->exitCode() == 0, whole->readAll());

        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("random moments from seed %u", seed);
        QRandomGenerator random(seed);
        const QString store = path("killed.sqlite");
        int done = 0;
        for (; done < kills; ++done) {
            const std::int64_t before = newestCheckpoint(store);
            const auto process = launch(store, before < 0 ? QStringList{file.fileName()}
                                                          : QStringList{"--resume", "run:1"});
            QVERIFY(process->waitForStarted());
            // Past one more checkpoint, so that every round gets somewhere; then anywhere.
            QTRY_VERIFY_WITH_TIMEOUT(newestCheckpoint(store) > before
                                         || process->state() == QProcess::NotRunning,
                                     60'000);
            const int moment = int(random.bounded(150));
            if (process->state() == QProcess::NotRunning || process->waitForFinished(moment))
                break; // it reached its end
            const int seen = committedRows(store);
            process->kill();
            QVERIFY(process->waitForFinished(10'000));

            SQLite::Database database(store.toStdString(), SQLite::OPEN_READWRITE, 5000);
            QCOMPARE(database.execAndGet("PRAGMA integrity_check").getString(), std::string("ok"));
            const int after = database.execAndGet("SELECT count(*) FROM metrics").getInt();
            QVERIFY2(after >= seen, qPrintable(QString("%1 < %2").arg(after).arg(seen)));
            auto opened = RunStore::open(store.toStdString());
            QVERIFY(opened);
            QVERIFY((*opened)->markInterrupted());
            QVERIFY((*opened)->run(RunId{1})->status == RunStatus::Interrupted);
        }
        QVERIFY2(done >= 5, qPrintable(QString("killed %1 times only").arg(done)));
        qInfo("killed %d times", done);

        const auto last = launch(store, {"--resume", "run:1"});
        QVERIFY(last->waitForFinished(180'000));
        QVERIFY2(last->exitCode() == 0, last->readAll());

        const std::vector<Series> expected = allSeries(path("whole.sqlite"));
        const std::vector<Series> actual = allSeries(store);
        QCOMPARE(actual.size(), expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i) {
            QCOMPARE(actual[i].name, expected[i].name);
            QCOMPARE(actual[i].points.size(), expected[i].points.size());
            for (std::size_t k = 0; k < expected[i].points.size(); ++k) {
                QCOMPARE(actual[i].points[k].step, expected[i].points[k].step);
                QVERIFY2(sameBits(actual[i].points[k].value, expected[i].points[k].value),
                         expected[i].name.c_str());
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestKillResume)
#include "tst_killresume.moc"
