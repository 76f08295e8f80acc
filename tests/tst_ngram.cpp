#include "core/engine/text/ngram.h"
#include "core/engine/text/tales.h"

#include <QtTest>

#include <cmath>

using namespace retort;

class TestNgram final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bigramEqualsHandComputation();
    void contextsStayInTheirWindow();
    void rowsAreDistributions();
    void staysAboveTheTruth_data();
    void staysAboveTheTruth();
};

// Window 0 1 0 2: targets 1, 0, 2. Unigram: c = (1, 1, 1), T = 3, P(w) = (1 + 3/3) / 6 = 1/3.
// After 0: followers 1 and 2, c = 2, T = 2: P(1|0) = P(2|0) = (1 + 2/3) / 4, P(0|0) = (2/3) / 4.
void TestNgram::bigramEqualsHandComputation()
{
    NgramModel model(2, 3);
    const std::vector<TokenId> window = {0, 1, 0, 2};
    model.add(window);
    const std::vector<TokenId> ids = {0, 2};
    const auto rows = model.logProbabilities(ids);
    const std::vector<double> expected = {1.0 / 6, 5.0 / 12, 5.0 / 12, 1.0 / 3, 1.0 / 3, 1.0 / 3};
    QCOMPARE(rows.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
        QVERIFY2(std::fabs(std::exp(double(rows[i])) - expected[i]) < 1e-6,
                 std::to_string(i).c_str());
}

void TestNgram::contextsStayInTheirWindow()
{
    NgramModel apart(3, 4);
    apart.add(std::vector<TokenId>{0, 1});
    apart.add(std::vector<TokenId>{2, 3});
    NgramModel joined(3, 4);
    joined.add(std::vector<TokenId>{0, 1, 2, 3});
    const std::vector<TokenId> ids = {0, 1};
    const auto after = [&](const NgramModel &model) {
        return std::exp(double(model.logProbabilities(ids)[1 * 4 + 2]));
    };
    // Apart, 2 was never a target: a share of the uniform distribution only.
    QVERIFY(std::fabs(after(apart) - 0.5 / 4) < 1e-6);
    QVERIFY(after(joined) > 0.5);
    QVERIFY(NgramModel(5, 4).logProbabilities({}).empty());
}

void TestNgram::rowsAreDistributions()
{
    const auto language = tales(TalesLanguage::English);
    const int vocabulary = language->tokenizer()->vocabularySize();
    NgramModel model(8, vocabulary);
    std::vector<TokenId> ids(97);
    for (std::uint64_t i = 0; i < 200; ++i) {
        language->window(1, i, ids);
        model.add(ids);
    }
    language->window(2, 0, ids);
    const auto rows = model.logProbabilities(ids);
    for (std::size_t t = 0; t < ids.size(); ++t) {
        double sum = 0;
        for (int v = 0; v < vocabulary; ++v)
            sum += std::exp(double(rows[t * std::size_t(vocabulary) + std::size_t(v)]));
        QVERIFY(std::fabs(sum - 1) < 1e-4);
    }
}

void TestNgram::staysAboveTheTruth_data()
{
    QTest::addColumn<int>("language");
    QTest::addColumn<int>("order");
    QTest::addColumn<double>("atLeast");
    QTest::addColumn<double>("atMost");
    for (const auto &[name, language] : {std::pair("English", TalesLanguage::English),
                                         std::pair("Chinese", TalesLanguage::Chinese)}) {
        for (const auto &[order, atLeast, atMost] :
             {std::tuple(2, 0.9, 1.3), std::tuple(3, 0.45, 0.65), std::tuple(5, 0.26, 0.35),
              std::tuple(8, 0.15, 0.25)})
            QTest::addRow("%s, %d-gram", name, order)
                << int(language) << order << atLeast << atMost;
    }
}

/// KL(truth ‖ n-gram) on the validation windows after 1.9 million tokens, in nats per token.
void TestNgram::staysAboveTheTruth()
{
    QFETCH(int, language);
    QFETCH(int, order);
    QFETCH(double, atLeast);
    QFETCH(double, atMost);
    const auto data = openTales({.language = TalesLanguage(language)});
    const auto vocabulary = data->tokenizer()->vocabularySize();
    NgramModel model(order, vocabulary);
    std::vector<TokenId> ids(97);
    for (std::int64_t i = 0; i < 20'000; ++i) {
        data->trainingWindow(i, ids);
        model.add(ids);
    }
    double divergence = 0;
    for (std::int64_t i = 0; i < data->validationWindows(); ++i) {
        data->validationWindow(i, ids);
        const std::span inputs = std::span(ids).first(96);
        const auto truth = data->truth()->logProbabilities(inputs);
        const auto guess = model.logProbabilities(inputs);
        for (std::size_t j = 0; j < truth.size(); ++j)
            if (std::isfinite(truth[j]))
                divergence += std::exp(double(truth[j])) * double(truth[j] - guess[j]);
    }
    divergence /= double(data->validationWindows()) * 96;
    qInfo("KL to the truth: %.4f", divergence);
    QVERIFY(divergence > atLeast && divergence < atMost);
}

QTEST_APPLESS_MAIN(TestNgram)
#include "tst_ngram.moc"
