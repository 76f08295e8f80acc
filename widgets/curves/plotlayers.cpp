// The layers that PlotCanvas paints itself, and its pictures in files.

#include "core/plotdata/format.h"
#include "widgets/curves/plotcanvas_p.h"

#include <QSvgGenerator>

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

constexpr qsizetype piece = 48; ///< points drawn at once
constexpr double nearMark = 5;  ///< pixels within which the hairline stands on a mark

void drawInPieces(QPainter &painter, const QVector<QPointF> &points)
{
    QPen pen = painter.pen();
    const bool dashed = pen.style() != Qt::SolidLine;
    // Round joins between points a pixel apart cost much and show nothing.
    if (points.size() > 4 * piece)
        pen.setJoinStyle(Qt::BevelJoin);
    painter.setPen(pen);
    double length = 0;
    for (qsizetype from = 0; from + 1 < points.size(); from += piece) {
        const qsizetype count = std::min(piece + 1, points.size() - from);
        if (dashed) {
            pen.setDashOffset(length / pen.widthF());
            painter.setPen(pen);
            for (qsizetype i = from; i + 1 < from + count; ++i)
                length += QLineF(points[i], points[i + 1]).length();
        }
        painter.drawPolyline(points.constData() + from, int(count));
    }
}

/// From the lowest to the highest point of each pixel column, joined with the column before.
QVector<QLineF> columnStrokes(const QVector<QPointF> &points)
{
    QVector<QLineF> strokes;
    qsizetype i = 0;
    double before = points.front().y();
    while (i < points.size()) {
        const double column = std::floor(points[i].x());
        double low = before, high = before;
        for (; i < points.size() && std::floor(points[i].x()) == column; ++i) {
            low = std::min(low, points[i].y());
            high = std::max(high, points[i].y());
            before = points[i].y();
        }
        strokes.append(QLineF(column + 0.5, low, column + 0.5, high));
    }
    return strokes;
}

/// Points a few pixels apart on the way, so that long stretches count as what they cover.
void addStretch(std::vector<QPointF> &points, QPointF from, QPointF to)
{
    constexpr double apart = 4;
    const double length = QLineF(from, to).length();
    if (!points.empty() && length < apart && QLineF(points.back(), to).length() < apart)
        return;
    const int parts = std::clamp(int(length / apart), 1, 1000);
    for (int part = 1; part <= parts; ++part)
        points.push_back(from + (to - from) * (double(part) / parts));
}

} // namespace

void LineGraph::drawLinePlot(QCPPainter *painter, const QVector<QPointF> &points) const
{
    painter->setAntialiasing(true);
    drawInPieces(*painter, points);
}

void RawGraph::drawLinePlot(QCPPainter *painter, const QVector<QPointF> &points) const
{
    if (points.size() < 2)
        return;
    const bool dense = double(points.size()) > std::abs(points.back().x() - points.front().x());
    painter->setAntialiasing(!dense);
    if (dense)
        painter->drawLines(columnStrokes(points));
    else
        drawInPieces(*painter, points);
}

PaintedLayer::PaintedLayer(QCustomPlot *plot, const QString &layer,
                           std::function<void(QPainter &)> paint)
    : QCPLayerable(plot, layer), m_paint(std::move(paint))
{
}

void PaintedLayer::applyDefaultAntialiasingHint(QCPPainter *painter) const
{
    painter->setAntialiasing(true);
}

void PaintedLayer::draw(QCPPainter *painter)
{
    painter->save();
    m_paint(*painter);
    painter->restore();
}

void PlotCanvas::Private::paintFloors(QPainter &painter) const
{
    for (const PlotFloor &floor : floors) {
        const Pane &pane = panes[std::size_t(floor.pane)];
        const double y = pane.y->coordToPixel(floor.value);
        if (!floor.visible || !pane.shown || y < pane.rect->top() || y > pane.rect->bottom() + 1)
            continue;
        painter.setPen(floorPen(floor));
        painter.drawLine(QPointF(pane.rect->left(), y), QPointF(pane.rect->right(), y));
    }
}

void PlotCanvas::Private::paintMarks(QPainter &painter, bool flags) const
{
    std::vector<double> x;
    for (const PlotMark &mark : marks)
        x.push_back(panes.front().x->coordToPixel(mark.x));
    const auto rows = flagRows(marks, x, area(), flagRowCount);
    if (flags)
        drawMarkFlags(painter, marks, x, rows, area(), theme);
    else
        drawMarkLines(painter, marks, x, rows, area());
}

void PlotCanvas::Private::paintTexts(QPainter &painter) const
{
    const QFont font = fontFor(TextRole::Caption);
    for (std::size_t i = 0; i < panes.size(); ++i) {
        const Pane &pane = panes[i];
        if (!pane.shown)
            continue;
        drawEndLabels(painter, endLabels(int(i)), pane.rect->rect(), theme);
        painter.save();
        painter.setPen(theme.secondary);
        painter.translate(QFontMetricsF(font).ascent() + 1, pane.rect->center().y());
        painter.rotate(-90);
        pane.title.draw(painter, {-pane.title.width(font) / 2, 0}, font);
        painter.restore();
    }
}

void PlotCanvas::Private::paintOverlay(QPainter &painter) const
{
    if (band) {
        QColor fill = theme.accent;
        fill.setAlpha(40);
        painter.setPen(QPen(theme.accent, 1));
        painter.setBrush(fill);
        painter.drawRect(*band);
        painter.setBrush(Qt::NoBrush);
    }
    if (keyboardFocus) {
        painter.setPen(QPen(theme.accent, 1));
        painter.drawRoundedRect(area().adjusted(-3, -3, 3, 3), 3, 3);
    }
    if (!hoverX || band)
        return;

    HoverBox box{hoverTitle ? hoverTitle(*hoverX) : xText(*hoverX),
                 panes.front().x->coordToPixel(*hoverX),
                 {},
                 {}};
    for (const PlotMark &mark : marks)
        if (std::abs(panes.front().x->coordToPixel(mark.x) - box.hairline) < nearMark)
            box.marks.push_back(&mark);
    std::vector<QPointF> obstacles;
    for (std::size_t i = 0; i < curves.size(); ++i) {
        const PlotCurve &curve = curves[i];
        const Pane &pane = panes[std::size_t(curve.pane)];
        if (!pane.shown || !lines[i]->visible())
            continue;
        const auto &points = *curve.line;
        auto at = std::lower_bound(points.begin(), points.end(), *hoverX,
                                   [](const PlotPoint &p, double x) { return p.x < x; });
        if (at == points.end()
            || (at != points.begin() && *hoverX - std::prev(at)->x < at->x - *hoverX))
            at = std::prev(at);
        const double y = logarithmic ? std::max(at->y, smallestOnLog) : at->y;
        box.rows.push_back(
            {&curve, formatNats(at->y), {pane.x->coordToPixel(at->x), pane.y->coordToPixel(y)}});
        QPointF before;
        for (const QCPGraphData &point : *lines[i]->data()) {
            const QPointF place(pane.x->coordToPixel(point.key), pane.y->coordToPixel(point.value));
            addStretch(obstacles, before.isNull() ? place : before, place);
            before = place;
        }
    }
    for (const PlotFloor &floor : floors) {
        const Pane &pane = panes[std::size_t(floor.pane)];
        const double y = pane.y->coordToPixel(floor.value);
        if (floor.visible && pane.shown)
            addStretch(obstacles, {area().left(), y}, {area().right(), y});
    }
    if (!box.rows.empty())
        drawHover(painter, box, area(), obstacles, theme);
}

bool PlotCanvas::save(const QString &file) const
{
    d->setHover({});
    if (file.endsWith(QLatin1String(".pdf"), Qt::CaseInsensitive))
        return d->plot->savePdf(file);
    if (!file.endsWith(QLatin1String(".svg"), Qt::CaseInsensitive))
        return d->plot->savePng(file, 0, 0, 2.0);
    QSvgGenerator generator;
    generator.setFileName(file);
    generator.setSize(d->plot->size());
    generator.setViewBox(d->plot->rect());
    QCPPainter painter;
    if (!painter.begin(&generator))
        return false;
    painter.setMode(QCPPainter::pmVectorized);
    d->plot->toPainter(&painter, d->plot->width(), d->plot->height());
    return painter.end();
}

} // namespace retort
