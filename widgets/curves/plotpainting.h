#pragma once
// What a plot shows beside axes and curves: names at the right ends, flags of marks, the hairline's
// box. Plain QPainter in pixels.

#include "widgets/common/theme.h"
#include "widgets/curves/plotcanvas.h"

#include <QPen>
#include <QRectF>

#include <vector>

class QPainter;

namespace retort {

QPen curvePen(const PlotCurve &curve);
QPen floorPen(const PlotFloor &floor);
/// A short piece of the curve as it is drawn, from `left` (vertical middle) to the right.
void drawSwatch(QPainter &painter, QPointF left, double length, const PlotCurve &curve,
                const Theme &theme);

struct EndLabel
{
    MathText name;
    QString value;
    QPointF end; ///< where curve or floor ends
    QColor colour;
    bool strong = false;
};
/// Widest of the labels with leader and margins.
double endLabelsWidth(const std::vector<EndLabel> &labels);
void drawEndLabels(QPainter &painter, const std::vector<EndLabel> &labels, const QRectF &pane,
                   const Theme &theme);

inline constexpr int flagHeight = 20;
inline constexpr int mostFlagRows = 3;
/// The row that each mark's flag stands in, 0 the lowest; −1: it is out of sight or has no room in
/// `most` rows.
std::vector<int> flagRows(const std::vector<PlotMark> &marks, const std::vector<double> &x,
                          const QRectF &area, int most);
/// Dashed lines through `area`, and the flags above it.
void drawMarkLines(QPainter &painter, const std::vector<PlotMark> &marks,
                   const std::vector<double> &x, const std::vector<int> &rows, const QRectF &area);
void drawMarkFlags(QPainter &painter, const std::vector<PlotMark> &marks,
                   const std::vector<double> &x, const std::vector<int> &rows, const QRectF &area,
                   const Theme &theme);

struct HoverRow
{
    const PlotCurve *curve = nullptr;
    QString value;
    QPointF dot;
};
struct HoverBox
{
    QString title;
    double hairline = 0; ///< x
    std::vector<HoverRow> rows;
    std::vector<const PlotMark *> marks; ///< what was changed there
};
/// Hairline and dots, and the box where it hides the fewest of `obstacles`.
void drawHover(QPainter &painter, const HoverBox &box, const QRectF &area,
               const std::vector<QPointF> &obstacles, const Theme &theme);

} // namespace retort
