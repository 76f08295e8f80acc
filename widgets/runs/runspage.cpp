#include "widgets/runs/runspage.h"

#include "core/session/translate.h"
#include "core/tables/runtablemodel.h"
#include "widgets/common/icons.h"
#include "widgets/common/panel.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/runs/runactions.h"
#include "widgets/runs/runcomparison.h"
#include "widgets/runs/rundelegate.h"
#include "widgets/runs/runsproxy.h"
#include "widgets/runs/runstable.h"

#include <QAction>
#include <QContextMenuEvent>
#include <QEvent>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QStackedLayout>
#include <QStyle>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace retort {

namespace {

constexpr int pollInterval = 1000;

QPushButton *makeQuietButton(const QString &name, QWidget *parent)
{
    auto *button = new QPushButton(parent);
    button->setObjectName(name);
    button->setProperty("kind", "quiet");
    return button;
}

} // namespace

struct RunsPage::Private
{
    Private(RunsPage *page, RunStore &runStore, Dialogs &dialogs);
    void setupHeader();
    void setupTable();
    void setupPages();
    void connectParts();
    void retranslate();
    void load();
    void showCounts();
    void showFilter();
    void comparedChanged();
    void chosenChanged();
    void triggered(RunActions::Kind kind, RunId run);

    RunsPage *q;
    RunStore &store;
    RunTableModel model;
    RunsProxy proxy{model};
    std::int64_t counter = -1;
    QTimer timer;

    Panel *emptyPanel;
    EmptyState *empty;
    QSplitter *splitter;
    Panel *panel;
    QLineEdit *filter;
    QAction *filterProblem;
    QPushButton *resume;
    QPushButton *bench;
    QPushButton *tokens;
    QPushButton *columns;
    QToolButton *more;
    RunsTable *table;
    RunComparison *comparison;
    RunActions *actions;
    QStackedLayout *pages;
};

RunsPage::Private::Private(RunsPage *page, RunStore &runStore, Dialogs &dialogs)
    : q(page)
    , store(runStore)
    , emptyPanel(new Panel(page))
    , empty(new EmptyState(emptyPanel))
    , splitter(new QSplitter(Qt::Vertical, page))
    , panel(new Panel(splitter))
    , filter(new QLineEdit(panel))
    , filterProblem(new QAction(filter))
    , resume(makeQuietButton(QStringLiteral("resumeButton"), panel))
    , bench(makeQuietButton(QStringLiteral("benchButton"), panel))
    , tokens(makeQuietButton(QStringLiteral("tokensButton"), panel))
    , columns(makeQuietButton(QStringLiteral("columns"), panel))
    , more(new QToolButton(panel))
    , table(new RunsTable(proxy, panel))
    , comparison(new RunComparison(runStore, dialogs, splitter))
    , actions(new RunActions(runStore, dialogs, page))
    , pages(new QStackedLayout(page))
{
    setupHeader();
    panel->content()->addWidget(table, 1);
    table->addActions({actions->action(RunActions::Delete), actions->action(RunActions::Rename)});
    setupPages();
    connectParts();
    retranslate();
}

void RunsPage::Private::setupHeader()
{
    filter->setObjectName(QStringLiteral("filter"));
    filter->setClearButtonEnabled(true);
    filter->setMinimumWidth(300);
    filter->setMaximumWidth(360);
    filter->addAction(icon(QStringLiteral("search"), IconTone::Secondary),
                      QLineEdit::LeadingPosition);
    filterProblem->setIcon(icon(QStringLiteral("warning"), IconTone::Warning));
    more->setObjectName(QStringLiteral("moreActions"));
    more->setIcon(icon(QStringLiteral("menu")));
    more->setPopupMode(QToolButton::InstantPopup);
    more->setMenu(actions->menu());
    columns->setIcon(icon(QStringLiteral("columns")));
    columns->setMenu(table->columnsMenu());
    columns->setStyleSheet(
        QStringLiteral("QPushButton::menu-indicator { image: none; width: 0; }"));
    panel->addTitleWidget(filter);
    for (QWidget *widget : std::initializer_list<QWidget *>{resume, bench, tokens, columns, more})
        panel->addHeaderWidget(widget);
}

void RunsPage::Private::setupPages()
{
    emptyPanel->content()->addWidget(empty, 1);
    splitter->setHandleWidth(grid::gap);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(panel);
    splitter->addWidget(comparison);
    splitter->setStretchFactor(0, 11);
    splitter->setStretchFactor(1, 10);
    pages->setContentsMargins(0, 0, 0, 0);
    pages->addWidget(emptyPanel);
    pages->addWidget(splitter);
}

void RunsPage::Private::connectParts()
{
    connect(&timer, &QTimer::timeout, q, &RunsPage::refresh);
    connect(filter, &QLineEdit::textChanged, q, [this] { showFilter(); });
    connect(empty, &EmptyState::buttonClicked, q, &RunsPage::startRequested);
    connect(&model, &RunTableModel::selectedRunsChanged, q, [this] { comparedChanged(); });
    connect(&model, &RunTableModel::renameRequested, actions, &RunActions::rename);
    connect(&model, &RunTableModel::starRequested, actions, &RunActions::setStarred);
    connect(table, &RunsTable::chosenChanged, q, [this] { chosenChanged(); });
    connect(table, &RunsTable::menuRequested, q,
            [this](QPoint position) { actions->menu()->popup(position); });
    connect(table, &RunsTable::shownChanged, q, [this] { showCounts(); });
    connect(actions, &RunActions::triggered, q,
            [this](RunActions::Kind kind, RunId run) { triggered(kind, run); });
    connect(actions, &RunActions::changed, q, [this] {
        load();
        Q_EMIT q->storeChanged();
    });
    connect(actions, &RunActions::failed, q, &RunsPage::failed);
    connect(comparison, &RunComparison::failed, q, &RunsPage::failed);
    const std::pair<QPushButton *, RunActions::Kind> buttons[] = {
        {resume, RunActions::Resume},
        {bench, RunActions::OpenInBench},
        {tokens, RunActions::OpenInTokens}};
    for (const auto &[button, kind] : buttons) {
        QAction *action = actions->action(kind);
        connect(button, &QPushButton::clicked, action, &QAction::trigger);
        connect(action, &QAction::changed, button, [button = button, action] {
            button->setEnabled(action->isEnabled());
            button->setText(action->text());
            button->setToolTip(action->toolTip());
        });
        Q_EMIT action->changed();
    }
}

void RunsPage::Private::retranslate()
{
    panel->setTitle(RunsPage::tr("Runs"));
    filter->setPlaceholderText(RunsPage::tr("Filter: words, alpha >= 0.5"));
    filter->setAccessibleName(RunsPage::tr("Filter of runs"));
    columns->setText(RunsPage::tr("Columns"));
    columns->setToolTip(RunsPage::tr("Which columns the table has, and whether archived runs are "
                                     "shown."));
    more->setAccessibleName(RunsPage::tr("More actions"));
    more->setToolTip(RunsPage::tr("What can be done with the selected runs."));
    empty->setTexts(RunsPage::tr("There are no runs yet"),
                    RunsPage::tr("Every training is kept here with its settings, curves and "
                                 "checkpoints."),
                    RunsPage::tr("Start the first run"));
    actions->retranslate();
    model.retranslate();
    table->retranslate();
    showFilter();
    showCounts();
}

void RunsPage::Private::load()
{
    counter = store.changeCounter();
    auto runs = store.runs();
    if (!runs) {
        Q_EMIT q->failed(toUserText(runs.error()));
        return;
    }
    const auto before = model.runs();
    model.update(std::move(*runs));
    pages->setCurrentWidget(model.runs().empty() ? static_cast<QWidget *>(emptyPanel) : splitter);
    if (model.runs() == before)
        return;
    table->fitColumns();
    comparedChanged();
    chosenChanged();
}

void RunsPage::Private::showCounts()
{
    const auto shown = proxy.rowCount();
    const auto all = int(model.runs().size());
    const auto ticked = int(model.selectedRuns().size());
    panel->setSubtitle(
        ticked == 0 ? RunsPage::tr("%1 of %2 shown").arg(shown).arg(all)
                    : RunsPage::tr("%1 of %2 shown, %3 compared").arg(shown).arg(all).arg(ticked));
}

void RunsPage::Private::showFilter()
{
    const RunFilter parsed = RunFilter::parse(filter->text());
    const bool wrong = !parsed.problem().isEmpty();
    filter->setToolTip(wrong ? parsed.problem() + u'\n' + RunFilter::help() : RunFilter::help());
    filterProblem->setToolTip(parsed.problem());
    if (filter->property("wrong").toBool() != wrong) {
        filter->setProperty("wrong", wrong);
        filter->style()->unpolish(filter);
        filter->style()->polish(filter);
        if (wrong)
            filter->addAction(filterProblem, QLineEdit::TrailingPosition);
        else
            filter->removeAction(filterProblem);
    }
    // While an expression is being typed, the table stays as it was.
    if (!wrong)
        proxy.setFilter(parsed);
    showCounts();
}

void RunsPage::Private::comparedChanged()
{
    std::vector<RunSummary> compared;
    for (const RunId run : model.selectedRuns())
        compared.push_back(model.runs()[std::size_t(model.rowOf(run))]);
    comparison->setRuns(std::move(compared));
    showCounts();
}

void RunsPage::Private::chosenChanged()
{
    actions->setRuns(table->chosenRuns());
}

void RunsPage::Private::triggered(RunActions::Kind kind, RunId run)
{
    switch (kind) {
    case RunActions::Resume: Q_EMIT q->resumeRequested(run); break;
    case RunActions::OpenInBench: Q_EMIT q->openInBenchRequested(run); break;
    case RunActions::OpenInTokens: Q_EMIT q->openInTokensRequested(run); break;
    case RunActions::UseAsTeacher: Q_EMIT q->useAsTeacherRequested(run); break;
    case RunActions::CopyExperiment: Q_EMIT q->copyExperimentRequested(run); break;
    case RunActions::Rename: table->editName(run); break;
    default: break;
    }
}

RunsPage::RunsPage(RunStore &store, Dialogs &dialogs, QWidget *parent)
    : QWidget(parent), d(std::make_unique<Private>(this, store, dialogs))
{
    d->timer.setInterval(pollInterval);
    d->load();
}

RunsPage::~RunsPage()
{
    // The models go before the table that shows them.
    d->table->disconnect(this);
    d->table->setModel(nullptr);
}

void RunsPage::refresh()
{
    // Another program may have been killed since; a store that cannot be written says so elsewhere.
    static_cast<void>(d->store.markInterrupted());
    if (d->store.changeCounter() != d->counter)
        d->load();
}

void RunsPage::selectRun(RunId run)
{
    refresh();
    if (!d->proxy.indexOf(run, RunTableModel::Column::Name).isValid())
        d->filter->clear();
    const auto known = d->model.rowOf(run);
    if (known >= 0 && d->model.runs()[std::size_t(known)].archived)
        d->table->setShowArchived(true);
    d->table->choose(run);
}

void RunsPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
    d->timer.start();
}

void RunsPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    d->timer.stop();
}

void RunsPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        d->retranslate();
}

} // namespace retort
