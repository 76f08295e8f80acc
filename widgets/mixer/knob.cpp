#include "widgets/mixer/knob.h"

#include "widgets/common/parts.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLocale>
#include <QVBoxLayout>

#include <algorithm>

namespace retort {

Knob::Knob(const QString &key, const Range &range, QWidget *parent)
    : QWidget(parent)
    , m_range(range)
    , m_name(new MathLabel(this))
    , m_spin(new QDoubleSpinBox(this))
    , m_slider(new ValueSlider(this))
    , m_left(new MathLabel(this))
    , m_right(new MathLabel(this))
{
    m_spin->setObjectName(key + QStringLiteral("Spin"));
    m_spin->setLocale(QLocale::c()); // a point for decimals, as in all figures
    m_spin->setRange(range.from, range.spinTo);
    m_spin->setSingleStep(range.step);
    m_spin->setDecimals(2);
    m_spin->setAlignment(Qt::AlignRight);
    m_spin->setFixedWidth(84);
    m_spin->setKeyboardTracking(false);
    m_slider->setObjectName(key + QStringLiteral("Slider"));
    m_slider->setScale(range.from, range.sliderTo, range.step);
    m_slider->setNotches(range.notches);
    for (MathLabel *label : {m_left, m_right}) {
        label->setTextRole(TextRole::Caption);
        label->setQuiet(true);
    }
    m_right->setAlignment(Qt::AlignRight);
    m_name->setTextRole(TextRole::Note);

    auto *top = new QHBoxLayout;
    top->addWidget(m_name, 1);
    top->addWidget(m_spin);
    auto *ends = new QHBoxLayout;
    ends->addWidget(m_left);
    ends->addWidget(m_right, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(top);
    column->addWidget(m_slider);
    column->addLayout(ends);

    connect(m_slider, &ValueSlider::numberChanged, this, &Knob::take);
    connect(m_spin, &QDoubleSpinBox::valueChanged, this, &Knob::take);
}

void Knob::setTexts(const MathText &name, const MathText &left, const MathText &right)
{
    m_name->setText(name);
    m_left->setText(left);
    m_right->setText(right);
}

void Knob::setHelp(const QString &accessibleName, const QString &toolTip)
{
    for (QWidget *widget : std::initializer_list<QWidget *>{m_spin, m_slider}) {
        widget->setAccessibleName(accessibleName);
        widget->setToolTip(toolTip);
    }
    m_name->setToolTip(toolTip);
}

void Knob::setValue(double value)
{
    m_value = std::clamp(value, m_range.from, m_range.spinTo);
    const QSignalBlocker quietSlider(m_slider);
    const QSignalBlocker quietSpin(m_spin);
    // While a person types, the field is theirs.
    if (m_spin->value() != m_value)
        m_spin->setValue(m_value);
    m_slider->setNumber(std::min(m_value, m_range.sliderTo));
    m_slider->update();
}

void Knob::setStartMark(std::optional<double> value)
{
    m_slider->setStartMark(value);
}

void Knob::take(double value)
{
    if (value == m_value)
        return;
    setValue(value);
    Q_EMIT valueChanged(m_value);
}

} // namespace retort
