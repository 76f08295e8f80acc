// The page of stored runs as a person uses it, on a real store in a temporary folder.

#include "storefixture.h"

#include "core/tables/runtablemodel.h"
#include "core/tables/settingsdiffmodel.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/curves/plotcanvas.h"
#include "widgets/runs/runactions.h"
#include "widgets/runs/runfilter.h"
#include "widgets/runs/runspage.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QHeaderView>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace retort;
using namespace retort::testing;

namespace {

using Column = RunTableModel::Column;

/// Answers as it was told to, and remembers what it was asked.
class Answers final : public Dialogs
{
public:
    bool confirm(QWidget *, const QString &, const QString &sentence, const QString &) override
    {
        asked = sentence;
        return confirmed;
    }
    QString saveFile(QWidget *, const QString &, const QString &proposed, const QString &) override
    {
        asked = proposed;
        return file;
    }
    QString openFolder(QWidget *, const QString &) override { return folder; }
    std::optional<QString> text(QWidget *, const QString &, const QString &, const QString &initial,
                                bool) override
    {
        asked = initial;
        return typed;
    }

    bool confirmed = true;
    QString file, folder, asked;
    std::optional<QString> typed;
};

RunSummary makeSummary()
{
    RunSummary run;
    run.id = RunId{12};
    run.name = QStringLiteral("First distillation");
    run.status = RunStatus::Finished;
    run.alpha = 0.5;
    run.beta = 0.8;
    run.student = QStringLiteral("2 × 48");
    run.parameters = 70'000;
    run.step = run.steps = 2000;
    run.crossEntropy = 1.4;
    run.tags = {QStringLiteral("best"), QStringLiteral("small one")};
    run.notes = QStringLiteral("Looks promising");
    run.starred = true;
    return run;
}

} // namespace

class TestRunsPage : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<StoreFolder> m_folder;
    std::unique_ptr<RunStore> m_store;
    std::unique_ptr<Answers> m_answers;
    std::unique_ptr<RunsPage> m_page;

    RunId addRun(const std::string &name, double alpha, std::int64_t steps,
                 OutcomeStatus status = OutcomeStatus::Finished)
    {
        Experiment experiment = exampleExperiment(name);
        experiment.objective.alpha = alpha;
        auto writer = RunWriter::begin(m_folder->file(), experiment);
        if (!writer)
            qFatal("%s", writer.error().message().c_str());
        RunFacts facts;
        facts.totalSteps = 2000;
        (*writer)->onStarted(facts);
        for (std::int64_t step = 1; step <= steps; ++step) {
            StepMetrics metrics = metricsAt(step);
            metrics.alpha = alpha;
            (*writer)->onStep(metrics);
            if (step % 10 == 0)
                (*writer)->onEvaluation(evaluationAt(step));
        }
        Outcome outcome;
        outcome.status = status;
        outcome.steps = steps;
        if (!(*writer)->end(outcome))
            qFatal("The run could not be ended.");
        return (*writer)->run();
    }

    QTableView *table() { return m_page->findChild<QTableView *>(QStringLiteral("runsTable")); }
    int rowOf(const QString &name)
    {
        for (int row = 0; row < table()->model()->rowCount(); ++row)
            if (table()->model()->index(row, int(Column::Name)).data().toString() == name)
                return row;
        return -1;
    }
    QModelIndex cell(const QString &name, Column column)
    {
        return table()->model()->index(rowOf(name), int(column));
    }
    void click(const QModelIndex &index)
    {
        QTest::mouseClick(table()->viewport(), Qt::LeftButton, {},
                          table()->visualRect(index).center());
    }
    void choose(const QStringList &names)
    {
        table()->clearSelection();
        for (const QString &name : names)
            table()->selectionModel()->select(
                cell(name, Column::Name), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    }
    QAction *action(const char *name) { return m_page->findChild<QAction *>(QLatin1String(name)); }
    QString subtitle()
    {
        return table()
            ->parentWidget()
            ->findChild<QLabel *>(QStringLiteral("panelSubtitle"))
            ->text();
    }
    RunSummary stored(RunId run) { return m_store->run(run).value(); }

    RunId m_first, m_second, m_stopped;

private Q_SLOTS:
    void initTestCase() { applyTheme(false); }

    void init()
    {
        m_folder = std::make_unique<StoreFolder>();
        m_first = addRun("First", 0.3, 100);
        m_second = addRun("Second", 0.7, 60);
        m_stopped = addRun("Stopped early", 0.5, 30, OutcomeStatus::Stopped);
        auto store = RunStore::open(m_folder->file());
        QVERIFY(bool(store));
        m_store = std::move(*store);
        m_answers = std::make_unique<Answers>();
        m_page = std::make_unique<RunsPage>(*m_store, *m_answers);
        m_page->resize(1300, 800);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    }
    void cleanup()
    {
        m_page.reset();
        m_store.reset();
    }

    void filterUnderstands_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("matches");
        QTest::newRow("nothing") << "" << true;
        QTest::newRow("word of the name") << "distill" << true;
        QTest::newRow("word of a tag") << "BEST" << true;
        QTest::newRow("word of the notes") << "promising" << true;
        QTest::newRow("both words") << "first promising" << true;
        QTest::newRow("one word missing") << "first second" << false;
        QTest::newRow("or") << "second or first" << true;
        QTest::newRow("quoted words") << "\"small one\"" << true;
        QTest::newRow("number") << "alpha>=0.5" << true;
        QTest::newRow("number with blanks") << "alpha > 0.5" << false;
        QTest::newRow("key of the file") << "student.layers <= 2 and not archived" << true;
        QTest::newRow("sign") << "β = 0.8" << true;
        QTest::newRow("thousands") << "parameters < 71k" << true;
        QTest::newRow("unknown figure") << "kl < 5" << false;
        QTest::newRow("status") << "status:finished" << true;
        QTest::newRow("other status") << "status:running" << false;
        QTest::newRow("tag") << "tag = best" << true;
        QTest::newRow("part of a tag is not the tag") << "tag = small" << false;
        QTest::newRow("starred") << "starred" << true;
        QTest::newRow("brackets") << "not (beta < 0.5 or alpha < 0.5)" << true;
        QTest::newRow("and binds closer") << "second and first or best" << true;
    }
    void filterUnderstands()
    {
        QFETCH(QString, text);
        QFETCH(bool, matches);
        const RunFilter filter = RunFilter::parse(text);
        QVERIFY2(filter.problem().isEmpty(), qPrintable(filter.problem()));
        QCOMPARE(filter.matches(makeSummary()), matches);
    }

    void filterSaysWhatIsWrong_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("says");
        QTest::newRow("no value") << "alpha >="
                                  << "alpha";
        QTest::newRow("no number") << "alpha > much"
                                   << "much";
        QTest::newRow("unknown key") << "gamma > 1"
                                     << "gamma";
        QTest::newRow("text compared by size") << "name > a"
                                               << "name";
        QTest::newRow("open bracket") << "(alpha > 1"
                                      << "bracket";
        QTest::newRow("closing bracket") << "alpha > 1)"
                                         << "bracket";
        QTest::newRow("nothing after not") << "not"
                                           << "missing";
        QTest::newRow("nested without end") << QString(100'000, u'(') << "brackets";
        QTest::newRow("not without end") << QStringLiteral("not ").repeated(100'000) << "missing";
    }
    void filterSaysWhatIsWrong()
    {
        QFETCH(QString, text);
        QFETCH(QString, says);
        const RunFilter filter = RunFilter::parse(text);
        QVERIFY2(filter.problem().contains(says), qPrintable(filter.problem()));
        QVERIFY(filter.matches(makeSummary()));
    }

    void showsStoredRunsNewestFirst()
    {
        QAbstractItemModelTester tester(table()->model());
        QCOMPARE(table()->model()->rowCount(), 3);
        QCOMPARE(rowOf(QStringLiteral("Stopped early")), 0);
        QCOMPARE(cell(QStringLiteral("First"), Column::Alpha).data().toString(),
                 QStringLiteral("0.30"));
        QCOMPARE(subtitle(), QStringLiteral("3 of 3 shown"));
    }

    void filtersAndSaysHowManyAreShown()
    {
        auto *filter = m_page->findChild<QLineEdit *>(QStringLiteral("filter"));
        QTest::keyClicks(filter, QStringLiteral("alpha >= 0.5"));
        QCOMPARE(table()->model()->rowCount(), 2);
        QCOMPARE(subtitle(), QStringLiteral("2 of 3 shown"));
        QVERIFY(!filter->property("wrong").toBool());
        // Half an expression leaves the table as it is, and says why.
        filter->setText(QStringLiteral("alpha >= 0.5 and steps >"));
        QCOMPARE(table()->model()->rowCount(), 2);
        QVERIFY(filter->property("wrong").toBool());
        QVERIFY(filter->toolTip().contains(QStringLiteral("steps")));
        filter->clear();
        QCOMPARE(table()->model()->rowCount(), 3);
    }

    void sortsByNumbers()
    {
        table()->sortByColumn(int(Column::Alpha), Qt::AscendingOrder);
        QCOMPARE(rowOf(QStringLiteral("First")), 0);
        table()->sortByColumn(int(Column::Steps), Qt::AscendingOrder);
        QCOMPARE(rowOf(QStringLiteral("Stopped early")), 0);
        table()->sortByColumn(int(Column::Steps), Qt::DescendingOrder);
        QCOMPARE(rowOf(QStringLiteral("First")), 0);
    }

    void columnsCanBeHidden()
    {
        auto *menu = m_page->findChild<QPushButton *>(QStringLiteral("columns"))->menu();
        for (QAction *column : menu->actions())
            if (column->data().toInt() == int(Column::Beta))
                column->trigger();
        QVERIFY(table()->isColumnHidden(int(Column::Beta)));
        QVERIFY(!table()->isColumnHidden(int(Column::Alpha)));
    }

    void tickedRunsAreCompared()
    {
        auto *diff = m_page->findChild<QTableView *>(QStringLiteral("settingsDiff"));
        QVERIFY(!diff->isVisible());
        click(cell(QStringLiteral("Second"), Column::Selected));
        table()->setCurrentIndex(cell(QStringLiteral("First"), Column::Name));
        QTest::keyClick(table(), Qt::Key_Space);
        QCOMPARE(subtitle(), QStringLiteral("3 of 3 shown, 2 compared"));
        // In the order of ticking, each in its colour, in table, plot and headings.
        auto *canvas = m_page->findChild<PlotCanvas *>();
        const Theme theme = Theme::of(m_page.get());
        QCOMPARE(canvas->curves().size(), std::size_t(2));
        QCOMPARE(canvas->curves()[0].name.plain(), QStringLiteral("Second"));
        QCOMPARE(canvas->curves()[1].colour, theme.runs[1]);
        QCOMPARE(canvas->curves()[0].line->size(), std::size_t(6));
        const QRect tick = table()->visualRect(cell(QStringLiteral("First"), Column::Selected));
        const QImage image = table()->viewport()->grab(tick).toImage();
        QCOMPARE(image.pixelColor(image.width() / 2 - 5, image.height() / 2 - 5), theme.runs[1]);
        QVERIFY(diff->isVisible());
        QCOMPARE(diff->model()->headerData(0, Qt::Horizontal).toString(), QStringLiteral("Second"));
        QCOMPARE(diff->model()->headerData(0, Qt::Vertical).toString(), QStringLiteral("α"));
        QCOMPARE(diff->model()->index(0, 0).data().toString(), QStringLiteral("0.70"));
        QTest::keyClick(table(), Qt::Key_Space);
        QCOMPARE(canvas->curves().size(), std::size_t(1));
        QVERIFY(!diff->isVisible());
    }

    void seriesCanBeChosen()
    {
        click(cell(QStringLiteral("First"), Column::Selected));
        auto *series = m_page->findChild<QComboBox *>(QStringLiteral("series"));
        auto *canvas = m_page->findChild<PlotCanvas *>();
        // All ticked runs have a teacher, so the distance to it is proposed.
        QCOMPARE(series->currentText(), QStringLiteral("KL to teacher"));
        QCOMPARE(canvas->curves().front().line->back().y, evaluationAt(100).klToTeacher.value());
        series->setCurrentIndex(series->findText(QStringLiteral("total")));
        QCOMPARE(canvas->curves().front().line->size(), std::size_t(100));
        QCOMPARE(canvas->curves().front().line->back().y, metricsAt(100).total);
    }

    void starsAndRenamesInPlace()
    {
        click(cell(QStringLiteral("First"), Column::Star));
        QVERIFY(stored(m_first).starred);
        click(cell(QStringLiteral("First"), Column::Star));
        QVERIFY(!stored(m_first).starred);
        choose({QStringLiteral("First")});
        action("rename")->trigger();
        auto *editor = table()->viewport()->findChild<QLineEdit *>();
        QVERIFY(editor);
        editor->setText(QStringLiteral("Renamed"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(stored(m_first).name, QStringLiteral("Renamed"));
        QTRY_VERIFY(rowOf(QStringLiteral("Renamed")) >= 0);
    }

    void tagsAndNotesAreEdited()
    {
        choose({QStringLiteral("First"), QStringLiteral("Second")});
        m_answers->typed = QStringLiteral(" best,small  one, best,, ");
        action("editTags")->trigger();
        const QStringList tags{QStringLiteral("best"), QStringLiteral("small one")};
        QCOMPARE(stored(m_first).tags, tags);
        QCOMPARE(stored(m_second).tags, tags);
        QVERIFY(!action("editNotes")->isEnabled());
        choose({QStringLiteral("First")});
        m_answers->typed = QStringLiteral("Two\nlines");
        action("editNotes")->trigger();
        QCOMPARE(stored(m_first).notes, QStringLiteral("Two\nlines"));
        m_answers->typed.reset();
        action("editTags")->trigger();
        QCOMPARE(m_answers->asked, QStringLiteral("best, small one"));
        QCOMPARE(stored(m_first).tags, tags);
    }

    void archivedRunsAreShownWhenAskedFor()
    {
        choose({QStringLiteral("First")});
        action("archive")->trigger();
        QVERIFY(stored(m_first).archived);
        QCOMPARE(rowOf(QStringLiteral("First")), -1);
        action("showArchived")->trigger();
        QVERIFY(rowOf(QStringLiteral("First")) >= 0);
        action("showArchived")->trigger();
        m_page->findChild<QLineEdit *>(QStringLiteral("filter"))
            ->setText(QStringLiteral("archived"));
        QCOMPARE(table()->model()->rowCount(), 1);
        // Whoever is sent here from elsewhere finds the run.
        m_page->findChild<QLineEdit *>(QStringLiteral("filter"))->setText(QStringLiteral("Second"));
        m_page->selectRun(m_first);
        QVERIFY(table()->selectionModel()->isRowSelected(rowOf(QStringLiteral("First"))));
    }

    void deletingAsksFirst()
    {
        choose({QStringLiteral("First"), QStringLiteral("Second")});
        m_answers->confirmed = false;
        action("delete")->trigger();
        QVERIFY2(m_answers->asked.contains(u'2'), qPrintable(m_answers->asked));
        QCOMPARE(table()->model()->rowCount(), 3);
        m_answers->confirmed = true;
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_Delete);
        QCOMPARE(table()->model()->rowCount(), 1);
        QCOMPARE(m_store->runs()->size(), std::size_t(1));
    }

    void theEmptyPageSaysWhatToDo()
    {
        choose(
            {QStringLiteral("First"), QStringLiteral("Second"), QStringLiteral("Stopped early")});
        action("delete")->trigger();
        QVERIFY(!table()->isVisible());
        EmptyState *shown = nullptr;
        for (auto *empty : m_page->findChildren<EmptyState *>())
            if (empty->isVisible())
                shown = empty;
        QVERIFY(shown);
        QSignalSpy started(m_page.get(), &RunsPage::startRequested);
        QTest::mouseClick(shown->findChild<QAbstractButton *>(), Qt::LeftButton);
        QCOMPARE(started.count(), 1);
    }

    void actionsFitTheRuns()
    {
        auto *resume = m_page->findChild<QPushButton *>(QStringLiteral("resumeButton"));
        table()->clearSelection();
        QVERIFY(!resume->isEnabled());
        QVERIFY(!action("delete")->isEnabled());
        choose({QStringLiteral("First")});
        QVERIFY(!resume->isEnabled()); // it has finished
        choose({QStringLiteral("Stopped early")});
        QVERIFY(resume->isEnabled());
        QSignalSpy resumed(m_page.get(), &RunsPage::resumeRequested);
        QTest::mouseClick(resume, Qt::LeftButton);
        QCOMPARE(resumed.count(), 1);
        QCOMPARE(resumed.first().first().value<RunId>(), m_stopped);
        const std::pair<const char *, void (RunsPage::*)(RunId)> signalsOf[] = {
            {"openInBench", &RunsPage::openInBenchRequested},
            {"openInTokens", &RunsPage::openInTokensRequested},
            {"useAsTeacher", &RunsPage::useAsTeacherRequested},
            {"copyExperiment", &RunsPage::copyExperimentRequested}};
        for (const auto &[name, signal] : signalsOf) {
            QSignalSpy spy(m_page.get(), signal);
            action(name)->trigger();
            QCOMPARE(spy.count(), 1);
            QCOMPARE(spy.first().first().value<RunId>(), m_stopped);
        }
        choose({QStringLiteral("First"), QStringLiteral("Second")});
        QVERIFY(!action("openInBench")->isEnabled());
        QVERIFY(action("delete")->isEnabled());
    }

    void runsAreExported()
    {
        QTemporaryDir folder;
        QSignalSpy failed(m_page.get(), &RunsPage::failed);
        choose({QStringLiteral("First")});
        m_answers->file = folder.filePath(QStringLiteral("one.json"));
        action("exportJson")->trigger();
        QCOMPARE(m_answers->asked, QStringLiteral("first-%1.json").arg(m_first.value));
        QFile one(m_answers->file);
        QVERIFY(one.open(QIODevice::ReadOnly));
        QVERIFY(one.readAll().startsWith('{'));
        choose({QStringLiteral("First"), QStringLiteral("Second")});
        m_answers->folder = folder.path();
        action("exportCsv")->trigger();
        QCOMPARE(QDir(folder.path()).entryList({QStringLiteral("*.csv")}).size(), 2);
        QVERIFY(failed.isEmpty());
        m_answers->folder = folder.filePath(QStringLiteral("missing"));
        action("exportCsv")->trigger();
        QCOMPARE(failed.count(), 1);
        QVERIFY(failed.first().first().toString().contains(QStringLiteral("missing")));
    }

    void seesRunsOfOtherWindows()
    {
        QSignalSpy inserted(table()->model(), &QAbstractItemModel::rowsInserted);
        choose({QStringLiteral("First")});
        addRun("From elsewhere", 0.1, 20);
        QVERIFY(inserted.wait(5000));
        QCOMPARE(rowOf(QStringLiteral("From elsewhere")), 0);
        QVERIFY(table()->selectionModel()->isRowSelected(rowOf(QStringLiteral("First"))));
        // Nobody looks, so nothing is read.
        m_page->hide();
        addRun("Unseen", 0.1, 20);
        QVERIFY(!inserted.wait(1300));
        m_page->show();
        QVERIFY(rowOf(QStringLiteral("Unseen")) >= 0);
    }
};

QTEST_MAIN(TestRunsPage)
#include "tst_runspage.moc"
