#pragma once
// The settings in which the ticked runs differ, and their results, beside each other; under each
// run's name the line that it has in the plot.

#include "core/tables/settingsdiffmodel.h"
#include "widgets/common/panel.h"

class QTableView;

namespace retort {

class EmptyState;

class DiffView final : public Panel
{
    Q_OBJECT

public:
    explicit DiffView(QWidget *parent = nullptr);
    void setRuns(std::vector<RunForComparison> runs);

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void showCount();
    void layoutRows();

    SettingsDiffModel m_model;
    QTableView *m_table;
    EmptyState *m_hint;
};

} // namespace retort
