#pragma once
// "Colour KL(p∥q) ▾" with its legend: the measure that tokens are coloured by. Offers only what the
// models at hand give values for, and comes back to the wanted one when it can.

#include "widgets/inspector/measures.h"

#include <QWidget>

class QComboBox;

namespace retort {

class MeasureRamp;

class MeasureChooser : public QWidget
{
    Q_OBJECT

public:
    explicit MeasureChooser(QWidget *parent = nullptr);
    Measure measure() const;
    /// Emits measureChanged() if the present measure is not among them.
    void setAvailable(const std::vector<Measure> &available);

Q_SIGNALS:
    void measureChanged();

protected:
    void changeEvent(QEvent *event) override;

private:
    void fill();
    void choose();

    QComboBox *m_combo;
    MeasureRamp *m_ramp;
    std::vector<Measure> m_available = allMeasures();
    Measure m_wanted = Measure::KlTeacherStudent;
};

} // namespace retort
