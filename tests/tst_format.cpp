#include "core/plotdata/format.h"

#include <QLocale>
#include <QTest>

#include <limits>

using namespace retort;

namespace {

constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

} // namespace

/// The same texts in every language: run once in English, once in Chinese, once in German (which
/// writes "2.000" and "0,5").
class TestFormat : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data();
    void init();
    void cleanup();

    void nats_data();
    void nats();
    void counts_data();
    void counts();
    void shortNumbers_data();
    void shortNumbers();
    void durations_data();
    void durations();
    void percents_data();
    void percents();
    void weights_data();
    void weights();
    void learningRates_data();
    void learningRates();
};

void TestFormat::initTestCase_data()
{
    QTest::addColumn<QString>("locale");
    QTest::newRow("en") << "en_GB";
    QTest::newRow("zh") << "zh_CN";
    QTest::newRow("de") << "de_DE";
}

void TestFormat::init()
{
    QFETCH_GLOBAL(QString, locale);
    QLocale::setDefault(QLocale(locale));
}

void TestFormat::cleanup()
{
    QLocale::setDefault(QLocale::c());
}

namespace {

void addNumberRows(std::initializer_list<std::pair<double, const char *>> rows)
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("expected");
    for (const auto &[value, expected] : rows)
        QTest::addRow("%.17g", value) << value << QString::fromUtf8(expected);
}

} // namespace

void TestFormat::nats_data()
{
    addNumberRows({{1.354, "1.354"},
                   {0, "0.000"},
                   {-0.0001, "0.000"},
                   {-0.5, "-0.500"},
                   {0.0005, "0.001"},
                   {1234.5678, "1,234.568"},
                   {123456, "1.2e+05"},
                   {1e300, "1.0e+300"},
                   {notANumber, "—"},
                   {infinity, "—"},
                   {-infinity, "—"}});
}

void TestFormat::nats()
{
    QFETCH(double, value);
    QTEST(formatNats(value), "expected");
}

void TestFormat::counts_data()
{
    QTest::addColumn<qlonglong>("value");
    QTest::addColumn<QString>("expected");
    QTest::newRow("none") << 0ll << "0";
    QTest::newRow("below a thousand") << 812ll << "812";
    QTest::newRow("thousands") << 2000ll << "2,000";
    QTest::newRow("millions") << 1234567ll << "1,234,567";
    QTest::newRow("negative") << -2000ll << "-2,000";
    QTest::newRow("largest") << std::numeric_limits<qlonglong>::max()
                             << "9,223,372,036,854,775,807";
}

void TestFormat::counts()
{
    QFETCH(qlonglong, value);
    QTEST(formatCount(value), "expected");
}

void TestFormat::shortNumbers_data()
{
    addNumberRows({{0, "0"},
                   {12, "12"},
                   {12.34, "12.3"},
                   {812, "812"},
                   {999.4, "999"},
                   {999.6, "1.00\u2009k"},
                   {1000, "1.00\u2009k"},
                   {9500, "9.50\u2009k"},
                   {9996, "10.0\u2009k"},
                   {32000, "32.0\u2009k"},
                   {99960, "100\u2009k"},
                   {112000, "112\u2009k"},
                   {830000, "0.83\u2009M"},
                   {12500000, "12.5\u2009M"},
                   {7e8, "0.70\u2009G"},
                   {2.5e12, "2.50\u2009T"},
                   {1e16, "10,000\u2009T"},
                   {-32000, "-32.0\u2009k"},
                   {notANumber, "—"},
                   {infinity, "—"}});
}

void TestFormat::shortNumbers()
{
    QFETCH(double, value);
    QTEST(formatShort(value), "expected");
}

void TestFormat::durations_data()
{
    addNumberRows({{0, "0:00"},
                   {38, "0:38"},
                   {38.4, "0:38"},
                   {59.7, "1:00"},
                   {65, "1:05"},
                   {3599.4, "59:59"},
                   {3599.6, "1:00:00"},
                   {3725, "1:02:05"},
                   {360000, "100:00:00"},
                   {-1, "—"},
                   {1e300, "—"},
                   {notANumber, "—"},
                   {infinity, "—"}});
}

void TestFormat::durations()
{
    QFETCH(double, value);
    QTEST(formatDuration(value), "expected");
}

void TestFormat::percents_data()
{
    addNumberRows({{0.406, "40.6\u2009%"},
                   {0, "0.0\u2009%"},
                   {1, "100.0\u2009%"},
                   {-0.0001, "0.0\u2009%"},
                   {12.5, "1,250.0\u2009%"},
                   {notANumber, "—"}});
}

void TestFormat::percents()
{
    QFETCH(double, value);
    QTEST(formatPercent(value), "expected");
    if (value == 0.406)
        QCOMPARE(formatPercent(value, 0), QStringLiteral("41\u2009%"));
}

void TestFormat::weights_data()
{
    addNumberRows(
        {{0.5, "0.50"}, {0, "0.00"}, {-0.001, "0.00"}, {1.255, "1.25"}, {notANumber, "—"}});
}

void TestFormat::weights()
{
    QFETCH(double, value);
    QTEST(formatWeight(value), "expected");
}

void TestFormat::learningRates_data()
{
    addNumberRows({{3e-3, "0.0030"},
                   {1e-3, "0.0010"},
                   {0.25, "0.2500"},
                   {3e-5, "3.0e-05"},
                   {1.5e-4, "1.5e-04"},
                   {0, "0.0000"},
                   {notANumber, "—"}});
}

void TestFormat::learningRates()
{
    QFETCH(double, value);
    QTEST(formatLearningRate(value), "expected");
}

QTEST_APPLESS_MAIN(TestFormat)
#include "tst_format.moc"
