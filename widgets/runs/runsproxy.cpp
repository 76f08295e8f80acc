#include "widgets/runs/runsproxy.h"

#include <algorithm>

namespace retort {

RunsProxy::RunsProxy(RunTableModel &model, QObject *parent)
    : QSortFilterProxyModel(parent), m_model(model)
{
    setSourceModel(&model);
    setSortRole(RunTableModel::SortRole);
    setSortCaseSensitivity(Qt::CaseInsensitive);
    setSortLocaleAware(true);
}

void RunsProxy::setFilter(RunFilter filter)
{
    m_filter = std::move(filter);
    invalidateFilter();
}

void RunsProxy::setShowArchived(bool show)
{
    m_showArchived = show;
    invalidateFilter();
}

const RunSummary &RunsProxy::runAt(const QModelIndex &proxyIndex) const
{
    return m_model.runs()[std::size_t(mapToSource(proxyIndex).row())];
}

QModelIndex RunsProxy::indexOf(RunId run, RunTableModel::Column column) const
{
    const int row = m_model.rowOf(run);
    return row < 0 ? QModelIndex() : mapFromSource(m_model.index(row, int(column)));
}

QVariant RunsProxy::data(const QModelIndex &index, int role) const
{
    if (role != CurvePlaceRole)
        return QSortFilterProxyModel::data(index, role);
    if (!index.isValid())
        return -1;
    const auto &selected = m_model.selectedRuns();
    const auto place = std::ranges::find(selected, runAt(index).id);
    return place == selected.end() ? -1 : int(place - selected.begin());
}

bool RunsProxy::filterAcceptsRow(int row, const QModelIndex &) const
{
    const RunSummary &run = m_model.runs()[std::size_t(row)];
    if (run.archived && !m_showArchived && !m_filter.mentionsArchived())
        return false;
    return m_filter.matches(run);
}

/// What is not known comes last, whichever way the others are sorted.
bool RunsProxy::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const bool leftKnown = left.data(sortRole()).isValid();
    const bool rightKnown = right.data(sortRole()).isValid();
    if (leftKnown != rightKnown)
        return leftKnown == (sortOrder() == Qt::AscendingOrder);
    if (!leftKnown)
        return false;
    return QSortFilterProxyModel::lessThan(left, right);
}

} // namespace retort
