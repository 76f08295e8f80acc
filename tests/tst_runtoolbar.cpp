// What the toolbar says of a run, and that it says it in any width.

#include "app/runtoolbar.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"

#include <QTest>

using namespace retort;

namespace {

RunView finishedRun(const QString &name)
{
    RunView view;
    view.phase = RunPhase::Finished;
    view.name = name;
    view.run = {4};
    view.step = view.steps = 900;
    view.seconds = 64;
    view.evaluation.emplace();
    view.evaluation->klToTeacher = 1.919;
    return view;
}

} // namespace

class TestRunToolbar : public QObject
{
    Q_OBJECT

private:
    static ElidedLabel *label(RunToolbar &toolbar, const char *name)
    {
        return toolbar.findChild<ElidedLabel *>(QLatin1String(name));
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(false); }

    void aLongNameWidensNothing()
    {
        RunToolbar toolbar;
        toolbar.show(finishedRun(QStringLiteral("short")), true);
        const int width = toolbar.minimumSizeHint().width();
        const QString name = QStringLiteral("a name of very many words ").repeated(12);
        toolbar.show(finishedRun(name), true);
        QVERIFY(toolbar.minimumSizeHint().width() <= width + 40);
        toolbar.resize(1280, toolbar.height());
        toolbar.show();
        QCOMPARE(label(toolbar, "runName")->text(), name);
        QVERIFY(label(toolbar, "runName")->shown().size() < name.size());
        QCOMPARE(label(toolbar, "progressText")->shown(),
                 QStringLiteral("KL to the teacher 1.919 nats/token"));
    }

    void theResultIsTheLastToBeCut()
    {
        RunToolbar toolbar;
        toolbar.show(finishedRun(QStringLiteral("First distillation")), true);
        toolbar.resize(1800, toolbar.height());
        toolbar.show();
        auto *words = label(toolbar, "progressText");
        QCOMPARE(words->shown(), words->text());
        toolbar.resize(1180, toolbar.height());
        QCOMPARE(words->shown(), QStringLiteral("KL to the teacher 1.919 nats/token"));
    }
};

QTEST_MAIN(TestRunToolbar)
#include "tst_runtoolbar.moc"
