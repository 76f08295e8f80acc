#include "widgets/common/theme.h"
#include "widgets/inspector/flowarea.h"
#include "widgets/inspector/tokenstrip.h"

#include <QSignalSpy>
#include <QTest>

using namespace retort;

namespace {

std::vector<TokenCell> cells(int count)
{
    std::vector<TokenCell> result;
    for (int i = 0; i < count; ++i)
        result.push_back({QStringLiteral("word%1").arg(i), QStringLiteral("0.5"),
                          QColor(200, 40, 40), QStringLiteral("word %1").arg(i)});
    return result;
}

} // namespace

class TokenStripTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(false); }

    void wrapsIntoRowsWithoutOverlap()
    {
        TokenStrip strip;
        strip.resize(300, 400);
        strip.setCells(cells(12));
        for (int i = 0; i < strip.count(); ++i) {
            QVERIFY(QRect(0, 0, 300, 400).contains(strip.cellRect(i)));
            for (int j = 0; j < i; ++j)
                QVERIFY(!strip.cellRect(i).intersects(strip.cellRect(j)));
        }
        QVERIFY(strip.cellRect(11).top() > strip.cellRect(0).top());
        QVERIFY(strip.heightForWidth(300) >= strip.cellRect(11).bottom());
    }

    void narrowerIsHigher()
    {
        TokenStrip strip;
        strip.setCells(cells(30));
        QVERIFY(strip.heightForWidth(200) > strip.heightForWidth(400));
        QVERIFY(strip.heightForWidth(400) > strip.heightForWidth(4000));
    }

    void clickSelects()
    {
        TokenStrip strip;
        strip.resize(300, 300);
        strip.setCells(cells(12));
        strip.show();
        QSignalSpy spy(&strip, &TokenStrip::selectionChanged);
        QTest::mouseClick(&strip, Qt::LeftButton, {}, strip.cellRect(7).center());
        QCOMPARE(spy.size(), 1);
        QCOMPARE(spy.front().front().toInt(), 7);
        QCOMPARE(strip.selected(), 7);
        QCOMPARE(strip.accessibleDescription(), QStringLiteral("word 7"));
        QTest::mouseClick(&strip, Qt::LeftButton, {}, strip.cellRect(7).center());
        QCOMPARE(spy.size(), 1); // nothing changed
    }

    void keysMoveTheSelection_data()
    {
        QTest::addColumn<int>("start");
        QTest::addColumn<int>("key");
        QTest::addColumn<int>("expected");
        QTest::newRow("right") << 3 << int(Qt::Key_Right) << 4;
        QTest::newRow("left") << 3 << int(Qt::Key_Left) << 2;
        QTest::newRow("left at the beginning") << 0 << int(Qt::Key_Left) << 0;
        QTest::newRow("right at the end") << 11 << int(Qt::Key_Right) << 11;
        QTest::newRow("home") << 5 << int(Qt::Key_Home) << 0;
        QTest::newRow("end") << 5 << int(Qt::Key_End) << 11;
        QTest::newRow("first key without a selection") << -1 << int(Qt::Key_Right) << 0;
    }

    void keysMoveTheSelection()
    {
        QFETCH(int, start);
        QFETCH(int, key);
        QFETCH(int, expected);
        TokenStrip strip;
        strip.resize(300, 300);
        strip.setCells(cells(12));
        strip.setSelected(start);
        QTest::keyClick(&strip, Qt::Key(key));
        QCOMPARE(strip.selected(), expected);
    }

    void upAndDownStayInTheColumn()
    {
        TokenStrip strip;
        strip.resize(300, 300);
        strip.setCells(cells(12));
        strip.setSelected(1);
        QTest::keyClick(&strip, Qt::Key_Down);
        const QRect below = strip.cellRect(strip.selected());
        QVERIFY(below.top() > strip.cellRect(1).top());
        QVERIFY(qAbs(below.center().x() - strip.cellRect(1).center().x()) < below.width());
        QTest::keyClick(&strip, Qt::Key_Up);
        QCOMPARE(strip.cellRect(strip.selected()).top(), strip.cellRect(1).top());
    }

    void returnActivates()
    {
        TokenStrip strip;
        strip.setCells(cells(3));
        strip.setSelected(2);
        QSignalSpy spy(&strip, &TokenStrip::activated);
        QTest::keyClick(&strip, Qt::Key_Return);
        QCOMPARE(spy.size(), 1);
        QCOMPARE(spy.front().front().toInt(), 2);
    }

    void fewerCellsDropTheSelection()
    {
        TokenStrip strip;
        strip.setCells(cells(12));
        strip.setSelected(11);
        strip.setCells(cells(12));
        QCOMPARE(strip.selected(), 11);
        strip.setCells(cells(5));
        QCOMPARE(strip.selected(), -1);
        strip.setSelected(17);
        QCOMPARE(strip.selected(), -1);
    }

    void paintsFillsAndPlainText()
    {
        TokenStrip strip;
        strip.resize(300, 60);
        std::vector<TokenCell> two = cells(2);
        two[1].fill = QColor(); // a prompt
        strip.setCells(two);
        const QImage image = strip.grab().toImage();
        const auto corner = [&](int i) { return strip.cellRect(i).topLeft() + QPoint(4, 4); };
        QCOMPARE(image.pixelColor(corner(0)), QColor(200, 40, 40));
        QVERIFY(image.pixelColor(corner(1)) != QColor(200, 40, 40));
    }

    void areaIsAsHighAsItsRowsUpToALimit()
    {
        auto *strip = new TokenStrip;
        FlowArea area(strip);
        area.resize(300, 50);
        area.show();
        strip->setCells(cells(3));
        area.setLimit(1000);
        const int oneRow = area.height();
        strip->setCells(cells(30));
        QTRY_VERIFY(area.height() > 3 * oneRow);
        area.setLimit(2 * oneRow);
        QCOMPARE(area.height(), 2 * oneRow);
    }
};

QTEST_MAIN(TokenStripTest)
#include "tst_tokenstrip.moc"
