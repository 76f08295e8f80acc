// llama2.c's model files, made here from a model that is known.

#include "core/engine/models/llama2c.h"
#include "core/engine/models/weights_torch.h"
#include "tinymodel.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <cstring>

using namespace retort;

namespace {

const std::vector<TokenId> someIds{1, 2, 3, 4, 5, 4, 3, 2};

LanguageModel original(bool tied, int keyValueHeads = 2)
{
    ModelConfig config{.architecture = "llama",
                       .layers = 2,
                       .heads = 4,
                       .width = 16,
                       .context = 12,
                       .vocabulary = 8,
                       .keyValueHeads = keyValueHeads,
                       .inner = 20,
                       .tied = tied};
    config.normEpsilon = 1e-5;
    auto model = *LanguageModel::create(config, letters(6), 3);
    sharpen(*model.impl()->module);
    model.impl()->module->eval();
    return model;
}

void append(QByteArray &bytes, const torch::Tensor &tensor)
{
    const auto whole = tensor.detach().contiguous();
    bytes.append(static_cast<const char *>(whole.data_ptr()), qsizetype(whole.nbytes()));
}

/// Rows of each head from halves (i, i + D/2) to neighbours (2i, 2i + 1).
torch::Tensor neighbours(const torch::Tensor &weight, int heads)
{
    return weight.view({heads, 2, -1, weight.size(1)}).transpose(1, 2).reshape(weight.sizes());
}

QByteArray sizesOf(const ModelConfig &config, bool marked)
{
    const std::int32_t sizes[]{config.width,
                               innerOf(config),
                               config.layers,
                               config.heads,
                               keyValueHeadsOf(config),
                               marked && !config.tied ? -config.vocabulary : config.vocabulary,
                               config.context};
    return {reinterpret_cast<const char *>(sizes), sizeof sizes};
}

/// The file that llama2.c's export.py writes.
QByteArray exported(const LanguageModel &model, int version)
{
    const auto &config = model.config();
    const auto weights = model.impl()->module->named_parameters();
    QByteArray bytes = sizesOf(config, version == 0);
    if (version > 0) {
        const std::int32_t begin[]{0x616b3432, version};
        bytes.prepend(reinterpret_cast<const char *>(begin), sizeof begin);
        bytes.append(config.tied ? '\1' : '\0');
        bytes.append(256 - bytes.size(), '\0');
    }
    const auto once = [&](const char *name) { append(bytes, weights[name]); };
    const auto all = [&](const std::string &name, int heads = 0) {
        for (int layer = 0; layer < config.layers; ++layer) {
            const auto weight = weights["model.layers." + std::to_string(layer) + "." + name];
            append(bytes, heads ? neighbours(weight, heads) : weight);
        }
    };
    const auto matrices = [&] {
        all("self_attn.q_proj.weight", config.heads);
        all("self_attn.k_proj.weight", keyValueHeadsOf(config));
        all("self_attn.v_proj.weight");
        all("self_attn.o_proj.weight");
        if (version == 0)
            all("post_attention_layernorm.weight");
        all("mlp.gate_proj.weight");
        all("mlp.down_proj.weight");
        all("mlp.up_proj.weight");
    };
    if (version == 0) {
        once("model.embed_tokens.weight");
        all("input_layernorm.weight");
        matrices();
        once("model.norm.weight");
        append(bytes, torch::full({config.context, headSizeOf(config)}, 7.0f)); // rotary tables
    } else {
        all("input_layernorm.weight");
        all("post_attention_layernorm.weight");
        once("model.norm.weight");
        once("model.embed_tokens.weight");
        matrices();
    }
    if (!config.tied)
        once("lm_head.weight");
    return bytes;
}

double largestDifference(const LanguageModel &a, const LanguageModel &b)
{
    const auto left = a.logProbabilities(someIds);
    const auto right = b.logProbabilities(someIds);
    double largest = 0;
    for (std::size_t i = 0; i < left.size(); ++i)
        largest = std::max(largest, double(std::abs(left[i] - right[i])));
    return largest;
}

} // namespace

class TestLlama2c : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void filesAreRead_data()
    {
        QTest::addColumn<int>("version");
        QTest::addColumn<bool>("tied");
        QTest::addColumn<int>("keyValueHeads");
        for (const int version : {0, 1}) {
            QTest::addRow("version %d, tied", version) << version << true << 2;
            QTest::addRow("version %d, untied", version) << version << false << 2;
            QTest::addRow("version %d, no groups", version) << version << true << 0;
        }
    }

    void filesAreRead()
    {
        QFETCH(int, version);
        QFETCH(bool, tied);
        QFETCH(int, keyValueHeads);
        const auto model = original(tied, keyValueHeads);
        const auto back = imported(exported(model, version));
        QVERIFY2(bool(back), back ? "" : back.error().message().c_str());
        QCOMPARE(back->config(), model.config());
        QCOMPARE(back->fingerprint(), model.fingerprint());
        QCOMPARE(largestDifference(*back, model), 0.0);
    }

    void damagedFilesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("reason");
        const auto whole = exported(original(true), 0);
        const auto with = [&](int place, std::int32_t size) {
            auto bytes = whole;
            std::memcpy(bytes.data() + place * 4, &size, sizeof size);
            return bytes;
        };
        QTest::newRow("empty") << QByteArray() << "a size is less than 1";
        QTest::newRow("sizes cut") << whole.first(10) << "a size is less than 1";
        QTest::newRow("a byte short") << whole.chopped(1) << "ask for";
        QTest::newRow("a byte too many") << whole + '\0' << "ask for";
        QTest::newRow("other sizes") << with(2, 3) << "ask for";
        QTest::newRow("no inner") << with(1, 0) << "a size is less than 1";
        QTest::newRow("negative layers") << with(2, -2) << "layers is -2";
        QTest::newRow("most layers") << with(2, INT32_MAX) << "layers is 2147483647";
        QTest::newRow("odd heads") << with(3, 3) << "must be a multiple of heads";
        QTest::newRow("huge vocabulary") << with(5, INT32_MIN) << "vocabulary is -2147483648";
        QTest::newRow("all at their limits") << with(0, 16384).replace(4, 24, [] {
            const std::int32_t sizes[]{131072, 128, 256, 256, 1'000'000};
            return QByteArray(reinterpret_cast<const char *>(sizes), sizeof sizes)
                   + QByteArray("\0\0\10\0", 4);
        }()) << "ask for";
        QTest::newRow("8-bit weights") << exported(original(true), 2) << "version 2";
        auto infinite = whole;
        const float value = INFINITY;
        std::memcpy(infinite.data() + 40, &value, sizeof value);
        QTest::newRow("infinite") << infinite << "infinite or undefined";
        auto config = original(true).config();
        QTest::newRow("fewer tokens") << exported(*LanguageModel::create(
                                                      [&] {
                                                          config.vocabulary = 5;
                                                          return config;
                                                      }(),
                                                      letters(3), 1),
                                                  0)
                                      << "the tokeniser knows 8 tokens, the model 5";
    }

    void damagedFilesAreRefused()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, reason);
        const auto model = imported(bytes);
        QVERIFY(!model);
        const auto message = QString::fromStdString(model.error().message());
        QVERIFY2(message.contains(reason), qPrintable(message));
        QVERIFY2(message.contains("model.bin"), qPrintable(message));
    }

    void missingFilesAndFoldersAreRefused()
    {
        QVERIFY(!importLlama2c("/no/such/file.bin", letters(6)));
        QVERIFY(!importLlama2c(m_folder.path().toStdString(), letters(6)));
    }

    void storiesAreTheHuggingFaceOnes()
    {
        const std::filesystem::path data = RETORT_SHARED_DATA;
        if (!std::filesystem::exists(data / "stories260K"))
            QSKIP("the shared data is not here");
        const auto model = importLlama2c(data / "stories260K/stories260K.bin", letters(6));
        QVERIFY2(bool(model), model ? "" : model.error().message().c_str());
        QCOMPARE(model->parameters(), std::int64_t(260'032));
        const auto module = readModule(data / "models/stories260K-hf", model->config());
        QVERIFY(module);
        const auto expected = (*module)->named_parameters();
        for (const auto &item : model->impl()->module->named_parameters())
            QVERIFY2(item.value().equal(expected[item.key()]), item.key().c_str());
    }

private:
    Result<LanguageModel> imported(const QByteArray &bytes)
    {
        QFile file(m_folder.filePath("model.bin"));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("the test's file cannot be written");
        file.close();
        return importLlama2c(file.fileName().toStdString(), letters(6));
    }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestLlama2c)
#include "tst_llama2c.moc"
