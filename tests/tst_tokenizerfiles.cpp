// Tokenisers from the files that people have: GPT-2's, llama2.c's, BERT's; and files that are none.

#include "core/engine/text/bpefiles.h"
#include "core/engine/text/bpetrainer.h"
#include "core/engine/text/dataset.h"
#include "core/engine/text/tokenizerfiles.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <nlohmann/json.hpp>

using namespace retort;
using Json = nlohmann::json;

namespace {

namespace fs = std::filesystem;

const QString Shared = QStringLiteral(RETORT_SHARED_DATA "/");

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A model's tokeniser of two merges in GPT-2's files.
const QByteArray Vocabulary = R"({"a": 0, "b": 1, "c": 2, "ab": 3, "abc": 4, "Ġ": 5,
    "<|endoftext|>": 6})";
const QByteArray Merges = "#version: 0.2\na b\nab c\n";

/// A file of llama2.c with 259 pieces and more.
QByteArray llama2c(const QList<std::pair<QByteArray, float>> &pieces)
{
    const auto number = [](auto value) {
        return QByteArray(reinterpret_cast<const char *>(&value), sizeof value);
    };
    QByteArray file = number(qint32(16));
    for (int id = 0; id < 259; ++id)
        file += number(0.0f) + number(qint32(1)) + "x";
    for (const auto &[text, score] : pieces)
        file += number(score) + number(qint32(text.size())) + text;
    return file;
}

QString messageOf(const Result<TokenizerPtr> &result)
{
    return result ? QString() : QString::fromStdString(result.error().message());
}

} // namespace

class TestTokenizerFiles final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void gpt2EncodesAsPublished_data();
    void gpt2EncodesAsPublished();
    void gpt2FilesMayBeNamedOneByOne();
    void settingsTellSpecialTokens();
    void familiesDiffer();
    void unknownFamilyIsNamed();
    void trainedFilesReadBack();
    void wordListIsBerts();
    void llama2cFileIsTheTokenizerJson();
    void llama2cIdsAreTheSame();
    void folderWithoutTokenizerListsWhatIsLookedFor();
    void malformedFilesAreRefused_data();
    void malformedFilesAreRefused();
    void datasetLearnsBpe();
    void datasetTakesATokenizersFile();
    void datasetStops();

private:
    fs::path put(const QString &name, const QByteArray &bytes)
    {
        QFile file(m_folder->filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write the test's file");
        return file.fileName().toStdString();
    }
    fs::path folder() const { return m_folder->path().toStdString(); }
    Json bpeJson()
    {
        const auto settings = readTokenizerSettings(folder());
        if (!settings)
            return settings.error().message();
        const auto file =
            tokenizerJsonFromBpeFiles(folder() / "vocab.json", folder() / "merges.txt", *settings);
        return file ? Json::parse(*file) : Json(file.error().message());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestTokenizerFiles::gpt2EncodesAsPublished_data()
{
    QTest::addColumn<QString>("vocabulary");
    QTest::addColumn<QString>("merges");
    QTest::newRow("OpenAI's names") << "encoder.json"
                                    << "vocab.bpe";
    QTest::newRow("Hugging Face's names") << "vocab.json"
                                          << "merges.txt";
}

void TestTokenizerFiles::gpt2EncodesAsPublished()
{
    QFETCH(QString, vocabulary);
    QFETCH(QString, merges);
    if (!QFile::exists(Shared + "gpt2-bpe/encoder.json"))
        QSKIP("the shared data is not there");
    put(vocabulary, read(Shared + "gpt2-bpe/encoder.json"));
    put(merges, read(Shared + "gpt2-bpe/vocab.bpe"));
    const auto opened = openTokenizer(folder());
    QVERIFY2(opened, qPrintable(messageOf(opened)));
    const Tokenizer &tokenizer = **opened;
    QCOMPARE(tokenizer.vocabularySize(), 50257);
    const QString given = Shared + "gpt2-bpe/llama.cpp/ggml-vocab-gpt-2.gguf";
    const QStringList texts =
        QString::fromUtf8(read(given + ".inp")).split("\n__ggml_vocab_test__\n");
    const QList<QByteArray> lines = read(given + ".out").split('\n');
    QCOMPARE(texts.size(), 47);
    for (int i = 0; i < texts.size(); ++i) {
        const auto ids = tokenizer.encode(texts[i].toStdString());
        QVERIFY(ids);
        QByteArray line;
        for (const TokenId id : *ids)
            line += (line.isEmpty() ? "" : " ") + QByteArray::number(id);
        QCOMPARE(line, lines.value(i).trimmed());
        QCOMPARE(tokenizer.decode(*ids), texts[i].toStdString());
    }
    QCOMPARE(*tokenizer.encode("<|endoftext|>"), std::vector<TokenId>{50256});
    QVERIFY(tokenizer.isSpecial(50256));
}

void TestTokenizerFiles::gpt2FilesMayBeNamedOneByOne()
{
    const fs::path vocabulary = put("vocab.json", Vocabulary);
    auto opened = openTokenizer(vocabulary);
    QVERIFY(!opened);
    QVERIFY(messageOf(opened).contains("merges.txt"));
    const fs::path merges = put("merges.txt", Merges);
    for (const fs::path &file : {vocabulary, merges}) {
        opened = openTokenizer(file);
        QVERIFY2(opened, qPrintable(messageOf(opened)));
        QCOMPARE(*(*opened)->encode("abcab"), (std::vector<TokenId>{4, 3}));
    }
}

void TestTokenizerFiles::settingsTellSpecialTokens()
{
    put("vocab.json", Vocabulary);
    put("merges.txt", Merges);
    Json file = bpeJson();
    QVERIFY(file.is_object());
    QCOMPARE(file["added_tokens"].size(), 1U);
    QCOMPARE(file["added_tokens"][0]["id"].get<int>(), 6);

    put("tokenizer_config.json", R"({"tokenizer_class": "GPT2Tokenizer", "add_prefix_space": true,
        "add_bos_token": true, "bos_token": "<|endoftext|>",
        "pad_token": {"content": "<pad>", "lstrip": true, "special": true},
        "added_tokens_decoder": {"9": {"content": "<tool>", "special": false}}})");
    put("added_tokens.json", R"({"<extra>": 7})");
    file = bpeJson();
    QVERIFY(file.is_object());
    QCOMPARE(file["pre_tokenizer"]["add_prefix_space"].get<bool>(), true);
    QCOMPARE(file["post_processor"]["type"].get<std::string>(), std::string("TemplateProcessing"));
    std::map<std::string, std::pair<int, bool>> added;
    for (const Json &token : file["added_tokens"])
        added[token["content"]] = {token["id"], token["special"]};
    const std::map<std::string, std::pair<int, bool>> expected{{"<|endoftext|>", {6, true}},
                                                               {"<extra>", {7, false}},
                                                               {"<tool>", {9, false}},
                                                               {"<pad>", {10, true}}};
    QVERIFY(added == expected);
}

void TestTokenizerFiles::familiesDiffer()
{
    put("vocab.json", R"({"<s>": 0, "<pad>": 1, "</s>": 2, "a": 3, "<mask>": 4})");
    put("merges.txt", "");
    put("config.json", R"({"model_type": "roberta"})");
    Json file = bpeJson();
    QCOMPARE(file["post_processor"]["type"].get<std::string>(), std::string("RobertaProcessing"));
    QVERIFY(file["post_processor"]["cls"] == Json::array({"<s>", 0}));
    QCOMPARE(file["added_tokens"].size(), 4U);
    QCOMPARE(file["added_tokens"][3]["lstrip"].get<bool>(), true);

    put("tokenizer_config.json", R"({"tokenizer_class": "Qwen2TokenizerFast"})");
    file = bpeJson();
    QCOMPARE(file["normalizer"]["type"].get<std::string>(), std::string("NFC"));
    QCOMPARE(file["pre_tokenizer"]["type"].get<std::string>(), std::string("Sequence"));
}

void TestTokenizerFiles::unknownFamilyIsNamed()
{
    put("vocab.json", Vocabulary);
    put("merges.txt", Merges);
    put("config.json", R"({"model_type": "clip"})");
    QVERIFY(messageOf(openTokenizer(folder())).contains("clip"));
    put("tokenizer_config.json", R"({"tokenizer_class": "CTRLTokenizer"})");
    QVERIFY(messageOf(openTokenizer(folder())).contains("CTRLTokenizer"));
}

void TestTokenizerFiles::trainedFilesReadBack()
{
    const auto trained = trainBpe("the cat sat on the mat, the cat", {.vocabulary = 270});
    QVERIFY(trained);
    const auto tokenizer =
        openTokenizer(put("tokenizer.json", QByteArray::fromStdString(*trained)));
    QVERIFY2(tokenizer, qPrintable(messageOf(tokenizer)));
    const Json model = Json::parse(*trained)["model"];
    put("vocab.json", QByteArray::fromStdString(model["vocab"].dump()));
    QByteArray merges;
    for (const Json &merge : model["merges"])
        merges += QByteArray::fromStdString(merge.get<std::string>()) + '\n';
    put("merges.txt", merges);
    QFile::remove(m_folder->filePath("tokenizer.json"));
    const auto again = openTokenizer(folder());
    QVERIFY2(again, qPrintable(messageOf(again)));
    const char *text = "the cat's mat\n<|endoftext|> été";
    QCOMPARE(*(*again)->encode(text), *(*tokenizer)->encode(text));
}

void TestTokenizerFiles::wordListIsBerts()
{
    put("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nplay\n##ing\n,\nété\n");
    auto opened = openTokenizer(folder());
    QVERIFY2(opened, qPrintable(messageOf(opened)));
    QCOMPARE((*opened)->kind(), std::string("wordpiece"));
    QCOMPARE((*opened)->encodeWithSpans("Playing, x", true)->ids,
             (std::vector<TokenId>{2, 5, 6, 7, 1, 3}));
    put("tokenizer_config.json", R"({"do_lower_case": false})");
    opened = openTokenizer(folder());
    QVERIFY(opened);
    QCOMPARE(*(*opened)->encode("Playing"), std::vector<TokenId>{1});
    put("tokenizer_config.json", R"({"tokenizer_class": "EsmTokenizer"})");
    QVERIFY(messageOf(openTokenizer(folder())).contains("EsmTokenizer"));
}

void TestTokenizerFiles::llama2cFileIsTheTokenizerJson()
{
    const QByteArray expected = read(Shared + "models/stories260K-hf/tokenizer.json");
    if (expected.isEmpty())
        QSKIP("the shared data is not there");
    const auto file = tokenizerJsonFromLlama2c((Shared + "stories260K/tok512.bin").toStdString());
    QVERIFY(file);
    QVERIFY(Json::parse(*file) == Json::parse(expected.toStdString()));
}

void TestTokenizerFiles::llama2cIdsAreTheSame()
{
    const QString folder = Shared + "models/stories260K-hf";
    if (!QFile::exists(folder))
        QSKIP("the shared data is not there");
    const auto mine = openTokenizer((Shared + "stories260K/tok512.bin").toStdString());
    QVERIFY2(mine, qPrintable(messageOf(mine)));
    const auto published = openTokenizer(folder.toStdString());
    QVERIFY2(published, qPrintable(messageOf(published)));
    QCOMPARE((*mine)->beginToken(), 1);
    const QStringList lines =
        QString::fromUtf8(read(Shared + "tinystories/tinystories_v2_sample.txt")).split('\n');
    for (const QString &line : lines) {
        const auto ids = (*mine)->encode(line.toStdString());
        QCOMPARE(*ids, *(*published)->encode(line.toStdString()));
        QCOMPARE((*mine)->decode(*ids), line.toStdString());
    }
}

void TestTokenizerFiles::folderWithoutTokenizerListsWhatIsLookedFor()
{
    const QString message = messageOf(openTokenizer(folder()));
    for (const char *name : {"tokenizer.json", "vocab.json", "merges.txt", "encoder.json",
                             "vocab.bpe", "tokenizer.model", "vocab.txt"})
        QVERIFY2(message.contains(name), qPrintable(message));
    QVERIFY(!openTokenizer(folder() / "nothing.json"));
}

void TestTokenizerFiles::malformedFilesAreRefused_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("named");
    QTest::newRow("vocabulary is no object") << "vocab.json" << QByteArray("[1]") << "object";
    QTest::newRow("vocabulary is cut") << "vocab.json" << QByteArray("{\"a\": 0, ") << "object";
    QTest::newRow("id is text") << "vocab.json" << QByteArray(R"({"a": "0"})") << "\"a\"";
    QTest::newRow("id is negative") << "vocab.json" << QByteArray(R"({"a": -1})") << "\"a\"";
    QTest::newRow("id is huge") << "vocab.json" << QByteArray(R"({"a": 4000000000})") << "\"a\"";
    QTest::newRow("deep") << "vocab.json" << QByteArray(100000, '[') << "nested";
    QTest::newRow("merge of one token") << "merges.txt" << QByteArray("a b\nab\n") << "Line 2";
    QTest::newRow("merge of unknown token") << "merges.txt" << QByteArray("a x\n") << "Line 1";
    QTest::newRow("merge without a result") << "merges.txt" << QByteArray("b c\n") << "Line 1";
    QTest::newRow("merge of three") << "merges.txt" << QByteArray("a b c\n") << "Line 1";
    QTest::newRow("settings are no object")
        << "tokenizer_config.json" << QByteArray("7") << "tokenizer_config.json";
    QTest::newRow("added token without id")
        << "tokenizer_config.json"
        << QByteArray(R"({"added_tokens_decoder": {"x": {"content": "y"}}})")
        << "added_tokens_decoder";
    QTest::newRow("added token of a huge id")
        << "added_tokens.json" << QByteArray(R"({"<x>": 99999999999})") << "<x>";
    QTest::newRow("llama2.c, empty") << "t.bin" << QByteArray() << "llama2.c";
    QTest::newRow("llama2.c, too few") << "t.bin" << llama2c({}).left(500) << "llama2.c";
    QTest::newRow("llama2.c, cut") << "t.bin" << llama2c({{"ab", 1}}).chopped(1) << "piece 260";
    QTest::newRow("llama2.c, twice") << "t.bin" << llama2c({{"a", 1}, {"a", 1}}) << "piece 261";
    QTest::newRow("llama2.c, a length beyond the file")
        << "t.bin" << llama2c({{"a", 1}}) + QByteArray::fromHex("00000000FFFFFF7F") << "piece 261";
    QTest::newRow("llama2.c, no number")
        << "t.bin" << llama2c({{"a", std::numeric_limits<float>::quiet_NaN()}}) << "piece 260";
    QTest::newRow("llama2.c, broken text") << "t.bin" << llama2c({{"\xFF", 1}}) << "piece 260";
    QTest::newRow("word list with a gap") << "vocab.txt" << QByteArray("[UNK]\n\na\n") << "Line 2";
    QTest::newRow("word list without its tokens") << "vocab.txt" << QByteArray("a\nb\n") << "[UNK]";
}

void TestTokenizerFiles::malformedFilesAreRefused()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, bytes);
    QFETCH(QString, named);
    put("vocab.json", Vocabulary);
    put("merges.txt", Merges);
    const fs::path file = put(name, bytes);
    const bool isSetting = name.startsWith("tokenizer_config") || name.startsWith("added");
    const QString message = messageOf(openTokenizer(isSetting ? folder() : file));
    QVERIFY2(message.contains(named), qPrintable(message));
    QVERIFY2(message.contains(name), qPrintable(message));
}

void TestTokenizerFiles::datasetLearnsBpe()
{
    std::string text;
    for (int i = 0; i < 400; ++i)
        text += "the cat sat on the mat " + std::to_string(i) + "\n";
    for (int i = 0; i < 60; ++i)
        text += "zzzzzzzz ";
    const fs::path file = put("text.txt", QByteArray::fromStdString(text));
    double last = -1;
    const auto dataset = openTextDataset({.path = file,
                                          .tokenizer = "bpe",
                                          .context = 16,
                                          .validation = 0.1,
                                          .vocabulary = 300,
                                          .progress = [&last](double part) { last = part; }});
    QVERIFY2(dataset, dataset ? "" : dataset.error().message().c_str());
    QCOMPARE(last, 1.0);
    const TokenizerPtr tokenizer = (*dataset)->tokenizer();
    QCOMPARE(tokenizer->vocabularySize(), 300);
    QVERIFY(*(*dataset)->bytesPerToken() > 1.1);
    // What is held out is not learnt from.
    QCOMPARE(tokenizer->encode("zzzzzzzz")->size(), 8U);
    const auto small = openTextDataset({.path = file, .tokenizer = "bpe", .vocabulary = 10});
    QVERIFY(!small);
    QVERIFY(small.error().message().find("257") != std::string::npos);
}

void TestTokenizerFiles::datasetTakesATokenizersFile()
{
    put("vocab.txt", "[UNK]\n[CLS]\n[SEP]\nthe\ncat\n.\n");
    std::string text;
    for (int i = 0; i < 100; ++i)
        text += "The cat the cat.\n";
    const fs::path file = put("text.md", QByteArray::fromStdString(text));
    TextFileOptions options{.path = file, .tokenizer = "file", .context = 8};
    QVERIFY(!openTextDataset(options)); // none is named
    options.tokenizerFile = folder();
    const auto dataset = openTextDataset(options);
    QVERIFY2(dataset, dataset ? "" : dataset.error().message().c_str());
    QCOMPARE((*dataset)->tokenizer()->vocabularySize(), 6);
    options.path = put("other.md", QByteArray("Quite another text lies here. ").repeated(20));
    const auto foreign = openTextDataset(options);
    QVERIFY(!foreign);
    QVERIFY(foreign.error().message().find("does not know") != std::string::npos);
}

void TestTokenizerFiles::datasetStops()
{
    std::stop_source stop;
    stop.request_stop();
    const fs::path file = put("text.txt", QByteArray("some text ").repeated(100));
    for (const char *tokenizer : {"byte", "bpe"})
        QVERIFY(!openTextDataset(
            {.path = file, .tokenizer = tokenizer, .context = 8, .stop = stop.get_token()}));
}

QTEST_GUILESS_MAIN(TestTokenizerFiles)
#include "tst_tokenizerfiles.moc"
