#include "widgets/common/parts.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPushButton>

namespace retort {

SegmentedControl::SegmentedControl(QWidget *parent)
    : QWidget(parent), m_row(new QHBoxLayout(this)), m_group(new QButtonGroup(this))
{
    setAttribute(Qt::WA_StyledBackground);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(0);
    m_group->setExclusive(true);
    connect(m_group, &QButtonGroup::idToggled, this, [this](int index, bool on) {
        if (on)
            Q_EMIT currentChanged(index);
    });
}

void SegmentedControl::setChoices(const QStringList &texts)
{
    while (m_group->buttons().size() > texts.size())
        delete m_group->buttons().constLast();
    while (m_group->buttons().size() < texts.size()) {
        auto *button = new QPushButton(this);
        button->setCheckable(true);
        m_group->addButton(button, int(m_group->buttons().size()));
        m_row->addWidget(button);
    }
    for (int i = 0; i < texts.size(); ++i)
        m_group->button(i)->setText(texts[i]);
    if (m_group->checkedId() < 0 && !texts.isEmpty()) {
        // The first choice is where a control starts, not something that a person chose.
        const QSignalBlocker quiet(m_group);
        m_group->button(0)->setChecked(true);
    }
}

int SegmentedControl::current() const
{
    return m_group->checkedId();
}

void SegmentedControl::setCurrent(int index)
{
    if (QAbstractButton *button = m_group->button(index))
        button->setChecked(true);
}

} // namespace retort
