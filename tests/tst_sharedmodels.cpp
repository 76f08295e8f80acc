// The trained models beside the project: their published logits, losses and texts.

#include "core/engine/inference/generate.h"
#include "core/engine/models/huggingface.h"
#include "core/engine/models/llama2c.h"
#include "core/engine/models/weights_torch.h"

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
};

QTEST_GUILESS_MAIN(TestSharedModels)
#include "tst_sharedmodels.moc"
