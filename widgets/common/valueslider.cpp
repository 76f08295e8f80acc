#include "widgets/common/parts.h"
#include "widgets/common/theme.h"

#include <QMouseEvent>
#include <QPainter>
#include <QStyle>
#include <QStyleOptionSlider>

#include <cmath>

namespace retort {

namespace {

constexpr double groove = 4;
constexpr double handleRadius = 7;
constexpr double notchLength = 4;

} // namespace

ValueSlider::ValueSlider(QWidget *parent) : QSlider(Qt::Horizontal, parent)
{
    setFixedHeight(24);
    setFocusPolicy(Qt::StrongFocus);
    connect(this, &QSlider::valueChanged, this, [this] { Q_EMIT numberChanged(number()); });
}

void ValueSlider::setScale(double from, double to, double step)
{
    m_from = from;
    m_step = step;
    setRange(0, int(std::lround((to - from) / step)));
    setSingleStep(1);
    setPageStep(std::max(1, maximum() / 10));
    update();
}

void ValueSlider::setNotches(const std::vector<double> &values)
{
    m_notches = values;
    update();
}

void ValueSlider::setStartMark(std::optional<double> value)
{
    m_startMark = value;
    update();
}

double ValueSlider::number() const
{
    return m_from + value() * m_step;
}

void ValueSlider::setNumber(double value)
{
    setValue(int(std::lround((value - m_from) / m_step)));
}

double ValueSlider::positionOf(double value) const
{
    const double share = maximum() > 0 ? (value - m_from) / m_step / maximum() : 0;
    return handleRadius + 1 + share * (width() - 2 * (handleRadius + 1));
}

int ValueSlider::valueAt(double x) const
{
    const double share = (x - handleRadius - 1) / (width() - 2 * (handleRadius + 1));
    return std::clamp(int(std::lround(share * maximum())), minimum(), maximum());
}

// The groove is drawn here, so its geometry is known here too: a press takes the handle to the
// pointer, and a drag keeps it there.
void ValueSlider::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return QSlider::mousePressEvent(event);
    setSliderDown(true);
    setSliderPosition(valueAt(event->position().x()));
    event->accept();
}

void ValueSlider::mouseMoveEvent(QMouseEvent *event)
{
    if (!isSliderDown())
        return QSlider::mouseMoveEvent(event);
    setSliderPosition(valueAt(event->position().x()));
    event->accept();
}

void ValueSlider::mouseReleaseEvent(QMouseEvent *event)
{
    if (!isSliderDown())
        return QSlider::mouseReleaseEvent(event);
    setSliderDown(false);
    event->accept();
}

void ValueSlider::paintEvent(QPaintEvent *)
{
    const Theme theme = Theme::of(this);
    const QColor fill = isEnabled() ? theme.accent : theme.disabled;
    const double middle = m_notches.empty() ? height() / 2.0 : height() / 2.0 - 2;
    const double left = positionOf(m_from);
    const double right = width() - left;
    const double at = positionOf(number());

    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.dark ? theme.hairline : QColor(0xD6DAE0));
    painter.drawRoundedRect(QRectF(left, middle - groove / 2, right - left, groove), 2, 2);
    painter.setBrush(fill);
    painter.drawRoundedRect(QRectF(left, middle - groove / 2, at - left, groove), 2, 2);

    painter.setPen(QPen(theme.controlBorder, 1));
    for (const double notch : m_notches) {
        const double x = std::floor(positionOf(notch)) + 0.5;
        const double top = middle + handleRadius + 1;
        painter.drawLine(QPointF(x, top), QPointF(x, top + notchLength));
    }
    if (m_startMark) {
        painter.setPen(QPen(fill, 1.5));
        painter.setBrush(theme.panel);
        painter.drawEllipse(QPointF(positionOf(*m_startMark), middle), 3.2, 3.2);
    }
    painter.setPen(QPen(fill, 1.75));
    painter.setBrush(hasFocus() ? theme.accentSoft : theme.panel);
    painter.drawEllipse(QPointF(at, middle), handleRadius - 0.5, handleRadius - 0.5);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawEllipse(QPointF(at, middle), 2.5, 2.5);
}

} // namespace retort
