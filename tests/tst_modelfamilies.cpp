// Folders of every family, written and read again. What transformers makes of them is compared by
// tests/parity/models_parity.py.

#include "core/engine/formats/safetensors_torch.h"
#include "core/engine/models/layercopy.h"
#include "tinymodel.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>

using namespace retort;

namespace {

const std::vector<TokenId> someIds{1, 2, 3, 4, 5, 4, 3, 2};

ModelConfig sizes(const char *architecture)
{
    ModelConfig config{.architecture = architecture,
                       .layers = 3,
                       .heads = 4,
                       .width = 16,
                       .context = 32,
                       .vocabulary = 8};
    if (config.architecture != "gpt2")
        config.keyValueHeads = 2;
    return config;
}

template <class Change>
void row(const char *name, ModelConfig config, Change change)
{
    change(config);
    QTest::newRow(name) << config;
}

void addFamilies()
{
    QTest::addColumn<ModelConfig>("config");
    const auto same = [](ModelConfig &) {};
    row("gpt2", sizes("gpt2"), same);
    row("gpt2, everything else", sizes("gpt2"), [](auto &c) {
        c.tied = false;
        c.inner = 24;
        c.activation = "gelu";
        c.normEpsilon = 1e-3;
        c.scaleAttention = false;
        c.scaleByLayer = true;
        c.dropout = 0.1;
        c.attentionDropout = 0.2;
        c.embeddingDropout = 0;
    });
    row("llama", sizes("llama"), same);
    row("llama, everything else", sizes("llama"), [](auto &c) {
        c.tied = false;
        c.headSize = 6;
        c.inner = 20;
        c.attentionBias = c.feedForwardBias = true;
        c.activation = "relu";
        c.normEpsilon = 1e-3;
        c.ropeTheta = 500;
        c.dropout = 0.1;
        c.ropeScaling = {.type = "llama3", .factor = 4, .originalContext = 8, .lowFrequency = 2};
    });
    row("llama, dynamic rope", sizes("llama"),
        [](auto &c) { c.ropeScaling = {.type = "dynamic", .factor = 2, .originalContext = 16}; });
    row("mistral", sizes("mistral"), [](auto &c) { c.window = 4; });
    row("qwen2", sizes("qwen2"), same);
    row("qwen2, windows", sizes("qwen2"), [](auto &c) {
        c.window = 4;
        c.windowed = {true, false, true};
    });
}

LanguageModel make(const ModelConfig &config)
{
    auto model = *LanguageModel::create(config, letters(6), 3);
    sharpen(*model.impl()->module);
    model.impl()->module->eval();
    return model;
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

QString messageOf(const Result<LanguageModel> &result)
{
    return result ? QString() : QString::fromStdString(result.error().message());
}

} // namespace

class TestModelFamilies : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void savedModelComesBackToTheBit_data() { addFamilies(); }

    void savedModelComesBackToTheBit()
    {
        QFETCH(ModelConfig, config);
        const auto model = make(config);
        QVERIFY(model.save(folder()));
        const auto back = LanguageModel::load(folder());
        QVERIFY2(bool(back), qPrintable(messageOf(back)));
        QCOMPARE(back->config(), config);
        QCOMPARE(back->fingerprint(), model.fingerprint());
        QCOMPARE(largestDifference(*back, model), 0.0);
        QCOMPARE(back->endTokens(), std::vector<TokenId>{1});
    }

    void copiedLayersComputeTheSame_data() { addFamilies(); }

    void copiedLayersComputeTheSame()
    {
        QFETCH(ModelConfig, config);
        const auto model = make(config);
        const auto whole = copyLayers(model, std::vector{0, 1, 2}, 0);
        QVERIFY(whole);
        QCOMPARE(largestDifference(*whole, model), 0.0);
        const auto last = copyLayers(model, std::vector{0, 2}, 0.3);
        QVERIFY(last);
        QCOMPARE(last->config().layers, 2);
        QCOMPARE(windowOf(last->config(), 1), windowOf(config, 2));
        QVERIFY(largestDifference(*last, model) > 1e-3);
    }

    void shardsAreWritten()
    {
        const auto model = make(sizes("llama"));
        QVERIFY(model.save(folder()));
        QVERIFY(model.save(folder(), WeightType::Float32, 4000));
        QVERIFY(!QFile::exists(file("model.safetensors")));
        const auto map = json("model.safetensors.index.json")["weight_map"].toObject();
        QCOMPARE(map.size(), qsizetype(2 + 3 * 9));
        const auto shards = QDir(m_folder->path()).entryList({"model-*"}, QDir::Files);
        QVERIFY(shards.size() > 2);
        std::int64_t bytes = 0;
        for (const auto &shard : shards) {
            const auto content = readSafetensors(folder() / shard.toStdString());
            QVERIFY(content);
            std::int64_t own = 0;
            for (const auto &[name, tensor] : content->tensors) {
                QCOMPARE(map[QString::fromStdString(name)].toString(), shard);
                own += std::int64_t(tensor.nbytes());
            }
            QVERIFY(own <= 4000);
            bytes += own;
        }
        QCOMPARE(bytes, 4 * model.parameters());
        const auto back = LanguageModel::load(folder());
        QVERIFY2(bool(back), qPrintable(messageOf(back)));
        QCOMPARE(back->fingerprint(), model.fingerprint());

        // And one file again: nothing of the shards stays behind.
        QVERIFY(model.save(folder()));
        QCOMPARE(QDir(m_folder->path()).entryList({"model*"}, QDir::Files),
                 QStringList{"model.safetensors"});
    }

    void prefixesMayBeLeftOut()
    {
        const auto model = make(sizes("qwen2"));
        QVERIFY(model.save(folder()));
        const auto weights = *readSafetensors(folder() / "model.safetensors");
        TensorFile base;
        for (const auto &[name, tensor] : weights.tensors)
            base.tensors[name.substr(std::string("model.").size())] = tensor;
        base.tensors["layers.0.self_attn.rotary_emb.inv_freq"] = torch::ones({2});
        QVERIFY(writeSafetensors(folder() / "model.safetensors", base));
        const auto back = LanguageModel::load(folder());
        QVERIFY2(bool(back), qPrintable(messageOf(back)));
        QCOMPARE(back->fingerprint(), model.fingerprint());
    }

    void headsFollowConfig()
    {
        auto config = sizes("llama");
        config.tied = false;
        QVERIFY(make(config).save(folder()));
        auto settings = json("config.json");
        QCOMPARE(settings["tie_word_embeddings"].toBool(true), false);
        settings["tie_word_embeddings"] = true;
        writeJson("config.json", settings);
        QVERIFY(messageOf(LanguageModel::load(folder())).contains("projection of its own"));

        auto weights = *readSafetensors(folder() / "model.safetensors");
        weights.tensors["lm_head.weight"] = weights.tensors["model.embed_tokens.weight"];
        QVERIFY(writeSafetensors(folder() / "model.safetensors", weights));
        QVERIFY(LanguageModel::load(folder()));
        weights.tensors.erase("lm_head.weight");
        QVERIFY(writeSafetensors(folder() / "model.safetensors", weights));
        QVERIFY(LanguageModel::load(folder()));

        settings.remove("tie_word_embeddings"); // Llama's are of their own unless told otherwise
        writeJson("config.json", settings);
        QVERIFY(messageOf(LanguageModel::load(folder())).contains("lacks the weights “lm_head"));
    }

    void vocabulariesMayBePadded()
    {
        auto config = sizes("llama");
        config.vocabulary = 64;
        QVERIFY(make(config).save(folder()));
        const auto back = LanguageModel::load(folder());
        QVERIFY2(bool(back), qPrintable(messageOf(back)));
        QCOMPARE(back->config().vocabulary, 64);
        QCOMPARE(back->tokenizer()->vocabularySize(), 8);
        QCOMPARE(back->logProbabilities(someIds).size(), someIds.size() * 64);
    }

    void typesOnDiskAreRead_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<QString>("refused");
        QTest::newRow("float64") << int(torch::kDouble) << QString();
        QTest::newRow("float16") << int(torch::kHalf) << QString();
        QTest::newRow("bfloat16") << int(torch::kBFloat16) << QString();
        QTest::newRow("int8") << int(torch::kChar) << "of the type I8";
        QTest::newRow("complex") << int(torch::kComplexFloat) << "of the type C64";
    }

    void typesOnDiskAreRead()
    {
        QFETCH(int, type);
        QFETCH(QString, refused);
        const auto model = make(sizes("mistral"));
        QVERIFY(model.save(folder()));
        auto weights = *readSafetensors(folder() / "model.safetensors");
        for (auto &[name, tensor] : weights.tensors)
            tensor = tensor.to(torch::ScalarType(type));
        QVERIFY(writeSafetensors(folder() / "model.safetensors", weights));
        const auto back = LanguageModel::load(folder());
        if (refused.isEmpty()) {
            QVERIFY2(bool(back), qPrintable(messageOf(back)));
            QVERIFY(largestDifference(*back, model) < 0.2);
        } else {
            QVERIFY2(messageOf(back).contains(refused), qPrintable(messageOf(back)));
            QVERIFY(messageOf(back).contains("transformers"));
        }
    }

    void specialTokensAreKept()
    {
        QVERIFY(make(sizes("llama")).save(folder()));
        auto config = json("config.json");
        config["eos_token_id"] = 2;
        config["pad_token_id"] = 99; // no row of the embedding
        writeJson("config.json", config);
        writeJson("generation_config.json",
                  {{"eos_token_id", QJsonArray{3, 1, 2}}, {"pad_token_id", 2}});
        writeJson("tokenizer_config.json", {{"tokenizer_class", "LlamaTokenizer"},
                                            {"eos_token", "a"},
                                            {"pad_token", QJsonObject{{"content", "a"}}},
                                            {"add_bos_token", true},
                                            {"chat_template", "{{ x }}"}});
        const auto model = LanguageModel::load(folder());
        QVERIFY2(bool(model), qPrintable(messageOf(model)));
        QCOMPARE(model->endTokens(), (std::vector<TokenId>{1, 2, 3}));

        QVERIFY(model->save(folder() / "copy"));
        QCOMPARE(json("copy/config.json")["eos_token_id"].toInt(), 2);
        QCOMPARE(json("copy/config.json")["pad_token_id"].toInt(), 2);
        QCOMPARE(json("copy/generation_config.json")["eos_token_id"].toArray(),
                 (QJsonArray{1, 2, 3}));
        const auto tokenizer = json("copy/tokenizer_config.json");
        QCOMPARE(tokenizer["tokenizer_class"].toString(), QString("PreTrainedTokenizerFast"));
        QCOMPARE(tokenizer["eos_token"].toString(), QString("a"));
        QCOMPARE(tokenizer["pad_token"].toObject()["content"].toString(), QString("a"));
        QCOMPARE(tokenizer["chat_template"].toString(), QString("{{ x }}"));
        QVERIFY(!tokenizer.contains("add_bos_token"));
        QCOMPARE(LanguageModel::load(folder() / "copy")->endTokens(), model->endTokens());
    }

    void otherConfigurationsAreRefused_data()
    {
        QTest::addColumn<QString>("family");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QJsonValue>("value");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *family, const char *key, const QJsonValue &value,
                            const char *reason) {
            QTest::addRow("%s, %s", family, key) << family << key << value << reason;
        };
        row("llama", "pretraining_tp", 2, "pretraining_tp = 2 is not supported, only 1");
        row("llama", "partial_rotary_factor", 0.5, "partial_rotary_factor = 0.5");
        row("llama", "hidden_act", "mish", "“mish” is not supported");
        row("llama", "num_key_value_heads", 3, "multiple of key_value_heads");
        row("llama", "head_dim", 5, "must be even");
        row("llama", "rms_norm_eps", 0, "epsilon is 0.0");
        row("llama", "rope_parameters", QJsonObject{{"rope_theta", -1}}, "rope_theta is -1");
        row("llama", "attention_bias", "no", "“attention_bias” is \"no\"");
        row("llama", "attention_bias", true, "lacks the weights");
        row("llama", "intermediate_size", QJsonValue::Null, "“intermediate_size”");
        row("llama", "max_position_embeddings", 1e9, "context is 1000000000");
        row("llama", "quantization_config", QJsonObject{{"bits", 4}}, "quantised");
        row("mistral", "layer_types", QJsonArray{"full_attention", "sliding_attention"},
            "layer_types");
        row("qwen2", "layer_types", QJsonArray{"full_attention"}, "one entry for each layer");
        row("qwen2", "layer_types",
            QJsonArray{"full_attention", "sliding_attention", "full_attention"},
            "use_sliding_window is true");
        row("qwen2", "layer_types", QJsonArray{"linear", "full_attention", "full_attention"},
            "layer_types");
    }

    void otherConfigurationsAreRefused()
    {
        QFETCH(QString, family);
        QFETCH(QString, key);
        QFETCH(QJsonValue, value);
        QFETCH(QString, reason);
        QVERIFY(make(sizes(family.toLatin1())).save(folder()));
        auto config = json("config.json");
        config[key] = value;
        writeJson("config.json", config);
        const auto message = messageOf(LanguageModel::load(folder()));
        QVERIFY2(message.contains(reason), qPrintable(message));
        QVERIFY2(message.contains(m_folder->path()), "the folder is not named");
    }

private:
    std::filesystem::path folder() const { return m_folder->path().toStdString(); }
    QString file(const QString &name) const { return m_folder->filePath(name); }

    QJsonObject json(const QString &name) const
    {
        QFile source(file(name));
        return source.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(source.readAll()).object()
                                                : QJsonObject();
    }

    void writeJson(const QString &name, const QJsonObject &object) const
    {
        QFile target(file(name));
        QVERIFY(target.open(QIODevice::WriteOnly));
        QVERIFY(target.write(QJsonDocument(object).toJson()) > 0);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestModelFamilies)
#include "tst_modelfamilies.moc"
