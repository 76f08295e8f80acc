// "retort-cli logits", "export" and "import", run as a user would.

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <csignal>
#include <functional>

#include <sys/resource.h>

namespace {

constexpr int Patience = 120000; ///< ms; a loaded machine is slow, a right program is not

const QString Program = QStringLiteral(RETORT_BINARY_DIR "/bin/retort-cli");
const QString Teacher = QStringLiteral("bundled:tales-en");
const QString Shared = QStringLiteral(RETORT_SHARED_DATA);

struct Answer
{
    int code = -1;
    QByteArray out;
    QByteArray error;

    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

Answer run(const QStringList &arguments, const std::function<void()> &prepare = {})
{
    QProcess process;
    process.setStandardInputFile(QProcess::nullDevice());
    process.setChildProcessModifier(prepare);
    process.start(Program, arguments);
    if (!process.waitForFinished(Patience))
        process.kill();
    const int code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    return {code, process.readAllStandardOutput(), process.readAllStandardError()};
}

/// As on a full disk: no file may grow beyond `bytes`.
std::function<void()> largestFile(rlim_t bytes)
{
    return [bytes] {
        const rlimit limit{bytes, bytes};
        std::signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
    };
}

QByteArray contents(const QString &file)
{
    QFile source(file);
    return source.open(QIODevice::ReadOnly) ? source.readAll() : QByteArray();
}

void write(const QString &file, const QByteArray &bytes)
{
    QFile target(file);
    QVERIFY(target.open(QIODevice::WriteOnly));
    QCOMPARE(target.write(bytes), bytes.size());
}

} // namespace

class TestModelCommands : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
    }

    void logitsAreRowsOfNumbers()
    {
        const Answer answer = run({"logits", "--model", Teacher, "--ids", "1, 5,7", "--json"});
        QCOMPARE(answer.code, 0);
        const auto json = answer.json();
        QCOMPARE(json["model"].toString(), Teacher);
        QCOMPARE(json["ids"].toArray(), (QJsonArray{1, 5, 7}));
        QCOMPARE(json["tokens"].toArray().size(), 3);
        QCOMPARE(json["vocabulary"].toInt(), 117);
        const auto rows = json["logits"].toArray();
        QCOMPARE(rows.size(), 3);
        for (const auto &row : rows)
            QCOMPARE(row.toArray().size(), 117);
        for (const auto &value : rows[2].toArray()) { // the digits of a float32
            const double number = value.toDouble();
            QVERIFY(std::abs(double(float(number)) - number) < 6e-8 * std::abs(number) + 1e-40);
        }
        // A position does not see those after it.
        const auto shorter = run({"logits", "--model", Teacher, "--ids", "1,5", "--json"});
        const auto first = shorter.json()["logits"].toArray()[1].toArray();
        for (int v = 0; v < 117; ++v)
            QVERIFY(std::abs(first[v].toDouble() - rows[1].toArray()[v].toDouble()) < 1e-4);
    }

    void idsAreReadWithoutATokenizer()
    {
        const QString bare = m_folder->filePath("bare"), written = m_folder->filePath("written");
        QCOMPARE(run({"export", "--model", Teacher, "--output", bare}).code, 0);
        QVERIFY(QFile::remove(bare + "/tokenizer.json"));
        const auto logits = [](const QString &model) {
            return run({"logits", "--model", model, "--ids", "1,5,7", "--json"}).json();
        };
        QVERIFY(!logits(Teacher)["logits"].toArray().isEmpty());
        QCOMPARE(logits(bare)["logits"], logits(Teacher)["logits"]);
        QVERIFY(!logits(bare).contains("tokens"));
        QVERIFY(run({"logits", "--model", bare, "--ids", "1,5"}).out.contains("#5"));
        const Answer text = run({"logits", "--model", bare, "--text", "Mia"});
        QCOMPARE(text.code, 2);
        QVERIFY2(text.error.contains("tokenizer.json"), text.error);

        const Answer exported = run({"export", "--model", bare, "--output", written});
        QCOMPARE(exported.code, 0);
        QVERIFY2(exported.error.contains("no tokenizer"), exported.error);
        QVERIFY(!QFile::exists(written + "/tokenizer.json"));
        QCOMPARE(logits(written)["logits"], logits(Teacher)["logits"]);
        // Not beside the tokeniser of another model.
        QCOMPARE(run({"export", "--model", Teacher, "--output", written}).code, 0);
        const Answer refused = run({"export", "--model", bare, "--output", written});
        QVERIFY(refused.code != 0);
        QVERIFY2(refused.error.contains("tokenizer"), refused.error);
        QCOMPARE(logits(written)["tokens"].toArray().size(), 3);
    }

    void textIsReadWithItsTokens()
    {
        if (!QFile::exists(Shared + "/models/stories260K-hf"))
            QSKIP("the shared data is not here");
        const auto answer = run({"logits", "--model", Shared + "/models/stories260K-hf", "--text",
                                 "Once upon a time", "--json"});
        QCOMPARE(answer.code, 0);
        QCOMPARE(answer.json()["ids"].toArray(), (QJsonArray{1, 403, 407, 261, 378}));
        QCOMPARE(answer.json()["tokens"].toArray()[0].toString(), QString("<s>"));
    }

    void tableSaysLikelyTokensAndTheLoss()
    {
        const Answer table = run({"logits", "--model", Teacher, "--ids", "1,5,7"});
        QCOMPARE(table.code, 0);
        const auto text = QString::fromUtf8(table.out);
        QVERIFY2(text.contains("likeliest next tokens"), table.out);
        const QRegularExpression figure("mean negative log-likelihood: ([0-9.]+) nats a token "
                                        "\\(2 tokens\\)");
        const auto match = figure.match(text);
        QVERIFY2(match.hasMatch(), table.out);

        const auto rows = run({"logits", "--model", Teacher, "--ids", "1,5,7", "--json"})
                              .json()["logits"]
                              .toArray();
        double loss = 0;
        const int next[]{5, 7};
        for (int t = 0; t < 2; ++t) {
            double sum = 0;
            for (const auto &value : rows[t].toArray())
                sum += std::exp(value.toDouble());
            loss += (std::log(sum) - rows[t].toArray()[next[t]].toDouble()) / 2;
        }
        QVERIFY(std::abs(match.captured(1).toDouble() - loss) < 1e-5);
    }

    void wrongIdsAreRefused_data()
    {
        QTest::addColumn<QString>("ids");
        QTest::addColumn<QString>("reason");
        QTest::newRow("beyond the vocabulary") << "1,117"
                                               << "There is no token 117";
        QTest::newRow("negative") << "1,-1"
                                  << "There is no token -1";
        QTest::newRow("no number") << "1,two"
                                   << "\"two\" after --ids";
        QTest::newRow("nothing between") << "1,,2"
                                         << "\"\" after --ids";
        QTest::newRow("beyond 32 bits") << "99999999999"
                                        << "99999999999";
        QTest::newRow("empty") << ""
                               << "no token to begin with";
        QTest::newRow("longer than the context")
            << QStringList(97, "1").join(',') << "97 tokens long, but the model sees 96";
    }

    void wrongIdsAreRefused()
    {
        QFETCH(QString, ids);
        QFETCH(QString, reason);
        for (const bool json : {false, true}) {
            // Behind "=" nothing would be the next argument, and a blank before -1 an option.
            QStringList arguments{"logits", "--model", Teacher};
            arguments += ids.isEmpty() ? QStringList{"--ids", ids} : QStringList{"--ids=" + ids};
            if (json)
                arguments << "--json";
            const Answer answer = run(arguments);
            QCOMPARE(answer.code, 2);
            QVERIFY2(answer.error.contains(reason.toUtf8()), answer.error);
            if (json)
                QVERIFY(answer.json()["error"].toString().contains(reason));
            else
                QVERIFY(answer.out.isEmpty());
        }
    }

    void exportedModelsComputeTheSame()
    {
        const QString output = m_folder->filePath("new/model");
        QVERIFY(QDir().mkpath(m_folder->filePath("new")));
        const Answer answer = run({"export", "--model", Teacher, "--output", output, "--json"});
        QCOMPARE(answer.code, 0);
        QCOMPARE(answer.json()["architecture"].toString(), QString("gpt2"));
        QCOMPARE(answer.json()["type"].toString(), QString("float32"));
        QCOMPARE(QDir(m_folder->filePath("new")).entryList(QDir::AllEntries | QDir::NoDotAndDotDot),
                 QStringList{"model"});
        const QStringList ids{"--ids", "1,5,7,9", "--json"};
        const auto before = run(QStringList{"logits", "--model", Teacher} + ids);
        const auto after = run(QStringList{"logits", "--model", output} + ids);
        QCOMPARE(after.json()["logits"], before.json()["logits"]);

        const auto wide = QFileInfo(output + "/model.safetensors").size();
        QCOMPARE(run({"export", "--model", output, "--output", output, "--type", "bfloat16"}).code,
                 0);
        QVERIFY(QFileInfo(output + "/model.safetensors").size() < wide * 2 / 3);
        QCOMPARE(run(QStringList{"logits", "--model", output} + ids).code, 0);
    }

    void otherFilesOfAModelStay()
    {
        const QString output = m_folder->filePath("model");
        QCOMPARE(run({"export", "--model", Teacher, "--output", output}).code, 0);
        write(output + "/LICENSE", "free");
        QCOMPARE(run({"export", "--model", Teacher, "--output", output}).code, 0);
        QCOMPARE(contents(output + "/LICENSE"), QByteArray("free"));
    }

    void foldersOfOtherThingsAreLeftAlone()
    {
        write(m_folder->filePath("letter.txt"), "dear");
        const Answer answer = run({"export", "--model", Teacher, "--output", m_folder->path()});
        QCOMPARE(answer.code, 2);
        QVERIFY2(answer.error.contains("holds files, but no model"), answer.error);
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList{"letter.txt"});

        const Answer file =
            run({"export", "--model", Teacher, "--output", m_folder->filePath("letter.txt")});
        QCOMPARE(file.code, 2);
        QCOMPARE(contents(m_folder->filePath("letter.txt")), QByteArray("dear"));
        QCOMPARE(run({"export", "--model", Teacher, "--output", m_folder->filePath("x"), "--type",
                      "int8"})
                     .code,
                 2);
    }

    void failedExportsLeaveNothing()
    {
        const QString output = m_folder->filePath("model");
        const Answer answer =
            run({"export", "--model", Teacher, "--output", output}, largestFile(10'000));
        QCOMPARE(answer.code, 1);
        QVERIFY(!answer.error.isEmpty());
        QVERIFY(QDir(m_folder->path()).isEmpty());

        QCOMPARE(run({"export", "--model", Teacher, "--output", output}).code, 0);
        const auto before = contents(output + "/model.safetensors");
        QCOMPARE(run({"export", "--model", Teacher, "--output", output, "--type", "float16"},
                     largestFile(10'000))
                     .code,
                 1);
        QCOMPARE(contents(output + "/model.safetensors"), before);
        QCOMPARE(QDir(output).entryList(QDir::Files).size(), 5);
    }

    void llama2cModelsAreImported()
    {
        if (!QFile::exists(Shared + "/stories260K"))
            QSKIP("the shared data is not here");
        const QString output = m_folder->filePath("stories");
        const Answer answer =
            run({"import", "--model", Shared + "/stories260K/stories260K.bin", "--tokenizer",
                 Shared + "/stories260K/tok512.bin", "--output", output, "--json"});
        QVERIFY2(answer.code == 0, answer.error);
        QCOMPARE(answer.json()["parameters"].toInt(), 260'032);
        const QStringList text{"--text", "Once upon a time, 嗨", "--json"};
        const auto imported = run(QStringList{"logits", "--model", output} + text).json();
        const auto published =
            run(QStringList{"logits", "--model", Shared + "/models/stories260K-hf"} + text).json();
        QVERIFY(imported["ids"].toArray().size() > 5);
        QCOMPARE(imported["ids"], published["ids"]);
        QCOMPARE(imported["logits"], published["logits"]);
    }

    void wrongImportsAreRefused()
    {
        write(m_folder->filePath("model.bin"), QByteArray(100, '\1'));
        const QString output = m_folder->filePath("out");
        const Answer answer = run({"import", "--model", m_folder->filePath("model.bin"),
                                   "--tokenizer", Teacher.section(':', 1), "--output", output});
        QCOMPARE(answer.code, 2);
        QVERIFY(!QFile::exists(output));
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestModelCommands)
#include "tst_modelcommands.moc"
