// A batch through teacher and student: joined with the head as through logits and autograd.

#include "core/engine/training/objectivepass_torch.h"

#include <QtTest>

using namespace retort;

namespace {

constexpr std::int64_t B = 5, T = 9, V = 61;

CausalLmPtr makeModel(int width, std::uint64_t seed, bool tied = true)
{
    const ModelConfig config{
        .layers = 1, .heads = 2, .width = width, .context = 16, .vocabulary = V, .tied = tied};
    auto model = makeCausalLm(config, seed);
    // Weights that are far from zero, so that the distributions are not alike.
    const torch::NoGradGuard noGradient;
    for (torch::Tensor &parameter : model->parameters())
        parameter.mul_(8);
    return model;
}

PrefixBatch makeBatch(std::int64_t given)
{
    torch::manual_seed(3);
    return {torch::randint(V, {B, T + 1}, torch::kLong), given};
}

struct PassResult
{
    PassSums sums;
    std::vector<torch::Tensor> gradients;
};

PassResult passWith(ObjectivePass::Options options, const PrefixBatch &batch,
                    const PassTerms &terms, int parts, bool tied = true)
{
    const CausalLmPtr student = makeModel(16, 1, tied), teacher = makeModel(32, 2);
    ObjectivePass pass(options);
    PassResult result;
    for (const torch::Tensor &part : batch.ids.chunk(parts))
        result.sums += pass.addGradients(*student, teacher.get(), {part, batch.given}, terms);
    for (const torch::Tensor &parameter : student->parameters())
        result.gradients.push_back(parameter.grad().defined() ? parameter.grad().clone()
                                                              : torch::zeros_like(parameter));
    for (const torch::Tensor &parameter : teacher->parameters())
        Q_ASSERT(!parameter.grad().defined());
    return result;
}

bool isClose(double a, double b)
{
    return std::abs(a - b) <= 1e-5 * std::max(1.0, std::abs(b));
}

void compare(const PassResult &actual, const PassResult &expected)
{
    QVERIFY(isClose(actual.sums.crossEntropy, expected.sums.crossEntropy));
    for (std::size_t i = 0; i < termCount; ++i)
        QVERIFY(isClose(actual.sums.terms[i], expected.sums.terms[i]));
    double largest = 0;
    for (const torch::Tensor &gradient : expected.gradients)
        largest = std::max(largest, gradient.abs().max().item<double>());
    for (std::size_t i = 0; i < expected.gradients.size(); ++i) {
        const double error =
            (actual.gradients[i] - expected.gradients[i]).abs().max().item<double>();
        QVERIFY2(error <= 2e-5 * largest, qPrintable(QString::number(error / largest)));
    }
}

PassTerms termsOf(Divergence kind)
{
    PassTerms terms;
    terms.crossEntropyScale = 0.3 / double(B * T);
    terms.terms[0] = {{.divergence = {.kind = kind, .weight = 0.3, .skew = 0.2}}, 0.7 / double(B)};
    return terms;
}

} // namespace

class TestObjectivePass : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void joinedEqualsThroughLogits_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("given");
        QTest::addColumn<int>("parts");
        for (const auto &[name, kind] : divergenceNames()) {
            QTest::newRow(name.c_str()) << int(kind) << 1 << 1;
            QTest::newRow((name + ", a prompt").c_str()) << int(kind) << 4 << 1;
            QTest::newRow((name + ", in parts").c_str()) << int(kind) << 1 << 3;
        }
    }
    void joinedEqualsThroughLogits()
    {
        QFETCH(int, kind);
        QFETCH(int, given);
        QFETCH(int, parts);
        const PassTerms terms = termsOf(Divergence(kind));
        const PrefixBatch batch = makeBatch(given);
        using enum ObjectivePass::Path;
        compare(passWith({.path = JoinedWithHead, .threads = 2}, batch, terms, parts),
                passWith({.path = ThroughLogits}, batch, terms, 1));
    }

    void twoTermsOfDifferentTemperatures()
    {
        PassTerms terms = termsOf(Divergence::ForwardKl);
        terms.terms[0]->settings.divergence.temperature = 2;
        terms.terms[1] = {
            {.divergence = {.temperature = 0.7, .tauSquared = false}, .targets = Targets::Hard},
            0.4};
        const PrefixBatch batch = makeBatch(2);
        using enum ObjectivePass::Path;
        compare(passWith({.path = JoinedWithHead}, batch, terms, 1),
                passWith({.path = ThroughLogits}, batch, terms, 1));
        terms.terms[0].reset();
        QVERIFY(!terms.needsTeacher());
        compare(passWith({.path = JoinedWithHead}, batch, terms, 1),
                passWith({.path = ThroughLogits}, batch, terms, 1));
    }

    void anOutputProjectionOfItsOwn()
    {
        const PassTerms terms = termsOf(Divergence::JensenShannon);
        using enum ObjectivePass::Path;
        compare(passWith({.path = JoinedWithHead}, makeBatch(1), terms, 2, false),
                passWith({.path = ThroughLogits}, makeBatch(1), terms, 1, false));
    }

    void valuesAloneLeaveNoGradient()
    {
        PassTerms terms;
        terms.crossEntropyScale = 0;
        QVERIFY(!terms.needsGradient());
        const PassResult result = passWith({}, makeBatch(1), terms, 1);
        QVERIFY(result.sums.crossEntropy > 0);
        for (const torch::Tensor &gradient : result.gradients)
            QCOMPARE(gradient.abs().max().item<double>(), 0.0);
    }

    void theMemoryForLogitsChangesNothing()
    {
        const PassTerms terms = termsOf(Divergence::ForwardKl);
        const PassResult ample = passWith({}, makeBatch(1), terms, 1);
        const PassResult tight = passWith({.memory = 1}, makeBatch(1), terms, 1);
        for (std::size_t i = 0; i < ample.gradients.size(); ++i)
            QVERIFY(torch::equal(ample.gradients[i], tight.gradients[i]));
    }
};

QTEST_GUILESS_MAIN(TestObjectivePass)
#include "tst_objectivepass.moc"
