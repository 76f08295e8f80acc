#include "widgets/curves/plotpainting.h"

#include "core/plotdata/labels.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

namespace retort {

namespace {

constexpr double labelGap = 15;
constexpr double leader = 20;        ///< from the pane's edge to a label
constexpr QChar beforeValue(0x2002); ///< wider than the spaces in a name
constexpr double boxMargin = 10;
constexpr double boxRow = 17;
constexpr double swatchLength = 18;

QFont labelFont(bool strong)
{
    QFont font = fontFor(TextRole::Caption);
    if (strong)
        font.setWeight(QFont::DemiBold);
    return font;
}

double baselineAround(double middle, const QFont &font)
{
    const QFontMetricsF metrics(font);
    return middle + (metrics.ascent() - metrics.descent()) / 2;
}

double flagWidth(const PlotMark &mark, const QFont &font)
{
    return mark.text.width(font) + 12;
}

QSizeF boxSize(const HoverBox &box)
{
    const QFont font = fontFor(TextRole::Caption);
    double names = 0, values = 0;
    for (const HoverRow &row : box.rows) {
        names = std::max(names, row.curve->name.width(font));
        values = std::max(values, QFontMetricsF(font).horizontalAdvance(row.value));
    }
    const double title = QFontMetricsF(labelFont(true)).horizontalAdvance(box.title);
    double width = std::max(swatchLength + 8 + names + 20 + values, title);
    for (const PlotMark *mark : box.marks)
        width = std::max(width, mark->text.width(font));
    const auto rows = double(1 + box.rows.size() + box.marks.size());
    return {width + 2 * boxMargin, 2 * boxMargin - 4 + boxRow * rows};
}

/// Beside the hairline, at a few heights on either side: where the fewest obstacles are hidden.
QRectF boxPlace(QSizeF size, const HoverBox &box, const QRectF &area,
                const std::vector<QPointF> &obstacles)
{
    QRectF best;
    auto fewest = std::numeric_limits<std::ptrdiff_t>::max();
    const double room = std::max(0.0, area.height() - size.height());
    for (const double left : {box.hairline + 12, box.hairline - 12 - size.width()}) {
        if (left < area.left() || left + size.width() > area.right() + 8)
            continue;
        for (int i = 0; i <= 8; ++i) {
            const QRectF place(QPointF(left, area.top() + room * i / 8), size);
            const QRectF clear = place.adjusted(-6, -6, 6, 6);
            const auto hidden = std::ranges::count_if(
                obstacles, [&](QPointF point) { return clear.contains(point); });
            if (hidden < fewest) {
                fewest = hidden;
                best = place;
            }
        }
    }
    if (best.isNull())
        best =
            QRectF(QPointF(std::max(area.left(), area.right() - size.width()), area.top()), size);
    return best;
}

} // namespace

QPen curvePen(const PlotCurve &curve)
{
    QPen pen(curve.colour, curve.width);
    pen.setCapStyle(curve.dashes.isEmpty() ? Qt::RoundCap : Qt::FlatCap);
    pen.setJoinStyle(Qt::RoundJoin);
    if (!curve.dashes.isEmpty())
        pen.setDashPattern(curve.dashes);
    return pen;
}

QPen floorPen(const PlotFloor &floor)
{
    QPen pen(floor.colour, 1.5);
    pen.setCapStyle(Qt::FlatCap);
    pen.setDashPattern(floor.dotted ? QList<qreal>{1.5, 2} : QList<qreal>{5, 3});
    return pen;
}

void drawSwatch(QPainter &painter, QPointF left, double length, const PlotCurve &curve,
                const Theme &theme)
{
    painter.setPen(curvePen(curve));
    painter.drawLine(left, left + QPointF(length, 0));
    if (!curve.hollowDots)
        return;
    painter.setPen(QPen(curve.colour, curve.width));
    painter.setBrush(theme.panel);
    painter.drawEllipse(left + QPointF(length / 2, 0), 3, 3);
    painter.setBrush(Qt::NoBrush);
}

double endLabelsWidth(const std::vector<EndLabel> &labels)
{
    double widest = 0;
    for (const EndLabel &label : labels) {
        const QFont font = labelFont(label.strong);
        widest = std::max(widest,
                          label.name.width(font)
                              + QFontMetricsF(font).horizontalAdvance(beforeValue + label.value));
    }
    return widest > 0 ? leader + widest + 4 : 16;
}

void drawEndLabels(QPainter &painter, const std::vector<EndLabel> &labels, const QRectF &pane,
                   const Theme &theme)
{
    std::vector<double> wanted;
    for (const EndLabel &label : labels)
        wanted.push_back(std::clamp(label.end.y(), pane.top(), pane.bottom()));
    const auto places = spreadLabels(wanted, labelGap, pane.top(), pane.bottom());
    for (std::size_t i = 0; i < labels.size() && i < places.size(); ++i) {
        const EndLabel &label = labels[i];
        const double textX = pane.right() + leader;
        painter.setPen(QPen(label.colour, 1));
        const double from = std::max(label.end.x(), pane.right() + 2);
        painter.drawPolyline(
            QPolygonF({{from, wanted[i]}, {textX - 12, places[i]}, {textX - 3, places[i]}}));
        const QFont font = labelFont(label.strong);
        painter.setPen(theme.text);
        const QPointF origin(textX, baselineAround(places[i], font));
        label.name.draw(painter, origin, font);
        painter.setFont(font);
        painter.drawText(origin + QPointF(label.name.width(font), 0), beforeValue + label.value);
    }
}

std::vector<int> flagRows(const std::vector<PlotMark> &marks, const std::vector<double> &x,
                          const QRectF &area, int most)
{
    const QFont font = fontFor(TextRole::Caption);
    std::vector<int> rows(marks.size(), -1);
    // From the right: a newer change matters more than the one that it follows at once.
    std::vector<double> free(std::size_t(most), area.right() + 120);
    for (std::size_t i = marks.size(); i-- > 0;) {
        if (x[i] < area.left() || x[i] > area.right())
            continue;
        const double left = std::floor(x[i]), right = left + flagWidth(marks[i], font);
        const auto row = std::ranges::find_if(free, [&](double from) { return right <= from; });
        if (row == free.end())
            continue;
        rows[i] = int(row - free.begin());
        *row = left - 4;
    }
    return rows;
}

void drawMarkLines(QPainter &painter, const std::vector<PlotMark> &marks,
                   const std::vector<double> &x, const std::vector<int> &rows, const QRectF &area)
{
    for (std::size_t i = 0; i < marks.size(); ++i) {
        if (x[i] < area.left() || x[i] > area.right())
            continue;
        QPen pen(marks[i].colour, 1);
        pen.setDashPattern({3, 3});
        painter.setPen(pen);
        const double column = std::floor(x[i]) + 0.5;
        painter.drawLine(QPointF(column, area.top() - flagHeight * (rows[i] + 1)),
                         QPointF(column, area.bottom()));
    }
}

void drawMarkFlags(QPainter &painter, const std::vector<PlotMark> &marks,
                   const std::vector<double> &x, const std::vector<int> &rows, const QRectF &area,
                   const Theme &theme)
{
    const QFont font = fontFor(TextRole::Caption);
    for (std::size_t i = 0; i < marks.size(); ++i) {
        if (rows[i] < 0)
            continue;
        const QRectF flag(std::floor(x[i]), area.top() - flagHeight * (rows[i] + 1),
                          flagWidth(marks[i], font), flagHeight - 4);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.accentSoft);
        painter.drawRoundedRect(flag, 3, 3);
        painter.setBrush(marks[i].colour);
        painter.drawRect(QRectF(flag.topLeft(), QSizeF(2, flag.height())));
        painter.setBrush(Qt::NoBrush);
        painter.setPen(marks[i].colour);
        marks[i].text.draw(painter, {flag.left() + 7, baselineAround(flag.center().y(), font)},
                           font);
    }
}

void drawHover(QPainter &painter, const HoverBox &box, const QRectF &area,
               const std::vector<QPointF> &obstacles, const Theme &theme)
{
    painter.setPen(QPen(theme.secondary, 1));
    const double column = std::floor(box.hairline) + 0.5;
    painter.drawLine(QPointF(column, area.top()), QPointF(column, area.bottom()));
    for (const HoverRow &row : box.rows) {
        painter.setPen(QPen(theme.panel, 1.25));
        painter.setBrush(row.curve->colour);
        painter.drawEllipse(row.dot, 3.75, 3.75);
    }

    const QRectF place = boxPlace(boxSize(box), box, area, obstacles);
    painter.setPen(QPen(theme.controlBorder, 1));
    painter.setBrush(theme.panel);
    painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5);
    painter.setBrush(Qt::NoBrush);

    const QFont font = fontFor(TextRole::Caption);
    const QFont strong = labelFont(true);
    double middle = place.top() + boxMargin + boxRow / 2 - 2;
    painter.setFont(strong);
    painter.setPen(theme.text);
    painter.drawText(QPointF(place.left() + boxMargin, baselineAround(middle, strong)), box.title);
    for (const HoverRow &row : box.rows) {
        middle += boxRow;
        const double left = place.left() + boxMargin;
        drawSwatch(painter, {left, middle}, swatchLength, *row.curve, theme);
        painter.setPen(theme.text);
        const double baseline = baselineAround(middle, font);
        row.curve->name.draw(painter, {left + swatchLength + 8, baseline}, font);
        painter.setFont(font);
        const double width = QFontMetricsF(font).horizontalAdvance(row.value);
        painter.drawText(QPointF(place.right() - boxMargin - width, baseline), row.value);
    }
    for (const PlotMark *mark : box.marks) {
        middle += boxRow;
        painter.setPen(mark->colour);
        mark->text.draw(painter, {place.left() + boxMargin, baselineAround(middle, font)}, font);
    }
}

} // namespace retort
