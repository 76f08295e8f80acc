#include "core/engine/formats/atomicfiles.h"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

using namespace retort;

class TestAtomicFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void uncommittedFilesVanish()
    {
        const QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("a").toStdString();
        {
            AtomicFiles files;
            QVERIFY(files.add(file, "new"));
            QVERIFY(!std::filesystem::exists(file));
        }
        QVERIFY(QDir(folder.path()).isEmpty());
        AtomicFiles files;
        QVERIFY(files.add(file, "new"));
        QVERIFY(files.commit());
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList{"a"});
        QCOMPARE(*readSmallFile(file, 10), std::string("new"));
        QVERIFY(!readSmallFile(file, 2));
    }

    void foldersAreReplacedAsAWhole()
    {
        const QTemporaryDir folder;
        const std::filesystem::path root = folder.path().toStdString();
        const auto make = [&](const char *name, const char *content) {
            std::filesystem::create_directory(root / name);
            AtomicFiles files;
            QVERIFY(files.add(root / name / content, content));
            QVERIFY(files.commit());
        };
        make("partial", "first");
        QVERIFY(replaceFolder(root / "partial", root / "kept"));
        make("partial", "second");
        QVERIFY(replaceFolder(root / "partial", root / "kept"));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Dirs | QDir::NoDotAndDotDot),
                 QStringList{"kept"});
        QCOMPARE(QDir(folder.filePath("kept")).entryList(QDir::Files), QStringList{"second"});

        const auto missing = replaceFolder(root / "missing", root / "kept");
        QVERIFY(!missing);
        QVERIFY(missing.error().message().find((root / "kept").string()) != std::string::npos);
        QVERIFY(std::filesystem::exists(root / "kept" / "second"));
    }
};

QTEST_GUILESS_MAIN(TestAtomicFiles)
#include "tst_atomicfiles.moc"
