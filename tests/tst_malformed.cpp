// JSON files that are damaged or meant to do harm: an error that names the file and the reason,
// soon and with memory in proportion. Safetensors files have their rows in tst_safetensors.

#include "core/engine/models/huggingface.h"
#include "core/engine/training/experiment.h"
#include "tests/peakmemory.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QtTest>

using namespace retort;

namespace {

using Reader = Status (*)(const std::filesystem::path &file);

Status tokenizer(const std::filesystem::path &file)
{
    const auto read = loadTokenizer(file);
    return read ? Status() : read.error();
}

Status config(const std::filesystem::path &file)
{
    const auto read = readModelConfig(file.parent_path());
    return read ? Status() : read.error();
}

Status shards(const std::filesystem::path &file)
{
    const auto read = weightFiles(file.parent_path());
    return read ? Status() : read.error();
}

Status experiment(const std::filesystem::path &file)
{
    const auto read = readExperiment(file);
    return read ? Status() : read.error();
}

struct Kind
{
    const char *file;
    Reader read;
    /// Memory that the text may cost, in bytes for each of its own: a JSON tree of the smallest
    /// pieces ("[[],[],…]") costs most.
    int times;
};

const Kind kinds[]{{"tokenizer.json", tokenizer, 40},
                   {"config.json", config, 40},
                   {"model.safetensors.index.json", shards, 40},
                   {"experiment.json", experiment, 40}};

QByteArray repeated(const char *text, int count)
{
    return QByteArray(text).repeated(count);
}

} // namespace

class TestMalformed : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void filesAreRefused_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QByteArray>("text");
        const auto all = [](const char *name, const QByteArray &text) {
            for (int kind = 0; kind < int(std::size(kinds)); ++kind)
                QTest::addRow("%s: %s", kinds[kind].file, name) << kind << text;
        };
        constexpr int million = 1'000'000;
        constexpr int many = 300'000; // of three bytes: within a mebibyte
        all("empty", {});
        all("cut off", "{\"a\": ");
        all("text behind it", "{} {}");
        all("a list", "[1, 2]");
        all("null", "null");
        all("invalid UTF-8", "{\"a\": \"\xff\"}");
        all("lone surrogate", "{\"a\": \"\\ud800\"}");
        all("byte order mark of UTF-16", QByteArray("\xff\xfe{\0}\0", 6));
        all("zero bytes", QByteArray(1000, '\0'));
        all("lists nested a million deep", repeated("[", million));
        all("objects nested deep", repeated("{\"a\":", million / 10));
        all("closed, but nested deep",
            "{\"a\":" + repeated("[", 100'000) + repeated("]", 100'000) + "}");
        all("very many empty lists", "[" + repeated("[],", many) + "[]]");
        all("very many empty objects", "[" + repeated("{},", many) + "{}]");
        all("very many numbers", "[" + repeated("0,", many) + "0]");
        all("number beyond doubles", "{\"vocab_size\": 1e999, \"seed\": 1e999}");
        all("a string without end", "{\"" + QByteArray(million, 'a'));
        all("too large for such a file", "{\"a\": \"" + QByteArray(64 << 20, 'a') + "\"}");

        const auto one = [](int kind, const char *name, const QByteArray &text) {
            QTest::addRow("%s: %s", kinds[kind].file, name) << kind << text;
        };
        one(0, "no model", "{\"version\": \"1.0\"}");
        one(0, "model of an unknown kind", R"({"model": {"type": "Neural", "vocab": {}}})");
        one(0, "id beyond the vocabulary",
            R"({"model": {"type": "WordLevel", "vocab": {"<unk>": 0, "a": 2147483647},
                "unk_token": "<unk>"}})");
        one(0, "negative id",
            R"({"model": {"type": "WordLevel", "vocab": {"<unk>": -1}, "unk_token": "<unk>"}})");
        one(0, "id as text",
            R"({"model": {"type": "WordLevel", "vocab": {"<unk>": "0"}, "unk_token": "<unk>"}})");
        one(1, "no family", "{\"n_layer\": 1}");
        one(1, "unknown family", R"({"model_type": "perceptron"})");
        one(1, "family as a number", R"({"model_type": 2})");
        one(1, "sizes beyond all limits",
            R"({"model_type": "gpt2", "vocab_size": 1000000000, "n_positions": 1000000000,
                "n_embd": 1000000000, "n_layer": 1000000000, "n_head": 1})");
        one(1, "negative size",
            R"({"model_type": "gpt2", "vocab_size": -1, "n_positions": 8, "n_embd": 8,
                "n_layer": 1, "n_head": 1})");
        one(1, "no heads", R"({"model_type": "gpt2", "vocab_size": 8, "n_positions": 8,
                               "n_embd": 8, "n_layer": 1, "n_head": 0})");
        one(2, "no list", "{}");
        one(2, "list of another type", R"({"weight_map": [1]})");
        one(2, "file in another folder", R"({"weight_map": {"a": "../a.safetensors"}})");
        one(2, "file as a number", R"({"weight_map": {"a": 1}})");
        one(3, "unknown key", "{\"sed\": 1}");
        one(3, "key twice", R"({"seed": 1, "seed": 2})");
        one(3, "size beyond 64 bits", R"({"training": {"steps": 99999999999999999999}})");
    }

    void filesAreRefused()
    {
        QFETCH(int, kind);
        QFETCH(QByteArray, text);
        const auto &[name, read, times] = kinds[kind];
        const QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath(name).toStdString();
        write(file, text);
        QElapsedTimer timer;
        timer.start();
        const long grown = growthOf([&] { return !read(file); });
        QVERIFY2(grown >= 0, "it was read, or the process ended otherwise");
        QVERIFY2(timer.elapsed() < 5000, "it took long");
        QVERIFY2(isJustified(grown, text.size(), times), QByteArray::number(grown).constData());

        const auto refused = read(file);
        const QString message = QString::fromStdString(refused.error().message());
        QVERIFY2(message.size() > 20 && message.size() < 1500, qPrintable(message));
        const bool isNamed = message.contains(QString::fromLatin1(name))
                             || message.contains(folder.path()) || read == experiment;
        QVERIFY2(isNamed, qPrintable(message));
        QVERIFY2(message.endsWith('.'), qPrintable(message));
    }

private:
    static void write(const std::filesystem::path &path, const QByteArray &text)
    {
        QFile file(QString::fromStdString(path.string()));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(text), text.size());
    }
};

QTEST_GUILESS_MAIN(TestMalformed)
#include "tst_malformed.moc"
