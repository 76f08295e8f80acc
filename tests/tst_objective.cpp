#include "core/engine/inference/sampling_torch.h"
#include "core/engine/objective/objective_torch.h"

#include <ATen/CPUGeneratorImpl.h>

#include <QtTest>

#include <cmath>
#include <functional>
#include <limits>

using namespace retort;

namespace {

using Row = std::vector<double>;

constexpr double tolerance = 1e-6;
constexpr double never = -std::numeric_limits<double>::infinity();

Row plainLogSoftmax(const Row &logits, double temperature)
{
    const double highest = *std::max_element(logits.begin(), logits.end()) / temperature;
    double sum = 0;
    for (const double logit : logits)
        sum += std::exp(logit / temperature - highest);
    Row result;
    for (const double logit : logits)
        result.push_back(logit / temperature - highest - std::log(sum));
    return result;
}

double plainForwardKl(const Row &teacher, const Row &student, const TermSettings &term)
{
    const auto logP = plainLogSoftmax(teacher, term.temperature);
    const auto logQ = plainLogSoftmax(student, term.temperature);
    double sum = 0;
    for (std::size_t v = 0; v < logP.size(); ++v) {
        if (std::exp(logP[v]) > 0)
            sum += std::exp(logP[v]) * (logP[v] - logQ[v]);
    }
    return term.tauSquared ? sum * term.temperature * term.temperature : sum;
}

/// ∂/∂z of the above: τ² · (q − p) / τ.
Row plainForwardKlGradient(const Row &teacher, const Row &student, const TermSettings &term)
{
    const auto logP = plainLogSoftmax(teacher, term.temperature);
    const auto logQ = plainLogSoftmax(student, term.temperature);
    const double factor = (term.tauSquared ? term.temperature : 1 / term.temperature);
    Row gradient;
    for (std::size_t v = 0; v < logP.size(); ++v)
        gradient.push_back(factor * (std::exp(logQ[v]) - std::exp(logP[v])));
    return gradient;
}

torch::Tensor tensorOf(const std::vector<Row> &rows)
{
    std::vector<double> flat;
    for (const auto &row : rows)
        flat.insert(flat.end(), row.begin(), row.end());
    return torch::tensor(flat, torch::kDouble)
        .view({std::int64_t(rows.size()), std::int64_t(rows.front().size())});
}

Row rowOf(const torch::Tensor &tensor)
{
    const auto flat = tensor.detach().to(torch::kDouble).contiguous();
    return {flat.data_ptr<double>(), flat.data_ptr<double>() + flat.numel()};
}

/// Central differences of `loss` at `logits`, against autograd's gradient.
double largestGradientError(const torch::Tensor &logits,
                            const std::function<torch::Tensor(const torch::Tensor &)> &loss)
{
    auto variable = logits.clone().requires_grad_();
    loss(variable).backward();
    const torch::NoGradGuard noGrad;
    const auto gradient = variable.grad().view(-1);
    auto point = logits.clone();
    auto flat = point.view(-1);
    double largest = 0;
    for (std::int64_t i = 0; i < flat.size(0); ++i) {
        const double value = flat[i].item<double>();
        const double step = 1e-5;
        flat[i] = value + step;
        const double up = loss(point).item<double>();
        flat[i] = value - step;
        const double down = loss(point).item<double>();
        flat[i] = value;
        largest =
            std::max(largest, std::abs((up - down) / (2 * step) - gradient[i].item<double>()));
    }
    return largest;
}

torch::Tensor normal(std::int64_t rows, std::int64_t columns, std::uint64_t seed, double scale)
{
    auto generator = at::detail::createCPUGenerator(seed);
    return torch::randn({rows, columns}, generator, torch::TensorOptions(torch::kDouble)) * scale;
}

} // namespace

class TestObjective : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void crossEntropyEqualsPlainLoop()
    {
        const auto logits = normal(6, 9, 1, 3);
        const std::vector<std::int64_t> targets{0, 8, -100, 3, -100, 5};
        const auto target = torch::tensor(targets);
        double expected = 0;
        for (int n = 0; n < 6; ++n) {
            if (targets[n] >= 0)
                expected -= plainLogSoftmax(rowOf(logits[n]), 1)[targets[n]];
        }
        QVERIFY(std::abs(crossEntropySum(logits, target).item<double>() - expected) < tolerance);
        QVERIFY(largestGradientError(
                    logits, [&](const torch::Tensor &z) { return crossEntropySum(z, target); })
                < tolerance);
    }

    void maskedTargetsGetNoGradient()
    {
        auto logits = normal(3, 4, 2, 1).requires_grad_();
        crossEntropySum(logits,
                        torch::tensor({std::int64_t(1), std::int64_t(-100), std::int64_t(2)}))
            .backward();
        QCOMPARE(logits.grad()[1].abs().sum().item<double>(), 0.0);
        QVERIFY(logits.grad()[0].abs().sum().item<double>() > 0.1);
    }

    void everythingMaskedIsZero()
    {
        const auto sum = crossEntropySum(normal(2, 4, 2, 1), torch::full({2}, -100, torch::kLong));
        QCOMPARE(sum.item<double>(), 0.0);
    }

    void forwardKlEqualsPlainLoop_data()
    {
        QTest::addColumn<double>("temperature");
        QTest::addColumn<bool>("tauSquared");
        QTest::addColumn<double>("scale");
        for (const double temperature : {0.5, 1.0, 2.0, 7.5}) {
            for (const bool tauSquared : {true, false}) {
                for (const double scale : {0.1, 3.0, 10.0}) {
                    QTest::addRow("τ %g, τ² %d, logits × %g", temperature, tauSquared, scale)
                        << temperature << tauSquared << scale;
                }
            }
        }
    }

    void forwardKlEqualsPlainLoop()
    {
        QFETCH(double, temperature);
        QFETCH(bool, tauSquared);
        QFETCH(double, scale);
        TermSettings term;
        term.temperature = temperature;
        term.tauSquared = tauSquared;
        const auto teacher = normal(5, 11, 3, scale);
        auto student = normal(5, 11, 4, scale).requires_grad_();
        const auto rows = divergenceRows(term, teacher, student);
        QCOMPARE(rows.sizes().vec(), std::vector<std::int64_t>{5});
        rows.sum().backward();
        for (int n = 0; n < 5; ++n) {
            const auto p = rowOf(teacher[n]);
            const auto q = rowOf(student[n]);
            const double expected = plainForwardKl(p, q, term);
            QVERIFY(std::abs(rows[n].item<double>() - expected)
                    < tolerance * std::max(1.0, expected));
            const auto gradient = plainForwardKlGradient(p, q, term);
            for (int v = 0; v < 11; ++v)
                QVERIFY(std::abs(student.grad()[n][v].item<double>() - gradient[v]) < tolerance);
        }
        QVERIFY(largestGradientError(
                    student.detach(),
                    [&](const torch::Tensor &z) { return divergenceRows(term, teacher, z).sum(); })
                < tolerance);
    }

    void directionIsTeacherFirst()
    {
        const auto p = tensorOf({{std::log(0.9), std::log(0.1)}});
        const auto q = tensorOf({{std::log(0.5), std::log(0.5)}});
        const double forward = 0.9 * std::log(0.9 / 0.5) + 0.1 * std::log(0.1 / 0.5);
        const double reverse = 0.5 * std::log(0.5 / 0.9) + 0.5 * std::log(0.5 / 0.1);
        QVERIFY(std::abs(forward - reverse) > 0.1);
        QVERIFY(std::abs(divergenceRows({}, p, q).item<double>() - forward) < 1e-12);
        QVERIFY(std::abs(divergenceRows({}, q, p).item<double>() - reverse) < 1e-12);
    }

    void equalDistributionsDivergeByNothing()
    {
        const auto logits = normal(20, 50, 6, 5);
        auto shifted = (logits + 3).requires_grad_(); // the same distribution
        QCOMPARE(divergenceRows({}, logits, logits).abs().max().item<double>(), 0.0);
        const auto rows = divergenceRows({}, logits, shifted);
        rows.sum().backward();
        QVERIFY(rows.abs().max().item<double>() < 1e-12);
        QVERIFY(shifted.grad().abs().max().item<double>() < 1e-12);
        const auto single = logits.to(torch::kFloat);
        QVERIFY(divergenceRows({}, single, single + 3).abs().max().item<double>() < 1e-5);
    }

    void neverNegativeBeyondRounding()
    {
        const auto teacher = normal(500, 20, 7, 2).to(torch::kFloat);
        const auto student = teacher + normal(500, 20, 8, 1e-3).to(torch::kFloat);
        QVERIFY(divergenceRows({}, teacher, student).min().item<double>() > -1e-6);
    }

    void extremeLogitsStayFinite_data()
    {
        QTest::addColumn<std::vector<double>>("teacher");
        QTest::addColumn<std::vector<double>>("student");
        QTest::addColumn<double>("expected");
        QTest::newRow("opposite") << Row{1e4, -1e4, 0} << Row{-1e4, 1e4, 0} << 2e4;
        QTest::newRow("equal") << Row{1e4, -1e4, 0} << Row{1e4, -1e4, 0} << 0.0;
        QTest::newRow("certain teacher, even student")
            << Row{1e4, -1e4, -1e4} << Row{0, 0, 0} << std::log(3.0);
        QTest::newRow("token ruled out") << Row{0, 0, never} << Row{0, 0, 0} << std::log(1.5);
        QTest::newRow("token ruled out by both") << Row{0, 0, never} << Row{0, 0, never} << 0.0;
        QTest::newRow("ruled out by the teacher, far-fetched for the student")
            << Row{0, 0, never} << Row{0, 0, -1e4} << 0.0;
    }

    void extremeLogitsStayFinite()
    {
        QFETCH(std::vector<double>, teacher);
        QFETCH(std::vector<double>, student);
        QFETCH(double, expected);
        for (const auto type : {torch::kDouble, torch::kFloat}) {
            for (const double temperature : {1.0, 3.0}) {
                TermSettings term;
                term.temperature = temperature;
                auto z = tensorOf({student}).to(type).requires_grad_();
                const auto rows = divergenceRows(term, tensorOf({teacher}).to(type), z);
                rows.sum().backward();
                if (temperature == 1)
                    QVERIFY(std::abs(rows.item<double>() - expected) <= 1e-6 * (1 + expected));
                QVERIFY(std::isfinite(rows.item<double>()));
                QVERIFY(torch::isfinite(z.grad()).all().item<bool>());
            }
        }
    }

    void teacherGetsNoGradient()
    {
        auto teacher = normal(2, 3, 1, 1).requires_grad_();
        auto student = normal(2, 3, 2, 1).requires_grad_();
        divergenceRows({}, teacher, student).sum().backward();
        QVERIFY(!teacher.grad().defined());
        QVERIFY(student.grad().defined());
    }

    void teacherMayGiveLogProbabilities()
    {
        const auto teacher = normal(3, 5, 1, 2);
        const auto student = normal(3, 5, 2, 2);
        const auto fromLogits = divergenceRows({}, teacher, student);
        const auto fromLogs = divergenceRows({}, teacher.log_softmax(-1), student);
        QVERIFY((fromLogits - fromLogs).abs().max().item<double>() < 1e-12);
    }

    void termsCoincideExactlyWhenEqual_data()
    {
        QTest::addColumn<ObjectiveSettings>("objective");
        QTest::addColumn<bool>("coincide");
        ObjectiveSettings standard;
        QTest::newRow("default") << standard << false;
        ObjectiveSettings printed;
        printed.sequence.prefixes = PrefixSource::Data;
        QTest::newRow("as printed") << printed << true;
        auto factor = printed;
        factor.token.tauSquared = false;
        QTest::newRow("τ² at τ = 1") << factor << true;
        factor.token.temperature = factor.sequence.temperature = 2;
        QTest::newRow("τ² at τ = 2") << factor << false;
        auto warm = printed;
        warm.token.temperature = 2;
        QTest::newRow("other temperature") << warm << false;
    }

    void termsCoincideExactlyWhenEqual()
    {
        QFETCH(ObjectiveSettings, objective);
        QFETCH(bool, coincide);
        QCOMPARE(termsCoincide(objective), coincide);
    }

    /// KL(P_T(Y)‖P_S(Y)) = E_{Y~P_T} Σ_t KL(p_t‖q_t): the left side by enumeration of all 3⁴
    /// sequences of two bigram models, the right one by sampling.
    void teacherSampledSumConvergesToSequenceKl()
    {
        constexpr int V = 3, T = 4, samples = 20'000;
        const auto teacher = normal(V, V, 11, 1.5); // logits of the next token, by the last one
        const auto student = normal(V, V, 12, 1.5);
        const auto logP = teacher.log_softmax(-1);
        const auto logQ = student.log_softmax(-1);

        double exact = 0, mass = 0;
        for (int code = 0; code < 81; ++code) {
            double p = 0, q = 0;
            for (int t = 0, last = 0, rest = code; t < T; ++t, rest /= V) {
                p += logP[last][rest % V].item<double>();
                q += logQ[last][rest % V].item<double>();
                last = rest % V;
            }
            exact += std::exp(p) * (p - q);
            mass += std::exp(p);
        }
        QVERIFY(std::abs(mass - 1) < 1e-12);

        auto generator = at::detail::createCPUGenerator(13);
        auto last = torch::zeros({samples}, torch::kLong);
        auto sums = torch::zeros({samples}, torch::kDouble);
        for (int t = 0; t < T; ++t) {
            const auto logits = teacher.index_select(0, last);
            sums += divergenceRows({}, logits, student.index_select(0, last));
            last = drawTokens(samplingProbabilities(logits, 1, 0, 1), generator);
        }
        const double mean = sums.mean().item<double>();
        const double error = sums.std().item<double>() / std::sqrt(double(samples));
        qInfo("exact %.5f, sampled %.5f ± %.5f", exact, mean, error);
        QVERIFY(error < 0.02 * exact);
        QVERIFY(std::abs(mean - exact) < 4 * error);
    }
};

QTEST_GUILESS_MAIN(TestObjective)
#include "tst_objective.moc"
