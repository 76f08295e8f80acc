#pragma once
// One weight of the loss: its name and meaning, a spin box, a slider with words at both ends. The
// spin box may go further than the slider.

#include "widgets/common/mathtext.h"

#include <QWidget>

#include <optional>
#include <vector>

class QDoubleSpinBox;

namespace retort {

class ValueSlider;

class Knob final : public QWidget
{
    Q_OBJECT

public:
    struct Range
    {
        double from = 0;
        double sliderTo = 1;
        double spinTo = 1;
        double step = 0.01;
        std::vector<double> notches;
    };

    /// `key` names the children: "alphaSlider", "alphaSpin".
    Knob(const QString &key, const Range &range, QWidget *parent);
    void setTexts(const MathText &name, const MathText &left, const MathText &right);
    void setHelp(const QString &accessibleName, const QString &toolTip);
    double value() const { return m_value; }
    void setValue(double value); ///< without emitting
    void setStartMark(std::optional<double> value);

Q_SIGNALS:
    void valueChanged(double value); ///< by the user

private:
    void take(double value);

    Range m_range;
    double m_value = 0;
    MathLabel *m_name;
    QDoubleSpinBox *m_spin;
    ValueSlider *m_slider;
    MathLabel *m_left;
    MathLabel *m_right;
};

} // namespace retort
