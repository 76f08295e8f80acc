#pragma once
// "What if": how hard the data and the teacher would pull on the student at one position for other
// α and β, and whether they pull the same way. Nothing is trained.
//   ∂L/∂z = (1 − α)(q − y) + (α + β)(q − p), τ = 1; the position counts in both teacher terms.

#include "core/engine/inference/inspect.h"
#include "widgets/common/panel.h"

#include <optional>

class QDoubleSpinBox;
class QGridLayout;
class QLabel;

namespace retort {

class MathLabel;
class ValueSlider;

class WhatIf : public Panel
{
    Q_OBJECT

public:
    explicit WhatIf(QWidget *parent = nullptr);
    void setPosition(const InspectedPosition &position);
    void clear();
    void setWeights(double alpha, double beta); ///< without emitting
    double alpha() const;
    double beta() const;

Q_SIGNALS:
    void weightsChanged(double alpha, double beta);

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Knob
    {
        MathLabel *name = nullptr;
        ValueSlider *slider = nullptr;
        QDoubleSpinBox *box = nullptr;
    };

    Knob makeKnob(QGridLayout *grid, int row, double largest, const QString &id);
    void retranslate();
    void refresh();

    std::optional<InspectedPosition> m_position;
    Knob m_alpha, m_beta;
    QLabel *m_dataName, *m_teacherName, *m_sumName, *m_cosineName;
    QLabel *m_data, *m_teacher, *m_sum, *m_cosine;
};

} // namespace retort
