// How PlotCanvas answers pointer and keyboard: hairline, zoom, panning.

#include "widgets/curves/plotcanvas_p.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

constexpr double dragThreshold = 4;
constexpr double wheelStep = 0.8; ///< of the range, for one notch

} // namespace

bool PlotCanvas::Private::handleEvent(QEvent *event)
{
    switch (event->type()) {
    case QEvent::MouseMove: handleMove(static_cast<QMouseEvent *>(event)); return true;
    case QEvent::MouseButtonPress: {
        const auto *press = static_cast<QMouseEvent *>(event);
        plot->setFocus(Qt::MouseFocusReason);
        if ((press->button() == Qt::LeftButton || press->button() == Qt::MiddleButton)
            && area().contains(press->position())) {
            pressed = press->position();
            panning = press->button() == Qt::MiddleButton
                      || press->modifiers().testFlag(Qt::ShiftModifier);
        }
        return press->button() != Qt::RightButton;
    }
    case QEvent::MouseButtonRelease: handleRelease(static_cast<QMouseEvent *>(event)); return true;
    case QEvent::MouseButtonDblClick:
        pressed.reset();
        q->resetZoom();
        return true;
    case QEvent::Wheel: handleWheel(static_cast<QWheelEvent *>(event)); return true;
    case QEvent::KeyPress: return handleKey(static_cast<QKeyEvent *>(event));
    case QEvent::Leave: setHover({}); break;
    case QEvent::FocusIn: {
        const auto reason = static_cast<QFocusEvent *>(event)->reason();
        keyboardFocus = reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason
                        || reason == Qt::ShortcutFocusReason;
        redrawOverlay();
        break;
    }
    case QEvent::FocusOut:
        keyboardFocus = false;
        setHover({});
        redrawOverlay();
        break;
    case QEvent::Resize: q->scheduleUpdate(); break;
    default: break;
    }
    return false;
}

void PlotCanvas::Private::handleMove(QMouseEvent *event)
{
    const QPointF position = event->position();
    const QRectF plotRect = area();
    if (pressed && panning) {
        pan(pressed->x() - position.x());
        pressed = position;
        return;
    }
    if (pressed) {
        QRectF dragged = QRectF(*pressed, position).normalized() & plotRect;
        if (dragged.width() < dragThreshold)
            return;
        // A flat drag, or one over both panes, zooms x alone.
        const Pane *pane = paneAt(*pressed);
        if (dragged.height() < 3 * dragThreshold || pane != paneAt(position) || !pane) {
            dragged.setTop(plotRect.top());
            dragged.setBottom(plotRect.bottom());
        }
        band = dragged;
        redrawOverlay();
        return;
    }
    if (plotRect.adjusted(-2, 0, 2, 0).contains(position))
        setHover(nearestX(panes.front().x->pixelToCoord(position.x())));
    else
        setHover({});
}

void PlotCanvas::Private::handleRelease(QMouseEvent *)
{
    const auto dragged = std::exchange(band, std::nullopt);
    pressed.reset();
    panning = false;
    if (dragged)
        zoomBand(*dragged);
}

void PlotCanvas::Private::handleWheel(QWheelEvent *event)
{
    const QPointF position = event->position();
    if (!area().adjusted(-60, 0, 0, 40).contains(position) || event->angleDelta().y() == 0)
        return;
    const double factor = std::pow(wheelStep, event->angleDelta().y() / 120.0);
    const Pane *under = paneAt(position);
    if (event->modifiers().testFlag(Qt::ControlModifier) && under) {
        Pane &pane = panes[std::size_t(under - panes.data())];
        pane.y->scaleRange(factor, pane.y->pixelToCoord(position.y()));
        pane.zoom = pane.y->range();
        q->scheduleUpdate();
        return;
    }
    const QCPRange range = panes.front().x->range();
    const double at =
        std::clamp(panes.front().x->pixelToCoord(position.x()), range.lower, range.upper);
    zoomX({at - (at - range.lower) * factor, at + (range.upper - at) * factor});
}

bool PlotCanvas::Private::handleKey(QKeyEvent *event)
{
    const QCPRange range = panes.front().x->range();
    const double middle = hoverX.value_or(range.center());
    const auto scaled = [&](double factor) {
        return QCPRange(middle - (middle - range.lower) * factor,
                        middle + (range.upper - middle) * factor);
    };
    switch (event->key()) {
    case Qt::Key_Left:
        moveHover(event->modifiers().testFlag(Qt::ControlModifier) ? -10 : -1);
        return true;
    case Qt::Key_Right:
        moveHover(event->modifiers().testFlag(Qt::ControlModifier) ? 10 : 1);
        return true;
    case Qt::Key_Plus:
    case Qt::Key_Equal: zoomX(scaled(wheelStep)); return true;
    case Qt::Key_Minus: zoomX(scaled(1 / wheelStep)); return true;
    case Qt::Key_Home:
    case Qt::Key_0: q->resetZoom(); return true;
    case Qt::Key_Escape:
        if (!hoverX && !q->isZoomed())
            return false;
        setHover({});
        q->resetZoom();
        return true;
    default: return false;
    }
}

/// Shows a part of the whole; all of it counts as not zoomed, so that the plot follows the run.
void PlotCanvas::Private::zoomX(QCPRange range)
{
    const QCPRange whole = wholeX();
    range.lower = std::max(range.lower, whole.lower);
    range.upper = std::min(range.upper, whole.upper);
    if (range.size() < whole.size() * 1e-5)
        return;
    if (range.size() > whole.size() * 0.999)
        xZoom.reset();
    else
        xZoom = range;
    q->scheduleUpdate();
}

void PlotCanvas::Private::zoomBand(const QRectF &rect)
{
    const Pane *inside = paneAt(rect.center());
    const bool wholeHeight = rect.height() > area().height() - 1;
    zoomX(
        {panes.front().x->pixelToCoord(rect.left()), panes.front().x->pixelToCoord(rect.right())});
    if (inside && !wholeHeight) {
        Pane &pane = panes[std::size_t(inside - panes.data())];
        pane.zoom = QCPRange(pane.y->pixelToCoord(rect.bottom()), pane.y->pixelToCoord(rect.top()));
    }
    q->scheduleUpdate();
}

void PlotCanvas::Private::pan(double pixels)
{
    if (!xZoom)
        return;
    const QCPRange whole = wholeX();
    const double wanted = pixels * xZoom->size() / std::max(1.0, area().width());
    const double shift = std::clamp(wanted, whole.lower - xZoom->lower, whole.upper - xZoom->upper);
    *xZoom += shift;
    q->scheduleUpdate();
}

void PlotCanvas::Private::setHover(std::optional<double> x)
{
    if (hoverX == x)
        return;
    hoverX = x;
    redrawOverlay();
    Q_EMIT q->hovered(x);
}

void PlotCanvas::Private::redrawOverlay()
{
    // What is not on the screen has no buffer to draw into.
    if (plot->isVisible() && plot->width() > 1 && plot->height() > 1)
        plot->layer(QStringLiteral("overlay"))->replot();
}

/// To a neighbouring point of the finest curve, by keyboard.
void PlotCanvas::Private::moveHover(int points)
{
    const auto *curve = finestCurve();
    if (!curve)
        return;
    const auto &line = *curve->line;
    const double from = hoverX.value_or(line.back().x);
    const auto at = std::ranges::lower_bound(line, from, {}, &PlotPoint::x) - line.begin();
    const auto to =
        std::clamp<std::ptrdiff_t>(at + (hoverX ? points : 0), 0, std::ptrdiff_t(line.size()) - 1);
    setHover(line[std::size_t(to)].x);
}

const PlotCurve *PlotCanvas::Private::finestCurve() const
{
    const PlotCurve *finest = nullptr;
    for (const PlotCurve &curve : curves)
        if (curve.visible && curve.line && !curve.line->empty()
            && (!finest || curve.line->size() > finest->line->size()))
            finest = &curve;
    return finest;
}

std::optional<double> PlotCanvas::Private::nearestX(double x) const
{
    const PlotCurve *curve = finestCurve();
    if (!curve)
        return {};
    const auto &line = *curve->line;
    auto after = std::ranges::lower_bound(line, x, {}, &PlotPoint::x);
    if (after == line.end() || (after != line.begin() && x - std::prev(after)->x < after->x - x))
        after = std::prev(after);
    return after->x;
}

const Pane *PlotCanvas::Private::paneAt(QPointF position) const
{
    for (const Pane &pane : panes)
        if (pane.shown && position.y() >= pane.rect->top()
            && position.y() <= pane.rect->bottom() + 1)
            return &pane;
    return nullptr;
}

} // namespace retort
