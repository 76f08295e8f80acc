#include "core/engine/inference/generate.h"
#include "core/engine/inference/sampling_torch.h"
#include "tinymodel.h"

#include <ATen/CPUGeneratorImpl.h>

#include <QtTest>

#include <cmath>
#include <limits>

using namespace retort;

namespace {

std::vector<TokenId> idsOf(const Generation &generation)
{
    std::vector<TokenId> ids;
    for (const auto &token : generation.tokens)
        ids.push_back(token.id);
    return ids;
}

Generation continued(const LanguageModel &model, const SamplingSettings &settings,
                     const std::string &prompt = "a b")
{
    return *generate(model, prompt, settings, {});
}

/// A model whose next token is always `id`, whatever it has seen.
LanguageModel alwaysSays(TokenId id)
{
    auto model = tinyModel(1, letters(6));
    const torch::NoGradGuard noGrad;
    for (const auto &item : model.impl()->module->named_parameters()) {
        auto parameter = item.value();
        if (item.key() == "transformer.wte.weight") {
            parameter.zero_();
            parameter[id].fill_(10);
        } else if (item.key().starts_with("transformer.ln_f")) {
            parameter.fill_(item.key().ends_with("bias") ? 1 : 0);
        }
    }
    return model;
}

} // namespace

class TestGenerate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void greedyIsDeterministicAndLikeliest()
    {
        const SamplingSettings settings{.greedy = true, .seed = 1, .length = 12};
        auto other = settings;
        other.seed = 99;
        other.temperature = -1; // ignored, as the rest
        const auto generation = continued(m_model, settings);
        QCOMPARE(idsOf(generation), idsOf(continued(m_model, other)));
        QVERIFY(!generation.tokens.empty());
        for (const auto &token : generation.tokens)
            QVERIFY(token.likeliest);
    }

    void greedyEqualsDecodingWithoutCache()
    {
        auto ids = *m_model.tokenizer()->encode("a b");
        ids.insert(ids.begin(), m_model.tokenizer()->beginToken());
        for (const auto &token : continued(m_model, {.greedy = true, .length = 12}).tokens) {
            const auto rows = m_model.logProbabilities(ids);
            const auto last = rows.end() - m_model.config().vocabulary;
            const auto best = std::max_element(last, rows.end());
            QCOMPARE(token.id, TokenId(best - last));
            QVERIFY(std::abs(token.probability - std::exp(double(*best))) < 1e-5);
            ids.push_back(token.id);
        }
    }

    void topOneEqualsGreedy()
    {
        const auto greedy = continued(m_model, {.greedy = true, .length = 12});
        for (const std::uint64_t seed : {1, 2, 3}) {
            QCOMPARE(idsOf(continued(m_model, {.topK = 1, .seed = seed, .length = 12})),
                     idsOf(greedy));
            QCOMPARE(idsOf(continued(m_model, {.topP = 1e-9, .seed = seed, .length = 12})),
                     idsOf(greedy));
            for (const double cold : {1e-3, 1e-39, 1e-300}) {
                QCOMPARE(
                    idsOf(continued(m_model, {.temperature = cold, .seed = seed, .length = 12})),
                    idsOf(greedy));
            }
        }
    }

    void seedDecidesTheText()
    {
        const auto model = tinyModel(6, letters(6, false), 16);
        const auto first = continued(model, {.temperature = 3, .seed = 4, .length = 40});
        QCOMPARE(continued(model, {.temperature = 3, .seed = 4, .length = 40}).text, first.text);
        QVERIFY(continued(model, {.temperature = 3, .seed = 5, .length = 40}).text != first.text);
    }

    void globalGeneratorIsLeftAlone()
    {
        torch::manual_seed(1);
        const auto expected = torch::rand({3});
        torch::manual_seed(1);
        QVERIFY(generate(m_model, "a", {.length = 5}, {}));
        QVERIFY(torch::rand({3}).equal(expected));
    }

    void beginTokenStops()
    {
        const auto stopped = continued(alwaysSays(m_model.tokenizer()->beginToken()),
                                       {.greedy = true, .length = 10});
        QCOMPARE(stopped.end, GenerationEnd::EndToken);
        QVERIFY(stopped.tokens.empty());
        QCOMPARE(stopped.text, std::string("a b"));

        const auto endless = continued(alwaysSays(4), {.greedy = true, .length = 10});
        QCOMPARE(endless.end, GenerationEnd::Length);
        QCOMPARE(idsOf(endless), std::vector<TokenId>(10, 4));
        QCOMPARE(endless.text, std::string("a b c c c c c c c c c c"));
    }

    void tokensAreDescribed()
    {
        QStringList heard;
        const auto generation = *generate(
            alwaysSays(4), "a b", {.greedy = true, .length = 3}, {},
            [&](const GeneratedToken &token) { heard << QString::fromStdString(token.text); });
        QCOMPARE(heard, (QStringList{"c", "c", "c"}));
        QCOMPARE(generation.prompt.size(), std::size_t(2));
        QCOMPARE(generation.prompt[1].text, std::string("b"));
        const auto &token = generation.tokens[0];
        QVERIFY(token.probability > 0.999 && token.entropy < 0.01 && token.entropy >= 0);
        QCOMPARE(token.alternatives.size(), std::size_t(8));
        QCOMPARE(token.alternatives[0].id, TokenId(4));
        double mass = 0;
        for (const auto &alternative : token.alternatives)
            mass += alternative.probability;
        QVERIFY(std::abs(mass - 1) < 1e-9); // all eight tokens there are
    }

    void windowSlidesBeyondTheContext_data()
    {
        QTest::addColumn<int>("context");
        QTest::newRow("one position") << 1;
        QTest::newRow("two positions") << 2;
        QTest::newRow("sixteen") << 16;
    }

    void windowSlidesBeyondTheContext()
    {
        QFETCH(int, context);
        const auto model = tinyModel(8, letters(6, false), context);
        const auto generation = continued(model, {.seed = 3, .length = 70});
        QCOMPARE(generation.tokens.size(), std::size_t(70));
        for (const auto &token : generation.tokens)
            QVERIFY(token.probability > 0 && token.probability <= 1);
    }

    void longPromptsKeepTheirEnd()
    {
        const auto model = tinyModel(8, letters(6, false), 4);
        const auto whole = continued(model, {.greedy = true, .length = 1}, "a a a a a b c d e");
        const auto end = continued(model, {.greedy = true, .length = 1}, "b c d e");
        QCOMPARE(whole.tokens[0].id, end.tokens[0].id);
        QCOMPARE(whole.tokens[0].probability, end.tokens[0].probability);
        QCOMPARE(whole.prompt.size(), std::size_t(9));
    }

    void stopRequestEndsIt()
    {
        std::stop_source stop;
        const auto generation =
            *generate(alwaysSays(4), "a", {.greedy = true, .length = 1000}, stop.get_token(),
                      [&, count = 0](const GeneratedToken &) mutable {
                          if (++count == 5)
                              stop.request_stop();
                      });
        QCOMPARE(generation.tokens.size(), std::size_t(5));
        QCOMPARE(generation.end, GenerationEnd::Interrupted);
    }

    void wrongSettingsAreNamed_data()
    {
        QTest::addColumn<SamplingSettings>("settings");
        QTest::addColumn<QString>("word");
        QTest::newRow("length") << SamplingSettings{.length = 0} << "length";
        QTest::newRow("temperature 0") << SamplingSettings{.temperature = 0} << "temperature";
        QTest::newRow("temperature NaN") << SamplingSettings{.temperature = NAN} << "temperature";
        QTest::newRow("top-k") << SamplingSettings{.topK = -1} << "Top-k";
        QTest::newRow("top-p 0") << SamplingSettings{.topP = 0} << "Top-p";
        QTest::newRow("top-p 1.5") << SamplingSettings{.topP = 1.5} << "Top-p";
    }

    void wrongSettingsAreNamed()
    {
        QFETCH(SamplingSettings, settings);
        QFETCH(QString, word);
        const auto result = generate(m_model, "a", settings, {});
        QVERIFY(!result);
        QVERIFY(QString::fromStdString(result.error().message()).contains(word));
    }

    void wrongPromptsAreRefused()
    {
        QVERIFY(!generate(m_model, "a \xc3", {}, {}));
        QVERIFY(!generate(tinyModel(1, letters(6, false)), "", {}, {}));
        QVERIFY(generate(m_model, "", {}, {})); // the begin token is prompt enough
    }

    void drawsFollowTheWeights()
    {
        auto generator = at::detail::createCPUGenerator(1);
        const auto weights = torch::tensor({0.0, 0.5, 0.0, 1.5, 2.0, 0.0}, torch::kDouble);
        const auto drawn = drawTokens(weights.repeat({40'000, 1}), generator);
        const auto share = torch::bincount(drawn, {}, 6).to(torch::kDouble) / 40'000;
        const auto expected = weights / 4;
        // Four standard errors of a share.
        const auto error = 4 * torch::sqrt(expected * (1 - expected) / 40'000);
        QVERIFY(((share - expected).abs() <= error).all().item<bool>());
    }

    void cutsKeepTheLikeliest_data()
    {
        QTest::addColumn<int>("topK");
        QTest::addColumn<double>("topP");
        QTest::addColumn<std::vector<bool>>("kept");
        QTest::newRow("none") << 0 << 1.0 << std::vector{true, true, true, true};
        QTest::newRow("two") << 2 << 1.0 << std::vector{false, true, false, true};
        QTest::newRow("more than there are") << 9 << 1.0 << std::vector{true, true, true, true};
        QTest::newRow("half the mass") << 0 << 0.5 << std::vector{false, true, false, false};
        QTest::newRow("more than half") << 0 << 0.51 << std::vector{false, true, false, true};
        QTest::newRow("nearly nothing") << 0 << 1e-6 << std::vector{false, true, false, false};
        // Of the two likeliest's mass, 0.8, the first alone holds 0.625.
        QTest::newRow("both") << 2 << 0.6 << std::vector{false, true, false, false};
    }

    void cutsKeepTheLikeliest()
    {
        QFETCH(int, topK);
        QFETCH(double, topP);
        QFETCH(std::vector<bool>, kept);
        const auto p = torch::tensor({0.125, 0.5, 0.075, 0.3}, torch::kDouble);
        const auto weights = samplingProbabilities(p.log().unsqueeze(0), 1, topK, topP)[0];
        for (int v = 0; v < 4; ++v) {
            const double expected = kept[std::size_t(v)] ? p[v].item<double>() : 0;
            QVERIFY(std::abs(weights[v].item<double>() - expected) < 1e-12);
        }
    }

    void temperatureSharpens()
    {
        const auto logits = torch::tensor({{0.0, 1.0}}, torch::kDouble);
        QVERIFY(std::abs(samplingProbabilities(logits, 0.5, 0, 1)[0][1].item<double>()
                         - 1 / (1 + std::exp(-2.0)))
                < 1e-12);
    }

    void sequencesBeginWithTheirPromptsAndRepeatWithTheSeed()
    {
        auto &module = *m_model.impl()->module;
        const auto prompts = torch::arange(600).view({300, 2}).remainder(8);
        const auto sample = [&](std::uint64_t seed) {
            return sampleSequences(module, prompts, 17, 1, 0, 1, seed, {});
        };
        const auto first = sample(1);
        QCOMPARE(first.sizes().vec(), (std::vector<std::int64_t>{300, 17}));
        QVERIFY(first.narrow(1, 0, 2).equal(prompts));
        QVERIFY(first.equal(sample(1)));
        QVERIFY(!first.equal(sample(2)));
        QVERIFY(first.min().item<std::int64_t>() >= 0 && first.max().item<std::int64_t>() < 8);
    }

    void sequencesFollowTheModel()
    {
        // Share of each third token among samples, against the model's exact marginal.
        constexpr int count = 20'000, V = 8;
        auto &module = *m_model.impl()->module;
        const auto sampled =
            sampleSequences(module, torch::ones({count, 1}, torch::kLong), 3, 1, 0, 1, 7, {});
        std::vector<double> expected(V, 0.0);
        const auto first = m_model.logProbabilities(std::vector<TokenId>{1});
        for (int a = 0; a < V; ++a) {
            const auto rows = m_model.logProbabilities(std::vector<TokenId>{1, a});
            for (int b = 0; b < V; ++b)
                expected[b] += std::exp(double(first[a]) + double(rows[V + b]));
        }
        const auto share = torch::bincount(sampled.select(1, 2), {}, V).to(torch::kDouble) / count;
        for (int b = 0; b < V; ++b) {
            const double error = std::sqrt(expected[b] * (1 - expected[b]) / count);
            QVERIFY(std::abs(share[b].item<double>() - expected[b]) < 4 * error + 1e-4);
        }
    }

    void samplingStopsWhenAsked()
    {
        std::stop_source stop;
        stop.request_stop();
        const auto rows =
            sampleSequences(*m_model.impl()->module, torch::full({3, 2}, 5, torch::kLong), 9, 1, 0,
                            1, 1, stop.get_token());
        QVERIFY(rows.narrow(1, 0, 2).eq(5).all().item<bool>());
        QVERIFY(rows.narrow(1, 2, 7).eq(0).all().item<bool>());
    }

private:
    LanguageModel m_model = tinyModel(1, letters(6));
};

QTEST_GUILESS_MAIN(TestGenerate)
#include "tst_generate.moc"
