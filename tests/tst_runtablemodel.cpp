#include "core/tables/runtablemodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QSortFilterProxyModel>
#include <QTest>

using namespace retort;
using Column = RunTableModel::Column;

namespace {

RunSummary runAt(std::int64_t id)
{
    RunSummary run;
    run.id = {id};
    run.name = QStringLiteral("Run %1").arg(id);
    run.status = RunStatus::Finished;
    run.alpha = 0.5;
    run.beta = 0.8;
    run.student = QStringLiteral("2 × 48");
    run.parameters = 67000;
    run.step = 2000;
    run.steps = 2000;
    run.seconds = 65;
    run.tokensPerSecond = 31600;
    run.crossEntropy = 1.398;
    run.klToTeacher = 0.1644;
    run.started = QDateTime(QDate(2024, 5, 31), QTime(14, 20)).addSecs(60 * id);
    return run;
}

std::vector<RunSummary> runsWith(std::initializer_list<std::int64_t> ids)
{
    std::vector<RunSummary> runs;
    for (const std::int64_t id : ids)
        runs.push_back(runAt(id));
    return runs;
}

QList<qint64> shownIds(const RunTableModel &model)
{
    QList<qint64> ids;
    for (int row = 0; row < model.rowCount(); ++row)
        ids << model.index(row, 0).data(RunTableModel::RunIdRole).toLongLong();
    return ids;
}

/// A model under Qt's own tester, and counts of what it told its views.
struct Watched
{
    RunTableModel model;
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};
    QSignalSpy inserted{&model, &QAbstractItemModel::rowsInserted};
    QSignalSpy removed{&model, &QAbstractItemModel::rowsRemoved};
    QSignalSpy changed{&model, &QAbstractItemModel::dataChanged};
    QSignalSpy reset{&model, &QAbstractItemModel::modelReset};
    QSignalSpy selection{&model, &RunTableModel::selectedRunsChanged};

    void forget()
    {
        for (QSignalSpy *spy : {&inserted, &removed, &changed, &reset, &selection})
            spy->clear();
    }
    QModelIndex at(int row, Column column) const { return model.index(row, int(column)); }
};

} // namespace

class TestRunTableModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void newestRunIsFirst();
    void updateTellsSingleRows();
    void updateWithAnyOtherListEndsTheSame_data();
    void updateWithAnyOtherListEndsTheSame();
    void unchangedRunsTellNothing();
    void cellsReadAsPeopleWantThem_data();
    void cellsReadAsPeopleWantThem();
    void unfinishedRunsShowBothStepCounts();
    void unknownFiguresAreDashes();
    void headingsHaveUnits();
    void numbersSortAsNumbers();
    void missingFiguresSortLast();
    void filterSeesNameStatusTagsNotesAndStudent();
    void reasonIsTheStatusToolTip();
    void tickingKeepsTheOrder();
    void seventhRunIsNotTicked();
    void deletedRunIsTickedNoMore();
    void editsAreAskedForAndNotShownBefore();
    void startedIsSaidInDays_data();
    void startedIsSaidInDays();
    void everyStatusHasItsWord();
    void retranslatingTouchesEveryCell();
};

void TestRunTableModel::newestRunIsFirst()
{
    Watched watched;
    watched.model.update(runsWith({2, 7, 3}));
    QCOMPARE(shownIds(watched.model), (QList<qint64>{7, 3, 2}));
    QCOMPARE(watched.model.rowOf({3}), 1);
    QCOMPARE(watched.model.rowOf({99}), -1);
    QCOMPARE(watched.model.columnCount(), RunTableModel::columnCountValue);
}

void TestRunTableModel::updateTellsSingleRows()
{
    Watched watched;
    watched.model.update(runsWith({1, 2, 3}));
    QCOMPARE(watched.inserted.count(), 3);
    watched.forget();

    auto runs = runsWith({1, 3, 4}); // 2 goes, 4 comes, 1 changes
    runs[0].crossEntropy = 1.25;
    watched.model.update(runs);
    QCOMPARE(watched.removed.count(), 1);
    QCOMPARE(watched.removed[0][1].toInt(), 1);
    QCOMPARE(watched.removed[0][2].toInt(), 1);
    QCOMPARE(watched.inserted.count(), 1);
    QCOMPARE(watched.inserted[0][1].toInt(), 0);
    QCOMPARE(watched.changed.count(), 1);
    const auto first = watched.changed[0][0].toModelIndex();
    QCOMPARE(first.row(), 2);
    QCOMPARE(watched.changed[0][1].toModelIndex().row(), 2);
    QCOMPARE(watched.at(2, Column::CrossEntropy).data().toString(), QStringLiteral("1.250"));
    QCOMPARE(watched.reset.count(), 0);
}

void TestRunTableModel::updateWithAnyOtherListEndsTheSame_data()
{
    QTest::addColumn<QList<qint64>>("before");
    QTest::addColumn<QList<qint64>>("after");
    using Ids = QList<qint64>;
    QTest::newRow("from nothing") << Ids{} << Ids{3, 2, 1};
    QTest::newRow("to nothing") << Ids{3, 2, 1} << Ids{};
    QTest::newRow("all others") << Ids{3, 2, 1} << Ids{6, 5, 4};
    QTest::newRow("all others, older") << Ids{6, 5, 4} << Ids{3, 2, 1};
    QTest::newRow("interleaved") << Ids{8, 6, 4, 2} << Ids{9, 7, 6, 5, 3, 2, 1};
    QTest::newRow("middle out") << Ids{5, 4, 3, 2, 1} << Ids{5, 1};
    QTest::newRow("ends out") << Ids{5, 4, 3, 2, 1} << Ids{4, 3, 2};
}

void TestRunTableModel::updateWithAnyOtherListEndsTheSame()
{
    QFETCH(QList<qint64>, before);
    QFETCH(QList<qint64>, after);
    const auto listed = [](const QList<qint64> &ids) {
        std::vector<RunSummary> runs;
        for (const qint64 id : ids)
            runs.push_back(runAt(id));
        return runs;
    };
    Watched watched;
    watched.model.update(listed(before));
    watched.model.update(listed(after));
    QCOMPARE(shownIds(watched.model), after);
    QVERIFY(watched.model.runs() == listed(after));
    QCOMPARE(watched.reset.count(), 0);
}

void TestRunTableModel::unchangedRunsTellNothing()
{
    Watched watched;
    watched.model.update(runsWith({1, 2}));
    watched.forget();
    watched.model.update(runsWith({1, 2}));
    QCOMPARE(watched.inserted.count() + watched.removed.count() + watched.changed.count()
                 + watched.reset.count() + watched.selection.count(),
             0);
}

void TestRunTableModel::cellsReadAsPeopleWantThem_data()
{
    QTest::addColumn<int>("column");
    QTest::addColumn<QString>("expected");
    QTest::addColumn<bool>("right");
    const auto row = [](const char *name, Column column, const char *text, bool right) {
        QTest::newRow(name) << int(column) << QString::fromUtf8(text) << right;
    };
    row("ticked", Column::Selected, "", false);
    row("star", Column::Star, "", false);
    row("name", Column::Name, "Run 1", false);
    row("status", Column::State, "Finished", false);
    row("alpha", Column::Alpha, "0.50", true);
    row("beta", Column::Beta, "0.80", true);
    row("student", Column::Student, "2 × 48", true);
    row("parameters", Column::Parameters, "67.0\u2009k", true);
    row("steps", Column::Steps, "2,000", true);
    row("cross-entropy", Column::CrossEntropy, "1.398", true);
    row("KL to the teacher", Column::KlToTeacher, "0.164", true);
    row("KL to the truth", Column::KlToTruth, "—", true);
    row("speed", Column::TokensPerSecond, "31.6\u2009k", true);
    row("time", Column::Time, "1:05", true);
    row("started", Column::Started, "2024-05-31", false);
    row("tags", Column::Tags, "", false);
}

void TestRunTableModel::cellsReadAsPeopleWantThem()
{
    QFETCH(int, column);
    QFETCH(bool, right);
    Watched watched;
    watched.model.update(runsWith({1}));
    const auto index = watched.model.index(0, column);
    QTEST(index.data().toString(), "expected");
    const auto alignment = Qt::Alignment(index.data(Qt::TextAlignmentRole).toInt());
    QCOMPARE(alignment.testFlag(Qt::AlignRight), right);
    QCOMPARE(watched.model.headerData(column, Qt::Horizontal, Qt::TextAlignmentRole).toInt(),
             int(alignment));
    QVERIFY(
        !watched.model.headerData(column, Qt::Horizontal, Qt::ToolTipRole).toString().isEmpty());
}

void TestRunTableModel::unfinishedRunsShowBothStepCounts()
{
    Watched watched;
    auto runs = runsWith({1});
    runs[0].step = 812;
    watched.model.update(runs);
    QCOMPARE(watched.at(0, Column::Steps).data().toString(), QStringLiteral("812 / 2,000"));
}

void TestRunTableModel::unknownFiguresAreDashes()
{
    Watched watched;
    RunSummary run;
    run.id = {1};
    run.crossEntropy = std::numeric_limits<double>::quiet_NaN();
    watched.model.update({run});
    for (const Column column : {Column::CrossEntropy, Column::KlToTeacher, Column::KlToTruth,
                                Column::Parameters, Column::TokensPerSecond})
        QCOMPARE(watched.at(0, column).data().toString(), QStringLiteral("—"));
}

void TestRunTableModel::headingsHaveUnits()
{
    const RunTableModel model;
    const auto heading = [&](Column column, int role = Qt::DisplayRole) {
        return model.headerData(int(column), Qt::Horizontal, role).toString();
    };
    QCOMPARE(heading(Column::Alpha), QStringLiteral("α"));
    QCOMPARE(heading(Column::CrossEntropy), QStringLiteral("CE (nats)"));
    QCOMPARE(heading(Column::KlToTeacher), QStringLiteral("KL(p‖q) (nats)"));
    QCOMPARE(heading(Column::KlToTruth), QStringLiteral("KL(r‖q) (nats)"));
    QCOMPARE(heading(Column::TokensPerSecond), QStringLiteral("tokens/s"));
    QCOMPARE(heading(Column::CrossEntropy, RunTableModel::UnitRole), QStringLiteral("nats"));
    QVERIFY(heading(Column::Name, RunTableModel::UnitRole).isEmpty());
}

void TestRunTableModel::numbersSortAsNumbers()
{
    Watched watched;
    auto runs = runsWith({1, 2, 3});
    runs[0].tokensPerSecond = 9000;  // "9.00 k"
    runs[1].tokensPerSecond = 31600; // "31.6 k"
    runs[2].tokensPerSecond = 800;   // "800"
    watched.model.update(runs);
    QSortFilterProxyModel proxy;
    proxy.setSourceModel(&watched.model);
    proxy.setSortRole(RunTableModel::SortRole);
    proxy.sort(int(Column::TokensPerSecond), Qt::DescendingOrder);
    QList<qint64> ids;
    for (int row = 0; row < proxy.rowCount(); ++row)
        ids << proxy.index(row, 0).data(RunTableModel::RunIdRole).toLongLong();
    QCOMPARE(ids, (QList<qint64>{2, 1, 3}));
    QCOMPARE(watched.at(0, Column::Started).data(RunTableModel::SortRole).toDateTime(),
             runs[2].started);
}

void TestRunTableModel::missingFiguresSortLast()
{
    Watched watched;
    auto runs = runsWith({1, 2, 3});
    runs[1].klToTeacher.reset();
    watched.model.update(runs);
    QVERIFY(!watched.at(1, Column::KlToTeacher).data(RunTableModel::SortRole).isValid());
    QSortFilterProxyModel proxy;
    proxy.setSourceModel(&watched.model);
    proxy.setSortRole(RunTableModel::SortRole);
    proxy.sort(int(Column::KlToTeacher), Qt::AscendingOrder);
    QCOMPARE(proxy.index(2, 0).data(RunTableModel::RunIdRole).toLongLong(), 2);
}

void TestRunTableModel::filterSeesNameStatusTagsNotesAndStudent()
{
    Watched watched;
    auto runs = runsWith({1});
    runs[0].tags = {QStringLiteral("baseline"), QStringLiteral("size")};
    runs[0].notes = QStringLiteral("with the old teacher");
    watched.model.update(runs);
    const QString text = watched.at(0, Column::Name).data(RunTableModel::FilterRole).toString();
    for (const char *part : {"Run 1", "Finished", "baseline", "size", "old teacher", "2 × 48"})
        QVERIFY2(text.contains(QString::fromUtf8(part)), part);
    QCOMPARE(watched.at(0, Column::Tags).data().toString(), QStringLiteral("baseline, size"));
}

void TestRunTableModel::reasonIsTheStatusToolTip()
{
    Watched watched;
    auto runs = runsWith({1});
    runs[0].status = RunStatus::Failed;
    runs[0].reason = QStringLiteral("The file a.txt is empty.");
    watched.model.update(runs);
    const auto index = watched.at(0, Column::State);
    QCOMPARE(index.data().toString(), QStringLiteral("Failed"));
    QCOMPARE(index.data(Qt::ToolTipRole).toString(), runs[0].reason);
    QCOMPARE(index.data(RunTableModel::StatusRole).toInt(), int(RunStatus::Failed));
}

void TestRunTableModel::tickingKeepsTheOrder()
{
    Watched watched;
    watched.model.update(runsWith({1, 2, 3}));
    watched.forget();
    QVERIFY(watched.at(0, Column::Selected).flags().testFlag(Qt::ItemIsUserCheckable));
    for (const int row : {1, 0, 2}) { // ids 2, 3, 1
        QVERIFY(watched.model.setData(watched.at(row, Column::Selected), Qt::Checked,
                                      Qt::CheckStateRole));
    }
    QVERIFY(watched.model.selectedRuns() == (std::vector<RunId>{{2}, {3}, {1}}));
    QCOMPARE(watched.selection.count(), 3);
    QCOMPARE(watched.changed.count(), 3);
    QCOMPARE(watched.at(1, Column::Selected).data(Qt::CheckStateRole).toInt(), int(Qt::Checked));

    watched.model.setSelected({3}, false);
    watched.model.setSelected({3}, false);
    watched.model.setSelected({99}, true);
    QVERIFY(watched.model.selectedRuns() == (std::vector<RunId>{{2}, {1}}));
    QCOMPARE(watched.selection.count(), 4);
}

void TestRunTableModel::seventhRunIsNotTicked()
{
    Watched watched;
    watched.model.update(runsWith({1, 2, 3, 4, 5, 6, 7}));
    for (int id = 1; id <= 7; ++id)
        watched.model.setSelected({id}, true);
    QCOMPARE(watched.model.selectedRuns().size(), 6u);
    const auto seventh = watched.at(watched.model.rowOf({7}), Column::Selected);
    QVERIFY(!watched.model.setData(seventh, Qt::Checked, Qt::CheckStateRole));
    QCOMPARE(seventh.data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
}

void TestRunTableModel::deletedRunIsTickedNoMore()
{
    Watched watched;
    watched.model.update(runsWith({1, 2, 3}));
    watched.model.setSelected({1}, true);
    watched.model.setSelected({2}, true);
    watched.forget();
    watched.model.update(runsWith({1, 3}));
    QVERIFY(watched.model.selectedRuns() == std::vector<RunId>{{1}});
    QCOMPARE(watched.selection.count(), 1);
}

void TestRunTableModel::editsAreAskedForAndNotShownBefore()
{
    Watched watched;
    watched.model.update(runsWith({1}));
    QSignalSpy rename(&watched.model, &RunTableModel::renameRequested);
    QSignalSpy star(&watched.model, &RunTableModel::starRequested);
    const auto name = watched.at(0, Column::Name);
    QVERIFY(name.flags().testFlag(Qt::ItemIsEditable));
    QVERIFY(!watched.at(0, Column::State).flags().testFlag(Qt::ItemIsEditable));
    QVERIFY(watched.model.setData(name, QStringLiteral("  New name ")));
    QCOMPARE(rename.count(), 1);
    QCOMPARE(rename[0][0].value<RunId>().value, 1);
    QCOMPARE(rename[0][1].toString(), QStringLiteral("New name"));
    QCOMPARE(name.data().toString(), QStringLiteral("Run 1"));
    QVERIFY(!watched.model.setData(name, QStringLiteral("   ")));
    QVERIFY(!watched.model.setData(name, QStringLiteral("Run 1")));
    QCOMPARE(rename.count(), 1);

    const auto starred = watched.at(0, Column::Star);
    QVERIFY(watched.model.setData(starred, Qt::Checked, Qt::CheckStateRole));
    QCOMPARE(star.count(), 1);
    QCOMPARE(star[0][1].toBool(), true);
    QCOMPARE(starred.data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
    auto runs = runsWith({1});
    runs[0].starred = true;
    watched.model.update(runs);
    QCOMPARE(starred.data(Qt::CheckStateRole).toInt(), int(Qt::Checked));
    QVERIFY(!watched.model.setData(watched.at(0, Column::Alpha), 0.5));
}

void TestRunTableModel::startedIsSaidInDays_data()
{
    QTest::addColumn<QDateTime>("started");
    QTest::addColumn<QString>("expected");
    const QDate day(2024, 3, 1); // the day after a leap day
    const auto row = [](const char *name, const QDate &date, const QTime &time, const char *text) {
        QTest::newRow(name) << QDateTime(date, time) << QString::fromUtf8(text);
    };
    row("an hour ago", day, {14, 20}, "today 14:20");
    row("just after midnight", day, {0, 1}, "today 00:01");
    row("yesterday", day.addDays(-1), {17, 44}, "yesterday 17:44");
    row("just before midnight", day.addDays(-1), {23, 59}, "yesterday 23:59");
    row("two days ago", day.addDays(-2), {23, 59}, "2024-02-28");
    row("last year", day.addYears(-1), {8, 0}, "2023-03-01");
    row("tomorrow, by a wrong clock", day.addDays(1), {8, 0}, "2024-03-02");
}

void TestRunTableModel::startedIsSaidInDays()
{
    QFETCH(QDateTime, started);
    QTEST(startedText(started, QDateTime(QDate(2024, 3, 1), QTime(15, 20))), "expected");
}

void TestRunTableModel::everyStatusHasItsWord()
{
    QStringList words;
    for (int status = 0; status <= int(RunStatus::Interrupted); ++status)
        words << statusText(RunStatus(status));
    QCOMPARE(words, QStringList({QStringLiteral("Running"), QStringLiteral("Paused"),
                                 QStringLiteral("Finished"), QStringLiteral("Stopped"),
                                 QStringLiteral("Failed"), QStringLiteral("Interrupted")}));
}

void TestRunTableModel::retranslatingTouchesEveryCell()
{
    Watched watched;
    QSignalSpy headings(&watched.model, &QAbstractItemModel::headerDataChanged);
    watched.model.retranslate(); // empty
    watched.model.update(runsWith({1, 2, 3}));
    watched.forget();
    watched.model.retranslate();
    QCOMPARE(headings.count(), 2);
    QCOMPARE(watched.changed.count(), 1);
    QCOMPARE(watched.changed[0][1].toModelIndex(), watched.at(2, Column::Tags));
    QCOMPARE(watched.reset.count(), 0);
}

QTEST_GUILESS_MAIN(TestRunTableModel)
#include "tst_runtablemodel.moc"
