#include "widgets/common/parts.h"

#include <QHelpEvent>
#include <QPainter>
#include <QStyle>
#include <QStyleOption>
#include <QToolTip>

#include <algorithm>

namespace retort {

void ElidedLabel::setShorter(const QString &text)
{
    m_shorter = text;
    updateGeometry();
    update();
}

void ElidedLabel::setLeastWidth(int pixels)
{
    m_leastWidth = pixels;
    updateGeometry();
}

QSize ElidedLabel::minimumSizeHint() const
{
    constexpr int fewSigns = 4;
    const QSize whole = QLabel::minimumSizeHint();
    const int least = std::max({m_leastWidth, fontMetrics().horizontalAdvance(m_shorter),
                                fewSigns * fontMetrics().averageCharWidth()});
    return {std::min(whole.width(), least), whole.height()};
}

QString ElidedLabel::shown() const
{
    const int room = contentsRect().width();
    const bool whole = m_shorter.isEmpty() || fontMetrics().horizontalAdvance(text()) <= room;
    return fontMetrics().elidedText(whole ? text() : m_shorter, Qt::ElideRight, room);
}

bool ElidedLabel::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip || !toolTip().isEmpty() || shown() == text())
        return QLabel::event(event);
    QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(), text(), this);
    return true;
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QStyleOption option;
    option.initFrom(this);
    style()->drawItemText(&painter, contentsRect(),
                          int(QStyle::visualAlignment(layoutDirection(), alignment())),
                          option.palette, isEnabled(), shown(), foregroundRole());
}

} // namespace retort
