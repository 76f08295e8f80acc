#include "core/engine/objective/fusedhead/fusedhead.h"
#include "core/engine/objective/rowobjective.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <thread>
#include <vector>

using namespace retort;

Q_DECLARE_METATYPE(retort::InstructionSet)

namespace {

using Floats = std::vector<float>;
using Doubles = std::vector<double>;

constexpr double tolerance = 1e-5;
constexpr std::int64_t masked = -100;
constexpr auto never = -std::numeric_limits<float>::infinity();

Floats normal(std::int64_t count, float deviation, unsigned seed)
{
    std::mt19937 generator(seed);
    std::normal_distribution<float> distribution(0, deviation);
    Floats values(count);
    for (auto &value : values)
        value = distribution(generator);
    return values;
}

struct Problem
{
    std::int64_t rows, vocabulary, studentWidth, teacherWidth;
    Floats studentHidden, studentHead, teacherHidden, teacherHead, teacherLogits;
    std::vector<std::int64_t> labels;
    double crossEntropyScale = 0.25;
    std::vector<FusedTerm> terms;
    std::size_t memoryLimit = std::size_t(64) << 20;

    FusedHeadInput input() const
    {
        return {.rows = rows,
                .vocabulary = vocabulary,
                .studentWidth = studentWidth,
                .teacherWidth = teacherWidth,
                .studentHidden = studentHidden.data(),
                .studentHead = studentHead.data(),
                .teacherHidden = teacherHidden.data(),
                .teacherHead = teacherHead.data(),
                .teacherLogits = teacherLogits.empty() ? nullptr : teacherLogits.data(),
                .labels = labels.data(),
                .crossEntropyScale = crossEntropyScale,
                .terms = terms,
                .memoryLimit = memoryLimit};
    }
};

/// Student and teacher with logits of different spread, every fifth position masked.
Problem makeProblem(std::int64_t rows, std::int64_t vocabulary, std::int64_t studentWidth,
                    std::int64_t teacherWidth)
{
    const auto headOf = [&](std::int64_t width, float deviation, unsigned seed) {
        return normal(vocabulary * width, deviation / std::sqrt(float(width)), seed);
    };
    Problem problem{rows,
                    vocabulary,
                    studentWidth,
                    teacherWidth,
                    normal(rows * studentWidth, 1, 1),
                    headOf(studentWidth, 1.5F, 2),
                    normal(rows * teacherWidth, 1, 3),
                    headOf(teacherWidth, 2.5F, 4),
                    {},
                    {},
                    0.25,
                    {}};
    std::mt19937 generator(5);
    for (std::int64_t n = 0; n < rows; ++n)
        problem.labels.push_back(
            n % 5 == 4 ? masked : std::int64_t(generator() % std::uint64_t(vocabulary)));
    return problem;
}

FusedTerm termOf(Divergence kind, double temperature = 1, double scale = 0.75)
{
    return {.divergence = {.kind = kind, .weight = 0.3, .skew = 0.2, .temperature = temperature},
            .scale = scale};
}

struct Outcome
{
    FusedHeadValues values;
    Doubles hidden, head; ///< [N, Cs], [V, Cs]
};

Doubles logitsOfRow(const Floats &hidden, const Floats &head, std::int64_t row,
                    std::int64_t vocabulary, std::int64_t width)
{
    Doubles logits(vocabulary);
    for (std::int64_t v = 0; v < vocabulary; ++v)
        for (std::int64_t c = 0; c < width; ++c)
            logits[v] += double(hidden[row * width + c]) * double(head[v * width + c]);
    return logits;
}

/// By definition, in double.
Outcome expectedOf(const Problem &problem)
{
    const auto [rows, vocabulary, width] =
        std::tuple(problem.rows, problem.vocabulary, problem.studentWidth);
    Outcome outcome{{}, Doubles(rows * width), Doubles(vocabulary * width)};
    Doubles part(vocabulary);
    for (std::int64_t n = 0; n < rows; ++n) {
        if (problem.labels[n] == masked)
            continue;
        ++outcome.values.rows;
        const auto label = std::size_t(problem.labels[n]);
        const Doubles student =
            logitsOfRow(problem.studentHidden, problem.studentHead, n, vocabulary, width);
        Doubles gradient(vocabulary);
        const auto add = [&](double scale) {
            for (std::int64_t v = 0; v < vocabulary; ++v)
                gradient[v] += scale == 0 ? 0 : scale * part[v];
        };
        outcome.values.crossEntropy += crossEntropyOfRow(student, label, part);
        add(problem.crossEntropyScale);
        for (std::size_t k = 0; k < problem.terms.size(); ++k) {
            const FusedTerm &term = problem.terms[k];
            const double tau = term.divergence.temperature, factor = term.divergence.factor();
            if (term.hardTargets) {
                Doubles softened = student;
                for (auto &logit : softened)
                    logit /= tau;
                outcome.values.divergences[k] += factor * crossEntropyOfRow(softened, label, part);
                add(term.scale * factor / tau);
                continue;
            }
            const Doubles teacher =
                problem.teacherLogits.empty()
                    ? logitsOfRow(problem.teacherHidden, problem.teacherHead, n, vocabulary,
                                  problem.teacherWidth)
                    : Doubles(problem.teacherLogits.begin() + n * vocabulary,
                              problem.teacherLogits.begin() + (n + 1) * vocabulary);
            outcome.values.divergences[k] +=
                divergenceOfRow(term.divergence, teacher, student, part);
            add(term.scale);
        }
        for (std::int64_t v = 0; v < vocabulary; ++v) {
            for (std::int64_t c = 0; c < width; ++c) {
                outcome.hidden[n * width + c] +=
                    gradient[v] * double(problem.studentHead[v * width + c]);
                outcome.head[v * width + c] +=
                    gradient[v] * double(problem.studentHidden[n * width + c]);
            }
        }
    }
    return outcome;
}

Outcome run(FusedHead &head, const Problem &problem)
{
    // What was there before must not show in the hidden gradient.
    Floats hidden(problem.rows * problem.studentWidth, 99.0F);
    Floats gradient(problem.vocabulary * problem.studentWidth);
    const auto values = head.run(problem.input(), {hidden.data(), gradient.data()});
    return {values, {hidden.begin(), hidden.end()}, {gradient.begin(), gradient.end()}};
}

Outcome run(const Problem &problem, InstructionSet set = fastestInstructionSet(), int threads = 1)
{
    FusedHead head(threads, set);
    return run(head, problem);
}

double largest(const Doubles &values, std::int64_t first, std::int64_t count)
{
    double most = 0;
    for (std::int64_t i = first; i < first + count; ++i)
        most = std::max(most, std::abs(values[i]));
    return most;
}

/// The largest error of a span of entries, as a share of the largest entry there.
bool entriesAgree(const Doubles &actual, const Doubles &expected, std::int64_t first,
                  std::int64_t count, double share, const char *what)
{
    constexpr double nothing = 1e-6; // of entries that are zero in theory
    const double limit = std::max(nothing, share * largest(expected, first, count));
    for (std::int64_t i = first; i < first + count; ++i) {
        if (!(std::abs(actual[i] - expected[i]) <= limit)) {
            qWarning("%s [%lld]: %.9g instead of %.9g, largest %.3g", what, (long long)i, actual[i],
                     expected[i], largest(expected, first, count));
            return false;
        }
    }
    return true;
}

bool valuesAgree(double actual, double expected, std::int64_t rows, const char *what)
{
    if (std::isinf(expected) && actual == expected)
        return true;
    constexpr double nothing = 1e-6; // nats a position
    if (std::abs(actual - expected) <= tolerance * std::abs(expected) + nothing * double(rows))
        return true;
    qWarning("%s: %.9g instead of %.9g", what, actual, expected);
    return false;
}

bool agree(const Outcome &actual, const Outcome &expected, const Problem &problem,
           double share = tolerance)
{
    bool good = actual.values.rows == expected.values.rows;
    good &= valuesAgree(actual.values.crossEntropy, expected.values.crossEntropy,
                        expected.values.rows, "cross-entropy");
    for (std::size_t k = 0; k < problem.terms.size(); ++k)
        good &= valuesAgree(actual.values.divergences[k], expected.values.divergences[k],
                            expected.values.rows, "divergence");
    for (std::int64_t n = 0; n < problem.rows; ++n)
        good = good
               && entriesAgree(actual.hidden, expected.hidden, n * problem.studentWidth,
                               problem.studentWidth, share, "hidden gradient");
    return good
           && entriesAgree(actual.head, expected.head, 0, std::int64_t(expected.head.size()), share,
                           "head gradient");
}

bool same(const Outcome &a, const Outcome &b)
{
    return a.values.crossEntropy == b.values.crossEntropy
           && a.values.divergences == b.values.divergences && a.hidden == b.hidden
           && a.head == b.head;
}

void addInstructionSets()
{
    QTest::addColumn<InstructionSet>("set");
    for (const auto set : supportedInstructionSets())
        QTest::newRow(toString(set).data()) << set;
}

/// Calls add(row name, set) for each set and name.
template <typename Add>
void forEachSet(const std::string &name, Add add)
{
    for (const auto set : supportedInstructionSets())
        add((name + ", " + std::string(toString(set))).c_str(), set);
}

/// Small enough for groups of positions; large enough for slices of the vocabulary.
Problem groupedProblem()
{
    return makeProblem(401, 214, 33, 65);
}

Problem slicedProblem()
{
    return makeProblem(150, 5011, 64, 48);
}

} // namespace

class TestFusedHead : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equalsTheDefinitions_data()
    {
        QTest::addColumn<InstructionSet>("set");
        QTest::addColumn<int>("kind");
        QTest::addColumn<double>("temperature");
        for (const auto &[name, kind] : divergenceNames())
            for (const double temperature : {1.0, 0.7, 2.5})
                forEachSet(name + " at " + std::to_string(temperature),
                           [&](const char *row, InstructionSet set) {
                               QTest::newRow(row) << set << int(kind) << temperature;
                           });
    }

    void equalsTheDefinitions()
    {
        QFETCH(InstructionSet, set);
        QFETCH(int, kind);
        QFETCH(double, temperature);
        Problem problem = makeProblem(45, 257, 24, 40);
        problem.terms = {termOf(Divergence(kind), temperature)};
        QVERIFY(agree(run(problem, set), expectedOf(problem), problem));
    }

    void takesAnyShape_data()
    {
        QTest::addColumn<InstructionSet>("set");
        QTest::addColumn<std::vector<std::int64_t>>("shape");
        const std::vector<std::vector<std::int64_t>> shapes{
            {1, 1, 1, 1},       {3, 2, 3, 1},         {1, 83, 32, 3},    {7, 84, 48, 128},
            {31, 85, 1, 48},    {33, 257, 128, 256},  {65, 83, 256, 32}, {200, 84, 32, 48},
            {129, 4100, 65, 3}, {130, 1030, 256, 33}, {3, 50257, 32, 48}};
        for (const auto &shape : shapes) {
            std::string name;
            for (const auto size : shape)
                name += (name.empty() ? "" : " x ") + std::to_string(size);
            forEachSet(name, [&](const char *row, InstructionSet set) {
                QTest::newRow(row) << set << shape;
            });
        }
    }

    void takesAnyShape()
    {
        QFETCH(InstructionSet, set);
        QFETCH(std::vector<std::int64_t>, shape);
        Problem problem = makeProblem(shape[0], shape[1], shape[2], shape[3]);
        for (const auto kind : {Divergence::ForwardKl, Divergence::JensenShannon}) {
            problem.terms = {termOf(kind)};
            QVERIFY(agree(run(problem, set, 2), expectedOf(problem), problem));
        }
    }

    void joinsTwoTerms_data() { addInstructionSets(); }

    void joinsTwoTerms()
    {
        QFETCH(InstructionSet, set);
        Problem problem = groupedProblem();
        const FusedTerm hard{.divergence = {.temperature = 3}, .hardTargets = true, .scale = 0.5};
        const FusedTerm plainHard{.divergence = {}, .hardTargets = true, .scale = 0.5};
        FusedTerm unscaled = termOf(Divergence::JensenShannon, 1, 0);
        FusedTerm untimed = termOf(Divergence::ReverseKl, 2);
        untimed.divergence.tauSquared = false;
        const std::vector<std::vector<FusedTerm>> cases{
            {},
            {hard},
            {plainHard},
            {unscaled},
            {hard, termOf(Divergence::ForwardKl)},
            {termOf(Divergence::ForwardKl, 2), termOf(Divergence::ReverseKl)},
            {termOf(Divergence::JensenShannon, 2), termOf(Divergence::TotalVariation, 4)},
            {termOf(Divergence::ReverseKl, 2), termOf(Divergence::SymmetricKl, 2)},
            {termOf(Divergence::SkewedForwardKl), termOf(Divergence::SkewedReverseKl)},
            {unscaled, plainHard},
            {untimed, unscaled},
        };
        for (const auto &terms : cases) {
            for (const double scale : {0.0, 0.25}) {
                problem.terms = terms;
                problem.crossEntropyScale = scale;
                QVERIFY(agree(run(problem, set), expectedOf(problem), problem));
            }
        }
    }

    void skewOfNothingIsThePlainDivergence_data() { addInstructionSets(); }

    void skewOfNothingIsThePlainDivergence()
    {
        QFETCH(InstructionSet, set);
        Problem problem = makeProblem(20, 100, 16, 16);
        for (const auto kind : {Divergence::SkewedForwardKl, Divergence::SkewedReverseKl}) {
            problem.terms = {termOf(kind)};
            problem.terms[0].divergence.skew = 0;
            QVERIFY(agree(run(problem, set), expectedOf(problem), problem));
        }
    }

    void takesGivenLogits_data() { takesTokensRuledOut_data(); }

    void takesGivenLogits()
    {
        QFETCH(InstructionSet, set);
        QFETCH(int, kind);
        Problem problem = makeProblem(37, 300, 24, 0);
        problem.teacherLogits = normal(37 * 300, 2, 7);
        problem.terms = {termOf(Divergence(kind))};
        QVERIFY(agree(run(problem, set), expectedOf(problem), problem));
    }

    void takesTokensRuledOut_data()
    {
        QTest::addColumn<InstructionSet>("set");
        QTest::addColumn<int>("kind");
        for (const auto &[name, kind] : divergenceNames())
            forEachSet(name, [&](const char *row, InstructionSet set) {
                QTest::newRow(row) << set << int(kind);
            });
    }

    void takesTokensRuledOut()
    {
        QFETCH(InstructionSet, set);
        QFETCH(int, kind);
        Problem problem = makeProblem(37, 300, 24, 0);
        problem.teacherLogits = normal(37 * 300, 2, 7);
        for (std::int64_t n = 0; n < 37; ++n) // a whole block of some, single tokens of others
            for (std::int64_t v = 0; v < 300; ++v)
                if (n % 2 == 0 ? v < 100 : v % 7 == 3)
                    problem.teacherLogits[n * 300 + v] = never;
        problem.terms = {termOf(Divergence(kind))};
        const Outcome actual = run(problem, set), expected = expectedOf(problem);
        if (std::isfinite(expected.values.divergences[0]))
            QVERIFY(agree(actual, expected, problem));
        else
            QCOMPARE(actual.values.divergences[0], expected.values.divergences[0]);
    }

    void takesExtremeLogits_data() { takesTokensRuledOut_data(); }

    void takesExtremeLogits()
    {
        QFETCH(InstructionSet, set);
        QFETCH(int, kind);
        // One-hot hidden states choose a column of the heads, so that float's logits are exact.
        Problem problem = makeProblem(12, 170, 4, 4);
        std::ranges::fill(problem.studentHidden, 0.0F);
        std::ranges::fill(problem.teacherHidden, 0.0F);
        for (int n = 0; n < 12; ++n) {
            problem.studentHidden[n * 4 + n % 4] = 1;
            problem.teacherHidden[n * 4 + (n / 4 + n) % 4] = 1;
        }
        for (int v = 0; v < 170; ++v) {
            for (auto *head : {&problem.studentHead, &problem.teacherHead}) {
                (*head)[v * 4] = v % 2 == 0 ? 1e4F : -1e4F;
                (*head)[v * 4 + 1] = v == 90 ? 1e4F : 0;
                (*head)[v * 4 + 2] = v == 3 ? -1e4F : 1e4F - float(v) / 16;
            }
        }
        problem.terms = {termOf(Divergence(kind))};
        // Of a log-ratio of 2e4 float keeps the third place after the point, and weights of 1e4
        // show the fourth.
        const bool ratio =
            kind == int(Divergence::ReverseKl) || kind == int(Divergence::SymmetricKl);
        QVERIFY(agree(run(problem, set), expectedOf(problem), problem, ratio ? 1e-2 : tolerance));
    }

    void isNothingWhereStudentEqualsTeacher_data() { takesTokensRuledOut_data(); }

    void isNothingWhereStudentEqualsTeacher()
    {
        QFETCH(InstructionSet, set);
        QFETCH(int, kind);
        Problem problem = makeProblem(40, 500, 32, 32);
        problem.teacherHidden = problem.studentHidden;
        problem.teacherHead = problem.studentHead;
        problem.crossEntropyScale = 0;
        problem.terms = {termOf(Divergence(kind), 1, 1)};
        const Outcome outcome = run(problem, set);
        QVERIFY(outcome.values.divergences[0] >= 0);
        QVERIFY(outcome.values.divergences[0] < 1e-9);
        QVERIFY(largest(outcome.hidden, 0, std::ssize(outcome.hidden)) < 1e-6);
        QVERIFY(largest(outcome.head, 0, std::ssize(outcome.head)) < 1e-6);
    }

    void countsNoMaskedPosition_data() { addInstructionSets(); }

    void countsNoMaskedPosition()
    {
        QFETCH(InstructionSet, set);
        Problem problem = groupedProblem();
        problem.terms = {termOf(Divergence::ForwardKl)};
        std::ranges::fill(problem.labels, masked);
        const Outcome none = run(problem, set);
        QCOMPARE(none.values.rows, 0);
        QCOMPARE(none.values.crossEntropy, 0.0);
        QCOMPARE(none.values.divergences[0], 0.0);
        QCOMPARE(largest(none.hidden, 0, std::ssize(none.hidden)), 0.0);
        QCOMPARE(largest(none.head, 0, std::ssize(none.head)), 0.0);

        problem.labels[137] = 5;
        problem.studentHidden[138 * problem.studentWidth] =
            std::numeric_limits<float>::quiet_NaN(); // masked: nobody looks
        QVERIFY(agree(run(problem, set), expectedOf(problem), problem));
    }

    void showsNotANumber_data() { takesTokensRuledOut_data(); }

    void showsNotANumber()
    {
        QFETCH(InstructionSet, set);
        QFETCH(int, kind);
        Problem problem = makeProblem(40, 500, 32, 32);
        problem.terms = {termOf(Divergence(kind))};
        problem.studentHead[350 * 32 + 7] = std::numeric_limits<float>::quiet_NaN();
        const Outcome outcome = run(problem, set);
        QVERIFY(std::isnan(outcome.values.crossEntropy));
        QVERIFY(std::isnan(outcome.values.divergences[0]));
        QVERIFY(std::isnan(outcome.hidden[0]));
        QVERIFY(std::isnan(outcome.head[0]));
    }

    void isTheSameForAnyThreadsAndMemory_data()
    {
        QTest::addColumn<InstructionSet>("set");
        QTest::addColumn<bool>("sliced");
        QTest::addColumn<int>("kind");
        for (const auto &[name, kind] : divergenceNames()) {
            forEachSet(name, [&, kind = kind](const char *row, InstructionSet set) {
                QTest::addRow("groups, %s", row) << set << false << int(kind);
                QTest::addRow("slices, %s", row) << set << true << int(kind);
            });
        }
    }

    void isTheSameForAnyThreadsAndMemory()
    {
        QFETCH(InstructionSet, set);
        QFETCH(bool, sliced);
        QFETCH(int, kind);
        Problem problem = sliced ? slicedProblem() : groupedProblem();
        problem.terms = {termOf(Divergence(kind))};
        const Outcome once = run(problem, set);
        for (const int threads : {2, 3, 8}) {
            FusedHead head(threads, set);
            for (int repetition = 0; repetition < 5; ++repetition)
                QVERIFY(same(run(head, problem), once));
        }
        for (const std::size_t limit :
             {std::size_t(0), std::size_t(1) << 20, std::size_t(5) << 20}) {
            problem.memoryLimit = limit;
            QVERIFY(same(run(problem, set, 2), once));
        }
    }

    void servesSeveralCallersAtOnce()
    {
        Problem problem = groupedProblem();
        problem.terms = {termOf(Divergence::JensenShannon)};
        const Outcome expected = run(problem);
        std::vector<char> good(4);
        std::vector<std::thread> callers;
        for (std::size_t i = 0; i < good.size(); ++i) {
            callers.emplace_back([&, i] {
                FusedHead head(1);
                good[i] = 1;
                for (int repetition = 0; repetition < 5; ++repetition)
                    good[i] &= char(same(run(head, problem), expected));
            });
        }
        for (auto &caller : callers)
            caller.join();
        QVERIFY(std::ranges::all_of(good, [](char one) { return one == 1; }));
    }

    void staysWithinItsMemory_data()
    {
        QTest::addColumn<InstructionSet>("set");
        QTest::addColumn<std::int64_t>("rows");
        QTest::addColumn<std::int64_t>("vocabulary");
        QTest::addColumn<std::int64_t>("mebibytes");
        for (const auto set : supportedInstructionSets()) {
            const auto *name = toString(set).data();
            QTest::addRow("GPT-2's, %s", name) << set << 70L << 50257L << 64L;
            QTest::addRow("GPT-2's in little, %s", name) << set << 70L << 50257L << 12L;
            QTest::addRow("256 k, %s", name) << set << 33L << 262144L << 32L;
            QTest::addRow("small, %s", name) << set << 600L << 256L << 16L;
        }
    }

    void staysWithinItsMemory()
    {
        QFETCH(InstructionSet, set);
        QFETCH(std::int64_t, rows);
        QFETCH(std::int64_t, vocabulary);
        QFETCH(std::int64_t, mebibytes);
        Problem problem = makeProblem(rows, vocabulary, 16, 8);
        problem.terms = {termOf(Divergence::ForwardKl)};
        problem.memoryLimit = std::size_t(mebibytes) << 20;
        FusedHead head(2, set);
        QVERIFY(agree(run(head, problem), expectedOf(problem), problem));
        QVERIFY(head.bytes() <= problem.memoryLimit);
        QVERIFY(head.bytes() > 0);
    }

    void givesMemoryBack()
    {
        Problem problem = makeProblem(130, 20000, 16, 8);
        problem.terms = {termOf(Divergence::ForwardKl)};
        FusedHead head(1);
        run(head, problem);
        const std::size_t before = head.bytes();
        problem.memoryLimit = before / 2;
        run(head, problem);
        QVERIFY(head.bytes() <= before / 2);
    }

    void addsToTheHeadGradient_data() { isTheSameForAnyThreadsAndMemory_data(); }

    void addsToTheHeadGradient()
    {
        QFETCH(InstructionSet, set);
        QFETCH(bool, sliced);
        Problem problem = sliced ? slicedProblem() : groupedProblem();
        problem.terms = {termOf(Divergence::ForwardKl)};
        const Outcome once = run(problem, set);
        FusedHead head(2, set);
        Floats gradient(problem.vocabulary * problem.studentWidth, 0.5F);
        head.run(problem.input(), {nullptr, gradient.data()});
        const double limit = tolerance * (0.5 + largest(once.head, 0, std::ssize(once.head)));
        for (std::size_t i = 0; i < gradient.size(); ++i)
            QVERIFY(std::abs(double(gradient[i]) - 0.5 - once.head[i]) < limit);
    }

    void valuesNeedNoGradients_data() { takesTokensRuledOut_data(); }

    void valuesNeedNoGradients()
    {
        QFETCH(InstructionSet, set);
        QFETCH(int, kind);
        for (Problem problem : {groupedProblem(), slicedProblem()}) {
            problem.terms = {termOf(Divergence(kind))};
            const Outcome full = run(problem, set);
            FusedHead head(2, set);
            const FusedHeadValues values = head.run(problem.input());
            QCOMPARE(values.crossEntropy, full.values.crossEntropy);
            QCOMPARE(values.divergences[0], full.values.divergences[0]);
            Floats hidden(problem.rows * problem.studentWidth);
            head.run(problem.input(), {hidden.data(), nullptr});
            QVERIFY(Doubles(hidden.begin(), hidden.end()) == full.hidden);
        }
    }

    void gradientsFollowTheValues_data() { takesTokensRuledOut_data(); }

    void gradientsFollowTheValues()
    {
        QFETCH(InstructionSet, set);
        QFETCH(int, kind);
        if (Divergence(kind) == Divergence::TotalVariation)
            QSKIP("It has kinks.");
        Problem problem = makeProblem(4, 19, 3, 5);
        problem.terms = {termOf(Divergence(kind), 1.5)};
        FusedHead head(1, set);
        const auto loss = [&] {
            const FusedHeadValues values = head.run(problem.input());
            return problem.crossEntropyScale * values.crossEntropy
                   + problem.terms[0].scale * values.divergences[0];
        };
        const Outcome outcome = run(head, problem);
        const auto check = [&](Floats &variables, const Doubles &gradient) {
            for (std::size_t i = 0; i < variables.size(); ++i) {
                constexpr float step = 1.0F / 128;
                const float before = variables[i];
                variables[i] = before + step;
                const double up = loss();
                variables[i] = before - step;
                const double down = loss();
                variables[i] = before;
                if (!(std::abs((up - down) / (2 * double(step)) - gradient[i]) < 1e-3))
                    return false;
            }
            return true;
        };
        QVERIFY(check(problem.studentHidden, outcome.hidden));
        QVERIFY(check(problem.studentHead, outcome.head));
    }
};

QTEST_GUILESS_MAIN(TestFusedHead)
#include "tst_fusedhead.moc"
