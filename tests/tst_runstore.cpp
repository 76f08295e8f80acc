#include "core/store/migrations.h"
#include "core/store/processidentity.h"
#include "core/store/runstore.h"
#include "tests/storefixture.h"

#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QScopeGuard>
#include <QTest>

#include <array>
#include <chrono>
#include <fstream>
#include <iostream>
#include <thread>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace retort;
using namespace retort::testing;
namespace fs = std::filesystem;

namespace {

/// The other process: this program again, with arguments.
/// "--write STORE STEPS" writes a run; prints its id, then after each flush the last step that is
/// certainly on disk. STEPS 0: until it is killed.
int writeRun(const char *store, std::int64_t steps)
{
    auto writer = RunWriter::begin(store, exampleExperiment("Child"));
    if (!writer)
        return 1;
    std::cout << "run " << (*writer)->run().value << std::endl;
    std::int64_t printed = 0;
    for (std::int64_t step = 1; steps == 0 || step <= steps; ++step) {
        (*writer)->onStep(metricsAt(step));
        // Steps of a real training do not come faster than they can be written.
        constexpr std::size_t manyRows = 3000;
        while ((*writer)->pending().first > manyRows)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        constexpr std::int64_t rowsOfStep = 7;
        const auto rows = std::int64_t((*writer)->pending().first);
        const std::int64_t committed = step - (rows + rowsOfStep - 1) / rowsOfStep;
        if (committed > printed) {
            printed = committed;
            std::cout << "step " << printed << std::endl;
        }
    }
    return (*writer)->end(outcomeOf(OutcomeStatus::Finished, steps)) ? 0 : 1;
}

/// "--hold STORE [pause]" begins a run and keeps it going until its input ends.
int holdRun(const char *store, bool pause)
{
    auto writer = RunWriter::begin(store, exampleExperiment("Held"));
    if (!writer)
        return 1;
    if (pause)
        (*writer)->onPaused(PauseReason::Asked, {});
    while ((*writer)->pending().first > 0)
        std::this_thread::yield();
    std::cout << "run " << (*writer)->run().value << std::endl;
    std::string line;
    std::getline(std::cin, line);
    return (*writer)->end(outcomeOf(OutcomeStatus::Stopped)) ? 0 : 1;
}

void start(QProcess &process, const QStringList &arguments)
{
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(QCoreApplication::applicationFilePath(), arguments);
    QVERIFY(process.waitForStarted());
}

/// The number behind `word` in the process's next line that begins with it.
qint64 nextNumber(QProcess &process, const QByteArray &word)
{
    while (process.canReadLine() || process.waitForReadyRead(20000)) {
        while (process.canReadLine()) {
            const QByteArray line = process.readLine().trimmed();
            if (line.startsWith(word + ' '))
                return line.mid(word.size() + 1).toLongLong();
        }
    }
    return -1;
}

QByteArray contents(const fs::path &file)
{
    QFile opened(QString::fromStdString(file.string()));
    return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
}

void writeFile(const fs::path &file, const std::string &text)
{
    std::ofstream(file, std::ios::binary) << text;
}

bool names(const Error &error, const fs::path &file)
{
    return error.message().find(file.string()) != std::string::npos;
}

RunId finishedRun(const fs::path &file, const std::string &name, std::int64_t steps = 3)
{
    auto writer = RunWriter::begin(file, exampleExperiment(name));
    if (!writer)
        return {};
    for (std::int64_t step = 1; step <= steps; ++step)
        (*writer)->onStep(metricsAt(step));
    const Status ended = (*writer)->end(outcomeOf(OutcomeStatus::Finished, steps));
    return ended ? (*writer)->run() : RunId{};
}

} // namespace

class TestRunStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void newStoreIsMadeWithItsFolder();
    void defaultFileIsInTheDataFolder();
    void fileThatIsNoStoreIsRefusedAndLeftAlone_data();
    void fileThatIsNoStoreIsRefusedAndLeftAlone();
    void placeThatCannotBeIsRefused_data();
    void placeThatCannotBeIsRefused();
    void damagedStoreIsRefusedAndLeftAlone();
    void newerStoreIsReadOnlyAndNeverAltered();
    void writeProtectedStoreIsReadOnly();
    void olderStoreIsMigrated();
    void migrationsKeepRowsAndFailWhole();
    void unknownRunIsAnError();
    void editsAreStored();
    void seedsKeepAllBits();
    void experimentComesBack();
    void removingDeletesRowsAndCheckpoints();
    void removingNeverFollowsLinks();
    void runningRunIsNotRemoved();
    void idsAreNeverUsedAgain();
    void ownProcessIsAlive();
    void runsOfDeadProcessesAreInterrupted_data();
    void runsOfDeadProcessesAreInterrupted();
    void killedWriterLosesNoCommittedRow();
    void openingAgainKeepsTheLocksOfOthers();
    void twoProcessesWriteAtOnce();
    void changesOfOthersAreCounted();
};

void TestRunStore::newStoreIsMadeWithItsFolder()
{
    StoreFolder folder;
    const fs::path file = folder.path() / "a b" / "ü" / "runs.sqlite";
    auto store = RunStore::open(file);
    QVERIFY2(store, store ? "" : store.error().message().c_str());
    QVERIFY(!(*store)->readOnly());
    QVERIFY((*store)->notice().isEmpty());
    QCOMPARE((*store)->file(), file);
    QVERIFY((*store)->runs()->empty());
    QCOMPARE(ask(file, "PRAGMA journal_mode"), "wal");
    QCOMPARE(ask(file, "PRAGMA user_version"), std::to_string(latestSchema()));
    QVERIFY(latestSchema() >= 1);
}

void TestRunStore::defaultFileIsInTheDataFolder()
{
    StoreFolder folder;
    const QByteArray before = qgetenv("XDG_DATA_HOME");
    qputenv("XDG_DATA_HOME", folder.folder.path().toUtf8());
    QCOMPARE(RunStore::defaultFile(), folder.path() / "retort" / "runs.sqlite");
    before.isNull() ? qunsetenv("XDG_DATA_HOME") : qputenv("XDG_DATA_HOME", before);
}

void TestRunStore::fileThatIsNoStoreIsRefusedAndLeftAlone_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("text") << QByteArray("Once upon a time there was no database at all.\n");
    QTest::newRow("one byte") << QByteArray("x");
    QTest::newRow("noise") << QByteArray(8192, '\xa5');

    StoreFolder folder;
    {
        SQLite::Database other(folder.file().string(),
                               SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        other.exec("CREATE TABLE bookmarks (url TEXT)");
    }
    QTest::newRow("database of another program") << contents(folder.file());
}

void TestRunStore::fileThatIsNoStoreIsRefusedAndLeftAlone()
{
    QFETCH(QByteArray, content);
    StoreFolder folder;
    writeFile(folder.file(), content.toStdString());
    const auto store = RunStore::open(folder.file());
    QVERIFY(!store);
    QVERIFY2(names(store.error(), folder.file()), store.error().message().c_str());
    QCOMPARE(contents(folder.file()), content);
}

void TestRunStore::placeThatCannotBeIsRefused_data()
{
    QTest::addColumn<QString>("place");
    QTest::newRow("a folder") << "sub";
    QTest::newRow("below a file") << "file/runs.sqlite";
    QTest::newRow("deep below a file") << "file/a/b/runs.sqlite";
}

void TestRunStore::placeThatCannotBeIsRefused()
{
    QFETCH(QString, place);
    StoreFolder folder;
    fs::create_directory(folder.path() / "sub");
    writeFile(folder.path() / "file", "text");
    const fs::path file = folder.path() / place.toStdString();
    const auto store = RunStore::open(file);
    QVERIFY(!store);
    QVERIFY2(names(store.error(), folder.path()), store.error().message().c_str());
    QCOMPARE(contents(folder.path() / "file"), QByteArray("text"));
}

void TestRunStore::damagedStoreIsRefusedAndLeftAlone()
{
    StoreFolder folder;
    finishedRun(folder.file(), "Lost");
    QCOMPARE(ask(folder.file(), "PRAGMA wal_checkpoint(TRUNCATE)"), "0");
    const QByteArray whole = contents(folder.file());
    const QByteArray cut = whole.left(4096) + QByteArray(whole.size() - 4096, '\x77');
    fs::remove(folder.file().string() + "-wal");
    fs::remove(folder.file().string() + "-shm");
    writeFile(folder.file(), cut.toStdString());

    const auto store = RunStore::open(folder.file());
    QVERIFY(!store);
    QVERIFY2(names(store.error(), folder.file()), store.error().message().c_str());
    QVERIFY(QByteArray::fromStdString(store.error().message()).contains("damaged"));
    QCOMPARE(contents(folder.file()), cut);
}

void TestRunStore::newerStoreIsReadOnlyAndNeverAltered()
{
    StoreFolder folder;
    const RunId run = finishedRun(folder.file(), "From the future");
    ask(folder.file(), "PRAGMA user_version = 999");
    ask(folder.file(), "PRAGMA wal_checkpoint(TRUNCATE)");
    const QByteArray before = contents(folder.file());
    {
        auto store = RunStore::open(folder.file());
        QVERIFY2(store, store ? "" : store.error().message().c_str());
        QVERIFY((*store)->readOnly());
        QVERIFY((*store)->notice().contains(QStringLiteral("999")));
        QCOMPARE((*store)->run(run)->name, QStringLiteral("From the future"));
        QCOMPARE((*store)->metrics(run, series::total)->size(), 3u);
        QVERIFY(!(*store)->rename(run, QStringLiteral("Changed")));
        QVERIFY(!(*store)->remove(run));
        QVERIFY((*store)->markInterrupted()->empty());
        const auto writer = RunWriter::begin(folder.file(), exampleExperiment());
        QVERIFY(!writer);
        QVERIFY(names(writer.error(), folder.file()));
    }
    QCOMPARE(contents(folder.file()), before);
}

void TestRunStore::writeProtectedStoreIsReadOnly()
{
    if (::geteuid() == 0)
        QSKIP("Nothing is write-protected for the administrator.");
    StoreFolder folder;
    const RunId run = finishedRun(folder.file(), "Protected");
    ask(folder.file(), "PRAGMA wal_checkpoint(TRUNCATE)");
    fs::permissions(folder.file(), fs::perms::owner_read);
    fs::permissions(folder.path(), fs::perms::owner_read | fs::perms::owner_exec);
    const auto unprotect = qScopeGuard([&] {
        fs::permissions(folder.path(), fs::perms::owner_all);
        fs::permissions(folder.file(), fs::perms::owner_read | fs::perms::owner_write);
    });
    const auto store = RunStore::open(folder.file());
    QVERIFY2(store, store ? "" : store.error().message().c_str());
    QVERIFY((*store)->readOnly());
    QVERIFY(!(*store)->notice().isEmpty());
    QCOMPARE((*store)->run(run)->name, QStringLiteral("Protected"));
    QVERIFY(!(*store)->rename(run, QStringLiteral("Changed")));
}

void TestRunStore::olderStoreIsMigrated()
{
    StoreFolder folder;
    {
        SQLite::Database old(folder.file().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        old.exec("PRAGMA application_id = 0x52657472");
    }
    QCOMPARE(ask(folder.file(), "PRAGMA user_version"), "0");
    QVERIFY(finishedRun(folder.file(), "After") != RunId{});
    QCOMPARE(ask(folder.file(), "PRAGMA user_version"), std::to_string(latestSchema()));
}

void TestRunStore::migrationsKeepRowsAndFailWhole()
{
    StoreFolder folder;
    const fs::path scripts = folder.path() / "migrations";
    fs::create_directory(scripts);
    QFile first(QStringLiteral(":/retort/migrations/1.sql"));
    QVERIFY(first.open(QIODevice::ReadOnly));
    writeFile(scripts / "1.sql", first.readAll().toStdString());
    const auto scriptFolder = QString::fromStdString(scripts.string());
    const RunId run = finishedRun(folder.file(), "Kept", 50);

    SQLite::Database database(folder.file().string(), SQLite::OPEN_READWRITE, 5000);
    database.exec("PRAGMA user_version = 1");
    writeFile(scripts / "2.sql", "ALTER TABLE runs ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm';");
    writeFile(scripts / "3.sql", "CREATE TABLE half (id INTEGER); CREATE NONSENSE;");
    QCOMPARE(latestSchema(scriptFolder), 3);
    QVERIFY_EXCEPTION_THROWN(migrate(database, scriptFolder), SQLite::Exception);

    QCOMPARE(database.execAndGet("PRAGMA user_version").getInt(), 2);
    QCOMPARE(database.execAndGet("SELECT mood FROM runs").getString(), "calm");
    QCOMPARE(database.execAndGet("SELECT count(*) FROM sqlite_master WHERE name = 'half'").getInt(),
             0);
    QCOMPARE(
        database.execAndGet("SELECT count(*) FROM metrics WHERE run = " + std::to_string(run.value))
            .getInt(),
        7 * 50 + 4); // the knobs have a point only where they move

    writeFile(scripts / "3.sql", "CREATE TABLE half (id INTEGER);");
    migrate(database, scriptFolder);
    migrate(database, scriptFolder); // nothing left to do
    QCOMPARE(database.execAndGet("PRAGMA user_version").getInt(), 3);
}

void TestRunStore::unknownRunIsAnError()
{
    StoreFolder folder;
    auto store = RunStore::open(folder.file());
    const RunId none{42};
    QVERIFY(!(*store)->run(none));
    QVERIFY(!(*store)->experiment(none));
    QVERIFY(!(*store)->facts(none));
    QVERIFY(!(*store)->metrics(none, series::total));
    QVERIFY(!(*store)->seriesNames(none));
    QVERIFY(!(*store)->controlEvents(none));
    QVERIFY(!(*store)->checkpoints(none));
    QVERIFY(!(*store)->setTags(none, {}));
    const Status renamed = (*store)->rename(none, QStringLiteral("Nobody"));
    QVERIFY(!renamed);
    QVERIFY(renamed.error().message().find("42") != std::string::npos);
}

void TestRunStore::editsAreStored()
{
    StoreFolder folder;
    const RunId run = finishedRun(folder.file(), "Before");
    {
        auto store = RunStore::open(folder.file());
        QVERIFY((*store)->rename(run, QStringLiteral("蒸馏 ✓ 'quoted'")));
        QVERIFY((*store)->setNotes(run, QStringLiteral("two\nlines")));
        QVERIFY((*store)->setTags(run, {QStringLiteral("zebra"), QStringLiteral(" best "),
                                        QStringLiteral("zebra"), QString()}));
        QVERIFY((*store)->setStarred(run, true));
        QVERIFY((*store)->setArchived(run, true));
    }
    const auto store = RunStore::open(folder.file());
    const auto summary = (*store)->run(run);
    QCOMPARE(summary->name, QStringLiteral("蒸馏 ✓ 'quoted'"));
    QCOMPARE(summary->notes, QStringLiteral("two\nlines"));
    QCOMPARE(summary->tags, QStringList({QStringLiteral("zebra"), QStringLiteral("best")}));
    QVERIFY(summary->starred);
    QVERIFY(summary->archived);
    QVERIFY((*store)->setTags(run, {}));
    QVERIFY((*store)->run(run)->tags.isEmpty());

    const RunId other = finishedRun(folder.file(), "Other");
    QVERIFY((*store)->setTags(run, {QStringLiteral("one"), QStringLiteral("two")}));
    QVERIFY((*store)->setTags(other, {QStringLiteral("three")}));
    const auto runs = (*store)->runs();
    QCOMPARE(runs->size(), 2u);
    QCOMPARE(runs->at(0), *(*store)->run(other)); // newest first
    QCOMPARE(runs->at(1), *(*store)->run(run));
}

void TestRunStore::seedsKeepAllBits()
{
    StoreFolder folder;
    Experiment experiment = exampleExperiment();
    experiment.seed = 0xFEDC'BA98'7654'3210u;
    RunId run;
    {
        auto writer = RunWriter::begin(folder.file(), experiment);
        run = (*writer)->run();
    }
    const auto store = RunStore::open(folder.file());
    QCOMPARE((*store)->run(run)->seed, experiment.seed);
}

void TestRunStore::experimentComesBack()
{
    StoreFolder folder;
    Experiment experiment = exampleExperiment("As it was");
    experiment.student.layers = 5;
    experiment.data.windows = 100;
    RunId run;
    {
        auto writer = RunWriter::begin(folder.file(), experiment);
        run = (*writer)->run();
    }
    const auto store = RunStore::open(folder.file());
    const auto stored = (*store)->experiment(run);
    QVERIFY2(stored, stored ? "" : stored.error().message().c_str());
    QCOMPARE(toJson(*stored), toJson(experiment));
    QVERIFY(*stored == experiment);
}

void TestRunStore::removingDeletesRowsAndCheckpoints()
{
    StoreFolder folder;
    const RunId run = finishedRun(folder.file(), "Gone");
    const RunId other = finishedRun(folder.file(), "Stays");
    auto store = RunStore::open(folder.file());
    QVERIFY((*store)->setTags(run, {QStringLiteral("tag")}));
    for (const RunId id : {run, other}) {
        fs::create_directories((*store)->checkpointFolder(id) / "step-00000003");
        writeFile((*store)->checkpointFolder(id) / "step-00000003" / "state.json", "{}");
    }
    QVERIFY((*store)->remove(run));
    QVERIFY(!(*store)->run(run));
    QVERIFY(!fs::exists((*store)->checkpointFolder(run)));
    QVERIFY(fs::exists((*store)->checkpointFolder(other) / "step-00000003" / "state.json"));
    QCOMPARE((*store)->metrics(other, series::total)->size(), 3u);
    for (const char *table : {"metrics", "tags", "control_events", "checkpoints"}) {
        QCOMPARE(ask(folder.file(), std::string("SELECT count(*) FROM ") + table
                                        + " WHERE run = " + std::to_string(run.value)),
                 "0");
    }
    QVERIFY(!(*store)->remove(run));
}

void TestRunStore::removingNeverFollowsLinks()
{
    StoreFolder folder;
    const fs::path outside = folder.path() / "outside";
    fs::create_directory(outside);
    writeFile(outside / "precious", "kept");
    const RunId run = finishedRun(folder.file(), "Linked");
    auto store = RunStore::open(folder.file());
    const fs::path checkpoints = (*store)->checkpointFolder(run);

    // A link in the place of the run's folder, and one inside of it.
    fs::create_directories(checkpoints.parent_path());
    fs::create_directory_symlink(outside, checkpoints);
    QVERIFY((*store)->remove(run));
    QVERIFY(!fs::is_symlink(fs::symlink_status(checkpoints)));
    QCOMPARE(contents(outside / "precious"), QByteArray("kept"));

    const RunId second = finishedRun(folder.file(), "Linked inside");
    fs::create_directories((*store)->checkpointFolder(second));
    fs::create_directory_symlink(outside, (*store)->checkpointFolder(second) / "step-00000001");
    QVERIFY((*store)->remove(second));
    QVERIFY(!fs::exists((*store)->checkpointFolder(second)));
    QCOMPARE(contents(outside / "precious"), QByteArray("kept"));

    // All checkpoints of the store behind a link: the run goes, its files stay, and that is said.
    const RunId third = finishedRun(folder.file(), "Behind a link");
    fs::remove_all(checkpoints.parent_path());
    fs::create_directory(outside / std::to_string(third.value));
    fs::create_directory_symlink(outside, checkpoints.parent_path());
    const Status removed = (*store)->remove(third);
    QVERIFY(!removed);
    QVERIFY(names(removed.error(), (*store)->checkpointFolder(third)));
    QVERIFY(!(*store)->run(third));
    QVERIFY(fs::exists(outside / std::to_string(third.value)));
}

void TestRunStore::runningRunIsNotRemoved()
{
    StoreFolder folder;
    auto writer = RunWriter::begin(folder.file(), exampleExperiment("Busy"));
    const RunId run = (*writer)->run();
    auto store = RunStore::open(folder.file());
    QVERIFY(!(*store)->remove(run));
    QCOMPARE(toString((*store)->run(run)->status), toString(RunStatus::Running));
    QVERIFY((*writer)->end(outcomeOf(OutcomeStatus::Stopped)));
    QVERIFY((*store)->remove(run));
}

void TestRunStore::idsAreNeverUsedAgain()
{
    StoreFolder folder;
    const RunId first = finishedRun(folder.file(), "First");
    auto store = RunStore::open(folder.file());
    QVERIFY((*store)->remove(first));
    QVERIFY(finishedRun(folder.file(), "Second") > first);
}

void TestRunStore::ownProcessIsAlive()
{
    const auto own = ProcessIdentity::current();
    QVERIFY(own.isAlive());
    QVERIFY(own.startTicks > 0);
    auto reused = own;
    ++reused.startTicks;
    QVERIFY(!reused.isAlive());
    auto rebooted = own;
    rebooted.bootId = "another boot";
    QVERIFY(!rebooted.isAlive());
}

void TestRunStore::runsOfDeadProcessesAreInterrupted_data()
{
    QTest::addColumn<bool>("paused");
    QTest::newRow("running") << false;
    QTest::newRow("paused") << true;
}

void TestRunStore::runsOfDeadProcessesAreInterrupted()
{
    QFETCH(bool, paused);
    StoreFolder folder;
    const auto file = QString::fromStdString(folder.file().string());
    QStringList arguments{QStringLiteral("--hold"), file};
    if (paused)
        arguments << QStringLiteral("pause");
    QProcess living;
    QProcess dying;
    start(living, arguments);
    const RunId alive{nextNumber(living, "run")};
    start(dying, arguments);
    const RunId dead{nextNumber(dying, "run")};
    QVERIFY(alive.value > 0 && dead.value > 0);

    auto store = RunStore::open(folder.file());
    const RunStatus before = paused ? RunStatus::Paused : RunStatus::Running;
    QVERIFY((*store)->markInterrupted()->empty());
    QCOMPARE(toString((*store)->run(dead)->status), toString(before));

    dying.kill();
    QVERIFY(dying.waitForFinished());
    QCOMPARE(*(*store)->markInterrupted(), std::vector<RunId>{dead});
    QCOMPARE(toString((*store)->run(dead)->status), toString(RunStatus::Interrupted));
    QCOMPARE(toString((*store)->run(alive)->status), toString(before));
    QVERIFY((*store)->markInterrupted()->empty());

    living.closeWriteChannel();
    QVERIFY(living.waitForFinished());
    QCOMPARE(living.exitCode(), 0);
    QCOMPARE(toString((*store)->run(alive)->status), toString(RunStatus::Stopped));
}

void TestRunStore::killedWriterLosesNoCommittedRow()
{
    StoreFolder folder;
    const auto file = QString::fromStdString(folder.file().string());
    for (int time = 0; time < 5; ++time) {
        QProcess child;
        start(child, {QStringLiteral("--write"), file, QStringLiteral("0")});
        const RunId run{nextNumber(child, "run")};
        QVERIFY(run.value > 0);
        // A random moment: somewhere in one of the first flushes.
        qint64 committed = 0;
        const int flushes = QRandomGenerator::global()->bounded(1, 40);
        for (int flush = 0; flush < flushes; ++flush)
            committed = nextNumber(child, "step");
        child.waitForReadyRead(QRandomGenerator::global()->bounded(1, 20));
        child.kill(); // SIGKILL
        QVERIFY(child.waitForFinished());
        QCOMPARE(child.exitStatus(), QProcess::CrashExit);
        // What it had said before it died counts, too.
        for (const QByteArray &line : child.readAll().split('\n')) {
            if (line.startsWith("step "))
                committed = std::max(committed, line.mid(5).toLongLong());
        }

        auto store = RunStore::open(folder.file());
        QVERIFY2(store, store ? "" : store.error().message().c_str());
        QCOMPARE(*(*store)->markInterrupted(), std::vector<RunId>{run});
        QCOMPARE(ask(folder.file(), "PRAGMA integrity_check"), "ok");
        QCOMPARE(ask(folder.file(), "SELECT count(*) FROM pragma_foreign_key_check"), "0");
        QCOMPARE(toString((*store)->run(run)->status), toString(RunStatus::Interrupted));
        QVERIFY(committed > 0);
        const auto names = (*store)->seriesNames(run);
        QCOMPARE(names->size(), 7u + 4u);
        for (const std::string &name : *names) {
            const auto points = (*store)->metrics(run, name);
            const bool knob = name == series::alpha || name == series::beta
                              || name == series::temperature || name == series::studentShare;
            QVERIFY2(qint64(points->size()) >= (knob ? 1 : committed),
                     qPrintable(QStringLiteral("%1 of %2 points of %3")
                                    .arg(points->size())
                                    .arg(committed)
                                    .arg(QString::fromStdString(name))));
        }
        const auto totals = (*store)->metrics(run, series::total);
        for (std::size_t i = 0; i < totals->size(); ++i) {
            QCOMPARE(totals->at(i).step, std::int64_t(i) + 1);
            QCOMPARE(totals->at(i).value, metricsAt(std::int64_t(i) + 1).total);
        }
        QCOMPARE((*store)->run(run)->step, totals->back().step);
    }
}

/// Another process that thinks itself alone deletes the write-ahead log when it closes the store.
void TestRunStore::openingAgainKeepsTheLocksOfOthers()
{
    const QTemporaryDir folder;
    const fs::path file = fs::path(folder.path().toStdString()) / "runs.sqlite";
    const auto first = RunStore::open(file);
    QVERIFY(first);
    QVERIFY(RunStore::open(file)); // and closed
    const pid_t child = ::fork();  // a process does not see its own locks
    if (child == 0) {
        const int descriptor = ::open(file.c_str(), O_RDWR);
        struct flock lock = {};
        lock.l_type = F_WRLCK;
        lock.l_whence = SEEK_SET;
        const bool asked = descriptor >= 0 && ::fcntl(descriptor, F_GETLK, &lock) == 0;
        ::_exit(asked && lock.l_type == F_RDLCK ? 0 : 1);
    }
    int status = -1;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QCOMPARE(status, 0);
}

void TestRunStore::twoProcessesWriteAtOnce()
{
    StoreFolder folder; // and both want to make the new store
    const auto file = QString::fromStdString(folder.file().string());
    constexpr int steps = 4000;
    std::array<QProcess, 2> children;
    for (QProcess &child : children)
        start(child, {QStringLiteral("--write"), file, QString::number(steps)});
    for (QProcess &child : children) {
        QVERIFY(child.waitForFinished(60000));
        QCOMPARE(child.exitCode(), 0);
    }
    auto store = RunStore::open(folder.file());
    const auto runs = (*store)->runs();
    QCOMPARE(runs->size(), 2u);
    for (const RunSummary &run : *runs) {
        QCOMPARE(toString(run.status), toString(RunStatus::Finished));
        QCOMPARE(run.step, std::int64_t(steps));
        const auto points = (*store)->metrics(run.id, series::tokenDivergence);
        QCOMPARE(points->size(), std::size_t(steps));
        for (const MetricPoint &point : *points)
            QCOMPARE(point.value, *metricsAt(point.step).tokenDivergence);
    }
    QCOMPARE(ask(folder.file(), "PRAGMA integrity_check"), "ok");
}

void TestRunStore::changesOfOthersAreCounted()
{
    StoreFolder folder;
    const RunId run = finishedRun(folder.file(), "Watched");
    auto watching = RunStore::open(folder.file());
    auto changing = RunStore::open(folder.file());
    auto counter = (*watching)->changeCounter();
    QCOMPARE((*watching)->changeCounter(), counter);

    QVERIFY((*changing)->rename(run, QStringLiteral("By another connection")));
    QVERIFY((*watching)->changeCounter() > counter);
    counter = (*watching)->changeCounter();

    QVERIFY((*watching)->rename(run, QStringLiteral("By this one")));
    QVERIFY((*watching)->changeCounter() > counter);
    counter = (*watching)->changeCounter();

    QProcess child;
    start(child, {QStringLiteral("--write"), QString::fromStdString(folder.file().string()),
                  QStringLiteral("10")});
    QVERIFY(child.waitForFinished());
    QVERIFY((*watching)->changeCounter() > counter);
    QCOMPARE((*watching)->runs()->size(), 2u);
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc == 4 && std::string_view(argv[1]) == "--write")
        return writeRun(argv[2], std::atoll(argv[3]));
    if (argc >= 3 && std::string_view(argv[1]) == "--hold")
        return holdRun(argv[2], argc > 3);
    TestRunStore test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_runstore.moc"
