#pragma once
// The table of runs as it is shown: filtered, sorted by raw numbers, archived runs left out.

#include "core/tables/runtablemodel.h"
#include "widgets/runs/runfilter.h"

#include <QSortFilterProxyModel>

namespace retort {

class RunsProxy final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    /// The place of a ticked run among the curves, in every cell of its row; −1: not ticked.
    static constexpr int CurvePlaceRole = Qt::UserRole + 100;

    explicit RunsProxy(RunTableModel &model, QObject *parent = nullptr);
    void setFilter(RunFilter filter);
    const RunFilter &filter() const { return m_filter; }
    void setShowArchived(bool show);
    bool showArchived() const { return m_showArchived; }

    const RunSummary &runAt(const QModelIndex &proxyIndex) const;
    QModelIndex indexOf(RunId run, RunTableModel::Column column) const; ///< invalid: not shown
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    RunTableModel &m_model;
    RunFilter m_filter;
    bool m_showArchived = false;
};

} // namespace retort
