#include "widgets/inspector/flowarea.h"

#include <QEvent>

#include <algorithm>

namespace retort {

namespace {

void setUp(QScrollArea *area, QWidget *content)
{
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus); // the content takes the keyboard
    content->setProperty("transparent", true);
    content->setAutoFillBackground(false);
    area->viewport()->setAutoFillBackground(false);
    area->setWidget(content);
    content->setAutoFillBackground(false); // setWidget() switches it on
}

} // namespace

FlowArea::FlowArea(QWidget *content, QWidget *parent) : QScrollArea(parent)
{
    setUp(this, content);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void FlowArea::setLimit(int pixels)
{
    m_limit = pixels;
    adjust();
}

void FlowArea::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    adjust();
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
    const int needed =
        std::max(widget()->heightForWidth(width()), widget()->minimumSizeHint().height());
    const int wanted = std::min(m_limit, needed);
    if (wanted != height())
        setFixedHeight(wanted);
}

QScrollArea *makeScrollArea(QWidget *content, QWidget *parent)
{
    auto *area = new QScrollArea(parent);
    setUp(area, content);
    return area;
}

} // namespace retort
