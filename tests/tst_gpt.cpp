#include "core/engine/models/causallm_torch.h"
#include "tinymodel.h"

#include <QtTest>

#include <cmath>
#include <map>

using namespace retort;

namespace {

using Matrix = std::vector<std::vector<double>>;

/// GPT-2 as the paper and OpenAI's code describe it, in plain loops on one sequence.
class PlainGpt
{
public:
    PlainGpt(const CausalLmImpl &module, const ModelConfig &config) : m_config(config)
    {
        for (const auto &item : module.named_parameters())
            m_weights[item.key()] = item.value().detach().to(torch::kDouble).contiguous();
    }

    Matrix logits(const std::vector<std::int64_t> &ids) const
    {
        Matrix x;
        for (std::size_t t = 0; t < ids.size(); ++t) {
            std::vector<double> row;
            for (int c = 0; c < m_config.width; ++c)
                row.push_back(at("wte.weight", ids[t], c) + at("wpe.weight", std::int64_t(t), c));
            x.push_back(row);
        }
        for (int layer = 0; layer < m_config.layers; ++layer) {
            const auto name = "h." + std::to_string(layer) + ".";
            add(x, attention(normalise(x, name + "ln_1"), name + "attn.", layer));
            auto inner = project(normalise(x, name + "ln_2"), name + "mlp.c_fc");
            for (auto &row : inner) {
                for (auto &value : row)
                    value = m_config.activation == "relu" ? std::max(value, 0.0) : gelu(value);
            }
            add(x, project(inner, name + "mlp.c_proj"));
        }
        Matrix result;
        for (const auto &row : normalise(x, "ln_f")) {
            result.emplace_back(m_config.vocabulary, 0.0);
            for (int v = 0; v < m_config.vocabulary; ++v) {
                for (int c = 0; c < m_config.width; ++c)
                    result.back()[v] += row[c] * head(v, c);
            }
        }
        return result;
    }

private:
    double at(const std::string &name, std::int64_t i, std::int64_t j) const
    {
        const auto &tensor = m_weights.at("transformer." + name);
        return tensor.data_ptr<double>()[i * tensor.size(1) + j];
    }

    double head(std::int64_t v, std::int64_t c) const
    {
        return m_config.tied ? at("wte.weight", v, c)
                             : m_weights.at("lm_head.weight")[v][c].item<double>();
    }

    double at(const std::string &name, std::int64_t i) const
    {
        return m_weights.at("transformer." + name).data_ptr<double>()[i];
    }

    static double gelu(double x)
    {
        return x / 2 * (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)));
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
        for (auto &row : x) {
            double mean = 0, variance = 0;
            for (const double value : row)
                mean += value / double(row.size());
            for (const double value : row)
                variance += (value - mean) * (value - mean) / double(row.size());
            for (std::size_t c = 0; c < row.size(); ++c) {
                row[c] = (row[c] - mean) / std::sqrt(variance + normEpsilonOf(m_config))
                             * at(name + ".weight", std::int64_t(c))
                         + at(name + ".bias", std::int64_t(c));
            }
        }
        return x;
    }

    Matrix project(const Matrix &x, const std::string &name) const
    {
        const auto out = m_weights.at("transformer." + name + ".weight").size(1);
        Matrix y;
        for (const auto &row : x) {
            y.emplace_back();
            for (std::int64_t o = 0; o < out; ++o) {
                double sum = at(name + ".bias", o);
                for (std::size_t i = 0; i < row.size(); ++i)
                    sum += row[i] * at(name + ".weight", std::int64_t(i), o);
                y.back().push_back(sum);
            }
        }
        return y;
    }

    Matrix attention(const Matrix &x, const std::string &name, int layer) const
    {
        const auto width = std::size_t(m_config.width);
        const auto size = width / std::size_t(m_config.heads);
        const double divisor = (m_config.scaleAttention ? std::sqrt(double(size)) : 1)
                               * (m_config.scaleByLayer ? layer + 1 : 1);
        const auto qkv = project(x, name + "c_attn");
        Matrix mixed(x.size(), std::vector<double>(width, 0.0));
        for (std::size_t first = 0; first < width; first += size) {
            for (std::size_t t = 0; t < x.size(); ++t) {
                std::vector<double> weights;
                double sum = 0;
                for (std::size_t s = 0; s <= t; ++s) {
                    double score = 0;
                    for (std::size_t d = 0; d < size; ++d)
                        score += qkv[t][first + d] * qkv[s][width + first + d];
                    weights.push_back(std::exp(score / divisor));
                    sum += weights.back();
                }
                for (std::size_t s = 0; s <= t; ++s) {
                    for (std::size_t d = 0; d < size; ++d)
                        mixed[t][first + d] += weights[s] / sum * qkv[s][2 * width + first + d];
                }
            }
        }
        return project(mixed, name + "c_proj");
    }

    ModelConfig m_config;
    std::map<std::string, torch::Tensor> m_weights;
};

const ModelConfig small{.layers = 3, .heads = 2, .width = 12, .context = 10, .vocabulary = 7};

CausalLmPtr smallModule(std::uint64_t seed = 5, const ModelConfig &config = small)
{
    auto module = makeCausalLm(config, seed);
    sharpen(*module);
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

} // namespace

class TestGpt : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void logitsEqualPlainLoops_data()
    {
        QTest::addColumn<ModelConfig>("config");
        const auto row = [](const char *name, auto change) {
            auto config = small;
            change(config);
            QTest::newRow(name) << config;
        };
        row("as published", [](auto &) {});
        row("untied", [](auto &c) { c.tied = false; });
        row("another activation and width", [](auto &c) {
            c.activation = "relu";
            c.inner = 17;
        });
        row("scores not scaled", [](auto &c) { c.scaleAttention = false; });
        row("scores scaled by layer", [](auto &c) { c.scaleByLayer = true; });
        row("large epsilon", [](auto &c) { c.normEpsilon = 0.1; });
    }

    void logitsEqualPlainLoops()
    {
        QFETCH(ModelConfig, config);
        const auto module = smallModule(5, config);
        std::int64_t count = 0;
        for (const auto &parameter : module->parameters())
            count += parameter.numel();
        QCOMPARE(parameterCount(config), count);
        module->to(torch::kDouble);
        const auto ids = someIds(2, 10);
        const auto logits = module->logits(ids).detach();
        QCOMPARE(logits.sizes().vec(), (std::vector<std::int64_t>{2, 10, 7}));
        for (int b = 0; b < 2; ++b) {
            const auto *row = ids[b].data_ptr<std::int64_t>();
            const auto plain = PlainGpt(*module, config).logits({row, row + 10});
            for (int t = 0; t < 10; ++t) {
                for (int v = 0; v < 7; ++v)
                    QVERIFY(std::abs(logits[b][t][v].item<double>() - plain[t][v]) < 1e-10);
            }
        }
    }

    void logitsDifferFromUniform()
    {
        // Else the comparisons here would prove nothing.
        QVERIFY(smallModule()->logits(someIds(1, 10)).std().item<double>() > 0.5);
    }

    void cacheChangesNothing_data()
    {
        QTest::addColumn<std::vector<std::int64_t>>("pieces");
        QTest::newRow("token by token") << std::vector<std::int64_t>(10, 1);
        QTest::newRow("prompt, then tokens") << std::vector<std::int64_t>{4, 1, 1, 1, 1, 1, 1};
        QTest::newRow("two pieces") << std::vector<std::int64_t>{3, 7};
        QTest::newRow("at once") << std::vector<std::int64_t>{10};
    }

    void cacheChangesNothing()
    {
        QFETCH(std::vector<std::int64_t>, pieces);
        const torch::NoGradGuard noGrad;
        for (const auto type : {torch::kFloat, torch::kDouble}) {
            const auto module = smallModule();
            module->to(type);
            const auto ids = someIds(3, 10);
            auto cache = module->makeCache(3, 10);
            std::vector<torch::Tensor> hidden;
            for (const auto count : pieces) {
                hidden.push_back(module->hiddenCached(ids.narrow(1, cache.length, count), cache));
            }
            QCOMPARE(cache.length, std::int64_t(10));
            QVERIFY(largestDifference(torch::cat(hidden, 1), module->hidden(ids)) < 1e-5);
        }
    }

    void laterTokensDoNotActBack()
    {
        const auto module = smallModule();
        const auto ids = someIds(1, 10);
        auto changed = ids.clone();
        changed[0][6] = (changed[0][6].item<std::int64_t>() + 1) % 7;
        const auto before = module->logits(ids);
        const auto after = module->logits(changed);
        QCOMPARE(largestDifference(before.narrow(1, 0, 6), after.narrow(1, 0, 6)), 0.0);
        QVERIFY(largestDifference(before.narrow(1, 6, 4), after.narrow(1, 6, 4)) > 1e-3);
    }

    void gradientEqualsFiniteDifferences()
    {
        const auto module = smallModule();
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

    void seedDecidesEverything()
    {
        torch::manual_seed(1);
        const auto expected = torch::rand({3});
        torch::manual_seed(1);
        const auto first = makeCausalLm(small, 8);
        QVERIFY2(torch::rand({3}).equal(expected), "the global generator was used");
        const auto again = makeCausalLm(small, 8);
        const auto other = makeCausalLm(small, 9);
        QVERIFY(first->head().equal(again->head()));
        QVERIFY(!first->head().equal(other->head()));
        for (std::size_t i = 0; i < first->parameters().size(); ++i)
            QVERIFY(first->parameters()[i].equal(again->parameters()[i]));
    }

    void initialWeightsAreGpt2s()
    {
        const auto module = makeCausalLm(
            {.layers = 8, .heads = 4, .width = 128, .context = 64, .vocabulary = 500}, 3);
        const auto weights = module->named_parameters();
        const auto deviation = [&](const char *name) { return weights[name].std().item<double>(); };
        QVERIFY(std::abs(deviation("transformer.wte.weight") - 0.02) < 0.0005);
        QVERIFY(std::abs(deviation("transformer.h.7.attn.c_attn.weight") - 0.02) < 0.0005);
        QVERIFY(std::abs(deviation("transformer.h.7.mlp.c_proj.weight") - 0.005) < 0.0002);
        QCOMPARE(deviation("transformer.h.0.ln_1.weight"), 0.0);
        QCOMPARE(weights["transformer.h.0.ln_1.weight"].sum().item<double>(), 128.0);
        QCOMPARE(weights["transformer.h.0.mlp.c_fc.bias"].abs().sum().item<double>(), 0.0);
    }

    void parameterCountIsExact_data()
    {
        QTest::addColumn<int>("layers");
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("context");
        QTest::addColumn<int>("vocabulary");
        QTest::newRow("one layer") << 1 << 8 << 4 << 3;
        QTest::newRow("several") << 5 << 24 << 33 << 101;
    }

    void parameterCountIsExact()
    {
        QFETCH(int, layers);
        QFETCH(int, width);
        QFETCH(int, context);
        QFETCH(int, vocabulary);
        const ModelConfig config{.layers = layers,
                                 .heads = 4,
                                 .width = width,
                                 .context = context,
                                 .vocabulary = vocabulary};
        std::int64_t count = 0;
        for (const auto &parameter : makeCausalLm(config, 1)->parameters())
            count += parameter.numel();
        QCOMPARE(parameterCount(config), count);
    }

    void parameterCountOfGpt2()
    {
        QCOMPARE(
            parameterCount(
                {.layers = 12, .heads = 12, .width = 768, .context = 1024, .vocabulary = 50257}),
            std::int64_t(124'439'808));
    }

    void validateNamesTheField_data()
    {
        QTest::addColumn<ModelConfig>("config");
        QTest::addColumn<QString>("word");
        const auto with = [](auto change) {
            auto config = small;
            change(config);
            return config;
        };
        QTest::newRow("architecture") << with([](auto &c) { c.architecture = "rnn"; }) << "rnn";
        QTest::newRow("layers") << with([](auto &c) { c.layers = 0; }) << "layers";
        QTest::newRow("heads") << with([](auto &c) { c.heads = -1; }) << "heads";
        QTest::newRow("width") << with([](auto &c) { c.width = 100'000; }) << "width";
        QTest::newRow("no multiple") << with([](auto &c) { c.width = 13; }) << "multiple of heads";
        QTest::newRow("context") << with([](auto &c) { c.context = 0; }) << "context";
        QTest::newRow("vocabulary") << with([](auto &c) { c.vocabulary = 0; }) << "vocabulary";
        QTest::newRow("key/value heads")
            << with([](auto &c) { c.keyValueHeads = 1; }) << "key_value_heads";
        QTest::newRow("activation") << with([](auto &c) { c.activation = "tanh"; }) << "tanh";
        QTest::newRow("dropout") << with([](auto &c) { c.dropout = 1; }) << "dropout";
        QTest::newRow("dropout NaN") << with([](auto &c) { c.dropout = NAN; }) << "dropout";
    }

    void validateNamesTheField()
    {
        QFETCH(ModelConfig, config);
        QFETCH(QString, word);
        const auto status = validate(config);
        QVERIFY(!status);
        QVERIFY2(QString::fromStdString(status.error().message()).contains(word),
                 status.error().message().c_str());
        QVERIFY(validate(small));
    }

    void cloneSharesNothing()
    {
        const auto module = smallModule();
        const auto ids = someIds(1, 5);
        const auto before = module->logits(ids).detach().clone();
        const auto copy = cloneModule(module, small);
        QCOMPARE(largestDifference(copy->logits(ids), before), 0.0);
        {
            const torch::NoGradGuard noGrad;
            for (auto &parameter : copy->parameters())
                parameter.add_(1);
        }
        QCOMPARE(largestDifference(module->logits(ids), before), 0.0);
        QVERIFY(largestDifference(copy->logits(ids), before) > 0.1);
    }

    void dropoutActsInTrainingOnly()
    {
        auto config = small;
        config.dropout = 0.5;
        const auto module = makeCausalLm(config, 2);
        const auto ids = someIds(1, 10);
        module->eval();
        QCOMPARE(largestDifference(module->logits(ids), module->logits(ids)), 0.0);
        module->train();
        QVERIFY(largestDifference(module->logits(ids), module->logits(ids)) > 0);
        // The numbers are its own, whatever else is drawn.
        module->seedDropout(3);
        const auto first = module->logits(ids);
        torch::rand({7});
        module->seedDropout(3);
        QCOMPARE(largestDifference(module->logits(ids), first), 0.0);
        QVERIFY(!cloneModule(module, config)->is_training());
    }
};

QTEST_GUILESS_MAIN(TestGpt)
#include "tst_gpt.moc"
