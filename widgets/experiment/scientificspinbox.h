#pragma once
// A spin box for numbers over many powers of ten: "0.0030", "3.0e-05"; takes both ways of writing,
// and its steps are a tenth of the leading digit's place.

#include <QDoubleSpinBox>

namespace retort {

class ScientificSpinBox final : public QDoubleSpinBox
{
    Q_OBJECT

public:
    explicit ScientificSpinBox(QWidget *parent = nullptr);

    QString textFromValue(double value) const override;
    double valueFromText(const QString &text) const override;
    QValidator::State validate(QString &input, int &position) const override;
};

} // namespace retort
