#include "widgets/inspector/flowarea.h"

#include <QScrollBar>
#include <QTest>
#include <QVBoxLayout>

using namespace retort;

namespace {

constexpr int cell = 40;

/// Cells that flow, like tokens; higher where narrower, down to a single pixel.
class Cells final : public QWidget
{
public:
    explicit Cells(int count) : m_count(count)
    {
        QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
        policy.setHeightForWidth(true);
        setSizePolicy(policy);
    }
    int heightForWidth(int width) const override
    {
        const int columns = std::max(1, width / cell);
        return (m_count + columns - 1) / columns * cell;
    }
    QSize minimumSizeHint() const override { return {cell, cell}; }
    QSize sizeHint() const override { return {10 * cell, heightForWidth(10 * cell)}; }

private:
    int m_count;
};

} // namespace

class TestFlowArea : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isAsHighAsItsContentUpToTheLimit()
    {
        QWidget page;
        auto *column = new QVBoxLayout(&page);
        auto *area = new FlowArea(new Cells(20), &page);
        area->setLimit(3 * cell);
        column->addWidget(area);
        column->addStretch(1);
        page.resize(20 * cell + 60, 600);
        page.show();
        QCOMPARE(area->height(), cell);
        QVERIFY(!area->verticalScrollBar()->isVisible());
        page.resize(5 * cell + 60, 600);
        QTRY_COMPARE(area->height(), 3 * cell);
        QVERIFY(area->verticalScrollBar()->isVisible());
    }

    /// QScrollArea's own scroll bar flips for ever at widths where it makes itself needed.
    void noWidthMakesTheScrollBarFlip_data()
    {
        QTest::addColumn<bool>("limited");
        QTest::newRow("up to a limit") << true;
        QTest::newRow("of any height") << false;
    }
    void noWidthMakesTheScrollBarFlip()
    {
        QFETCH(bool, limited);
        QWidget page;
        auto *column = new QVBoxLayout(&page);
        auto *cells = new Cells(57);
        QScrollArea *area = limited ? new FlowArea(cells, &page) : makeScrollArea(cells, &page);
        if (limited)
            static_cast<FlowArea *>(area)->setLimit(4 * cell);
        column->addWidget(area);
        page.show();
        for (int width = 200; width < 900; ++width) {
            page.resize(width, 4 * cell + 30);
            QCoreApplication::processEvents();
            QCOMPARE(cells->width(), area->viewport()->width());
            QCOMPARE(area->verticalScrollBar()->isVisible(),
                     cells->heightForWidth(area->width()) > area->height());
        }
    }
};

QTEST_MAIN(TestFlowArea)
#include "tst_flowarea.moc"
