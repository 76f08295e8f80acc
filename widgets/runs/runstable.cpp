#include "widgets/runs/runstable.h"

#include "widgets/common/theme.h"
#include "widgets/runs/rundelegate.h"
#include "widgets/runs/runsheader.h"

#include <QAction>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>

#include <algorithm>

namespace retort {

namespace {

using Column = RunTableModel::Column;

constexpr int signWidth = 36;
constexpr int widestName = 260;

/// Columns that a person may hide: tick, star and name are what a row is used by.
constexpr int firstOptional = int(Column::State);

} // namespace

RunsTable::RunsTable(RunsProxy &proxy, QWidget *parent)
    : QTableView(parent)
    , m_proxy(proxy)
    , m_header(new RunsHeader(this))
    , m_columns(new QMenu(this))
    , m_archived(new QAction(m_columns))
{
    setObjectName(QStringLiteral("runsTable"));
    setModel(&proxy);
    setItemDelegate(new RunDelegate(this));
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalHeader(m_header);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(grid::tableRow);
    horizontalHeader()->setStretchLastSection(true);
    horizontalHeader()->setMinimumSectionSize(signWidth);
    setSortingEnabled(true);
    sortByColumn(int(Column::Started), Qt::DescendingOrder);

    for (int column = firstOptional; column < RunTableModel::columnCountValue; ++column) {
        QAction *action = m_columns->addAction(QString());
        action->setCheckable(true);
        action->setChecked(true);
        action->setData(column);
        connect(action, &QAction::toggled, this,
                [this, column](bool on) { setColumnHidden(column, !on); });
    }
    m_columns->addSeparator();
    m_columns->addAction(m_archived);
    m_archived->setObjectName(QStringLiteral("showArchived"));
    m_archived->setCheckable(true);
    connect(m_archived, &QAction::toggled, this, [this](bool on) {
        m_proxy.setShowArchived(on);
        Q_EMIT shownChanged();
    });
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &RunsTable::chosenChanged);
    retranslate();
}

std::vector<RunSummary> RunsTable::chosenRuns() const
{
    auto rows = selectionModel()->selectedRows(int(Column::Name));
    std::ranges::sort(rows, {}, [](const QModelIndex &index) { return index.row(); });
    std::vector<RunSummary> runs;
    for (const QModelIndex &index : rows)
        runs.push_back(m_proxy.runAt(index));
    return runs;
}

void RunsTable::choose(RunId run)
{
    const QModelIndex index = m_proxy.indexOf(run, Column::Name);
    if (!index.isValid())
        return;
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect
                                                 | QItemSelectionModel::Rows);
    scrollTo(index);
}

void RunsTable::editName(RunId run)
{
    choose(run);
    edit(m_proxy.indexOf(run, Column::Name));
}

void RunsTable::setShowArchived(bool show)
{
    m_archived->setChecked(show);
}

void RunsTable::fitColumns()
{
    for (int column = 0; column < RunTableModel::columnCountValue - 1; ++column) {
        const auto kind = Column(column);
        if (kind == Column::Selected || kind == Column::Star) {
            setColumnWidth(column, signWidth);
            continue;
        }
        int width = std::max(m_header->widthOf(column), sizeHintForColumn(column) + 4);
        if (kind == Column::Name)
            width = std::clamp(width, 140, widestName);

        setColumnWidth(column, width);
    }
}

void RunsTable::retranslate()
{
    setAccessibleName(tr("Stored runs"));
    for (QAction *action : m_columns->actions())
        if (action->data().isValid())
            action->setText(
                m_proxy.headerData(action->data().toInt(), Qt::Horizontal, Qt::DisplayRole)
                    .toString());
    m_archived->setText(tr("Show archived runs"));
}

QString RunsTable::emptySentence() const
{
    if (m_proxy.rowCount() > 0 || m_proxy.sourceModel()->rowCount() == 0)
        return {};
    return tr("No run matches the filter, or all that do are archived.");
}

void RunsTable::paintEvent(QPaintEvent *event)
{
    QTableView::paintEvent(event);
    const QString sentence = emptySentence();
    if (sentence.isEmpty())
        return;
    QPainter painter(viewport());
    painter.setPen(Theme::of(this).secondary);
    painter.drawText(viewport()->rect().adjusted(grid::inside, grid::inside, -grid::inside, 0),
                     int(Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap), sentence);
}

void RunsTable::keyPressEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Space || !currentIndex().isValid()) {
        QTableView::keyPressEvent(event);
        return;
    }
    const QModelIndex tick = currentIndex().siblingAtColumn(int(Column::Selected));
    const bool on = tick.data(Qt::CheckStateRole).toInt() == Qt::Checked;
    model()->setData(tick, on ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
}

void RunsTable::contextMenuEvent(QContextMenuEvent *event)
{
    const QModelIndex under = indexAt(event->pos());
    if (event->reason() != QContextMenuEvent::Keyboard && !under.isValid())
        return;
    Q_EMIT menuRequested(event->globalPos());
}

} // namespace retort
