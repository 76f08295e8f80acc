// The trained models beside the project: their published logits, losses and texts.

#include "core/engine/inference/generate.h"
#include "core/engine/models/huggingface.h"
#include "core/engine/models/llama2c.h"
#include "core/engine/models/weights_torch.h"
#include "core/engine/text/tokenizerfiles.h"

#include <QCryptographicHash>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace retort;

namespace {

std::filesystem::path sharedModel(const QString &name)
{
    return (QString(RETORT_SHARED_DATA) + "/models/" + name).toStdString();
}

QJsonObject readJson(const std::filesystem::path &file)
{
    QFile source(QString::fromStdString(file.string()));
    return source.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(source.readAll()).object()
                                            : QJsonObject();
}

/// The five stories of version 2, as a model is asked about them.
std::vector<std::string> stories()
{
    QFile file(QStringLiteral(RETORT_SHARED_DATA "/tinystories/tinystories_v2_sample.txt"));
    std::vector<std::string> stories;
    if (!file.open(QIODevice::ReadOnly))
        return stories;
    for (const auto &story : QString::fromUtf8(file.readAll()).split("<|endoftext|>")) {
        if (!story.trimmed().isEmpty())
            stories.push_back(story.trimmed().toStdString());
    }
    return stories;
}

/// The largest difference between the first entries of `row` and `expected`.
double largestDifference(const torch::Tensor &row, const QJsonArray &expected)
{
    double largest = expected.isEmpty() ? INFINITY : 0;
    for (int i = 0; i < expected.size(); ++i)
        largest = std::max(largest, std::abs(row[i].item<double>() - expected[i].toDouble()));
    return largest;
}

} // namespace

class TestSharedModels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sharedModelsGiveTheExpectedLogits_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("first");
        QTest::addColumn<QString>("last");
        QTest::newRow("stories260K") << "stories260K-hf"
                                     << "logits_pos0_first16"
                                     << "logits_last_first16";
        QTest::newRow("babyllama") << "babyllama-tok105-hf"
                                   << "logits_pos0"
                                   << "logits_last";
    }

    void sharedModelsGiveTheExpectedLogits()
    {
        QFETCH(QString, name);
        QFETCH(QString, first);
        QFETCH(QString, last);
        const auto folder = sharedModel(name);
        if (!std::filesystem::exists(folder))
            QSKIP("the shared data is not here");
        const auto config = readModelConfig(folder);
        QVERIFY(config);
        const auto module = readModule(folder, *config);
        QVERIFY(module);
        const auto expected = readJson(folder / "expected.json");
        std::vector<std::int64_t> ids;
        for (const auto &id : expected["input_ids"].toArray())
            ids.push_back(id.toInt());
        const torch::NoGradGuard noGrad;
        const auto logits = (*module)->logits(torch::tensor(ids).unsqueeze(0))[0];
        QVERIFY(largestDifference(logits[0], expected[first].toArray()) < 2e-5);
        QVERIFY(largestDifference(logits[-1], expected[last].toArray()) < 2e-5);
        const auto next = expected["next_ids"].toArray();
        for (int t = 0; t < next.size(); ++t)
            QCOMPARE(logits[t].argmax().item<int>(), next[t].toInt());
    }

    void sharedModelsGiveThePublishedLosses_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("longest");
        QTest::addColumn<int>("count");
        QTest::addColumn<double>("loss");
        QTest::newRow("stories260K") << "stories260K-hf" << 512 << 1804 << 1.266441;
        QTest::newRow("babyllama") << "babyllama-tok105-hf" << 256 << 1275 << 0.614893;
    }

    void sharedModelsGiveThePublishedLosses()
    {
        QFETCH(QString, name);
        QFETCH(int, longest);
        QFETCH(int, count);
        QFETCH(double, loss);
        const auto model = open(name);
        if (!model)
            QSKIP("the shared data is not here");
        double sum = 0;
        int targets = 0;
        for (const auto &story : stories()) {
            auto ids = model->tokenizer()->encodeWithSpans(story, true)->ids;
            QCOMPARE(ids.front(), TokenId(1));
            ids.resize(std::min(ids.size(), std::size_t(longest)));
            const auto rows = model->logProbabilities(ids);
            const auto vocabulary = std::size_t(model->config().vocabulary);
            for (std::size_t t = 0; t + 1 < ids.size(); ++t)
                sum -= double(rows[t * vocabulary + std::size_t(ids[t + 1])]);
            targets += int(ids.size()) - 1;
        }
        QCOMPARE(targets, count);
        QVERIFY2(std::abs(sum / targets - loss) < 1e-6, QByteArray::number(sum / targets, 'g', 9));
    }

    void storiesAreTheOnesPublished_data()
    {
        QTest::addColumn<bool>("imported");
        QTest::newRow("Hugging Face") << false;
        QTest::newRow("llama2.c, saved and loaded") << true;
    }

    void storiesAreTheOnesPublished()
    {
        QFETCH(bool, imported);
        auto model = open("stories260K-hf");
        if (!model)
            QSKIP("the shared data is not here");
        const QTemporaryDir folder;
        if (imported) {
            const std::filesystem::path source = RETORT_SHARED_DATA "/stories260K";
            auto tokenizer = openTokenizer(source / "tok512.bin");
            QVERIFY2(bool(tokenizer), tokenizer ? "" : tokenizer.error().message().c_str());
            const auto made = importLlama2c(source / "stories260K.bin", *std::move(tokenizer));
            QVERIFY2(bool(made), made ? "" : made.error().message().c_str());
            QVERIFY(made->save(folder.path().toStdString()));
            auto loaded = LanguageModel::load(folder.path().toStdString());
            QVERIFY2(bool(loaded), loaded ? "" : loaded.error().message().c_str());
            model = *std::move(loaded);
        } else {
            QCOMPARE(model->endTokens(), (std::vector<TokenId>{1, 2}));
        }
        const auto story = generate(*model, "", {.greedy = true, .length = 199}, {});
        QVERIFY2(bool(story), story ? "" : story.error().message().c_str());
        QCOMPARE(story->tokens.size(), std::size_t(199)); // 200 with "<s>"
        const auto text = QByteArray::fromStdString(story->text);
        QVERIFY2(text.startsWith("Once upon a time, there was a little girl named Lily. She loved "
                                 "to play outside in the park."),
                 text);
        QCOMPARE(QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex(),
                 QByteArray("ec6d35b5feab9f7dd624e96e9c8c4cb1787055c60bc8144f328a4260fca48732"));
    }

private:
    static std::optional<LanguageModel> open(const QString &name)
    {
        if (!std::filesystem::exists(sharedModel(name)))
            return {};
        auto model = LanguageModel::load(sharedModel(name));
        if (!model)
            qFatal("%s", model.error().message().c_str());
        return *std::move(model);
    }
};

QTEST_GUILESS_MAIN(TestSharedModels)
#include "tst_sharedmodels.moc"
