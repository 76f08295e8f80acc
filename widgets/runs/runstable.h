#pragma once
// The table of runs: rows chosen for actions, Space to tick, F2 to rename, columns to choose from.

#include "widgets/runs/runsproxy.h"

#include <QTableView>

#include <vector>

class QAction;
class QMenu;

namespace retort {

class RunsHeader;

class RunsTable final : public QTableView
{
    Q_OBJECT

public:
    RunsTable(RunsProxy &proxy, QWidget *parent);
    std::vector<RunSummary> chosenRuns() const; ///< from the top
    void choose(RunId run);
    void editName(RunId run);
    QMenu *columnsMenu() const { return m_columns; }
    void setShowArchived(bool show);
    QString emptySentence() const; ///< shown where no row is, though there are runs
    /// Widths that fit headings and contents.
    void fitColumns();
    void retranslate();

Q_SIGNALS:
    void chosenChanged();
    void menuRequested(QPoint globalPosition);
    void shownChanged(); ///< other rows are shown

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    RunsProxy &m_proxy;
    RunsHeader *m_header;
    QMenu *m_columns;
    QAction *m_archived;
};

} // namespace retort
