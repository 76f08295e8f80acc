#include "widgets/inspector/flowarea.h"

#include <QEvent>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>
#include <utility>

namespace retort {

namespace {

void setUp(QScrollArea *area, QWidget *content)
{
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus); // the content takes the keyboard
    content->setProperty("transparent", true);
    content->setAutoFillBackground(false);
    area->viewport()->setAutoFillBackground(false);
    area->setWidget(content);
    content->setAutoFillBackground(false); // setWidget() switches it on
}

/// What the content needs at the area's whole width.
int neededHeight(const QScrollArea &area)
{
    return std::max(area.widget()->heightForWidth(area.width()),
                    area.widget()->minimumSizeHint().height());
}

void setScrolls(QScrollArea &area, bool scrolls)
{
    const auto policy = scrolls ? Qt::ScrollBarAlwaysOn : Qt::ScrollBarAlwaysOff;
    if (area.verticalScrollBarPolicy() != policy)
        area.setVerticalScrollBarPolicy(policy);
}

class FreeArea final : public QScrollArea
{
public:
    FreeArea(QWidget *content, QWidget *parent) : QScrollArea(parent) { setUp(this, content); }

protected:
    void resizeEvent(QResizeEvent *event) override
    {
        QScrollArea::resizeEvent(event);
        setScrolls(*this, neededHeight(*this) > height());
    }
    bool event(QEvent *event) override
    {
        const bool done = QScrollArea::event(event);
        if (event->type() == QEvent::LayoutRequest)
            setScrolls(*this, neededHeight(*this) > height());
        return done;
    }
};

} // namespace

FlowArea::FlowArea(QWidget *content, QWidget *parent) : QScrollArea(parent)
{
    setUp(this, content);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &FlowArea::snap);
}

void FlowArea::setLimit(int pixels)
{
    m_limit = pixels;
    adjust();
}

void FlowArea::setRowStep(int pixels)
{
    m_step = std::max(1, pixels);
    adjust();
}

void FlowArea::showRow(int y)
{
    QScrollBar *bar = verticalScrollBar();
    const int row = y / m_step, rows = std::max(1, (height() + m_step - 1) / m_step);
    bar->setValue(std::clamp(bar->value(), (row - rows + 1) * m_step, row * m_step));
}

void FlowArea::snap(int value)
{
    verticalScrollBar()->setValue((value + m_step / 2) / m_step * m_step);
}

void FlowArea::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    adjust();
}

/// Row by row: a wheel that turns finely would not get from one to the next.
void FlowArea::wheelEvent(QWheelEvent *event)
{
    if (m_step == 1)
        return QScrollArea::wheelEvent(event);
    constexpr int notch = 120;
    m_wheel += event->angleDelta().y();
    const int rows = m_wheel / notch;
    m_wheel -= rows * notch;
    verticalScrollBar()->setValue(verticalScrollBar()->value() - rows * m_step);
    event->accept();
}

bool FlowArea::event(QEvent *event)
{
    const bool done = QScrollArea::event(event);
    if (event->type() == QEvent::LayoutRequest)
        adjust();
    return done;
}

void FlowArea::adjust()
{
    const int needed = neededHeight(*this);
    setScrolls(*this, needed > m_limit);
    int wanted = needed;
    if (needed > m_limit) {
        // Rows that are left out, but never the first.
        const int out = (needed - m_limit + m_step - 1) / m_step;
        wanted = needed - std::min(out, (needed - 1) / m_step) * m_step;
    }
    verticalScrollBar()->setSingleStep(m_step);
    if (wanted != height())
        setFixedHeight(wanted);
    const QSize before = std::exchange(m_viewport, viewport()->size());
    if (std::exchange(m_needed, needed) != needed || before != m_viewport)
        Q_EMIT reflowed();
}

QScrollArea *makeScrollArea(QWidget *content, QWidget *parent)
{
    return new FreeArea(content, parent);
}

} // namespace retort
