// Byte-level BPE: what is learnt, against a reference and against counting anew at each step.

#include "core/engine/text/bpetrainer.h"

#include <QElapsedTimer>
#include <QFile>
#include <QtTest>

#include <nlohmann/json.hpp>

#include <map>
#include <thread>

using namespace retort;
using Json = nlohmann::json;

namespace {

QByteArray shared(const QString &name)
{
    QFile file(QStringLiteral(RETORT_SHARED_DATA "/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Json trained(std::string_view corpus, const BpeTrainerOptions &options)
{
    const auto file = trainBpe(corpus, options);
    return file ? Json::parse(*file) : Json();
}

std::vector<std::string> mergesOf(const Json &file)
{
    return file["model"]["merges"].get<std::vector<std::string>>();
}

std::vector<std::string> merges(std::string_view corpus, int count,
                                std::vector<std::string> specials = {})
{
    const int vocabulary = 256 + int(specials.size()) + count;
    return mergesOf(trained(corpus, {vocabulary, std::move(specials)}));
}

/// The same by counting all pairs of all pieces at each step. `pieces` are given by hand.
std::vector<std::string> mergesByCounting(const std::vector<std::string> &pieces, int count)
{
    using Word = std::vector<std::string>;
    std::vector<Word> words;
    for (const std::string &piece : pieces) {
        Word &word = words.emplace_back();
        for (const char c : piece)
            word.emplace_back(1, c);
    }
    std::vector<std::string> found;
    while (int(found.size()) < count) {
        std::map<std::pair<std::string, std::string>, int> counts;
        for (const Word &word : words)
            for (std::size_t i = 0; i + 1 < word.size(); ++i)
                ++counts[{word[i], word[i + 1]}];
        if (counts.empty())
            break;
        auto best = counts.begin();
        for (auto at = counts.begin(); at != counts.end(); ++at)
            if (at->second >= best->second)
                best = at;
        const auto [left, right] = best->first;
        found.push_back(left + ' ' + right);
        for (Word &word : words) {
            for (std::size_t i = 0; i + 1 < word.size(); ++i) {
                if (word[i] == left && word[i + 1] == right) {
                    word[i] += right;
                    word.erase(word.begin() + std::ptrdiff_t(i) + 1);
                }
            }
        }
    }
    return found;
}

/// Words of the letters a to c, so that pairs are often equally frequent and overlap.
std::vector<std::string> someWords(unsigned seed, int count)
{
    std::vector<std::string> words;
    for (int i = 0; i < count; ++i) {
        std::string &word = words.emplace_back();
        const unsigned length = 1 + (seed >> 16) % 11;
        for (unsigned j = 0; j < length; ++j) {
            seed = seed * 1664525 + 1013904223;
            word += char('a' + (seed >> 24) % (1 + i % 3));
        }
        seed = seed * 1664525 + 1013904223;
    }
    return words;
}

} // namespace

class TestBpeTrainer final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void referenceMergesAreFound();
    void sameAsCountingAnew_data();
    void sameAsCountingAnew();
    void equallyFrequentPairsAreComparedAsBytes();
    void mergesStayInsidePieces_data();
    void mergesStayInsidePieces();
    void specialTokensComeFirstAndAreNotLearnt();
    void vocabularyIsSmallerWhereNoPairIsLeft();
    void endlessWordStaysBounded();
    void trainedTokenizerReadsTexts();
    void wrongOptionsAreRefused_data();
    void wrongOptionsAreRefused();
    void invalidUtf8IsNamed();
    void progressRisesToOne();
    void stopIsSeenSoon_data();
    void stopIsSeenSoon();
    void tenMegabytesTakeSeconds();
};

void TestBpeTrainer::referenceMergesAreFound()
{
    const QByteArray corpus = shared("bpe-training-cs336/corpus.en");
    if (corpus.isEmpty())
        QSKIP("the shared data is not there");
    const Json file = trained(corpus.toStdString(), {.vocabulary = 500});
    const QList<QByteArray> lines =
        shared("bpe-training-cs336/train-bpe-reference-merges.txt").trimmed().split('\n');
    std::vector<std::string> expected;
    for (const QByteArray &line : lines)
        expected.push_back(line.toStdString());
    QCOMPARE(expected.size(), 243U);
    QCOMPARE(mergesOf(file), expected);
    const QByteArray vocabulary = shared("bpe-training-cs336/train-bpe-reference-vocab.json");
    QVERIFY(file["model"]["vocab"] == Json::parse(vocabulary.toStdString()));
}

void TestBpeTrainer::sameAsCountingAnew_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 40; ++seed)
        QTest::addRow("%u", seed) << seed * 7919;
}

void TestBpeTrainer::sameAsCountingAnew()
{
    QFETCH(unsigned, seed);
    const std::vector<std::string> words = someWords(seed, 60);
    std::string corpus;
    for (const std::string &word : words) // the new line is a piece of its own
        corpus += word + '\n';
    QCOMPARE(merges(corpus, 80), mergesByCounting(words, 80));
}

void TestBpeTrainer::equallyFrequentPairsAreComparedAsBytes()
{
    QCOMPARE(merges("ab\nba", 1), std::vector<std::string>{"b a"});
    // 0xC3 0xA9 is greater than any pair of ASCII, whatever sign stands for it.
    QCOMPARE(merges("zz\né", 1), std::vector<std::string>{"Ã ©"});
    // (ab, c) is less than (abc, a): tokens are compared before they are joined.
    QCOMPARE(merges("xa\nxb", 1), std::vector<std::string>{"x b"});
}

void TestBpeTrainer::mergesStayInsidePieces_data()
{
    QTest::addColumn<QByteArray>("corpus");
    QTest::addColumn<std::vector<std::string>>("expected");
    using Merges = std::vector<std::string>;
    QTest::newRow("blank before a word") << QByteArray("a b a b") << Merges{"Ġ b", "Ġ a"};
    QTest::newRow("word, mark") << QByteArray("a!a!a!") << Merges{};
    QTest::newRow("letters, digits") << QByteArray("a1b2") << Merges{};
    QTest::newRow("contraction") << QByteArray("x's x's") << Merges{"' s", "Ġ x"};
    QTest::newRow("last blank goes with the word") << QByteArray("a   b") << Merges{"Ġ b", "Ġ Ġ"};
    QTest::newRow("cyrillic letters") << QByteArray("дд") << Merges{"Ð ´", "Ð´ Ð´"};
    QTest::newRow("no-break space") << QByteArray("a\u00A0b") << Merges{"Â ł"};
}

void TestBpeTrainer::mergesStayInsidePieces()
{
    QFETCH(QByteArray, corpus);
    QFETCH(std::vector<std::string>, expected);
    QCOMPARE(merges(corpus.toStdString(), 100), expected);
}

void TestBpeTrainer::specialTokensComeFirstAndAreNotLearnt()
{
    const Json file = trained("ab<|end|>ab<|end|><|endmore|>",
                              {.vocabulary = 400, .specialTokens = {"<|endmore|>", "<|end|>"}});
    QCOMPARE(mergesOf(file), std::vector<std::string>{"a b"});
    const Json &vocabulary = file["model"]["vocab"];
    QCOMPARE(vocabulary["<|endmore|>"].get<int>(), 0);
    QCOMPARE(vocabulary["<|end|>"].get<int>(), 1);
    QCOMPARE(vocabulary["!"].get<int>(), 2);
    QCOMPARE(vocabulary["ab"].get<int>(), 258);
    QCOMPARE(file["added_tokens"].size(), 2U);
    // "Ġab" spells " ab" in the alphabet: such a token must not be learnt a second time.
    const Json clash = trained("x ab ab ab ab", {.vocabulary = 300, .specialTokens = {"Ġab"}});
    QCOMPARE(mergesOf(clash), std::vector<std::string>{"a b"});
}

void TestBpeTrainer::vocabularyIsSmallerWhereNoPairIsLeft()
{
    QCOMPARE(trained("abc", {.vocabulary = 5000})["model"]["vocab"].size(), 259U);
    QCOMPARE(trained("", {.vocabulary = 5000})["model"]["vocab"].size(), 257U);
}

void TestBpeTrainer::endlessWordStaysBounded()
{
    const std::string word(4'000'000, 'a');
    QElapsedTimer timer;
    timer.start();
    const Json file = trained(word, {.vocabulary = 5000});
    QVERIFY(timer.elapsed() < 20000);
    std::size_t longest = 0;
    for (const auto &[token, id] : file["model"]["vocab"].items())
        longest = std::max(longest, token.size());
    QCOMPARE(longest, longestBpeToken);
}

void TestBpeTrainer::trainedTokenizerReadsTexts()
{
    const auto made = trainBpeTokenizer("the cat the cat the", {.vocabulary = 262});
    QVERIFY2(made, made ? "" : made.error().message().c_str());
    const TokenizerPtr tokenizer = *made;
    QCOMPARE(tokenizer->kind(), std::string("bpe"));
    QCOMPARE(tokenizer->vocabularySize(), 262);
    const std::string text = "the cat saw 一 naïve\n<|endoftext|>🙂";
    const auto ids = tokenizer->encode(text);
    QVERIFY(ids);
    QVERIFY(std::count(ids->begin(), ids->end(), 0) == 1);
    QCOMPARE(tokenizer->decode(*ids), std::string("the cat saw 一 naïve\n🙂"));
}

void TestBpeTrainer::wrongOptionsAreRefused_data()
{
    QTest::addColumn<int>("vocabulary");
    QTest::addColumn<std::vector<std::string>>("specials");
    QTest::addColumn<QString>("named");
    using Tokens = std::vector<std::string>;
    QTest::newRow("too small") << 256 << Tokens{"<s>"} << "257";
    QTest::newRow("too large") << 300'000 << Tokens{} << "262144";
    QTest::newRow("negative") << -1 << Tokens{} << "256";
    QTest::newRow("empty special") << 500 << Tokens{""} << "special token";
    QTest::newRow("broken special") << 500 << Tokens{"\xFF"} << "special token";
    QTest::newRow("twice") << 500 << Tokens{"<s>", "<s>"} << "<s>";
    QTest::newRow("a byte") << 500 << Tokens{"Ġ"} << "Ġ";
}

void TestBpeTrainer::wrongOptionsAreRefused()
{
    QFETCH(int, vocabulary);
    QFETCH(std::vector<std::string>, specials);
    QFETCH(QString, named);
    const auto file = trainBpe("a text", {vocabulary, specials});
    QVERIFY(!file);
    const QString message = QString::fromStdString(file.error().message());
    QVERIFY2(message.contains(named), qPrintable(message));
}

void TestBpeTrainer::invalidUtf8IsNamed()
{
    const auto file = trainBpe("abc\xE4\xB8", {});
    QVERIFY(!file);
    QVERIFY(file.error().message().find("byte 3") != std::string::npos);
    // Characters that lie across the blocks in which a text is looked through are well.
    std::string text;
    while (text.size() < (9U << 20))
        text += "一\n";
    QVERIFY(trainBpe(text, {.vocabulary = 258}));
    text[(8U << 20) + 1] = '\xFF';
    const auto broken = trainBpe(text, {.vocabulary = 258});
    QVERIFY(!broken);
}

void TestBpeTrainer::progressRisesToOne()
{
    std::vector<double> parts;
    std::string corpus;
    for (int i = 0; i < 40000; ++i)
        corpus += "word" + std::to_string(i) + ' ';
    QVERIFY(trainBpe(corpus, {.vocabulary = 400}, [&](double part) { parts.push_back(part); }));
    QVERIFY(parts.size() > 10);
    QVERIFY(std::is_sorted(parts.begin(), parts.end()));
    QCOMPARE(parts.front(), 0.0);
    QCOMPARE(parts.back(), 1.0);
}

void TestBpeTrainer::stopIsSeenSoon_data()
{
    QTest::addColumn<double>("part");
    QTest::newRow("at once") << 0.0;
    QTest::newRow("while cutting") << 0.1;
    QTest::newRow("while joining") << 0.4;
}

void TestBpeTrainer::stopIsSeenSoon()
{
    QFETCH(double, part);
    std::string corpus;
    unsigned seed = 5;
    while (corpus.size() < (16U << 20)) {
        for (int i = 0; i < 8; ++i, seed = seed * 1664525 + 1013904223)
            corpus += char('a' + (seed >> 24) % 26);
        corpus += ' ';
    }
    std::stop_source stop;
    QElapsedTimer timer;
    const auto file = trainBpe(
        corpus, {.vocabulary = 50000},
        [&](double done) {
            if (done >= part && !stop.stop_requested()) {
                stop.request_stop();
                timer.start();
            }
        },
        stop.get_token());
    QVERIFY(stop.stop_requested());
    // What was allocated is freed as well; a loaded machine is slow.
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(!file);
}

void TestBpeTrainer::tenMegabytesTakeSeconds()
{
    const std::string once = shared("tinyshakespeare/input.txt").toStdString();
    if (once.empty())
        QSKIP("the shared data is not there");
    std::string corpus;
    while (corpus.size() < 10'000'000)
        corpus += once;
    QElapsedTimer timer;
    timer.start();
    QVERIFY(trainBpe(corpus, {.vocabulary = 8192}));
    qInfo("%.1f MB, 8,192 entries: %lld ms", double(corpus.size()) / 1e6, timer.elapsed());
    QVERIFY(timer.elapsed() < 30000);
}

QTEST_GUILESS_MAIN(TestBpeTrainer)
#include "tst_bpetrainer.moc"
