#include "core/engine/models/huggingface.h"
#include "core/engine/models/rotary_torch.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <cmath>

using namespace retort;

namespace {

QJsonObject readJson(const QString &file)
{
    QFile source(file);
    return source.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(source.readAll()).object()
                                            : QJsonObject();
}

} // namespace

class TestRotary : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rotaryFrequenciesAreThoseOfTransformers()
    {
        // Made by tests/parity/rope_frequencies.py.
        const auto cases =
            readJson(RETORT_SOURCE_DIR "/tests/data/rope_frequencies.json")["cases"].toArray();
        QVERIFY(cases.size() >= 13);
        for (const auto &value : cases) {
            const auto row = value.toObject();
            const auto name = row["name"].toString().toUtf8();
            const auto text = QJsonDocument(row["config"].toObject()).toJson().toStdString();
            const auto config = parseModelConfig(text, "config.json");
            QVERIFY2(bool(config), name + (config ? "" : config.error().message().c_str()));
            const Rotary rotary(*config);
            const auto frequencies = rotary.frequencies(row["length"].toInt());
            const auto expected = row["frequencies"].toArray();
            QCOMPARE(frequencies.numel(), std::int64_t(expected.size()));
            for (int i = 0; i < expected.size(); ++i) {
                const double wanted = expected[i].toDouble();
                QVERIFY2(std::abs(frequencies[i].item<double>() - wanted) < 1e-6 * wanted, name);
            }
            QVERIFY2(std::abs(rotary.attentionFactor() - row["factor"].toDouble()) < 1e-12, name);

            const auto again =
                parseModelConfig(modelConfigJson(*config, {}, WeightType::Float32), "written.json");
            QVERIFY2(again && *again == *config, name);
        }
    }

    void unusableRopesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("scaling");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *name, const char *scaling, const char *reason) {
            QTest::newRow(name) << QByteArray(scaling) << QString(reason);
        };
        row("unknown type", R"({"rope_type": "spiral", "factor": 2.0})",
            "rope_scaling.rope_type = \"spiral\" is not supported, only default, linear, dynamic");
        row("unknown type, older key", R"({"type": "su"})", "rope_scaling.type = \"su\"");
        row("a part of the head", R"({"rope_type": "default", "partial_rotary_factor": 0.5})",
            "rope_scaling.partial_rotary_factor = 0.5");
        row("no factor", R"({"rope_type": "linear"})", "rope_scaling.factor");
        row("factor below 1", R"({"rope_type": "linear", "factor": 0.5})", "factor is 0.5");
        row("by layer", R"({"full_attention": {"rope_type": "default"}})", "full_attention");
        row("a number", "3", "rope_scaling = 3");
        row("lists of another length",
            R"({"rope_type": "longrope", "short_factor": [1], "long_factor": [1]})",
            "list of 8 positive numbers for “rope_scaling.short_factor”");
        row("frequencies the wrong way round",
            R"({"rope_type": "llama3", "factor": 2, "low_freq_factor": 4, "high_freq_factor": 1})",
            "high_freq_factor");
    }

    void unusableRopesAreRefused()
    {
        QFETCH(QByteArray, scaling);
        QFETCH(QString, reason);
        const auto config = parseModelConfig(
            R"({"model_type": "llama", "vocab_size": 8, "hidden_size": 32, "intermediate_size": 8,
                "num_hidden_layers": 1, "num_attention_heads": 2, "max_position_embeddings": 64,
                "rope_scaling": )"
                + scaling.toStdString() + "}",
            "config.json");
        QVERIFY(!config);
        const auto message = QString::fromStdString(config.error().message());
        QVERIFY2(message.contains(reason), qPrintable(message));
    }

    void turningKeepsLengthsAndRelativeAngles()
    {
        ModelConfig config{.architecture = "llama", .heads = 1, .width = 8, .vocabulary = 4};
        const Rotary rotary(config);
        const auto like = torch::empty({0}, torch::kDouble);
        const auto x = torch::sin(torch::arange(8).to(torch::kDouble)).view({1, 1, 1, 8});
        const auto y = torch::cos(torch::arange(8).to(torch::kDouble)).view({1, 1, 1, 8});
        const auto product = [&](std::int64_t first, std::int64_t second) {
            const auto a = Rotary::turn(x, rotary.angles(first, 1, like));
            const auto b = Rotary::turn(y, rotary.angles(second, 1, like));
            return (a * b).sum().item<double>();
        };
        QVERIFY(std::abs(Rotary::turn(x, rotary.angles(9, 1, like)).norm().item<double>()
                         - x.norm().item<double>())
                < 1e-6);
        QVERIFY(std::abs(product(3, 5) - product(20, 22)) < 1e-5);
        QVERIFY(std::abs(product(3, 5) - product(3, 8)) > 1e-2);
    }
};

QTEST_GUILESS_MAIN(TestRotary)
#include "tst_rotary.moc"
