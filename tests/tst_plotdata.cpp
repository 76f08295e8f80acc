#include "core/plotdata/decimation.h"
#include "core/plotdata/labels.h"
#include "core/plotdata/smoothing.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

using namespace retort;

namespace {

constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

using Numbers = QList<double>;

bool isNear(double a, double b)
{
    return (std::isnan(a) && std::isnan(b)) || a == b || std::abs(a - b) < 1e-9;
}

std::vector<PlotPoint> wave(std::size_t count)
{
    std::vector<PlotPoint> points(count);
    for (std::size_t i = 0; i < count; ++i)
        points[i] = {double(i), std::sin(0.37 * double(i))};
    return points;
}

} // namespace

class TestPlotData : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fewPointsComeBackUnchanged();
    void everyColumnKeepsItsExtremes_data();
    void everyColumnKeepsItsExtremes();
    void singleSpikeSurvives();
    void lineGoesOnToTheEdges();
    void gapsAreNoExtremes();
    void emptyRangeGivesNothing();
    void pointsAtOnePlaceAreThinned();

    void smoothingFollowsTensorBoard_data();
    void smoothingFollowsTensorBoard();
    void smoothingKeepsConstants();

    void labelsAreSpread_data();
    void labelsAreSpread();
    void spreadIsTheNearestPossible();
};

void TestPlotData::fewPointsComeBackUnchanged()
{
    const auto points = wave(40);
    QVERIFY(decimated(points, 0, 40, 10) == points);
    QVERIFY(decimated(points, 10, 20, 10) == points);
    QVERIFY(decimated({}, 0, 1, 10).empty());
}

void TestPlotData::everyColumnKeepsItsExtremes_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<double>("from");
    QTest::addColumn<double>("to");
    QTest::addColumn<int>("columns");
    QTest::newRow("all of it") << 10000 << 0.0 << 10000.0 << 300;
    QTest::newRow("a part") << 10000 << 2500.5 << 7000.25 << 113;
    QTest::newRow("one column") << 1000 << 0.0 << 1000.0 << 1;
    QTest::newRow("beyond the data") << 1000 << -500.0 << 2000.0 << 20;
    QTest::newRow("columns that do not divide it") << 997 << 0.0 << 997.0 << 7;
}

void TestPlotData::everyColumnKeepsItsExtremes()
{
    QFETCH(int, count);
    QFETCH(double, from);
    QFETCH(double, to);
    QFETCH(int, columns);
    const auto points = wave(std::size_t(count));
    const auto kept = decimated(points, from, to, std::size_t(columns));
    QVERIFY(std::ranges::is_sorted(kept, {}, &PlotPoint::x));
    QVERIFY(kept.size() <= 4 * std::size_t(columns) + 2);
    for (int column = 0; column < columns; ++column) {
        const double left = from + (to - from) / columns * column;
        const double right =
            column + 1 == columns ? to : from + (to - from) / columns * (column + 1);
        const auto inside = [&](const std::vector<PlotPoint> &all) {
            std::vector<PlotPoint> found;
            std::ranges::copy_if(all, std::back_inserter(found), [&](const PlotPoint &point) {
                return point.x >= left && point.x < right;
            });
            return found;
        };
        const auto before = inside(points);
        const auto after = inside(kept);
        QCOMPARE(after.empty(), before.empty());
        if (before.empty())
            continue;
        QVERIFY(after.size() <= 4);
        QVERIFY(after.front() == before.front());
        QVERIFY(after.back() == before.back());
        QCOMPARE(std::ranges::min(after, {}, &PlotPoint::y).y,
                 std::ranges::min(before, {}, &PlotPoint::y).y);
        QCOMPARE(std::ranges::max(after, {}, &PlotPoint::y).y,
                 std::ranges::max(before, {}, &PlotPoint::y).y);
    }
}

void TestPlotData::singleSpikeSurvives()
{
    std::vector<PlotPoint> points(100000);
    for (std::size_t i = 0; i < points.size(); ++i)
        points[i] = {double(i), 1};
    points[54321].y = 99;
    const auto kept = decimated(points, 0, 100000, 500);
    QVERIFY(kept.size() < 2100);
    QVERIFY(std::ranges::count(kept, points[54321]) == 1);
}

void TestPlotData::lineGoesOnToTheEdges()
{
    const auto points = wave(1000);
    const auto kept = decimated(points, 100.5, 200, 5);
    QCOMPARE(kept.front().x, 100.0); // the nearest before
    QCOMPARE(kept.at(1).x, 101.0);
    QCOMPARE(kept.back().x, 200.0); // the nearest from `to` on
    QCOMPARE(decimated(points, 0, 999, 10).back().x, 999.0);
}

void TestPlotData::gapsAreNoExtremes()
{
    auto points = wave(1000);
    points[500].y = notANumber;
    points[510].y = infinity;
    points[3].y = 7;
    const auto kept = decimated(points, 0, 1000, 1);
    QCOMPARE(kept.size(), 4u);
    QVERIFY(kept[1] == points[3]);
    for (PlotPoint &point : points)
        point.y = notANumber;
    QCOMPARE(decimated(points, 0, 1000, 1).size(), 2u);
}

void TestPlotData::emptyRangeGivesNothing()
{
    const auto points = wave(100);
    QVERIFY(decimated(points, 5, 5, 10).empty());
    QVERIFY(decimated(points, 6, 5, 10).empty());
    QVERIFY(decimated(points, notANumber, 5, 10).empty());
    QVERIFY(decimated(points, 0, 100, 0).empty());
}

void TestPlotData::pointsAtOnePlaceAreThinned()
{
    std::vector<PlotPoint> points(1000, PlotPoint{5, 1});
    points[400].y = -2;
    points[600].y = 3;
    const auto kept = decimated(points, 0, 10, 10);
    QCOMPARE(kept.size(), 4u);
    QCOMPARE(kept[1].y, -2.0);
    QCOMPARE(kept[2].y, 3.0);
}

void TestPlotData::smoothingFollowsTensorBoard_data()
{
    QTest::addColumn<Numbers>("values");
    QTest::addColumn<double>("smoothing");
    QTest::addColumn<Numbers>("expected");
    QTest::newRow("nothing") << Numbers{} << 0.9 << Numbers{};
    QTest::newRow("off") << Numbers{3, 1, 4} << 0.0 << Numbers{3, 1, 4};
    QTest::newRow("first value stays") << Numbers{8} << 0.9 << Numbers{8};
    // w = 0.5: (0.5·2) / 0.5; (0.5·1 + 0.5·4) / 0.75; (0.5·2.5 + 0.5·10) / 0.875
    QTest::newRow("half") << Numbers{2, 4, 10} << 0.5 << Numbers{2, 2.5 / 0.75, 6.25 / 0.875};
    QTest::newRow("not a number is passed through")
        << Numbers{2, notANumber, 4, infinity, 10} << 0.5
        << Numbers{2, notANumber, 2.5 / 0.75, infinity, 6.25 / 0.875};
    QTest::newRow("only gaps") << Numbers{notANumber, notANumber} << 0.5
                               << Numbers{notANumber, notANumber};
    QTest::newRow("negative is off") << Numbers{1, 2} << -1.0 << Numbers{1, 2};
}

void TestPlotData::smoothingFollowsTensorBoard()
{
    QFETCH(Numbers, values);
    QFETCH(double, smoothing);
    QFETCH(Numbers, expected);
    const auto result = smoothed(std::vector<double>(values.begin(), values.end()), smoothing);
    QCOMPARE(qsizetype(result.size()), expected.size());
    QVERIFY(std::ranges::equal(result, expected, isNear));
}

void TestPlotData::smoothingKeepsConstants()
{
    for (const double value : smoothed(std::vector<double>(1000, 1.25), 0.99))
        QVERIFY(isNear(value, 1.25));
    for (const double value : smoothed(std::vector<double>{5, 6}, 1.0))
        QVERIFY(value >= 5 && value <= 6);
}

void TestPlotData::labelsAreSpread_data()
{
    QTest::addColumn<Numbers>("wanted");
    QTest::addColumn<double>("gap");
    QTest::addColumn<Numbers>("expected");
    // Within 0 … 100.
    QTest::newRow("none") << Numbers{} << 15.0 << Numbers{};
    QTest::newRow("one") << Numbers{42} << 15.0 << Numbers{42};
    QTest::newRow("far apart") << Numbers{10, 40, 90} << 15.0 << Numbers{10, 40, 90};
    QTest::newRow("two at one place") << Numbers{50, 50} << 10.0 << Numbers{45, 55};
    QTest::newRow("order is kept, not sorted") << Numbers{52, 50} << 10.0 << Numbers{56, 46};
    QTest::newRow("pushed down from the top") << Numbers{0, 1, 2} << 10.0 << Numbers{0, 10, 20};
    QTest::newRow("pushed up from the bottom") << Numbers{99, 100} << 10.0 << Numbers{90, 100};
    QTest::newRow("outside") << Numbers{-50, 500} << 10.0 << Numbers{0, 100};
    QTest::newRow("too many") << Numbers{50, 50, 50, 50, 50} << 40.0 << Numbers{0, 25, 50, 75, 100};
    QTest::newRow("not a number goes down") << Numbers{notANumber, 20} << 10.0 << Numbers{100, 20};
    QTest::newRow("a cluster moves a far one")
        << Numbers{50, 50, 50, 62} << 10.0 << Numbers{38, 48, 58, 68};
}

void TestPlotData::labelsAreSpread()
{
    QFETCH(Numbers, wanted);
    QFETCH(double, gap);
    QFETCH(Numbers, expected);
    const std::vector<double> wishes(wanted.begin(), wanted.end());
    const auto placed = spreadLabels(wishes, gap, 0, 100);
    QCOMPARE(qsizetype(placed.size()), expected.size());
    for (std::size_t i = 0; i < placed.size(); ++i)
        QVERIFY2(isNear(placed[i], expected[qsizetype(i)]), qPrintable(QString::number(placed[i])));
}

/// No small move of one label, or of two that touch, brings them nearer to their wishes.
void TestPlotData::spreadIsTheNearestPossible()
{
    const std::vector<double> wanted{12, 14, 15, 40, 41, 90, 93, 97};
    constexpr double gap = 9;
    const auto placed = spreadLabels(wanted, gap, 0, 100);
    const auto cost = [&](const std::vector<double> &centres) {
        double sum = 0;
        for (std::size_t i = 0; i < wanted.size(); ++i)
            sum += (centres[i] - wanted[i]) * (centres[i] - wanted[i]);
        return sum;
    };
    const auto allowed = [&](const std::vector<double> &centres) {
        for (std::size_t i = 1; i < centres.size(); ++i) {
            if (centres[i] - centres[i - 1] < gap - 1e-9)
                return false;
        }
        return centres.front() >= 0 && centres.back() <= 100;
    };
    QVERIFY(allowed(placed));
    for (std::size_t first = 0; first < placed.size(); ++first) {
        for (std::size_t last = first; last < placed.size(); ++last) {
            for (const double move : {-0.01, 0.01}) {
                auto moved = placed;
                for (std::size_t i = first; i <= last; ++i)
                    moved[i] += move;
                QVERIFY(!allowed(moved) || cost(moved) >= cost(placed) - 1e-9);
            }
        }
    }
}

QTEST_APPLESS_MAIN(TestPlotData)
#include "tst_plotdata.moc"
