// Every input of tests/fuzz/corpus, and what fuzzers once found (tests/fuzz/regressions), through
// the same functions, each in a process of its own with little memory.

#include "tests/fuzz/targets.h"

#include <QDirIterator>
#include <QFile>
#include <QtTest>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace retort::fuzz;

namespace {

/// What the process has mapped, in bytes.
rlim_t mappedBytes()
{
    QFile file("/proc/self/statm");
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').value(0).toULongLong() * rlim_t(::sysconf(_SC_PAGESIZE));
}

/// Whether the address sanitizer is here, whose shadow has no bounds.
constexpr bool hasOwnAllocator =
#ifdef __SANITIZE_ADDRESS__
    true;
#else
    false;
#endif

/// Gives a child seconds and memory; how it ended.
int statusOf(const Target &target, const QByteArray &input)
{
    const pid_t child = ::fork();
    if (child == 0) {
        constexpr rlim_t seconds = 10;
        const rlimit time{seconds, seconds};
        ::setrlimit(RLIMIT_CPU, &time);
        constexpr rlim_t memory = rlim_t(256) << 20;
        const rlimit space{mappedBytes() + memory, mappedBytes() + memory};
        if (!hasOwnAllocator)
            ::setrlimit(RLIMIT_AS, &space);
        target.run({input.constData(), std::size_t(input.size())});
        ::_exit(0);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    return status;
}

} // namespace

class TestFuzzCorpus : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyInputIsReadOrRefused_data()
    {
        QTest::addColumn<int>("target");
        QTest::addColumn<QString>("path");
        for (const char *folder : {"corpus", "regressions"}) {
            for (std::size_t i = 0; i < targets().size(); ++i) {
                const auto name = targets()[i].name;
                const QString place =
                    QStringLiteral(RETORT_SOURCE_DIR "/tests/fuzz/%1/%2")
                        .arg(folder, QString::fromUtf8(name.data(), qsizetype(name.size())));
                QDirIterator files(place, QDir::Files);
                while (files.hasNext()) {
                    const QString path = files.next();
                    QTest::newRow(qPrintable(path.section('/', -3))) << int(i) << path;
                }
            }
        }
    }

    void everyInputIsReadOrRefused()
    {
        QFETCH(int, target);
        QFETCH(QString, path);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(statusOf(targets()[std::size_t(target)], file.readAll()), 0);
    }

    void everyTargetHasInputs()
    {
        for (const Target &target : targets()) {
            const QDir folder(
                QStringLiteral(RETORT_SOURCE_DIR "/tests/fuzz/corpus/%1")
                    .arg(QString::fromUtf8(target.name.data(), qsizetype(target.name.size()))));
            QVERIFY2(folder.entryList(QDir::Files).size() >= 3, qPrintable(folder.path()));
        }
    }
};

QTEST_GUILESS_MAIN(TestFuzzCorpus)
#include "tst_fuzzcorpus.moc"
