// CE and divergences on logits: the ATen path against the double-precision one, that one against
// LibTorch's autograd of definitions written here and against finite differences.

#include "core/engine/inference/sampling_torch.h"
#include "core/engine/objective/objective_torch.h"
#include "core/engine/objective/rowobjective.h"

#include <ATen/CPUGeneratorImpl.h>

#include <QtTest>

#include <cmath>
#include <functional>
#include <limits>

using namespace retort;

namespace {

using Row = std::vector<double>;
using Tensor = torch::Tensor;

constexpr double tolerance = 1e-6;
constexpr double rounding = 1e-11; ///< of double precision, relative to values around 1 … 100
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

Tensor tensorOf(const std::vector<Row> &rows)
{
    Row flat;
    for (const auto &row : rows)
        flat.insert(flat.end(), row.begin(), row.end());
    return torch::tensor(flat, torch::kDouble)
        .view({std::int64_t(rows.size()), std::int64_t(rows.front().size())});
}

Row rowOf(const Tensor &tensor)
{
    const auto flat = tensor.detach().to(torch::kDouble).contiguous();
    return {flat.data_ptr<double>(), flat.data_ptr<double>() + flat.numel()};
}

Tensor normal(std::int64_t rows, std::int64_t columns, std::uint64_t seed, double scale)
{
    auto generator = at::detail::createCPUGenerator(seed);
    return torch::randn({rows, columns}, generator, torch::TensorOptions(torch::kDouble)) * scale;
}

/// Central differences of `loss` at `logits`, against autograd's gradient.
double largestGradientError(const Tensor &logits, const std::function<Tensor(const Tensor &)> &loss)
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

/// Rows' values [N] and the gradient of their sum [N, V].
struct Computed
{
    Tensor values, gradient;
};

Computed inDouble(const DivergenceSettings &divergence, const Tensor &teacher,
                  const Tensor &student)
{
    std::vector<Row> gradients;
    Row values;
    for (std::int64_t n = 0; n < teacher.size(0); ++n) {
        const Row p = rowOf(teacher[n]), q = rowOf(student[n]);
        gradients.emplace_back(q.size());
        values.push_back(divergenceOfRow(divergence, p, q, gradients.back()));
    }
    return {torch::tensor(values, torch::kDouble), tensorOf(gradients)};
}

Computed throughAutograd(const std::function<Tensor(const Tensor &)> &rows, const Tensor &student)
{
    auto variable = student.clone().requires_grad_();
    const auto values = rows(variable);
    values.sum().backward();
    return {values.detach().to(torch::kDouble), variable.grad().to(torch::kDouble)};
}

Computed throughAten(const DivergenceSettings &divergence, const Tensor &teacher,
                     const Tensor &student)
{
    return throughAutograd([&](const Tensor &z) { return divergenceRows(divergence, teacher, z); },
                           student);
}

/// As a textbook has it: from probabilities, without a thought of rounding.
Tensor definition(const DivergenceSettings &divergence, const Tensor &teacher,
                  const Tensor &student)
{
    const auto p = torch::softmax(teacher / divergence.temperature, -1);
    const auto q = torch::softmax(student / divergence.temperature, -1);
    const auto kl = [](const Tensor &a, const Tensor &b) { return (a * (a / b).log()).sum(-1); };
    const double w = divergence.weight, skew = divergence.skew;
    const auto rows = [&]() -> Tensor {
        switch (divergence.kind) {
        case Divergence::ForwardKl: return kl(p, q);
        case Divergence::ReverseKl: return kl(q, p);
        case Divergence::SymmetricKl: return 0.5 * kl(p, q) + 0.5 * kl(q, p);
        case Divergence::JensenShannon: {
            const auto m = w * p + (1 - w) * q;
            return w * kl(p, m) + (1 - w) * kl(q, m);
        }
        case Divergence::SkewedForwardKl: return kl(p, skew * p + (1 - skew) * q);
        case Divergence::SkewedReverseKl: return kl(q, (1 - skew) * p + skew * q);
        case Divergence::TotalVariation: return 0.5 * (p - q).abs().sum(-1);
        }
        return {};
    };
    const double factor =
        divergence.tauSquared ? divergence.temperature * divergence.temperature : 1;
    return factor * rows();
}

double largest(const Tensor &difference)
{
    return difference.numel() == 0 ? 0 : difference.abs().max().item<double>();
}

double difference(const Computed &a, const Computed &b)
{
    return std::max(largest(a.values - b.values), largest(a.gradient - b.gradient));
}

/// Every divergence, with the numbers that some of them have.
std::vector<std::pair<QString, DivergenceSettings>> everyDivergence()
{
    std::vector<std::pair<QString, DivergenceSettings>> every;
    for (const auto &[text, kind] : divergenceNames()) {
        const QString name = QString::fromStdString(text);
        if (usesWeight(kind)) {
            for (const double weight : {0.1, 0.5, 0.9})
                every.push_back(
                    {QStringLiteral("%1 %2").arg(name).arg(weight), {kind, weight, 0.1}});
        } else if (usesSkew(kind)) {
            for (const double skew : {0.0, 0.1, 0.7})
                every.push_back({QStringLiteral("%1 %2").arg(name).arg(skew), {kind, 0.5, skew}});
        } else {
            every.push_back({name, {kind}});
        }
    }
    return every;
}

void addEveryDivergence()
{
    QTest::addColumn<DivergenceSettings>("divergence");
    for (const auto &[name, divergence] : everyDivergence())
        QTest::addRow("%s", qPrintable(name)) << divergence;
}

/// All sequences of T tokens that a bigram chain may write after token 0: prefixes' last tokens and
/// next tokens, both [Vᵀ, T].
struct Chain
{
    static constexpr int V = 3, T = 4, count = 81;
    Tensor last = torch::zeros({count, T}, torch::kLong);
    Tensor next = torch::zeros({count, T}, torch::kLong);

    Chain()
    {
        for (int code = 0; code < count; ++code) {
            for (int t = 0, rest = code, before = 0; t < T; ++t, rest /= V) {
                last[code][t] = before;
                before = rest % V;
                next[code][t] = before;
            }
        }
    }

    /// log P of each token of each sequence: [Vᵀ, T]. @param logits [V, V], by the last token
    Tensor logsOfTokens(const Tensor &logits) const
    {
        return logits.log_softmax(-1).index({last, next});
    }

    /// The divergence at each position of each sequence: [Vᵀ, T]
    Tensor along(const DivergenceSettings &divergence, const Tensor &teacher,
                 const Tensor &student) const
    {
        return divergenceRows(divergence, teacher, student)
            .index_select(0, last.flatten())
            .view({count, T});
    }
};

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
        double expected = 0, ofRows = 0;
        auto gradient = torch::zeros({6, 9}, torch::kDouble);
        for (int n = 0; n < 6; ++n) {
            if (targets[n] < 0)
                continue;
            expected -= plainLogSoftmax(rowOf(logits[n]), 1)[targets[n]];
            Row slopes(9);
            ofRows += crossEntropyOfRow(rowOf(logits[n]), std::size_t(targets[n]), slopes);
            gradient[n] = torch::tensor(slopes, torch::kDouble);
        }
        QVERIFY(std::abs(ofRows - expected) < rounding);
        QVERIFY(std::abs(crossEntropySum(logits, target).item<double>() - expected) < tolerance);
        const auto sum = [&](const Tensor &z) { return crossEntropySum(z, target); };
        QVERIFY(largestGradientError(logits, sum) < tolerance);
        QVERIFY(largest(throughAutograd(sum, logits).gradient - gradient) < rounding);
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
        const auto masked = torch::full({2}, -100, torch::kLong);
        QCOMPARE(crossEntropySum(normal(2, 4, 2, 1), masked).item<double>(), 0.0);
        for (const auto targets : {Targets::Soft, Targets::Hard}) {
            for (const auto &[name, divergence] : everyDivergence()) {
                auto student = normal(2, 4, 2, 1).requires_grad_();
                const auto sum = termSum({.divergence = divergence, .targets = targets},
                                         normal(2, 4, 1, 1), student, masked);
                sum.backward();
                QCOMPARE(sum.item<double>(), 0.0);
                QCOMPARE(largest(student.grad()), 0.0);
            }
        }
    }

    void allPathsAgree_data()
    {
        QTest::addColumn<DivergenceSettings>("divergence");
        for (auto [name, divergence] : everyDivergence()) {
            for (const auto &[temperature, tauSquared] :
                 {std::pair(1.0, true), std::pair(0.5, true), std::pair(3.0, true),
                  std::pair(3.0, false)}) {
                divergence.temperature = temperature;
                divergence.tauSquared = tauSquared;
                QTest::addRow("%s, τ %g%s", qPrintable(name), temperature,
                              tauSquared ? "" : " without τ²")
                    << divergence;
            }
        }
    }

    void allPathsAgree()
    {
        QFETCH(DivergenceSettings, divergence);
        const auto teacher = normal(5, 11, 3, 2);
        const auto student = normal(5, 11, 4, 2);
        const auto reference = inDouble(divergence, teacher, student);
        const auto aten = throughAten(divergence, teacher, student);
        QCOMPARE(aten.values.sizes().vec(), std::vector<std::int64_t>{5});
        QVERIFY(reference.values.min().item<double>() > 0.001);
        QVERIFY(largest(reference.gradient) > 0.001);
        QVERIFY(difference(reference, aten) < rounding);
        QVERIFY(difference(reference,
                           throughAutograd(
                               [&](const Tensor &z) { return definition(divergence, teacher, z); },
                               student))
                < rounding);
        QVERIFY(largestGradientError(
                    student,
                    [&](const Tensor &z) { return divergenceRows(divergence, teacher, z).sum(); })
                < tolerance);
        QVERIFY(largest(reference.gradient.sum(-1)) < rounding); // q sums to 1 all the same
    }

    void singlePrecisionIsAlmostAsGood_data() { addEveryDivergence(); }

    void singlePrecisionIsAlmostAsGood()
    {
        QFETCH(DivergenceSettings, divergence);
        for (const double temperature : {1.0, 2.0}) {
            divergence.temperature = temperature;
            const auto teacher = normal(20, 50, 5, 3).to(torch::kFloat);
            const auto student = normal(20, 50, 6, 3).to(torch::kFloat);
            const auto single = throughAten(divergence, teacher, student);
            const auto reference = inDouble(divergence, teacher, student);
            const auto relative = (single.values - reference.values) / reference.values;
            QVERIFY2(largest(relative) < 1e-5, qPrintable(QString::number(largest(relative))));
            const auto off = largest(single.gradient - reference.gradient);
            QVERIFY(off < 1e-5 * largest(reference.gradient));
        }
    }

    void shapesMayBeOdd_data() { addEveryDivergence(); }

    void shapesMayBeOdd()
    {
        QFETCH(DivergenceSettings, divergence);
        for (const int vocabulary : {1, 2, 3, 257}) {
            for (const int rows : {1, 3}) {
                const auto teacher = normal(rows, vocabulary, 7, 2);
                const auto student = normal(rows, vocabulary, 8, 2);
                const auto reference = inDouble(divergence, teacher, student);
                QVERIFY(difference(reference, throughAten(divergence, teacher, student))
                        < rounding);
                QCOMPARE(largest(reference.gradient) == 0, vocabulary == 1);
            }
        }
    }

    void directionIsTeacherFirst_data()
    {
        QTest::addColumn<DivergenceSettings>("divergence");
        QTest::addColumn<double>("expected");
        QTest::addColumn<bool>("symmetric");
        const auto kl = [](double a, double b) { // of (a, 1 − a) to (b, 1 − b)
            return a * std::log(a / b) + (1 - a) * std::log((1 - a) / (1 - b));
        };
        using enum Divergence;
        const double p = 0.9, q = 0.5;
        QTest::newRow("forward KL") << DivergenceSettings{ForwardKl} << kl(p, q) << false;
        QTest::newRow("reverse KL") << DivergenceSettings{ReverseKl} << kl(q, p) << false;
        QTest::newRow("symmetric KL")
            << DivergenceSettings{SymmetricKl} << (kl(p, q) + kl(q, p)) / 2 << true;
        QTest::newRow("Jensen–Shannon, w ½")
            << DivergenceSettings{JensenShannon, 0.5} << (kl(p, 0.7) + kl(q, 0.7)) / 2 << true;
        QTest::newRow("Jensen–Shannon, w ¼") << DivergenceSettings{JensenShannon, 0.25}
                                             << 0.25 * kl(p, 0.6) + 0.75 * kl(q, 0.6) << false;
        QTest::newRow("skewed forward KL")
            << DivergenceSettings{SkewedForwardKl, 0.5, 0.25} << kl(p, 0.6) << false;
        QTest::newRow("skewed reverse KL")
            << DivergenceSettings{SkewedReverseKl, 0.5, 0.25} << kl(q, 0.8) << false;
        QTest::newRow("total variation") << DivergenceSettings{TotalVariation} << 0.4 << true;
    }

    void directionIsTeacherFirst()
    {
        QFETCH(DivergenceSettings, divergence);
        QFETCH(double, expected);
        QFETCH(bool, symmetric);
        const auto p = tensorOf({{std::log(0.9), std::log(0.1)}});
        const auto q = tensorOf({{std::log(0.5), std::log(0.5)}});
        for (const auto &compute : {inDouble, throughAten}) {
            const double there = compute(divergence, p, q).values.item<double>();
            const double back = compute(divergence, q, p).values.item<double>();
            QVERIFY(std::abs(there - expected) < 1e-12);
            QVERIFY(symmetric ? std::abs(there - back) < 1e-12 : std::abs(there - back) > 0.002);
        }
    }

    void equalDistributionsDivergeByNothing_data() { addEveryDivergence(); }

    void equalDistributionsDivergeByNothing()
    {
        QFETCH(DivergenceSettings, divergence);
        for (const double temperature : {1.0, 3.0}) {
            divergence.temperature = temperature;
            auto logits = normal(20, 50, 6, 5);
            logits.narrow(1, 7, 2).fill_(never);
            for (const double shift : {0.0, 3.0}) { // the same distribution
                for (const auto &compute : {inDouble, throughAten}) {
                    const auto computed = compute(divergence, logits, logits + shift);
                    QVERIFY(largest(computed.values) < rounding);
                    if (divergence.kind != Divergence::TotalVariation || shift == 0)
                        QVERIFY(largest(computed.gradient) < rounding); // |p − q| has an edge at 0
                }
            }
            const auto exact = inDouble(divergence, logits, logits);
            QCOMPARE(largest(exact.values), 0.0);
            const auto single = logits.to(torch::kFloat);
            QVERIFY(largest(divergenceRows(divergence, single, single + 3)) < 1e-5);
        }
    }

    void neverNegativeBeyondRounding_data() { addEveryDivergence(); }

    void neverNegativeBeyondRounding()
    {
        QFETCH(DivergenceSettings, divergence);
        const auto teacher = normal(500, 20, 7, 2);
        for (const double distance : {1e-6, 1e-3, 1.0, 10.0}) {
            const auto student = teacher + normal(500, 20, 8, distance);
            QVERIFY(inDouble(divergence, teacher, student).values.min().item<double>() >= 0);
            QVERIFY(divergenceRows(divergence, teacher.to(torch::kFloat), student.to(torch::kFloat))
                        .min()
                        .item<double>()
                    > -1e-6);
        }
    }

    void boundedOnesStayWithinTheirRange()
    {
        const auto teacher = normal(200, 20, 7, 30);
        const auto student = normal(200, 20, 8, 30);
        const auto most = [&](const DivergenceSettings &divergence) {
            return inDouble(divergence, teacher, student).values.max().item<double>();
        };
        const auto isJustBelow = [](double value, double bound) {
            return value <= bound + 1e-12 && value > 0.95 * bound;
        };
        QVERIFY(isJustBelow(most({Divergence::TotalVariation}), 1));
        for (const double w : {0.1, 0.5, 0.9})
            QVERIFY(isJustBelow(most({Divergence::JensenShannon, w}),
                                -w * std::log(w) - (1 - w) * std::log(1 - w)));
        for (const double skew : {0.1, 0.7}) {
            QVERIFY(isJustBelow(most({Divergence::SkewedForwardKl, 0.5, skew}), -std::log(skew)));
            QVERIFY(isJustBelow(most({Divergence::SkewedReverseKl, 0.5, skew}), -std::log(skew)));
        }
    }

    void extremeLogits_data()
    {
        QTest::addColumn<Row>("teacher");
        QTest::addColumn<Row>("student");
        QTest::addColumn<double>("forward"); ///< KL(p‖q)
        QTest::addColumn<double>("reverse"); ///< KL(q‖p)
        QTest::addColumn<double>("variation");
        const double log3 = std::log(3.0), third = 1. / 3;
        QTest::newRow("opposite") << Row{1e4, -1e4, 0} << Row{-1e4, 1e4, 0} << 2e4 << 2e4 << 1.0;
        QTest::newRow("equal") << Row{1e4, -1e4, 0} << Row{1e4, -1e4, 0} << 0. << 0. << 0.;
        QTest::newRow("certain teacher, even student")
            << Row{1e4, -1e4, -1e4} << Row{0, 0, 0} << log3 << 4e4 / 3 - log3 << 2 * third;
        QTest::newRow("one-hot teacher")
            << Row{0, never, never} << Row{0, 0, 0} << log3 << -never << 2 * third;
        QTest::newRow("one-hot student")
            << Row{0, 0, 0} << Row{0, never, never} << -never << log3 << 2 * third;
        QTest::newRow("one-hot both, elsewhere")
            << Row{0, never, never} << Row{never, 0, never} << -never << -never << 1.0;
        QTest::newRow("one-hot both") << Row{3, never} << Row{-5, never} << 0. << 0. << 0.;
        QTest::newRow("token ruled out")
            << Row{0, 0, never} << Row{0, 0, 0} << std::log(1.5) << -never << third;
        QTest::newRow("token ruled out by both")
            << Row{0, 0, never} << Row{0, 0, never} << 0. << 0. << 0.;
        QTest::newRow("ruled out by the teacher, far-fetched for the student")
            << Row{0, 0, never} << Row{0, 0, -1e4} << 0. << 0. << 0.;
        QTest::newRow("ruled out by the student, far-fetched for the teacher")
            << Row{0, 0, -1e4} << Row{0, 0, never} << 0. << 0. << 0.;
    }

    void extremeLogits()
    {
        QFETCH(Row, teacher);
        QFETCH(Row, student);
        QFETCH(double, forward);
        QFETCH(double, reverse);
        QFETCH(double, variation);
        const auto expectedOf = [&](const DivergenceSettings &d) -> std::optional<double> {
            switch (d.kind) {
            case Divergence::ForwardKl: return forward;
            case Divergence::ReverseKl: return reverse;
            case Divergence::SymmetricKl: return (forward + reverse) / 2;
            case Divergence::TotalVariation: return variation;
            case Divergence::SkewedForwardKl:
                return d.skew == 0 ? std::optional(forward) : std::nullopt;
            case Divergence::SkewedReverseKl:
                return d.skew == 0 ? std::optional(reverse) : std::nullopt;
            case Divergence::JensenShannon: return {};
            }
            return {};
        };
        for (auto [name, divergence] : everyDivergence()) {
            const auto expected = expectedOf(divergence);
            const bool finite = !expected || std::isfinite(*expected);
            for (const auto type : {torch::kDouble, torch::kFloat}) {
                for (const double temperature : {1.0, 3.0}) {
                    divergence.temperature = temperature;
                    const auto p = tensorOf({teacher}).to(type), q = tensorOf({student}).to(type);
                    const auto reference = inDouble(divergence, p, q);
                    const auto aten = throughAten(divergence, p, q);
                    const double value = reference.values.item<double>();
                    const double scale = finite ? 1 + std::abs(value) : 1;
                    const auto where = qPrintable(QStringLiteral("%1: %2").arg(name).arg(value));
                    QVERIFY2(std::isfinite(value) == finite, where);
                    if (!finite) {
                        QVERIFY2(value > 0 && aten.values.item<double>() == value, where);
                        continue;
                    }
                    if (expected && temperature == 1)
                        QVERIFY2(std::abs(value - *expected) <= 1e-12 * scale, where);
                    const double close = (type == torch::kFloat ? 1e-5 : rounding) * scale;
                    QVERIFY2(largest(aten.values - reference.values) < close, where);
                    QVERIFY2(torch::isfinite(reference.gradient).all().item<bool>(), where);
                    QVERIFY2(largest(aten.gradient - reference.gradient) < close, where);
                }
            }
        }
    }

    /// Where only the student rules a token out, forward KL is infinite but its gradient q − p.
    void infiniteForwardKlKeepsItsGradient()
    {
        const auto p = tensorOf({{0, 0, 1}}), q = tensorOf({{1, never, 0}});
        const auto expected = q.softmax(-1) - p.softmax(-1);
        for (const auto kind : {Divergence::ForwardKl, Divergence::SkewedForwardKl}) {
            const DivergenceSettings divergence{kind, 0.5, 0};
            QVERIFY(largest(inDouble(divergence, p, q).gradient - expected) < rounding);
            QVERIFY(largest(throughAten(divergence, p, q).gradient - expected) < rounding);
        }
    }

    void withoutSkewTheyAreThePlainOnes()
    {
        auto teacher = normal(6, 9, 31, 3), student = normal(6, 9, 32, 3);
        for (int row = 0; row < 3; ++row)
            teacher[row][row] = student[row][row] = never;
        using enum Divergence;
        for (const auto &compute : {inDouble, throughAten}) {
            const auto same = [&](Divergence plain, Divergence skewed) {
                return difference(compute({plain}, teacher, student),
                                  compute({skewed, 0.5, 0}, teacher, student))
                       == 0;
            };
            QVERIFY(same(ForwardKl, SkewedForwardKl));
            QVERIFY(same(ReverseKl, SkewedReverseKl));
        }
    }

    void skewedOnesMirrorEachOther()
    {
        const auto p = normal(6, 9, 31, 2), q = normal(6, 9, 32, 2);
        for (const double skew : {0.1, 0.7}) {
            const auto forward = inDouble({Divergence::SkewedForwardKl, 0.5, skew}, p, q);
            const auto reverse = inDouble({Divergence::SkewedReverseKl, 0.5, skew}, q, p);
            QVERIFY(largest(forward.values - reverse.values) < rounding);
        }
        for (const double w : {0.1, 0.5, 0.9}) {
            const auto there = inDouble({Divergence::JensenShannon, w}, p, q);
            const auto back = inDouble({Divergence::JensenShannon, 1 - w}, q, p);
            QVERIFY(largest(there.values - back.values) < rounding);
        }
    }

    /// JSD/w → KL(p‖q) for w → 0, JSD/(1−w) → KL(q‖p) for w → 1 (Agarwal et al. 2023, appendix).
    void jensenShannonGoesFromForwardToReverseKl()
    {
        const auto p = normal(6, 9, 33, 1), q = normal(6, 9, 34, 1);
        const auto distance = [&](double w, double divisor, Divergence limit) {
            const auto shannon = inDouble({Divergence::JensenShannon, w}, p, q);
            return difference({shannon.values / divisor, shannon.gradient / divisor},
                              inDouble({limit}, p, q));
        };
        QVERIFY(distance(0.5, 0.5, Divergence::ForwardKl) > 0.1);
        double before = 1;
        for (const double w : {1e-2, 1e-4, 1e-6}) {
            const double low = distance(w, w, Divergence::ForwardKl);
            const double high = distance(1 - w, w, Divergence::ReverseKl);
            QVERIFY(low < 30 * w && high < 30 * w);
            QVERIFY(low < before);
            before = low;
        }
        QVERIFY(distance(1e-6, 1e-6, Divergence::ReverseKl) > 0.1);
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
        QVERIFY(largest(fromLogits - fromLogs) < 1e-12);
    }

    void entropyEqualsPlainLoop()
    {
        const Row logits{0.5, -2, 3, never, 0};
        for (const double temperature : {0.5, 1.0, 4.0}) {
            double expected = 0;
            for (const double logP : plainLogSoftmax(logits, temperature))
                expected -= std::exp(logP) > 0 ? std::exp(logP) * logP : 0;
            QVERIFY(std::abs(entropyOfRow(logits, temperature) - expected) < 1e-12);
        }
        QCOMPARE(entropyOfRow(Row{7, 7, 7, 7}, 1), std::log(4.0));
        QCOMPARE(entropyOfRow(Row{never, 7}, 1), 0.0);
    }

    void hardTargetsAreCrossEntropyAtTheirTemperature_data()
    {
        QTest::addColumn<double>("temperature");
        QTest::addColumn<bool>("tauSquared");
        QTest::newRow("τ 1") << 1.0 << true;
        QTest::newRow("τ 2") << 2.0 << true;
        QTest::newRow("τ ½ without τ²") << 0.5 << false;
    }

    void hardTargetsAreCrossEntropyAtTheirTemperature()
    {
        QFETCH(double, temperature);
        QFETCH(bool, tauSquared);
        TermSettings term{.targets = Targets::Hard};
        term.divergence.temperature = temperature;
        term.divergence.tauSquared = tauSquared;
        const auto student = normal(4, 6, 2, 2);
        const std::vector<std::int64_t> targets{5, -100, 0, 2};
        double expected = 0;
        auto gradient = torch::zeros({4, 6}, torch::kDouble);
        const double factor = tauSquared ? temperature * temperature : 1;
        for (int n = 0; n < 4; ++n) {
            if (targets[n] < 0)
                continue;
            const Row logQ = plainLogSoftmax(rowOf(student[n]), temperature);
            expected -= factor * logQ[targets[n]];
            for (int v = 0; v < 6; ++v)
                gradient[n][v] = factor / temperature * (std::exp(logQ[v]) - (v == targets[n]));
        }
        const auto computed = throughAutograd(
            [&](const Tensor &z) { return termSum(term, {}, z, torch::tensor(targets)); }, student);
        QVERIFY(std::abs(computed.values.item<double>() - expected) < rounding);
        QVERIFY(largest(computed.gradient - gradient) < rounding);
    }

    void maskedRowsOfATermCountNothing_data() { addEveryDivergence(); }

    void maskedRowsOfATermCountNothing()
    {
        QFETCH(DivergenceSettings, divergence);
        auto teacher = normal(4, 6, 1, 2), student = normal(4, 6, 2, 2);
        teacher[1].fill_(never); // would be undefined
        student[1][0] = std::nan("");
        const std::vector<std::int64_t> targets{5, -100, 0, 2};
        const auto masked = throughAutograd(
            [&](const Tensor &z) {
                return termSum({.divergence = divergence}, teacher, z, torch::tensor(targets));
            },
            student);
        const auto rows = torch::tensor({std::int64_t(0), std::int64_t(2), std::int64_t(3)});
        const auto reference =
            inDouble(divergence, teacher.index_select(0, rows), student.index_select(0, rows));
        QVERIFY(largest(masked.values - reference.values.sum()) < rounding);
        QVERIFY(largest(masked.gradient.index_select(0, rows) - reference.gradient) < rounding);
        QCOMPARE(largest(masked.gradient[1]), 0.0);
    }

    /// KL(P_T(Y)‖P_S(Y)) = E_{Y~P_T} Σ_t KL(p_t‖q_t) and KL(P_S(Y)‖P_T(Y)) =
    /// E_{Y~P_S} Σ_t KL(q_t‖p_t): both sides by enumeration of all 3⁴ sequences of bigram models.
    void sequenceKlIsASumAlongTheFirstModelsSequences()
    {
        const Chain chain;
        const auto teacher = normal(Chain::V, Chain::V, 14, 1.5);
        const auto student = normal(Chain::V, Chain::V, 12, 1.5);
        const auto logP = chain.logsOfTokens(teacher).sum(1);
        const auto logQ = chain.logsOfTokens(student).sum(1);
        QVERIFY(std::abs(logP.exp().sum().item<double>() - 1) < 1e-12);
        const auto sum = [&](const Tensor &weights, Divergence kind) {
            return (weights * chain.along({kind}, teacher, student).sum(1)).sum().item<double>();
        };
        const double forward = (logP.exp() * (logP - logQ)).sum().item<double>();
        const double reverse = (logQ.exp() * (logQ - logP)).sum().item<double>();
        QVERIFY(std::abs(forward - reverse) > 0.1);
        QVERIFY(std::abs(sum(logP.exp(), Divergence::ForwardKl) - forward) < 1e-12);
        QVERIFY(std::abs(sum(logQ.exp(), Divergence::ReverseKl) - reverse) < 1e-12);
        // Along the other model's sequences it is another quantity.
        QVERIFY(std::abs(sum(logQ.exp(), Divergence::ForwardKl) - forward) > 0.01);
        QVERIFY(std::abs(sum(logP.exp(), Divergence::ReverseKl) - reverse) > 0.01);
    }

    /// The gradient of KL(P_S(Y)‖P_T(Y)) is that of each position's reverse KL plus the part
    /// through the sampling, Σ_t ∇log q(y_t) · Σ_{s>t} KL_s, which on-policy training leaves out.
    void onPolicyGradientLacksThePartThroughTheSampling()
    {
        const Chain chain;
        const auto teacher = normal(Chain::V, Chain::V, 14, 1.5);
        auto student = normal(Chain::V, Chain::V, 12, 1.5).requires_grad_();
        const auto gradientOf = [&](const Tensor &value) {
            return torch::autograd::grad({value}, {student})[0];
        };
        const auto logQ = chain.logsOfTokens(student);
        const auto logP = chain.logsOfTokens(teacher);
        const auto weights = logQ.sum(1).exp();
        const auto full = gradientOf((weights * (logQ.sum(1) - logP.sum(1))).sum());
        const auto divergences = chain.along({Divergence::ReverseKl}, teacher, student);
        const auto ofPositions = gradientOf((weights.detach() * divergences.sum(1)).sum());
        const auto later =
            (divergences.sum(1, true) - divergences.cumsum(1)).detach(); // Σ_{s>t} KL_s
        const auto ofSampling =
            gradientOf((weights.detach() * (chain.logsOfTokens(student) * later).sum(1)).sum());
        QVERIFY(largest(full - ofPositions - ofSampling) < 1e-12);
        QVERIFY(largest(ofSampling) > 0.01);
    }

    void teacherSampledSumConvergesToSequenceKl()
    {
        constexpr int samples = 20'000;
        const Chain chain;
        const auto teacher = normal(Chain::V, Chain::V, 14, 1.5);
        const auto student = normal(Chain::V, Chain::V, 12, 1.5);
        const auto logP = chain.logsOfTokens(teacher).sum(1);
        const auto logQ = chain.logsOfTokens(student).sum(1);
        const double exact = (logP.exp() * (logP - logQ)).sum().item<double>();

        auto generator = at::detail::createCPUGenerator(13);
        auto last = torch::zeros({samples}, torch::kLong);
        auto sums = torch::zeros({samples}, torch::kDouble);
        for (int t = 0; t < Chain::T; ++t) {
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
