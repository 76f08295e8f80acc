// What the terms are made of as values: when two are one, what they weigh, how knobs move.

#include "core/engine/objective/terms.h"

#include <QtTest>

#include <cmath>
#include <numbers>

using namespace retort;

namespace {

ObjectiveSettings asPrinted()
{
    ObjectiveSettings printed;
    printed.sequence.prefixes = PrefixSource::Data;
    return printed;
}

/// A change to one of the terms, or to both.
ObjectiveSettings changed(const std::function<void(TermSettings &)> &change, bool both = false)
{
    ObjectiveSettings objective = asPrinted();
    change(objective.token);
    if (both)
        change(objective.sequence);
    return objective;
}

} // namespace

class TestTerms : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void divergencesHaveNames()
    {
        QCOMPARE(divergenceNames().size(), std::size_t(7));
        for (const auto &[name, divergence] : divergenceNames()) {
            QCOMPARE(divergenceNamed(name), std::optional(divergence));
            QCOMPARE(toString(divergence), name);
        }
        QVERIFY(!divergenceNamed("kl"));
        QVERIFY(!divergenceNamed(""));
    }

    void termsCoincideExactlyWhenEqual_data()
    {
        QTest::addColumn<ObjectiveSettings>("objective");
        QTest::addColumn<bool>("coincide");
        QTest::newRow("default") << ObjectiveSettings() << false;
        QTest::newRow("as printed") << asPrinted() << true;
        const auto add = [](const char *name, bool coincide, bool both,
                            const std::function<void(TermSettings &)> &change) {
            QTest::newRow(name) << changed(change, both) << coincide;
        };
        add("τ² at τ = 1", true, false, [](auto &term) { term.divergence.tauSquared = false; });
        add("another temperature", false, false, [](auto &t) { t.divergence.temperature = 2; });
        add("the same temperature", true, true, [](auto &t) { t.divergence.temperature = 2; });
        auto factor = changed([](auto &t) { t.divergence.temperature = 2; }, true);
        factor.token.divergence.tauSquared = false;
        QTest::newRow("τ² at τ = 2") << factor << false;
        add("another divergence", false, false,
            [](auto &t) { t.divergence.kind = Divergence::ReverseKl; });
        add("a weight that has no part in it", true, false,
            [](auto &t) { t.divergence.weight = 0.1; });
        add("a skew that has no part in it", true, false, [](auto &t) { t.divergence.skew = 0.3; });
        auto shannon =
            changed([](auto &t) { t.divergence.kind = Divergence::JensenShannon; }, true);
        QTest::newRow("Jensen–Shannon twice") << shannon << true;
        shannon.token.divergence.weight = 0.4;
        QTest::newRow("another weight") << shannon << false;
        auto skewed =
            changed([](auto &t) { t.divergence.kind = Divergence::SkewedReverseKl; }, true);
        skewed.token.divergence.weight = 0.4;
        QTest::newRow("a weight beside a skew") << skewed << true;
        skewed.token.divergence.skew = 0.2;
        QTest::newRow("another skew") << skewed << false;
        add("other prefixes", false, false, [](auto &t) { t.prefixes = PrefixSource::Mixed; });
        add("both along mixed prefixes", true, true,
            [](auto &t) { t.prefixes = PrefixSource::Mixed; });
        add("beams are not samples", false, false,
            [](auto &t) { t.prefixes = PrefixSource::TeacherBeam; });
        add("other targets", false, false, [](auto &t) { t.targets = Targets::Hard; });
        add("hard targets twice", true, true, [](auto &t) { t.targets = Targets::Hard; });
        add("another reduction", false, false,
            [](auto &t) { t.reduction = Reduction::SequenceSum; });
        add("the objective's reduction by name", true, false,
            [](auto &t) { t.reduction = Reduction::TokenMean; });
    }

    void termsCoincideExactlyWhenEqual()
    {
        QFETCH(ObjectiveSettings, objective);
        QFETCH(bool, coincide);
        QCOMPARE(termsCoincide(objective), coincide);
        std::swap(objective.sequence, objective.token);
        QCOMPARE(termsCoincide(objective), coincide);
    }

    void aTermsReductionIsWeighedAgainstTheObjectives_data()
    {
        QTest::addColumn<Reduction>("all");
        QTest::addColumn<std::optional<Reduction>>("own");
        QTest::addColumn<double>("factor");
        const auto mean = Reduction::TokenMean, sum = Reduction::SequenceSum;
        const std::optional<Reduction> none, ownMean = mean, ownSum = sum;
        QTest::newRow("mean, none of its own") << mean << none << 1.0;
        QTest::newRow("mean, mean") << mean << ownMean << 1.0;
        QTest::newRow("mean, sum") << mean << ownSum << 20.0;
        QTest::newRow("sum, none of its own") << sum << none << 1.0;
        QTest::newRow("sum, sum") << sum << ownSum << 1.0;
        QTest::newRow("sum, mean") << sum << ownMean << 0.05;
    }

    void aTermsReductionIsWeighedAgainstTheObjectives()
    {
        QFETCH(Reduction, all);
        QFETCH(std::optional<Reduction>, own);
        QFETCH(double, factor);
        ObjectiveSettings objective;
        objective.reduction = all;
        objective.token.reduction = own;
        QCOMPARE(reductionFactor(objective, objective.token, 20), factor);
        QCOMPARE(reductionFactor(objective, objective.sequence, 20), 1.0);
    }

    void sourcesAreFoundInEitherTerm()
    {
        ObjectiveSettings objective = asPrinted();
        QVERIFY(runsAlong(objective, PrefixSource::Data));
        QVERIFY(!usesGenerated(objective));
        for (const auto source : {PrefixSource::Teacher, PrefixSource::TeacherBeam,
                                  PrefixSource::Student, PrefixSource::Mixed}) {
            for (const auto term : {&ObjectiveSettings::sequence, &ObjectiveSettings::token}) {
                objective = asPrinted();
                QVERIFY(!runsAlong(objective, source));
                (objective.*term).prefixes = source;
                QVERIFY(runsAlong(objective, source));
                QVERIFY(usesGenerated(objective));
            }
        }
    }

    void coursesGoFromBeginToEnd_data()
    {
        QTest::addColumn<CourseKind>("kind");
        QTest::addColumn<double>("quarter");
        QTest::addColumn<double>("middle");
        QTest::addColumn<double>("threeQuarters");
        QTest::addColumn<double>("end");
        const double slow = (1 - std::cos(std::numbers::pi / 4)) / 2;
        QTest::newRow("constant") << CourseKind::Constant << 0.0 << 0.0 << 0.0 << 0.0;
        QTest::newRow("linear") << CourseKind::Linear << 0.25 << 0.5 << 0.75 << 1.0;
        QTest::newRow("cosine") << CourseKind::Cosine << slow << 0.5 << 1 - slow << 1.0;
        QTest::newRow("steps") << CourseKind::Steps << 0.25 << 0.5 << 0.75 << 1.0;
        QTest::newRow("adaptive") << CourseKind::Adaptive << 0.0 << 0.0 << 0.0 << 0.0;
    }

    /// Shares of the way from 0.1 to 0.7, which no binary number is.
    void coursesGoFromBeginToEnd()
    {
        QFETCH(CourseKind, kind);
        QFETCH(double, quarter);
        QFETCH(double, middle);
        QFETCH(double, threeQuarters);
        QFETCH(double, end);
        constexpr double from = 0.1, to = 0.7;
        const Course within{.kind = kind, .end = to, .first = 100, .last = 300};
        const auto at = [&](std::int64_t done) { return valueAfter(within, from, done, 1000); };
        const auto way = [&](double share) { return from + (to - from) * share; };
        QCOMPARE(at(0), from);
        QCOMPARE(at(99), from);
        QCOMPARE(at(100), from);
        QVERIFY(std::abs(at(150) - way(quarter)) < 1e-12);
        QVERIFY(std::abs(at(200) - way(middle)) < 1e-12);
        QVERIFY(std::abs(at(250) - way(threeQuarters)) < 1e-12);
        const bool moves = end == 1;
        QVERIFY(at(300) == (moves ? to : from));
        QVERIFY(at(999) == (moves ? to : from));
        const Course whole{.kind = kind, .end = to};
        QVERIFY(valueAfter(whole, from, 0, 401) == from);
        QVERIFY(std::abs(valueAfter(whole, from, 200, 401) - way(middle)) < 1e-12);
        QVERIFY(valueAfter(whole, from, 400, 401) == (moves ? to : from));
        for (std::int64_t done = 0; done < 400; ++done) // also downwards, and without turning
            QVERIFY(valueAfter(Course{.kind = kind, .end = -to}, from, done + 1, 401)
                    <= valueAfter(Course{.kind = kind, .end = -to}, from, done, 401));
    }

    void stairsAreEqualAndOnTime()
    {
        const Course four{.kind = CourseKind::Steps, .end = 1, .last = 8, .stairs = 4};
        const std::vector<double> expected{0, 0, .25, .25, .5, .5, .75, .75, 1, 1};
        for (std::size_t done = 0; done < expected.size(); ++done)
            QCOMPARE(valueAfter(four, 0, std::int64_t(done), 100), expected[done]);
        // 0.29 · 100 is less than 29 in double precision.
        const Course hundred{.kind = CourseKind::Steps, .end = 100, .last = 100, .stairs = 100};
        for (int done = 0; done <= 100; ++done)
            QCOMPARE(valueAfter(hundred, 0, done, 1000), double(done));
        const Course one{.kind = CourseKind::Steps, .end = 1, .last = 8, .stairs = 1};
        QCOMPARE(valueAfter(one, 0, 7, 100), 0.0);
        QCOMPARE(valueAfter(one, 0, 8, 100), 1.0);
    }

    void shortRunsHaveCoursesToo()
    {
        const Course course{.kind = CourseKind::Linear, .end = 1};
        QCOMPARE(valueAfter(course, 0, 0, 1), 0.0);
        QCOMPARE(valueAfter(course, 0, 1, 2), 1.0);
        const Course late{.kind = CourseKind::Linear, .end = 1, .first = 50};
        QCOMPARE(valueAfter(late, 0, 9, 10), 0.0);
    }

    void eachKnobHasItsCourse()
    {
        ObjectiveSettings objective;
        objective.alpha = 0;
        objective.beta = 2;
        objective.studentShare = 0.5;
        objective.sequence.divergence.temperature = 3;
        objective.token.divergence.temperature = 1;
        const auto linear = [](double end) {
            return Course{.kind = CourseKind::Linear, .end = end, .last = 10};
        };
        objective.courses = {linear(1), linear(0), linear(5), linear(1)};
        QCOMPARE(objectiveAfter(objective, 0, 100), objective);
        ObjectiveSettings middle = objective;
        middle.alpha = 0.5;
        middle.beta = 1;
        middle.sequence.divergence.temperature = 4;
        middle.token.divergence.temperature = 3;
        middle.studentShare = 0.75;
        QCOMPARE(objectiveAfter(objective, 5, 100), middle);
        ObjectiveSettings end = objective;
        end.alpha = 1;
        end.beta = 0;
        end.sequence.divergence.temperature = end.token.divergence.temperature = 5;
        end.studentShare = 1;
        QCOMPARE(objectiveAfter(objective, 10, 100), end);
        objective.courses = {};
        QCOMPARE(objectiveAfter(objective, 50, 100), objective);
    }
};

QTEST_GUILESS_MAIN(TestTerms)
#include "tst_terms.moc"
