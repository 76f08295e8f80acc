#include "widgets/experiment/scientificspinbox.h"

#include "core/plotdata/format.h"

#include <QRegularExpression>

namespace retort {

ScientificSpinBox::ScientificSpinBox(QWidget *parent) : QDoubleSpinBox(parent)
{
    setDecimals(12);
    setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
}

QString ScientificSpinBox::textFromValue(double value) const
{
    return formatLearningRate(value);
}

double ScientificSpinBox::valueFromText(const QString &text) const
{
    return QLocale::c().toDouble(text.trimmed());
}

QValidator::State ScientificSpinBox::validate(QString &input, int &) const
{
    bool number = false;
    const double value = QLocale::c().toDouble(input.trimmed(), &number);
    if (number)
        return value >= minimum() && value <= maximum() ? QValidator::Acceptable
                                                        : QValidator::Intermediate;
    static const QRegularExpression beginning(
        QStringLiteral(R"(^\s*\d*\.?\d*([eE][-+]?\d*)?\s*$)"));
    return beginning.match(input).hasMatch() ? QValidator::Intermediate : QValidator::Invalid;
}

} // namespace retort
