#include "widgets/curves/plotcanvas_p.h"

#include <QEvent>
#include <QVBoxLayout>

namespace retort {

namespace {

constexpr qint64 pauseBetweenDrawings = 200; // ms: a drawing takes about 5, training pays for it

} // namespace

PlotCanvas::PlotCanvas(int panes, QWidget *parent)
    : QWidget(parent), d(std::make_unique<Private>(this, panes))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(d->plot);
    d->plot->installEventFilter(this);
    d->timer.setSingleShot(true);
    connect(&d->timer, &QTimer::timeout, this, &PlotCanvas::updateNow);
    d->applyTheme();
}

PlotCanvas::~PlotCanvas()
{
    d->plot->removeEventFilter(this);
}

std::vector<PlotCurve> &PlotCanvas::curves()
{
    return d->curves;
}

const std::vector<PlotCurve> &PlotCanvas::curves() const
{
    return d->curves;
}

std::vector<PlotFloor> &PlotCanvas::floors()
{
    return d->floors;
}

void PlotCanvas::setMarks(std::vector<PlotMark> marks)
{
    d->marks = std::move(marks);
    scheduleUpdate();
}

void PlotCanvas::setXAxis(XAxis kind, const QString &title)
{
    if (d->xKind != kind)
        resetZoom();
    d->xKind = kind;
    d->xTitle = title;
    d->arrangePanes();
    scheduleUpdate();
}

void PlotCanvas::setXExtent(double to)
{
    d->xExtent = to;
    scheduleUpdate();
}

void PlotCanvas::setPaneTitle(int pane, const MathText &title)
{
    d->panes[std::size_t(pane)].title = title;
    scheduleUpdate();
}

void PlotCanvas::setPaneShown(int pane, bool shown)
{
    Pane &changed = d->panes[std::size_t(pane)];
    if (changed.shown == shown)
        return;
    changed.shown = shown;
    d->arrangePanes();
    scheduleUpdate();
}

void PlotCanvas::setExpected(int pane, std::optional<double> value)
{
    d->panes[std::size_t(pane)].expected = value;
    scheduleUpdate();
}

void PlotCanvas::setLogarithmic(bool logarithmic)
{
    if (d->logarithmic == logarithmic)
        return;
    d->logarithmic = logarithmic;
    for (Pane &pane : d->panes) {
        pane.zoom.reset();
        pane.y->setScaleType(logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    }
    scheduleUpdate();
}

bool PlotCanvas::logarithmic() const
{
    return d->logarithmic;
}

void PlotCanvas::setHoverTitle(std::function<QString(double)> title)
{
    d->hoverTitle = std::move(title);
}

void PlotCanvas::scheduleUpdate()
{
    if (d->timer.isActive())
        return;
    const qint64 rested =
        d->sinceDrawing.isValid() ? d->sinceDrawing.elapsed() : pauseBetweenDrawings;
    d->timer.start(int(std::max<qint64>(0, pauseBetweenDrawings - rested)));
}

void PlotCanvas::updateNow()
{
    d->timer.stop();
    // What nobody sees is drawn once it is shown.
    d->stale = !isVisible();
    if (d->stale)
        return;
    d->updateCurves();
    d->sinceDrawing.start();
    Q_EMIT drawn();
}

void PlotCanvas::resetZoom()
{
    d->xZoom.reset();
    for (Pane &pane : d->panes)
        pane.zoom.reset();
    scheduleUpdate();
}

bool PlotCanvas::isZoomed() const
{
    return d->xZoom.has_value()
           || std::ranges::any_of(d->panes, [](const Pane &pane) { return pane.zoom.has_value(); });
}

QRect PlotCanvas::plotArea() const
{
    return d->area().toRect();
}

double PlotCanvas::pixelY(int pane, double value) const
{
    return d->panes[std::size_t(pane)].y->coordToPixel(value);
}

double PlotCanvas::pixelX(double x) const
{
    return d->panes.front().x->coordToPixel(x);
}

QPixmap PlotCanvas::picture(double scale) const
{
    d->setHover({});
    return d->plot->toPixmap(0, 0, scale);
}

bool PlotCanvas::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == d->plot && d->handleEvent(event))
        return true;
    return QWidget::eventFilter(watched, event);
}

void PlotCanvas::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    switch (event->type()) {
    case QEvent::PaletteChange:
    case QEvent::ApplicationPaletteChange:
    case QEvent::StyleChange:
    case QEvent::FontChange:
    case QEvent::ApplicationFontChange:
        d->applyTheme();
        scheduleUpdate();
        break;
    default: break;
    }
}

void PlotCanvas::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (d->stale)
        scheduleUpdate();
}

} // namespace retort
