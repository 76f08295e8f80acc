#pragma once
// Curves as a piece of SVG.

#include "core/plotdata/decimation.h"

#include <QList>
#include <QString>

#include <vector>

namespace retort {

struct ChartCurve
{
    QString name;
    QString colour;                ///< "#0072B2"
    std::vector<PlotPoint> points; ///< ascending x
    bool faint = false;
};

struct ChartFloor
{
    QString name;
    QString colour;
    double value = 0;
};

struct Chart
{
    QString title;
    QString xTitle;
    QString yTitle;
    QList<ChartCurve> curves;
    QList<ChartFloor> floors;
};

/// An <svg> element with a logarithmic y axis; points that are not above 0 are left out. Names
/// stand at the curves' right ends.
QString toSvg(const Chart &chart);

} // namespace retort
