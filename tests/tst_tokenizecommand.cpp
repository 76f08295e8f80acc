// "retort-cli tokenize" and "retort-cli train-tokenizer", run as a user would.

#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>

namespace {

constexpr int Patience = 120000; ///< ms; a loaded machine is slow, a right program is not

const QString Program = QStringLiteral(RETORT_BINARY_DIR "/bin/retort-cli");
const QString Teacher = QStringLiteral("bundled:tales-en");

struct Answer
{
    int code = -1;
    QByteArray out;
    QByteArray error;

    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

Answer finish(QProcess &process)
{
    if (!process.waitForFinished(Patience))
        process.kill();
    const int code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    return {code, process.readAllStandardOutput(), process.readAllStandardError()};
}

Answer run(const QStringList &arguments)
{
    QProcess process;
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(Program, arguments);
    return finish(process);
}

/// As a byte tokeniser lies in a folder.
const QByteArray ByteTokenizer = [] {
    QJsonObject symbols;
    int hidden = 256;
    for (int byte = 0; byte < 256; ++byte) {
        const bool shown = (byte >= 33 && byte <= 126) || (byte >= 161 && byte != 173);
        symbols[QString(QChar(shown ? byte : hidden++))] = byte;
    }
    const QJsonObject level{{"type", "ByteLevel"},
                            {"add_prefix_space", false},
                            {"trim_offsets", true},
                            {"use_regex", false}};
    const QJsonValue none;
    return QJsonDocument(QJsonObject{{"version", "1.0"},
                                     {"truncation", none},
                                     {"padding", none},
                                     {"added_tokens", QJsonArray()},
                                     {"normalizer", none},
                                     {"pre_tokenizer", level},
                                     {"post_processor", none},
                                     {"decoder", level},
                                     {"model", QJsonObject{{"type", "BPE"},
                                                           {"dropout", none},
                                                           {"unk_token", none},
                                                           {"continuing_subword_prefix", none},
                                                           {"end_of_word_suffix", none},
                                                           {"fuse_unk", false},
                                                           {"byte_fallback", false},
                                                           {"ignore_merges", false},
                                                           {"vocab", symbols},
                                                           {"merges", QJsonArray()}}}})
        .toJson();
}();

} // namespace

class TestTokenizeCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void jsonGivesIdsTokensAndPlaces();
    void tableShowsTokensAndCounts();
    void brokenTextIsReadWithARemark_data();
    void brokenTextIsReadWithARemark();
    void argumentsThatAreNoUtf8AreRead();
    void specialTokensAreLeftOutIfWished();
    void longFilesAreFast();
    void wrongUsageIsRefused_data();
    void wrongUsageIsRefused();
    void trainedFilesAreWritten();
    void smallTextsMakeSmallVocabularies();
    void badTrainingLeavesNothing_data();
    void badTrainingLeavesNothing();
    void interruptLeavesNothing();

private:
    QString write(const QString &name, const QByteArray &contents)
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(contents) != contents.size())
            qFatal("cannot write the test's file");
        return file.fileName();
    }

    QTemporaryDir m_folder;
    QString m_bytes; ///< a byte tokeniser
};

void TestTokenizeCommand::initTestCase()
{
    m_bytes = write("bytes.json", ByteTokenizer);
}

void TestTokenizeCommand::jsonGivesIdsTokensAndPlaces()
{
    const Answer answer = run({"tokenize", "--tokenizer", m_bytes, "--text", "aé \"", "--json"});
    QCOMPARE(answer.code, 0);
    QCOMPARE(answer.error, QByteArray());
    const QJsonObject json = answer.json();
    QCOMPARE(json.keys(),
             QStringList({"ids", "kind", "offsets", "text", "tokenizer", "tokens", "vocabulary"}));
    QCOMPARE(json["tokenizer"].toString(), m_bytes);
    QCOMPARE(json["kind"].toString(), QString("byte"));
    QCOMPARE(json["vocabulary"].toInt(), 256);
    QCOMPARE(json["ids"].toArray(), QJsonArray({0x61, 0xC3, 0xA9, 0x20, 0x22}));
    QCOMPARE(json["tokens"].toArray(), QJsonArray({"a", "Ã", "©", "Ġ", "\""}));
    const auto place = [](int begin, int end) { return QJsonArray{begin, end}; };
    QCOMPARE(json["offsets"].toArray(),
             QJsonArray({place(0, 1), place(1, 2), place(1, 2), place(2, 3), place(3, 4)}));
    QCOMPARE(json["text"].toString(), QString("aé \""));
    const Answer empty = run({"tokenize", "--tokenizer", m_bytes, "--text", "", "--json"});
    QCOMPARE(empty.code, 0);
    QCOMPARE(empty.json()["ids"].toArray().size(), 0);
}

void TestTokenizeCommand::tableShowsTokensAndCounts()
{
    const Answer answer = run({"tokenize", "--tokenizer", Teacher, "--text", "the fox sleeps."});
    QCOMPARE(answer.code, 0);
    const QList<QByteArray> lines = answer.out.split('\n');
    QVERIFY(lines[0].contains("id  token"));
    QVERIFY(lines[1].contains("the") && lines[1].endsWith("0–3"));
    QVERIFY(answer.out.contains("4 tokens, 15 characters, 15 bytes"));
    QVERIFY(answer.out.contains("word tokenizer"));
}

void TestTokenizeCommand::brokenTextIsReadWithARemark_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("replaced");
    QTest::addColumn<QString>("broken");
    QTest::addColumn<QString>("first");
    QTest::addColumn<int>("characters");
    QTest::newRow("single bytes") << QByteArray("ab\xFF\xFE.") << 2 << "2 of"
                                  << "byte 2" << 5;
    QTest::newRow("maximal subpart") << QByteArray("\xF0\x9F\x98 x") << 1 << "3 of"
                                     << "byte 0" << 3;
    QTest::newRow("at the end") << QByteArray("\uFFFD x\xE4\xB8") << 1 << "2 of"
                                << "byte 5" << 4;
    QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80") << 3 << "3 of"
                               << "byte 0" << 3;
}

void TestTokenizeCommand::brokenTextIsReadWithARemark()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, replaced);
    QFETCH(QString, broken);
    QFETCH(QString, first);
    QFETCH(int, characters);
    const QString file = write("broken.txt", bytes);
    const Answer answer = run({"tokenize", "--tokenizer", Teacher, "--file", file, "--json"});
    QCOMPARE(answer.code, 0);
    const QString remark = QString::fromUtf8(answer.error);
    QVERIFY2(remark.contains(broken) && remark.contains(first), answer.error);
    QVERIFY2(remark.contains(QStringLiteral("%1 times").arg(replaced)), answer.error);
    const QJsonArray offsets = answer.json()["offsets"].toArray();
    QCOMPARE(offsets.last().toArray()[1].toInt(), characters);

    const Answer asBytes = run({"tokenize", "--tokenizer", m_bytes, "--file", file, "--json"});
    QCOMPARE(asBytes.code, 0);
    QCOMPARE(asBytes.error, QByteArray());
    QCOMPARE(asBytes.json()["ids"].toArray().size(), bytes.size());
}

void TestTokenizeCommand::argumentsThatAreNoUtf8AreRead()
{
    // QProcess would convert the argument, so a shell writes the byte.
    QProcess process;
    process.start("/bin/sh", {"-c",
                              "exec \"$0\" tokenize --tokenizer \"$1\" --text "
                              "\"the $(printf '\\377') fox\" --json",
                              Program, Teacher});
    const Answer answer = finish(process);
    QCOMPARE(answer.code, 0);
    QVERIFY2(answer.error.contains("byte 4"), answer.error);
    QCOMPARE(answer.json()["ids"].toArray().size(), 3);
}

void TestTokenizeCommand::specialTokensAreLeftOutIfWished()
{
    const QString model = QStringLiteral(RETORT_SHARED_DATA "/models/stories260K-hf");
    if (!QFile::exists(model))
        QSKIP("the shared data is not there");
    const QStringList command{"tokenize", "--tokenizer", model, "--text", "Once upon", "--json"};
    const Answer with = run(command);
    QCOMPARE(with.code, 0);
    QCOMPARE(with.json()["ids"].toArray().first().toInt(), 1);
    QCOMPARE(with.json()["tokens"].toArray().first().toString(), QString("<s>"));
    QCOMPARE(with.json()["text"].toString(), QString("Once upon"));
    const Answer without = run(command + QStringList{"--no-special"});
    QCOMPARE(without.json()["ids"].toArray().size(), with.json()["ids"].toArray().size() - 1);
}

void TestTokenizeCommand::longFilesAreFast()
{
    const QByteArray text =
        QByteArray("The fox sleeps in the forest, and the owl sings.\n").repeated(200'000);
    const QString file = write("long.txt", text);
    QElapsedTimer timer;
    timer.start();
    const Answer answer = run({"tokenize", "--tokenizer", m_bytes, "--file", file, "--json"});
    QCOMPARE(answer.code, 0);
    QVERIFY(answer.out.endsWith("\"}\n"));
    QVERIFY(answer.out.size() > 10 * text.size());
    qInfo("%.1f MB: %lld ms", double(text.size()) / 1e6, timer.elapsed());
    QVERIFY(timer.elapsed() < 60000);
}

void TestTokenizeCommand::wrongUsageIsRefused_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("named");
    const QStringList tokenize{"tokenize", "--tokenizer", m_bytes};
    QTest::newRow("no text") << tokenize << "--text";
    QTest::newRow("two texts") << tokenize + QStringList{"--text", "a", "--file", "b"} << "--text";
    QTest::newRow("no tokenizer") << QStringList{"tokenize", "--text", "a"} << "--tokenizer";
    QTest::newRow("no such tokenizer")
        << QStringList{"tokenize", "--tokenizer", "/nowhere", "--text", "a"} << "/nowhere";
    QTest::newRow("no such teacher")
        << QStringList{"tokenize", "--tokenizer", "bundled:nix", "--text", "a"} << "nix";
    QTest::newRow("no such file") << tokenize + QStringList{"--file", "/nowhere"} << "/nowhere";
    QTest::newRow("folder") << QStringList{"tokenize", "--tokenizer", m_folder.path(), "--text",
                                           "a"}
                            << "merges.txt";
}

void TestTokenizeCommand::wrongUsageIsRefused()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, named);
    const Answer answer = run(arguments + QStringList{"--json"});
    QCOMPARE(answer.code, 2);
    QVERIFY2(answer.json()["error"].toString().contains(named), answer.out);
}

void TestTokenizeCommand::trainedFilesAreWritten()
{
    QByteArray text;
    for (int i = 0; i < 500; ++i)
        text += "the cat sat on the mat " + QByteArray::number(i) + '\n';
    const QString output = m_folder.filePath("trained/inside");
    const QStringList command{"train-tokenizer", "--file",    write("corpus.txt", text),
                              "--vocabulary",    "300",       "--special",
                              "<|begin|>",       "--special", "<|end|>",
                              "--output",        output,      "--json"};
    const Answer answer = run(command);
    QVERIFY2(answer.code == 0, answer.error);
    QCOMPARE(answer.json()["vocabulary"].toInt(), 300);
    QCOMPARE(answer.json()["kind"].toString(), QString("bpe"));
    const QStringList written = QDir(output).entryList(QDir::Files, QDir::Name);
    QCOMPARE(written,
             QStringList({"merges.txt", "tokenizer.json", "tokenizer_config.json", "vocab.json"}));
    const auto tokenize = [&](const QString &tokenizer) {
        return run({"tokenize", "--tokenizer", tokenizer, "--text", "the cat<|end|> été", "--json"})
            .json();
    };
    const QJsonObject json = tokenize(output);
    QCOMPARE(json["ids"].toArray().first().toInt(),
             tokenize(output + "/vocab.json")["ids"].toArray().first().toInt());
    QVERIFY(json["tokens"].toArray().contains("Ġcat"));
    QVERIFY(json["ids"].toArray().contains(1));
    QCOMPARE(json["text"].toString(), QString("the cat été"));
    QCOMPARE(json["ids"], tokenize(output + "/vocab.json")["ids"]);
    // Again, over what is there; other files stay.
    QFile(output + "/notes").open(QIODevice::WriteOnly);
    QCOMPARE(run(command).code, 0);
    QVERIFY(QFile::exists(output + "/notes"));
}

void TestTokenizeCommand::smallTextsMakeSmallVocabularies()
{
    const QString output = m_folder.filePath("small");
    const Answer answer = run({"train-tokenizer", "--file", write("abc.txt", "abc"), "--vocabulary",
                               "5000", "--output", output, "--json"});
    QVERIFY2(answer.code == 0, answer.error);
    QCOMPARE(answer.json()["vocabulary"].toInt(), 259);
    QVERIFY(answer.error.contains("259"));
}

void TestTokenizeCommand::badTrainingLeavesNothing_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("named");
    QTest::newRow("small") << QByteArray("a") << QStringList{"--vocabulary", "10"} << "257";
    QTest::newRow("huge") << QByteArray("a") << QStringList{"--vocabulary", "9999999"} << "262144";
    QTest::newRow("broken text") << QByteArray("ab\xFF") << QStringList{"--vocabulary", "300"}
                                 << "byte 2";
    QTest::newRow("empty special")
        << QByteArray("a") << QStringList{"--vocabulary", "300", "--special", ""} << "special";
}

void TestTokenizeCommand::badTrainingLeavesNothing()
{
    QFETCH(QByteArray, text);
    QFETCH(QStringList, options);
    QFETCH(QString, named);
    const QString output = m_folder.filePath("never");
    const Answer answer = run(QStringList{"train-tokenizer", "--file", write("bad.txt", text),
                                          "--output", output, "--json"}
                              + options);
    QCOMPARE(answer.code, 2);
    QVERIFY2(answer.json()["error"].toString().contains(named), answer.out);
    QVERIFY(!QFileInfo::exists(output));
}

void TestTokenizeCommand::interruptLeavesNothing()
{
    QByteArray text;
    unsigned seed = 9;
    while (text.size() < (40 << 20)) {
        for (int i = 0; i < 9; ++i, seed = seed * 1664525 + 1013904223)
            text += char('a' + (seed >> 24) % 26);
        text += ' ';
    }
    const QString output = m_folder.filePath("interrupted");
    QProcess process;
    process.start(Program, {"train-tokenizer", "--file", write("random.txt", text), "--vocabulary",
                            "200000", "--output", output, "--json"});
    QVERIFY(process.waitForStarted());
    const auto watchesSignals = [&process] {
        QFile status(QStringLiteral("/proc/%1/status").arg(process.processId()));
        if (!status.open(QIODevice::ReadOnly))
            return false;
        const QByteArray all = status.readAll();
        const qsizetype at = all.indexOf("SigBlk:");
        return (all.mid(at + 7, 17).trimmed().toULongLong(nullptr, 16) & (1U << (SIGINT - 1))) != 0;
    };
    QTRY_VERIFY_WITH_TIMEOUT(watchesSignals(), Patience);
    QVERIFY(process.processId() > 0);
    kill(pid_t(process.processId()), SIGINT);
    const Answer answer = finish(process);
    QCOMPARE(answer.code, 3);
    QVERIFY(!answer.json()["error"].toString().isEmpty());
    QVERIFY(!QFileInfo::exists(output));
}

QTEST_GUILESS_MAIN(TestTokenizeCommand)
#include "tst_tokenizecommand.moc"
