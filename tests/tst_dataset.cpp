#include "core/engine/text/dataset.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <memory>
#include <numeric>
#include <set>

using namespace retort;

class TestDataset final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void windowsTileBothParts();
    void everyTokenizerSeesTheSameSplit();
    void givenTokenizerWins();
    void folderIsReadInOrderOfPaths();
    void byteOrderMarkIsNoText();
    void samplesAreHeldOutLines();
    void errorsNameTheFileAndTheRemedy_data();
    void errorsNameTheFileAndTheRemedy();
    void shakespeareGivesThePublishedCounts();

private:
    std::filesystem::path write(const QString &name, const QByteArray &text)
    {
        const QString path = m_folder->filePath(name);
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("cannot write the test's file");
        return path.toStdString();
    }

    std::filesystem::path folder() const { return m_folder->path().toStdString(); }

    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

std::string textOf(const Dataset &data, bool training, std::int64_t index)
{
    std::vector<TokenId> ids(std::size_t(data.context()) + 1);
    if (training)
        data.trainingWindow(index, ids);
    else
        data.validationWindow(index, ids);
    return data.tokenizer()->decode(ids);
}

} // namespace

void TestDataset::windowsTileBothParts()
{
    const auto data = openTextDataset(
        {.path = write("a.txt", "abcdefghijklmnopqrst"), .context = 4, .validation = 0.3});
    QVERIFY(data);
    QCOMPARE((*data)->trainingWindows(), std::optional<std::int64_t>(3)); // 14 tokens: 13 targets
    QCOMPARE(textOf(**data, true, 0), std::string("abcde"));
    QCOMPARE(textOf(**data, true, 1), std::string("efghi"));
    QCOMPARE(textOf(**data, true, 2), std::string("ijklm"));
    QCOMPARE((*data)->validationWindows(), std::int64_t(1)); // 6 tokens
    QCOMPARE(textOf(**data, false, 0), std::string("opqrs"));
    QCOMPARE(*(*data)->bytesPerToken(), 1.0);
    QVERIFY(!(*data)->truth());
}

void TestDataset::everyTokenizerSeesTheSameSplit()
{
    const auto path = write("a.txt", "一 二 三 四 五 六 七 八 九 十");
    for (const std::string tokenizer : {"byte", "character", "word"}) {
        const auto data = openTextDataset(
            {.path = path, .tokenizer = tokenizer, .context = 1, .validation = 0.5});
        QVERIFY(data);
        QCOMPARE((*data)->tokenizer()->kind(), tokenizer);
        const double tokens = double((*data)->validationWindows() + 1);
        QCOMPARE(tokens * *(*data)->bytesPerToken(), 20.0); // " 六 七 八 九 十"
    }
}

void TestDataset::givenTokenizerWins()
{
    const auto given = makeCharacterTokenizer("ab").value();
    const auto data = openTextDataset({.path = write("a.txt", "abcabcabcabc"),
                                       .tokenizer = "word",
                                       .given = given,
                                       .context = 2,
                                       .validation = 0.4});
    QVERIFY(data);
    QCOMPARE((*data)->tokenizer(), given);
    std::vector<TokenId> ids(3);
    (*data)->trainingWindow(0, ids);
    QCOMPARE(ids, (std::vector<TokenId>{1, 2, 0}));
}

void TestDataset::folderIsReadInOrderOfPaths()
{
    write("b.txt", "BBBB");
    write("a/z.txt", "AAAA");
    write("c.txt", "CCCC");
    write("a.md", "not this");
    const auto data = openTextDataset({.path = folder(), .context = 13, .validation = 0.0});
    QVERIFY(!data); // nothing left to validate on
    write("d.txt", "DDDDDDDDDDDDDD");
    const auto longer = openTextDataset({.path = folder(), .context = 13, .validation = 0.5});
    QVERIFY(longer);
    QCOMPARE(textOf(**longer, true, 0), std::string("AAAA\nBBBB\nCCCC"));
    QCOMPARE(textOf(**longer, false, 0), std::string("\nDDDDDDDDDDDDD"));
}

void TestDataset::byteOrderMarkIsNoText()
{
    const auto data = openTextDataset({.path = write("a.txt", "\xEF\xBB\xBF"
                                                              "abcabc"),
                                       .context = 2,
                                       .validation = 0.5});
    QVERIFY(data);
    QCOMPARE((*data)->tokenizer()->vocabularySize(), 4);
}

void TestDataset::samplesAreHeldOutLines()
{
    QByteArray text;
    for (int i = 0; i < 100; ++i)
        text += "This is line number " + QByteArray::number(i) + " of a text.\r\n\r\nShort.\n";
    text += QByteArray("A line that is much too long for a prompt, ").repeated(20) + "\n";
    const auto data = openTextDataset({.path = write("a.txt", text), .validation = 0.5});
    QVERIFY(data);
    std::set<std::string> samples;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        const std::string sample = (*data)->sampleText(seed);
        QCOMPARE((*data)->sampleText(seed), sample);
        QVERIFY(sample.size() >= 16 && sample.size() <= 96);
        QVERIFY(sample.find_first_of("\r\n") == sample.npos && sample.back() != ' ');
        samples.insert(sample);
    }
    QVERIFY(samples.size() > 20);
    QVERIFY(!samples.contains("This is line number 3 of a text."));
}

void TestDataset::errorsNameTheFileAndTheRemedy_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("tokenizer");
    QTest::addColumn<QString>("expected");
    QTest::newRow("empty") << QByteArray() << "character"
                           << "too short";
    QTest::newRow("short") << QByteArray("0123456789") << "byte"
                           << "Use more text";
    QTest::newRow("Latin-1") << QByteArray("caf\xE9 ").repeated(50) << "byte"
                             << "begins at byte 3 ";
    QTest::newRow("cut off") << QByteArray("a").repeated(999) + "\xE4\xB8"
                             << "character"
                             << "begins at byte 999 ";
    QTest::newRow("tokenizer") << QByteArray("a ").repeated(99) << "letters"
                               << "Choose byte, character, word, bpe or file";
}

void TestDataset::errorsNameTheFileAndTheRemedy()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, tokenizer);
    QFETCH(QString, expected);
    const auto path = write("some.txt", text);
    const auto data = openTextDataset({.path = path, .tokenizer = tokenizer.toStdString()});
    QVERIFY(!data);
    const QString message = QString::fromStdString(data.error().message());
    QVERIFY2(message.contains(expected), qPrintable(message));
    QVERIFY2(message.contains("some.txt") || message.contains("letters"), qPrintable(message));

    for (const auto &absent :
         {folder() / "absent.txt", std::filesystem::path(), std::filesystem::path("/dev/zero")}) {
        const auto nothing = openTextDataset({.path = absent});
        QVERIFY(!nothing);
        QVERIFY(nothing.error().message().find(absent.string()) != std::string::npos);
    }
    QVERIFY(QFile::remove(QString::fromStdString(path.string())));
    const auto none = openTextDataset({.path = folder()});
    QVERIFY(!none);
    QVERIFY(none.error().message().find("ends in .txt") != std::string::npos);
}

// shared/data/README.md: counts of the first 90 %, add one, measured on the last 10 %. With a
// context of one each pair of neighbours is one window.
void TestDataset::shakespeareGivesThePublishedCounts()
{
    const std::filesystem::path path = RETORT_SHARED_DATA "/tinyshakespeare/input.txt";
    if (!std::filesystem::exists(path))
        QSKIP("shared/data/tinyshakespeare is not there.");
    const auto opened = openTextDataset({.path = path, .context = 1, .validation = 0.1});
    QVERIFY(opened);
    const Dataset &data = **opened;
    const auto vocabulary = std::size_t(data.tokenizer()->vocabularySize());
    QCOMPARE(vocabulary, std::size_t(66)); // 65 characters and "<unk>"
    QCOMPARE(*data.trainingWindows() + 1 + data.validationWindows() + 1, std::int64_t(1'115'394));

    std::vector<double> ones(vocabulary, 1);
    std::vector<std::vector<double>> pairs(vocabulary, ones);
    std::vector<TokenId> ids(2);
    data.trainingWindow(0, ids);
    ones[std::size_t(ids[0])] += 1;
    for (std::int64_t i = 0; i < *data.trainingWindows(); ++i) {
        data.trainingWindow(i, ids);
        ones[std::size_t(ids[1])] += 1;
        pairs[std::size_t(ids[0])][std::size_t(ids[1])] += 1;
    }
    // "<unk>" never occurs and counts for nothing here: 65 marks.
    const auto total = [](const std::vector<double> &counts) {
        return std::accumulate(counts.begin() + 1, counts.end(), 0.0);
    };
    double unigram = 0;
    double bigram = 0;
    data.validationWindow(0, ids);
    unigram -= std::log(ones[std::size_t(ids[0])] / total(ones));
    for (std::int64_t i = 0; i < data.validationWindows(); ++i) {
        data.validationWindow(i, ids);
        QVERIFY(ids[0] != 0 && ids[1] != 0);
        const std::vector<double> &after = pairs[std::size_t(ids[0])];
        unigram -= std::log(ones[std::size_t(ids[1])] / total(ones));
        bigram -= std::log(after[std::size_t(ids[1])] / total(after));
    }
    unigram /= double(data.validationWindows() + 1);
    bigram /= double(data.validationWindows());
    qInfo("unigram %.7f, bigram %.7f nats per character", unigram, bigram);
    QVERIFY(std::fabs(unigram - 3.3473303) < 1e-7);
    QVERIFY(std::fabs(bigram - 2.4818894) < 1e-7);
}

QTEST_APPLESS_MAIN(TestDataset)
#include "tst_dataset.moc"
