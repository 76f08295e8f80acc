#pragma once
// "Next token after …" in full: bars with scale, order and search, and the measures of the position
// beneath.

#include "core/session/inferencesession.h"
#include "widgets/common/panel.h"

class QComboBox;
class QLineEdit;

namespace retort {

class FigureRow;
class MirroredBars;
class SegmentedControl;

class PositionPanel : public Panel
{
    Q_OBJECT

public:
    explicit PositionPanel(QWidget *parent = nullptr);
    /// `index` < 0: nothing is selected.
    void setPosition(const InspectionPtr &inspection, int index);
    void setPush(double alpha, double beta);

protected:
    void changeEvent(QEvent *event) override;

private:
    void setupControls();
    void retranslate();
    void refresh();
    void showFigures(const InspectedPosition &position);

    InspectionPtr m_inspection;
    int m_index = -1;
    SegmentedControl *m_scale;
    QComboBox *m_order;
    QLineEdit *m_search;
    MirroredBars *m_bars;
    FigureRow *m_figures;
};

} // namespace retort
