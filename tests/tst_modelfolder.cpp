#include "core/engine/formats/safetensors_torch.h"
#include "tinymodel.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtEndian>
#include <QtTest>

#include <cmath>

using namespace retort;

namespace {

const std::vector<TokenId> someIds{1, 2, 3, 4, 5, 4, 3, 2};

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

class TestModelFolder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_model.save(folder()));
    }

    void savedModelComesBackToTheBit()
    {
        const auto back = LanguageModel::load(folder());
        QVERIFY2(bool(back), qPrintable(messageOf(back)));
        QCOMPARE(back->config(), m_model.config());
        QCOMPARE(back->fingerprint(), m_model.fingerprint());
        QCOMPARE(back->tokenizer()->fingerprint(), m_model.tokenizer()->fingerprint());
        QCOMPARE(largestDifference(*back, m_model), 0.0);
    }

    void narrowWeightsComeBackRounded_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<double>("tolerance");
        QTest::newRow("float16") << int(WeightType::Float16) << 0.02;
        QTest::newRow("bfloat16") << int(WeightType::BFloat16) << 0.2;
    }

    void narrowWeightsComeBackRounded()
    {
        QFETCH(int, type);
        QFETCH(double, tolerance);
        const auto wide = QFileInfo(file("model.safetensors")).size();
        QVERIFY(m_model.save(folder(), WeightType(type)));
        QVERIFY(QFileInfo(file("model.safetensors")).size() < wide * 2 / 3);
        const auto back = LanguageModel::load(folder());
        QVERIFY2(bool(back), qPrintable(messageOf(back)));
        QVERIFY(back->fingerprint() != m_model.fingerprint());
        const double difference = largestDifference(*back, m_model);
        QVERIFY2(difference > 0 && difference < tolerance, QByteArray::number(difference));
    }

    void folderHasTheHuggingFaceLayout()
    {
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files, QDir::Name),
                 (QStringList{"config.json", "generation_config.json", "model.safetensors",
                              "tokenizer.json", "tokenizer_config.json"}));
        const auto config = json("config.json");
        QCOMPARE(config["model_type"].toString(), QString("gpt2"));
        QCOMPARE(config["architectures"].toArray(), QJsonArray{"GPT2LMHeadModel"});
        QCOMPARE(config["n_embd"].toInt(), 16);
        QCOMPARE(config["n_positions"].toInt(), 16);
        QCOMPARE(config["activation_function"].toString(), QString("gelu_new"));
        QCOMPARE(config["tie_word_embeddings"].toBool(), true);
        QCOMPARE(config["bos_token_id"].toInt(-1), 1);
        QCOMPARE(json("tokenizer_config.json")["bos_token"].toString(), QString("<s>"));

        const auto weights = readSafetensors(folder() / "model.safetensors");
        QVERIFY(weights);
        QCOMPARE(weights->metadata.at("format"), std::string("pt"));
        QCOMPARE(weights->tensors.size(), std::size_t(2 + 2 * 12 + 2));
        QCOMPARE(weights->tensors.at("transformer.h.1.attn.c_attn.weight").sizes().vec(),
                 (std::vector<std::int64_t>{16, 48}));
        QCOMPARE(weights->tensors.at("transformer.h.0.mlp.c_proj.weight").sizes().vec(),
                 (std::vector<std::int64_t>{64, 16}));
    }

    void withoutBeginTokenTheIdsAreNull()
    {
        QVERIFY(tinyModel(1, letters(6, false)).save(folder()));
        QVERIFY(json("config.json")["bos_token_id"].isNull());
        QVERIFY(json("config.json")["eos_token_id"].isNull());
    }

    void olderNamesAndMasksAreRead()
    {
        auto weights = *readSafetensors(folder() / "model.safetensors");
        TensorFile older;
        for (const auto &[name, tensor] : weights.tensors)
            older.tensors[name.substr(std::string("transformer.").size())] = tensor;
        older.tensors["h.0.attn.bias"] = torch::ones({1, 1, 16, 16});
        older.tensors["h.0.attn.masked_bias"] = torch::tensor(-1e4);
        older.tensors["lm_head.weight"] = weights.tensors["transformer.wte.weight"];
        QVERIFY(writeSafetensors(folder() / "model.safetensors", older));
        const auto back = LanguageModel::load(folder());
        QVERIFY2(bool(back), qPrintable(messageOf(back)));
        QCOMPARE(back->fingerprint(), m_model.fingerprint());
    }

    void shardsAreRead()
    {
        shard("model-00001-of-00002.safetensors");
        const auto back = LanguageModel::load(folder());
        QVERIFY2(bool(back), qPrintable(messageOf(back)));
        QCOMPARE(back->fingerprint(), m_model.fingerprint());
    }

    void shardsOutsideTheFolderAreRefused_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("parent") << "../model.safetensors";
        QTest::newRow("absolute") << "/tmp/model.safetensors";
        QTest::newRow("pickle") << "model.bin";
        QTest::newRow("empty") << "";
    }

    void shardsOutsideTheFolderAreRefused()
    {
        QFETCH(QString, name);
        shard(name);
        QVERIFY(messageOf(LanguageModel::load(folder())).contains("same folder"));
    }

    void otherConfigurationsAreRefused_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QJsonValue>("value");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *key, const QJsonValue &value, const char *reason) {
            QTest::newRow(qPrintable(QString("%1 = %2").arg(key, value.toVariant().toString())))
                << QString(key) << value << QString(reason);
        };
        row("model_type", "t5", "of type “t5”. Supported are: gpt2, llama, mistral, qwen2");
        row("model_type", QJsonValue::Null, "Supported are: gpt2");
        row("activation_function", "tanhshrink",
            "“tanhshrink” is not supported. Supported are: gelu");
        row("layer_norm_epsilon", 0, "epsilon");
        row("layer_norm_epsilon", "1e-5", "must be a number");
        row("tie_word_embeddings", false, "“lm_head.weight”. If the model's output");
        row("tie_word_embeddings", "yes", "true or false");
        row("add_cross_attention", true, "add_cross_attention = true");
        row("is_encoder_decoder", true, "is_encoder_decoder = true");
        row("quantization_config", QJsonObject{{"bits", 4}}, "dequantize()");
        row("resid_pdrop", 1.5, "dropout is 1.5");
        row("n_inner", 20, "shape [16, 64], config.json asks for [16, 20]");
        row("n_layer", "two", "n_layer");
        row("n_layer", -1, "n_layer");
        row("n_layer", 2.5, "n_layer");
        row("n_layer", 0, "layers is 0");
        row("n_head", 3, "multiple of heads");
        row("n_embd", 1e18, "n_embd");
        row("n_embd", 32, "shape [8, 16], config.json asks for [8, 32]");
        row("n_layer", 3, "lacks the weights “transformer.h.2");
        row("n_layer", 1, "holds the weights “transformer.h.1");
        row("vocab_size", 7, "knows 8 tokens, the model 7");
    }

    void otherConfigurationsAreRefused()
    {
        QFETCH(QString, key);
        QFETCH(QJsonValue, value);
        QFETCH(QString, reason);
        auto config = json("config.json");
        config[key] = value;
        writeJson("config.json", config);
        const auto message = messageOf(LanguageModel::load(folder()));
        QVERIFY2(message.contains(reason), qPrintable(message));
        QVERIFY2(message.contains(m_folder->path()), "the folder is not named");
    }

    void brokenFoldersAreRefused_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("reason");
        const QByteArray none;
        QTest::newRow("no config") << "config.json" << none << "config.json";
        QTest::newRow("config no JSON") << "config.json" << QByteArray("{") << "JSON";
        QTest::newRow("config nested") << "config.json" << QByteArray(100'000, '[') << "nested";
        QTest::newRow("no weights") << "model.safetensors" << none << "no model.safetensors";
        QTest::newRow("weights cut") << "model.safetensors" << QByteArray("cut") << "too short";
        QTest::newRow("no tokeniser") << "tokenizer.json" << none << "tokenizer.json";
    }

    void brokenFoldersAreRefused()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, content);
        QFETCH(QString, reason);
        QVERIFY(QFile::remove(file(name)));
        if (!content.isNull())
            writeFile(name, content);
        const auto message = messageOf(LanguageModel::load(folder()));
        QVERIFY2(message.contains(reason), qPrintable(message));
    }

    void sizesFarBeyondTheWeightsAreRefusedUnmade()
    {
        auto config = json("config.json");
        config["n_layer"] = 128;
        config["n_embd"] = 16384; // 400 G parameters
        writeJson("config.json", config);
        const auto message = messageOf(LanguageModel::load(folder()));
        QVERIFY2(message.contains("holds 6976 weights"), qPrintable(message));
    }

    void modelsLargerThanTheMemoryAreRefused()
    {
        auto config = json("config.json");
        config["n_layer"] = 128;
        config["n_embd"] = 16384; // 400 G parameters: 1.6 TB
        writeJson("config.json", config);
        constexpr qint64 weights = 60'000'000'000; // not so few that the config looks wrong
        const QByteArray header = R"({"wte.weight":{"dtype":"U8","shape":[)"
                                  + QByteArray::number(weights) + R"(],"data_offsets":[0,)"
                                  + QByteArray::number(weights) + "]}}";
        QFile file(QString::fromStdString((folder() / "model.safetensors").string()));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        const auto length = qToLittleEndian(quint64(header.size()));
        file.write(reinterpret_cast<const char *>(&length), sizeof length);
        file.write(header);
        if (!file.resize(file.pos() + weights)) // a hole
            QSKIP("The file system makes no file of that size.");
        const auto message = messageOf(LanguageModel::load(folder()));
        QVERIFY2(message.contains("GB of memory"), qPrintable(message));
    }

    void weightsThatAreNotFiniteAreRefused_data()
    {
        QTest::addColumn<double>("value");
        QTest::newRow("NaN") << std::numeric_limits<double>::quiet_NaN();
        QTest::newRow("infinite") << std::numeric_limits<double>::infinity();
    }

    void weightsThatAreNotFiniteAreRefused()
    {
        QFETCH(double, value);
        auto weights = *readSafetensors(folder() / "model.safetensors");
        weights.tensors["transformer.wpe.weight"][3][1] = value;
        QVERIFY(writeSafetensors(folder() / "model.safetensors", weights));
        const auto message = messageOf(LanguageModel::load(folder()));
        QVERIFY2(message.contains("transformer.wpe.weight"), qPrintable(message));
    }

    void linkInACircleIsAnError()
    {
        QVERIFY(QFile::remove(file("model.safetensors")));
        std::filesystem::create_symlink("model.safetensors", folder() / "model.safetensors");
        QVERIFY(messageOf(LanguageModel::load(folder())).contains("model.safetensors"));
    }

    void pickleIsRefusedWithTheRemedy()
    {
        QVERIFY(QFile::rename(file("model.safetensors"), file("pytorch_model.bin")));
        const auto message = messageOf(LanguageModel::load(folder()));
        QVERIFY2(message.contains("safe_serialization=True"), qPrintable(message));
    }

    void pickleInPlaceOfAFolderIsRefusedToo()
    {
        writeFile("weights.pt", "PK");
        const FolderResolver resolver{std::filesystem::path()};
        const auto found = resolver.folder(file("weights.pt").toStdString());
        QVERIFY(!found);
        const QString message = QString::fromStdString(found.error().message());
        QVERIFY2(message.contains("safe_serialization=True"), qPrintable(message));
    }

    void headOfItsOwnIsRefused()
    {
        auto weights = *readSafetensors(folder() / "model.safetensors");
        weights.tensors["lm_head.weight"] = weights.tensors["transformer.wte.weight"] + 1;
        QVERIFY(writeSafetensors(folder() / "model.safetensors", weights));
        QVERIFY(messageOf(LanguageModel::load(folder())).contains("output projection of its own"));
    }

    void wholeNumbersAreNoWeights()
    {
        auto weights = *readSafetensors(folder() / "model.safetensors");
        auto &gain = weights.tensors["transformer.ln_f.weight"];
        gain = gain.to(torch::kInt);
        QVERIFY(writeSafetensors(folder() / "model.safetensors", weights));
        QVERIFY(messageOf(LanguageModel::load(folder())).contains("of the type I32"));
    }

    void failedSaveLeavesNothing()
    {
        writeFile("blocked", "a file");
        const auto status = m_model.save(folder() / "blocked");
        QVERIFY(!status);
        QVERIFY(status.error().message().find("blocked") != std::string::npos);
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files).size(), 6);
    }

    void logProbabilitiesAreNormalised()
    {
        const auto rows = m_model.logProbabilities(someIds);
        QCOMPARE(rows.size(), someIds.size() * 8);
        for (std::size_t t = 0; t < someIds.size(); ++t) {
            double sum = 0;
            for (std::size_t v = 0; v < 8; ++v)
                sum += std::exp(double(rows[t * 8 + v]));
            QVERIFY(std::abs(sum - 1) < 1e-5);
        }
    }

    void fingerprintSeesOneBit()
    {
        const auto model = tinyModel(3, letters(6));
        const auto before = model.fingerprint();
        QCOMPARE(model.fingerprint(), before);
        const torch::NoGradGuard noGrad;
        auto last = model.impl()->module->parameters().back();
        const float value = last[0].item<float>();
        last[0] = std::nextafter(value, 10.0f);
        QVERIFY(model.fingerprint() != before);
        last[0] = value;
        QCOMPARE(model.fingerprint(), before);
    }

    void createTakesTheTokenizersVocabulary()
    {
        const auto model = LanguageModel::create({.width = 8}, letters(6), 1);
        QVERIFY(model);
        QCOMPARE(model->config().vocabulary, 8);
        QCOMPARE(model->parameters(), parameterCount(model->config()));
        QVERIFY(!LanguageModel::create({.width = 9}, letters(6), 1));
    }

    void referencesBecomeFolders_data()
    {
        QTest::addColumn<QString>("reference");
        QTest::addColumn<bool>("known");
        QTest::newRow("bundled") << "bundled:tales" << true;
        QTest::newRow("bundled, unknown") << "bundled:other" << false;
        QTest::newRow("bundled, outside") << "bundled:../elsewhere" << false;
        QTest::newRow("bundled, the folder itself") << "bundled:.." << false;
        QTest::newRow("bundled, no name") << "bundled:" << false;
        QTest::newRow("a run") << "run:12" << false;
        QTest::newRow("missing") << "/no/such/folder" << false;
        QTest::newRow("nothing") << "" << false;
    }

    void referencesBecomeFolders()
    {
        QFETCH(QString, reference);
        QFETCH(bool, known);
        std::filesystem::create_directories(folder() / "teachers" / "tales");
        std::filesystem::create_directories(folder() / "elsewhere");
        const FolderResolver resolver(folder() / "teachers");
        const auto found = resolver.folder(reference.toStdString());
        QCOMPARE(bool(found), known);
        if (known)
            QCOMPARE(*found, folder() / "teachers" / "tales");
        else
            QVERIFY(found.error().message().find("bundled:NAME") != std::string::npos);
        QCOMPARE(*resolver.folder(folder().string()), folder());
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

    void writeFile(const QString &name, const QByteArray &content) const
    {
        QFile target(file(name));
        QVERIFY(target.open(QIODevice::WriteOnly));
        QCOMPARE(target.write(content), content.size());
    }

    void writeJson(const QString &name, const QJsonObject &object) const
    {
        writeFile(name, QJsonDocument(object).toJson());
    }

    /// Splits the weights in two; the index names `first` for one half.
    void shard(const QString &first) const
    {
        const auto whole = *readSafetensors(folder() / "model.safetensors");
        TensorFile halves[2];
        const QString names[2] = {first, "model-00002-of-00002.safetensors"};
        QJsonObject map;
        int index = 0;
        for (const auto &[name, tensor] : whole.tensors) {
            halves[index % 2].tensors[name] = tensor;
            map[QString::fromStdString(name)] = names[index % 2];
            ++index;
        }
        QVERIFY(writeSafetensors(folder() / "model-00001-of-00002.safetensors", halves[0]));
        QVERIFY(writeSafetensors(folder() / "model-00002-of-00002.safetensors", halves[1]));
        writeJson("model.safetensors.index.json", {{"weight_map", map}});
        QVERIFY(QFile::remove(file("model.safetensors")));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    LanguageModel m_model = tinyModel(2, letters(6));
};

QTEST_GUILESS_MAIN(TestModelFolder)
#include "tst_modelfolder.moc"
