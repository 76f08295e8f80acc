// Beam search against the search through all sequences of tiny models.

#include "core/engine/inference/beamsearch_torch.h"
#include "tinymodel.h"

#include <QtTest>

#include <cmath>

using namespace retort;

namespace {

using Tensor = torch::Tensor;

CausalLmPtr randomModel(int vocabulary, std::uint64_t seed, int context = 8)
{
    const ModelConfig config{
        .layers = 2, .heads = 2, .width = 16, .context = context, .vocabulary = vocabulary};
    auto model = makeCausalLm(config, seed);
    sharpen(*model, 5);
    model->eval();
    return model;
}

Tensor promptsOf(const std::vector<std::vector<std::int64_t>> &rows)
{
    std::vector<Tensor> tensors;
    for (const auto &row : rows)
        tensors.push_back(torch::tensor(row));
    return torch::stack(tensors);
}

/// log P of what follows the first `given` ids: [N] double. @param sequences [N, L]
Tensor logProbability(CausalLmImpl &model, const Tensor &sequences, std::int64_t given)
{
    const torch::NoGradGuard noGradient;
    const auto length = sequences.size(1);
    const auto logs =
        model.logits(sequences.narrow(1, 0, length - 1)).to(torch::kDouble).log_softmax(-1);
    const auto ofTokens =
        logs.gather(2, sequences.narrow(1, 1, length - 1).unsqueeze(2)).squeeze(2);
    return ofTokens.narrow(1, given - 1, length - given).sum(1);
}

/// All Vᵏ ways to go on from one prompt [P] to `length` ids: [Vᵏ, length]
Tensor allSequences(const Tensor &prompt, std::int64_t length, int vocabulary)
{
    const auto generated = length - prompt.size(0);
    const auto count = std::int64_t(std::llround(std::pow(vocabulary, generated)));
    auto sequences = torch::zeros({count, length}, torch::kLong);
    sequences.narrow(1, 0, prompt.size(0)).copy_(prompt.unsqueeze(0).expand({count, -1}));
    auto rest = torch::arange(count);
    for (auto t = prompt.size(0); t < length; ++t) {
        sequences.select(1, t).copy_(rest.remainder(vocabulary));
        rest = torch::div(rest, vocabulary, "floor");
    }
    return sequences;
}

Tensor greedy(CausalLmImpl &model, Tensor sequences, std::int64_t length)
{
    const torch::NoGradGuard noGradient;
    while (sequences.size(1) < length) {
        const auto logits = model.logits(sequences).select(1, sequences.size(1) - 1);
        sequences = torch::cat({sequences, logits.argmax(-1, true)}, 1);
    }
    return sequences;
}

/// Asks to stop in its `last`th call.
class StoppingModel final : public CausalLmImpl
{
public:
    StoppingModel(CausalLmPtr model, int last) : m_model(std::move(model)), m_last(last) {}

    int calls() const { return m_calls; }
    std::stop_token token() const { return m_stop.get_token(); }

    Tensor hidden(const Tensor &ids) override { return m_model->hidden(ids); }
    Tensor head() const override { return m_model->head(); }
    Tensor hiddenCached(const Tensor &ids, KeyValueCache &cache) override
    {
        if (++m_calls == m_last)
            m_stop.request_stop();
        return m_model->hiddenCached(ids, cache);
    }
    KeyValueCache makeCache(std::int64_t batch, std::int64_t capacity) const override
    {
        return m_model->makeCache(batch, capacity);
    }
    void seedDropout(std::uint64_t) override {}

private:
    CausalLmPtr m_model;
    std::stop_source m_stop;
    int m_last, m_calls = 0;
};

} // namespace

class TestBeamSearch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void enoughBeamsFindTheLikeliestOfAll_data()
    {
        QTest::addColumn<int>("vocabulary");
        QTest::addColumn<int>("given");
        QTest::addColumn<int>("length");
        QTest::newRow("one token to find") << 5 << 1 << 2;
        QTest::newRow("two tokens of two") << 2 << 1 << 3;
        QTest::newRow("four tokens of two") << 2 << 1 << 5;
        QTest::newRow("four tokens of three") << 3 << 1 << 5;
        QTest::newRow("four tokens of five") << 5 << 1 << 5;
        QTest::newRow("three tokens after a prompt of two") << 4 << 2 << 5;
        QTest::newRow("a vocabulary of one") << 1 << 1 << 5;
    }

    void enoughBeamsFindTheLikeliestOfAll()
    {
        QFETCH(int, vocabulary);
        QFETCH(int, given);
        QFETCH(int, length);
        // All that could lead to the likeliest one are kept until its last token.
        const int beams = int(std::llround(std::pow(vocabulary, length - given - 1)));
        bool greedyMissedIt = false;
        for (std::uint64_t seed = 1; seed <= 6; ++seed) {
            const auto model = randomModel(vocabulary, seed);
            const auto prompt = torch::arange(given).remainder(vocabulary).unsqueeze(0);
            const auto found = beamSequences(*model, prompt, length, beams, {});
            QCOMPARE(found.sizes().vec(), (std::vector<std::int64_t>{1, length}));
            const auto all = allSequences(prompt[0], length, vocabulary);
            const auto logs = logProbability(*model, all, given);
            const auto best = all[logs.argmax().item<std::int64_t>()];
            QVERIFY(torch::equal(found[0], best));
            greedyMissedIt |= !torch::equal(greedy(*model, prompt, length)[0], best);
        }
        const bool mayMiss = vocabulary > 2 && length - given > 2;
        QVERIFY(greedyMissedIt || !mayMiss);
    }

    void moreBeamsThanSequencesDoNoHarm()
    {
        const auto model = randomModel(2, 3);
        const auto prompt = promptsOf({{1}});
        QVERIFY(torch::equal(beamSequences(*model, prompt, 5, 64, {}),
                             beamSequences(*model, prompt, 5, 8, {})));
        QVERIFY(torch::equal(beamSequences(*model, prompt, 5, 300, {}),
                             beamSequences(*model, prompt, 5, 8, {})));
    }

    void oneBeamIsGreedySearch()
    {
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            const auto model = randomModel(7, seed);
            const auto prompts = torch::arange(14).view({7, 2}).remainder(7);
            QVERIFY(
                torch::equal(beamSequences(*model, prompts, 9, 1, {}), greedy(*model, prompts, 9)));
        }
    }

    void fewBeamsAreAboutAsGoodAsGreedyAndOftenBetter()
    {
        int better = 0;
        for (std::uint64_t seed = 1; seed <= 8; ++seed) {
            const auto model = randomModel(7, seed);
            const auto prompts = torch::arange(7).view({7, 1});
            const auto gain = logProbability(*model, beamSequences(*model, prompts, 8, 4, {}), 1)
                              - logProbability(*model, greedy(*model, prompts, 8), 1);
            better += (gain > 1e-3).sum().item<int>();
            QVERIFY(gain.mean().item<double>() >= 0);
        }
        QVERIFY(better > 10);
    }

    void promptsAreSearchedApart()
    {
        const auto model = randomModel(6, 4);
        constexpr int count = 75, beams = 4; // three batches, the last one not full
        const auto prompts = (torch::arange(2 * count) * 7 + 3).remainder(6).view({count, 2});
        const auto together = beamSequences(*model, prompts, 7, beams, {});
        QCOMPARE(together.sizes().vec(), (std::vector<std::int64_t>{count, 7}));
        for (int n = 0; n < count; ++n)
            QVERIFY(torch::equal(together[n],
                                 beamSequences(*model, prompts.narrow(0, n, 1), 7, beams, {})[0]));
    }

    void promptsAreKept()
    {
        const auto model = randomModel(6, 5);
        const auto prompts = promptsOf({{5, 0, 2}, {1, 1, 4}});
        for (const int beams : {1, 3}) {
            const auto found = beamSequences(*model, prompts, 6, beams, {});
            QVERIFY(torch::equal(found.narrow(1, 0, 3), prompts));
            QVERIFY(((found >= 0) & (found < 6)).all().item<bool>());
            QVERIFY(torch::equal(beamSequences(*model, prompts, 3, beams, {}), prompts));
            QVERIFY(torch::equal(beamSequences(*model, prompts, 2, beams, {}),
                                 prompts.narrow(1, 0, 2)));
        }
    }

    void theWholeContextMayBeFilled()
    {
        const auto model = randomModel(5, 6, 4);
        const auto prompt = promptsOf({{2}});
        const auto found = beamSequences(*model, prompt, 5, 125, {}); // context + 1
        const auto all = allSequences(prompt[0], 5, 5);
        const auto best = logProbability(*model, all, 1).argmax().item<std::int64_t>();
        QVERIFY(torch::equal(found[0], all[best]));
    }

    void aRequestToStopEndsItEarly()
    {
        for (const int calls : {1, 3}) {
            StoppingModel model(randomModel(6, 7, 16), calls);
            const auto prompts = promptsOf({{5, 1}, {3, 4}});
            const auto found = beamSequences(model, prompts, 12, 3, model.token());
            QCOMPARE(model.calls(), calls);
            QCOMPARE(found.sizes().vec(), (std::vector<std::int64_t>{2, 12}));
            QVERIFY(torch::equal(found.narrow(1, 0, 2), prompts));
            const auto filled = 2 + calls;
            QCOMPARE(found.narrow(1, filled, 12 - filled).abs().sum().item<std::int64_t>(), 0);
        }
        std::stop_source stop;
        stop.request_stop();
        StoppingModel model(randomModel(6, 7), 100);
        beamSequences(model, promptsOf({{5}}), 6, 3, stop.get_token());
        QCOMPARE(model.calls(), 0);
    }

    void nothingIsRecordedForAGradient()
    {
        const auto model = randomModel(5, 8);
        QVERIFY(!beamSequences(*model, promptsOf({{1}}), 5, 2, {}).requires_grad());
        for (const auto &parameter : model->parameters())
            QVERIFY(!parameter.grad().defined());
    }
};

QTEST_GUILESS_MAIN(TestBeamSearch)
#include "tst_beamsearch.moc"
