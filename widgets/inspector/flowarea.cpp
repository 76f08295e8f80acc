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
    const int needed = neededHeight(*this);
    setScrolls(*this, needed > m_limit);
    const int wanted = std::min(m_limit, needed);
    if (wanted != height())
        setFixedHeight(wanted);
}

QScrollArea *makeScrollArea(QWidget *content, QWidget *parent)
{
    return new FreeArea(content, parent);
}

} // namespace retort
