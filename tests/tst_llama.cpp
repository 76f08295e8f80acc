#include "core/engine/models/huggingface.h"
#include "core/engine/models/rotary_torch.h"
#include "core/engine/models/weights_torch.h"
#include "tinymodel.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <cmath>
#include <map>

using namespace retort;

namespace {

using Matrix = std::vector<std::vector<double>>;

/// Llama as its paper and Hugging Face's code describe it, in plain loops on one sequence.
class PlainLlama
{
public:
    PlainLlama(const CausalLmImpl &module, const ModelConfig &config)
        : m_config(config), m_size(std::size_t(headSizeOf(config)))
    {
        for (const auto &item : module.named_parameters())
            m_weights[item.key()] = item.value().detach().to(torch::kDouble).contiguous();
    }

    Matrix logits(const std::vector<std::int64_t> &ids) const
    {
        Matrix x;
        for (const auto id : ids) {
            x.emplace_back();
            for (int c = 0; c < m_config.width; ++c)
                x.back().push_back(at("model.embed_tokens.weight", id, c));
        }
        for (int layer = 0; layer < m_config.layers; ++layer) {
            const auto name = "model.layers." + std::to_string(layer) + ".";
            add(x, attention(normalise(x, name + "input_layernorm"), name + "self_attn.", layer));
            const auto normal = normalise(x, name + "post_attention_layernorm");
            auto inner = project(normal, name + "mlp.gate_proj");
            const auto up = project(normal, name + "mlp.up_proj");
            for (std::size_t t = 0; t < inner.size(); ++t) {
                for (std::size_t i = 0; i < inner[t].size(); ++i)
                    inner[t][i] *= up[t][i] / (1 + std::exp(-inner[t][i]));
            }
            add(x, project(inner, name + "mlp.down_proj"));
        }
        return project(normalise(x, "model.norm"),
                       m_config.tied ? "model.embed_tokens" : "lm_head");
    }

private:
    double at(const std::string &name, std::int64_t i, std::int64_t j) const
    {
        const auto &tensor = m_weights.at(name);
        return tensor.data_ptr<double>()[i * tensor.size(1) + j];
    }

    static void add(Matrix &x, const Matrix &change)
    {
        for (std::size_t t = 0; t < x.size(); ++t) {
            for (std::size_t c = 0; c < x[t].size(); ++c)
                x[t][c] += change[t][c];
        }
    }

    Matrix normalise(Matrix x, const std::string &name) const
    {
        const auto *weight = m_weights.at(name + ".weight").data_ptr<double>();
        for (auto &row : x) {
            double square = 0;
            for (const double value : row)
                square += value * value / double(row.size());
            for (std::size_t c = 0; c < row.size(); ++c)
                row[c] *= weight[c] / std::sqrt(square + normEpsilonOf(m_config));
        }
        return x;
    }

    Matrix project(const Matrix &x, const std::string &name) const
    {
        const auto &weight = m_weights.at(name + ".weight");
        const auto bias = m_weights.find(name + ".bias");
        Matrix y;
        for (const auto &row : x) {
            y.emplace_back();
            for (std::int64_t o = 0; o < weight.size(0); ++o) {
                double sum = bias == m_weights.end() ? 0 : bias->second.data_ptr<double>()[o];
                for (std::size_t i = 0; i < row.size(); ++i)
                    sum += row[i] * at(name + ".weight", o, std::int64_t(i));
                y.back().push_back(sum);
            }
        }
        return y;
    }

    /// Turns the pairs (d, d + D/2) of each head by position · theta^(−2d/D).
    void turn(Matrix &x) const
    {
        for (std::size_t t = 0; t < x.size(); ++t) {
            for (std::size_t first = 0; first < x[t].size(); first += m_size) {
                for (std::size_t d = 0; d < m_size / 2; ++d) {
                    const double angle =
                        double(t) * std::pow(m_config.ropeTheta, -2.0 * double(d) / double(m_size));
                    double &a = x[t][first + d];
                    double &b = x[t][first + d + m_size / 2];
                    const double turned = a * std::cos(angle) - b * std::sin(angle);
                    b = b * std::cos(angle) + a * std::sin(angle);
                    a = turned;
                }
            }
        }
    }

    Matrix attention(const Matrix &x, const std::string &name, int layer) const
    {
        auto queries = project(x, name + "q_proj");
        auto keys = project(x, name + "k_proj");
        const auto values = project(x, name + "v_proj");
        turn(queries);
        turn(keys);
        const int groups = m_config.heads / keyValueHeadsOf(m_config);
        const auto window = std::size_t(windowOf(m_config, layer));
        Matrix mixed(x.size(), std::vector<double>(std::size_t(m_config.heads) * m_size, 0.0));
        for (int head = 0; head < m_config.heads; ++head) {
            const auto q = std::size_t(head) * m_size;
            const auto k = std::size_t(head / groups) * m_size;
            for (std::size_t t = 0; t < x.size(); ++t) {
                const std::size_t from = window && t + 1 > window ? t + 1 - window : 0;
                std::vector<double> weights;
                double sum = 0;
                for (std::size_t s = from; s <= t; ++s) {
                    double score = 0;
                    for (std::size_t d = 0; d < m_size; ++d)
                        score += queries[t][q + d] * keys[s][k + d];
                    weights.push_back(std::exp(score / std::sqrt(double(m_size))));
                    sum += weights.back();
                }
                for (std::size_t s = from; s <= t; ++s) {
                    for (std::size_t d = 0; d < m_size; ++d)
                        mixed[t][q + d] += weights[s - from] / sum * values[s][k + d];
                }
            }
        }
        return project(mixed, name + "o_proj");
    }

    ModelConfig m_config;
    std::size_t m_size;
    std::map<std::string, torch::Tensor> m_weights;
};

/// Grouped queries, heads wider than width / heads.
ModelConfig small()
{
    ModelConfig config{.architecture = "llama",
                       .layers = 3,
                       .heads = 4,
                       .width = 16,
                       .context = 16,
                       .vocabulary = 7,
                       .keyValueHeads = 2,
                       .inner = 20};
    config.headSize = 6;
    config.ropeTheta = 100;
    return config;
}

template <class Change>
ModelConfig with(Change change)
{
    auto config = small();
    change(config);
    return config;
}

void addVariants()
{
    QTest::addColumn<ModelConfig>("config");
    QTest::newRow("grouped, tied") << small();
    QTest::newRow("one key/value head") << with([](auto &c) { c.keyValueHeads = 1; });
    QTest::newRow("all heads, usual size")
        << with([](auto &c) { c.keyValueHeads = c.headSize = 0; });
    QTest::newRow("untied") << with([](auto &c) { c.tied = false; });
    QTest::newRow("biases") << with([](auto &c) { c.attentionBias = c.feedForwardBias = true; });
    QTest::newRow("mistral, window") << with([](auto &c) {
        c.architecture = "mistral";
        c.window = 3;
    });
    QTest::newRow("qwen2, window in one layer") << with([](auto &c) {
        c.architecture = "qwen2";
        c.window = 4;
        c.windowed = {false, true, false};
        c.headSize = 4;
    });
}

CausalLmPtr sharpModule(const ModelConfig &config, std::uint64_t seed = 5)
{
    auto module = makeCausalLm(config, seed);
    sharpen(*module);
    module->eval();
    return module;
}

torch::Tensor someIds(std::int64_t batch, std::int64_t positions)
{
    return (torch::arange(batch * positions) * 5 % 7).view({batch, positions});
}

double largestDifference(const torch::Tensor &a, const torch::Tensor &b)
{
    return (a - b).abs().max().item<double>();
}

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

class TestLlama : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void logitsEqualPlainLoops_data() { addVariants(); }

    void logitsEqualPlainLoops()
    {
        QFETCH(ModelConfig, config);
        QVERIFY(validate(config));
        const auto module = sharpModule(config);
        module->to(torch::kDouble);
        const auto ids = someIds(2, 10);
        const auto logits = module->logits(ids).detach();
        QVERIFY(logits.std().item<double>() > 0.5); // else this would prove nothing
        for (int b = 0; b < 2; ++b) {
            const auto *row = ids[b].data_ptr<std::int64_t>();
            const auto plain = PlainLlama(*module, config).logits({row, row + 10});
            for (int t = 0; t < 10; ++t) {
                // Angles are float32, as everywhere else.
                for (int v = 0; v < 7; ++v)
                    QVERIFY(std::abs(logits[b][t][v].item<double>() - plain[t][v]) < 2e-5);
            }
        }
    }

    void cacheChangesNothing_data() { addVariants(); }

    void cacheChangesNothing()
    {
        QFETCH(ModelConfig, config);
        const torch::NoGradGuard noGrad;
        const auto ids = someIds(3, 10);
        for (const auto type : {torch::kFloat, torch::kDouble}) {
            const auto module = sharpModule(config);
            module->to(type);
            const auto expected = module->hidden(ids);
            for (const auto &pieces : std::vector<std::vector<std::int64_t>>{
                     std::vector<std::int64_t>(10, 1), {4, 1, 1, 1, 1, 1, 1}, {3, 7}, {10}}) {
                auto cache = module->makeCache(3, 10);
                std::vector<torch::Tensor> hidden;
                for (const auto count : pieces)
                    hidden.push_back(
                        module->hiddenCached(ids.narrow(1, cache.length, count), cache));
                QVERIFY(largestDifference(torch::cat(hidden, 1), expected) < 1e-5);
            }
        }
    }

    void longTextsInPiecesAreTheSame_data()
    {
        QTest::addColumn<int>("window");
        QTest::newRow("everything") << 0;
        QTest::newRow("window") << 100;
    }

    void longTextsInPiecesAreTheSame()
    {
        QFETCH(int, window);
        auto config = small();
        config.architecture = "mistral";
        config.context = 2000;
        config.window = window;
        const torch::NoGradGuard noGrad;
        const auto module = sharpModule(config);
        module->to(torch::kDouble);
        const auto ids = someIds(1, 1300); // beyond the pieces of attention and the cache's room
        const auto expected = module->hidden(ids);
        auto cache = module->makeCache(1, config.context);
        std::vector<torch::Tensor> hidden;
        for (std::int64_t first = 0; first < 1300; first += 100)
            hidden.push_back(module->hiddenCached(ids.narrow(1, first, 100), cache));
        QVERIFY(largestDifference(torch::cat(hidden, 1), expected) < 1e-9);
        QVERIFY(cache.keys.front().size(2) <= 2000);
    }

    void gradientEqualsFiniteDifferences()
    {
        auto config = small();
        config.tied = false;
        config.attentionBias = config.feedForwardBias = true;
        const auto module = sharpModule(config);
        module->to(torch::kDouble);
        const auto ids = someIds(2, 6);
        const auto loss = [&] { return module->logits(ids).log_softmax(-1).select(2, 3).sum(); };
        loss().backward();
        const torch::NoGradGuard noGrad;
        for (const auto &item : module->named_parameters()) {
            auto flat = item.value().view(-1);
            const auto gradient = item.value().grad().view(-1);
            for (const auto index : {std::int64_t(0), flat.size(0) / 2, flat.size(0) - 1}) {
                const double value = flat[index].item<double>();
                const double step = 1e-5;
                flat[index] = value + step;
                const double up = loss().item<double>();
                flat[index] = value - step;
                const double down = loss().item<double>();
                flat[index] = value;
                const double expected = (up - down) / (2 * step);
                QVERIFY2(std::abs(gradient[index].item<double>() - expected)
                             < 1e-6 * std::max(1.0, std::abs(expected)),
                         item.key().c_str());
            }
        }
    }

    void itLearns()
    {
        const auto module = makeCausalLm(small(), 4);
        module->train();
        torch::optim::Adam optimizer(module->parameters(), torch::optim::AdamOptions(0.02));
        const auto ids = (torch::arange(64) % 5).view({4, 16});
        const auto loss = [&] {
            const auto rows = module->logits(ids.narrow(1, 0, 15)).flatten(0, 1);
            return torch::nn::functional::cross_entropy(rows, ids.narrow(1, 1, 15).flatten());
        };
        QVERIFY(loss().item<double>() > 1.5);
        for (int step = 0; step < 60; ++step) {
            optimizer.zero_grad();
            loss().backward();
            optimizer.step();
        }
        QVERIFY(loss().item<double>() < 0.1);
    }

    void dropoutHasItsOwnSeed()
    {
        auto config = small();
        config.dropout = 0.5;
        const auto module = makeCausalLm(config, 2);
        const auto ids = someIds(1, 10);
        module->eval();
        QCOMPARE(largestDifference(module->logits(ids), module->logits(ids)), 0.0);
        module->train();
        QVERIFY(largestDifference(module->logits(ids), module->logits(ids)) > 0);
        module->seedDropout(3);
        const auto first = module->logits(ids);
        torch::rand({7});
        module->seedDropout(3);
        QCOMPARE(largestDifference(module->logits(ids), first), 0.0);
    }

    void initialWeightsAreRandomAndSeeded()
    {
        auto config = small();
        config.width = 128;
        config.layers = 8;
        config.vocabulary = 500;
        config.inner = 0;
        const auto module = makeCausalLm(config, 3);
        const auto weights = module->named_parameters();
        const auto deviation = [&](const char *name) { return weights[name].std().item<double>(); };
        QVERIFY(std::abs(deviation("model.embed_tokens.weight") - 0.02) < 0.0005);
        QVERIFY(std::abs(deviation("model.layers.7.mlp.gate_proj.weight") - 0.02) < 0.0005);
        QVERIFY(std::abs(deviation("model.layers.7.mlp.down_proj.weight") - 0.005) < 0.0002);
        QVERIFY(std::abs(deviation("model.layers.0.self_attn.o_proj.weight") - 0.005) < 0.0003);
        QCOMPARE(weights["model.norm.weight"].sum().item<double>(), 128.0);
        QCOMPARE(weights["model.layers.0.mlp.up_proj.weight"].size(0), std::int64_t(344));
        QVERIFY(module->head().equal(makeCausalLm(config, 3)->head()));
        QVERIFY(!module->head().equal(makeCausalLm(config, 4)->head()));
    }

    void parameterCountIsExact_data() { addVariants(); }

    void parameterCountIsExact()
    {
        QFETCH(ModelConfig, config);
        std::int64_t count = 0;
        for (const auto &parameter : makeCausalLm(config, std::nullopt)->parameters())
            count += parameter.numel();
        QCOMPARE(parameterCount(config), count);
    }

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

QTEST_GUILESS_MAIN(TestLlama)
#include "tst_llama.moc"
