#pragma once
// The positions of a text at which a measure is worst, each with the words before it.

#include "core/session/inferencesession.h"
#include "widgets/inspector/measures.h"

#include <QListWidget>

namespace retort {

class WorstPositions : public QListWidget
{
    Q_OBJECT

public:
    explicit WorstPositions(QWidget *parent = nullptr);
    /// At most `limit` of them, the worst first.
    void setInspection(const InspectionPtr &inspection, Measure measure, int limit = 50);
    /// Marks the row of a position of the text, if it is listed; emits nothing.
    void setSelected(int position);
    QSize sizeHint() const override { return {280, 160}; }
    QSize minimumSizeHint() const override { return {200, 64}; }

Q_SIGNALS:
    void positionChosen(int index);
};

} // namespace retort
