#include "widgets/inspector/measurechooser.h"

#include "widgets/common/parts.h"
#include "widgets/inspector/measureramp.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QSignalBlocker>

#include <algorithm>

namespace retort {

MeasureChooser::MeasureChooser(QWidget *parent)
    : QWidget(parent), m_combo(makeLabelledCombo(tr("Colour"), this)), m_ramp(new MeasureRamp(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    row->addWidget(m_combo);
    row->addWidget(m_ramp);
    m_combo->setObjectName(QStringLiteral("measureCombo"));
    fill();
    connect(m_combo, &QComboBox::activated, this, [this] {
        m_wanted = measure();
        choose();
        Q_EMIT measureChanged();
    });
}

Measure MeasureChooser::measure() const
{
    return m_combo->currentIndex() < 0 ? m_wanted : Measure(m_combo->currentData().toInt());
}

void MeasureChooser::setAvailable(const std::vector<Measure> &available)
{
    if (available == m_available)
        return;
    const Measure before = measure();
    m_available = available;
    fill();
    if (measure() != before)
        Q_EMIT measureChanged();
}

void MeasureChooser::fill()
{
    const QSignalBlocker blocker(m_combo);
    m_combo->clear();
    for (const Measure measure : m_available) {
        m_combo->addItem(nameOf(measure), int(measure));
        m_combo->setItemData(m_combo->count() - 1, explanationOf(measure), Qt::ToolTipRole);
    }
    m_combo->setCurrentIndex(std::max(0, m_combo->findData(int(m_wanted))));
    m_combo->setEnabled(!m_available.empty());
    choose();
}

void MeasureChooser::choose()
{
    m_ramp->setMeasure(measure());
    m_combo->setToolTip(explanationOf(measure()));
}

void MeasureChooser::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        m_combo->setAccessibleName(tr("Colour"));
        fill();
    }
    QWidget::changeEvent(event);
}

} // namespace retort
