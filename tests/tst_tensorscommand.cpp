// Runs "retort-cli tensors" as a user would.

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

namespace {

struct Answer
{
    int code = -1;
    QByteArray out;
    QByteArray error;

    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

Answer run(const QStringList &arguments)
{
    constexpr int patience = 120000; // ms; a loaded machine is slow, a right program is not
    QProcess process;
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(RETORT_BINARY_DIR "/bin/retort-cli", QStringList{"tensors"} + arguments);
    if (!process.waitForFinished(patience))
        process.kill();
    const int code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    return {code, process.readAllStandardOutput(), process.readAllStandardError()};
}

/// ' in the header stands for ".
QByteArray safetensors(QByteArray header, const QByteArray &data)
{
    header.replace('\'', '"');
    const quint64 length = quint64(header.size());
    return QByteArray(reinterpret_cast<const char *>(&length), 8) + header + data;
}

template <class T>
QByteArray bytesOf(std::initializer_list<T> values)
{
    QByteArray bytes;
    for (const T value : values)
        bytes.append(reinterpret_cast<const char *>(&value), sizeof value);
    return bytes;
}

QByteArray first()
{
    return safetensors("{'__metadata__':{'format':'pt'},"
                       "'a.weight':{'dtype':'F32','shape':[2,2],'data_offsets':[0,16]},"
                       "'b':{'dtype':'F8_E4M3','shape':[2],'data_offsets':[16,18]},"
                       "'c':{'dtype':'I64','shape':[],'data_offsets':[18,26]}}",
                       bytesOf<float>({1, 2, 3, 0.5F}) + bytesOf<quint8>({0x38, 0x7E})
                           + bytesOf<qint64>({-9007199254740991}));
}

QByteArray second()
{
    return safetensors("{'__metadata__':{'format':'pt','part':'2'},"
                       "'complex':{'dtype':'C64','shape':[1],'data_offsets':[0,8]},"
                       "'endless':{'dtype':'F64','shape':[1],'data_offsets':[8,16]}}",
                       bytesOf<float>({1.5F, -2}) + bytesOf<double>({INFINITY}));
}

} // namespace

class TestTensorsCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
    }

    void aFileIsListed()
    {
        write("some.safetensors", first());
        const Answer answer = run({path("some.safetensors"), "--json"});
        QVERIFY2(answer.code == 0, answer.error);
        const QJsonObject json = answer.json();
        QCOMPARE(json["file"].toString(), path("some.safetensors"));
        QCOMPARE(json["metadata"].toObject(), (QJsonObject{{"format", "pt"}}));
        const QJsonArray tensors = json["tensors"].toArray();
        QCOMPARE(tensors.size(), 3);
        QCOMPARE(tensors[0].toObject(), (QJsonObject{{"name", "a.weight"},
                                                     {"dtype", "F32"},
                                                     {"shape", QJsonArray{2, 2}},
                                                     {"elements", 4},
                                                     {"bytes", 16},
                                                     {"sum", 6.5}}));
        QCOMPARE(tensors[1]["sum"].toDouble(), 449.0);
        QCOMPARE(tensors[2]["sum"].toInteger(), -9007199254740991);
        QVERIFY(answer.out.contains("-9007199254740991"));
        QCOMPARE(tensors[2]["shape"].toArray(), QJsonArray());
        QCOMPARE(json["totals"].toObject(),
                 (QJsonObject{{"tensors", 3}, {"elements", 7}, {"bytes", 26}}));
    }

    void aFolderIsListedWithItsShards()
    {
        write("model-1.safetensors", first());
        write("model-2.safetensors", second());
        write("model.safetensors.index.json",
              R"({"metadata": {}, "weight_map": {"a.weight": "model-1.safetensors",
                  "b": "model-1.safetensors", "c": "model-1.safetensors",
                  "complex": "model-2.safetensors", "endless": "model-2.safetensors"}})");
        const Answer answer = run({m_folder->path(), "--json"});
        QVERIFY2(answer.code == 0, answer.error);
        const QJsonObject json = answer.json();
        QCOMPARE(json["folder"].toString(), m_folder->path());
        QCOMPARE(json["metadata"].toObject(), (QJsonObject{{"format", "pt"}, {"part", "2"}}));
        QCOMPARE(json["files"].toArray().size(), 2);
        const QJsonArray tensors = json["tensors"].toArray();
        QCOMPARE(tensors.size(), 5);
        QCOMPARE(tensors[0]["file"].toString(), "model-1.safetensors");
        QCOMPARE(tensors[3]["file"].toString(), "model-2.safetensors");
        QCOMPARE(tensors[3]["sum"].toArray(), (QJsonArray{1.5, -2}));
        QVERIFY(tensors[3]["finite"].isUndefined());
        QVERIFY(tensors[4]["sum"].isNull());
        QCOMPARE(tensors[4]["finite"], QJsonValue(false));
        QCOMPARE(json["totals"]["bytes"].toInt(), 42);
    }

    void peopleGetATable()
    {
        write("some.safetensors", first());
        const Answer answer = run({path("some.safetensors")});
        QVERIFY2(answer.code == 0, answer.error);
        const QString table = QString::fromUtf8(answer.out);
        QVERIFY2(table.contains("format: pt"), answer.out);
        QVERIFY2(table.contains(QRegularExpression("a\\.weight +F32 +\\[2, 2\\] +16 +6\\.5\n")),
                 answer.out);
        QVERIFY2(table.contains("3 tensors, 7 elements, 26 bytes"), answer.out);
    }

    void namesDoNotSteerTheTerminal()
    {
        write("some.safetensors",
              safetensors("{'\\u001b[2J':{'dtype':'U8','shape':[0],'data_offsets':[0,0]}}", {}));
        const Answer answer = run({path("some.safetensors")});
        QCOMPARE(answer.code, 0);
        QVERIFY(!answer.out.contains('\x1b'));
        QVERIFY(answer.out.contains("[2J"));
    }

    void whatCannotBeListedIsRefused_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("reason");
        QTest::newRow("cut off") << first().chopped(1) << "is cut off";
        QTest::newRow("no safetensors") << QByteArray("hello, world") << "its header would have";
        QTest::newRow("empty") << QByteArray() << "too short";
    }

    void whatCannotBeListedIsRefused()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, reason);
        write("some.safetensors", content);
        const Answer answer = run({path("some.safetensors"), "--json"});
        QCOMPARE(answer.code, 2);
        QVERIFY2(QString::fromUtf8(answer.error).contains(reason), answer.error);
        QVERIFY(answer.json().contains("error"));
    }

    void missingPathsAreNamed()
    {
        QCOMPARE(run({}).code, 2);
        const Answer missing = run({path("nothing")});
        QCOMPARE(missing.code, 2);
        QVERIFY(missing.error.contains("nothing"));
        const Answer empty = run({m_folder->path()});
        QCOMPARE(empty.code, 2);
        QVERIFY(empty.error.contains("model.safetensors"));
    }

private:
    QString path(const char *name) const { return m_folder->filePath(name); }

    void write(const char *name, const QByteArray &content) const
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(content), content.size());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestTensorsCommand)
#include "tst_tensorscommand.moc"
