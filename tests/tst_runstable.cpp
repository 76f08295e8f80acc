// The table of runs on its own.

#include "widgets/common/theme.h"
#include "widgets/runs/runstable.h"

#include <QTest>

using namespace retort;

class TestRunsTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(false); }

    void saysThatNothingMatches()
    {
        RunTableModel model;
        RunsProxy proxy(model);
        RunsTable table(proxy, nullptr);
        QVERIFY(table.emptySentence().isEmpty()); // the page says what to do
        RunSummary run;
        run.id = {1};
        run.name = "first";
        model.update({run});
        QVERIFY(table.emptySentence().isEmpty());
        table.resize(600, 200);
        table.show();
        proxy.setFilter(RunFilter::parse(QStringLiteral("second")));
        const QImage empty = table.viewport()->grab().toImage();
        QVERIFY(table.emptySentence().contains(QStringLiteral("filter")));
        bool drawn = false;
        const QColor panel = Theme::of(&table).panel;
        for (int x = 0; x < empty.width() && !drawn; ++x)
            for (int y = 0; y < empty.height(); ++y)
                drawn |= empty.pixelColor(x, y) != panel;
        QVERIFY(drawn);
    }
};

QTEST_MAIN(TestRunsTable)
#include "tst_runstable.moc"
