#include "app/cli/chart.h"

#include "core/plotdata/format.h"
#include "core/plotdata/labels.h"
#include "core/plotdata/ticks.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace retort {
namespace {

constexpr double Width = 880, Height = 340;
constexpr double Left = 64, Right = 700, Top = 40, Bottom = 292;
constexpr double LabelGap = 16;

QString number(double value)
{
    return QString::number(value, 'f', 1);
}

QString tickText(double value)
{
    return QString::number(value, 'g', 4);
}

QString textElement(double x, double y, const char *anchor, const QString &text,
                    const QString &attributes = {})
{
    return QStringLiteral("<text x=\"%1\" y=\"%2\" text-anchor=\"%3\"%4>%5</text>\n")
        .arg(number(x), number(y), QLatin1String(anchor),
             attributes.isEmpty() ? QString() : QLatin1Char(' ') + attributes,
             text.toHtmlEscaped());
}

QString line(double x1, double y1, double x2, double y2, const QString &attributes)
{
    return QStringLiteral("<line x1=\"%1\" y1=\"%2\" x2=\"%3\" y2=\"%4\" %5/>\n")
        .arg(number(x1), number(y1), number(x2), number(y2), attributes);
}

/// Values to pixels.
class Axes
{
public:
    explicit Axes(const Chart &chart)
    {
        double lowest = std::numeric_limits<double>::max();
        double highest = 0;
        const auto include = [&](double value) {
            if (value > 0 && std::isfinite(value)) {
                lowest = std::min(lowest, value);
                highest = std::max(highest, value);
            }
        };
        for (const ChartCurve &curve : chart.curves) {
            for (const PlotPoint &point : curve.points) {
                include(point.y);
                m_end = std::max(m_end, point.x);
            }
        }
        for (const ChartFloor &floor : chart.floors)
            include(floor.value);
        if (highest > 0)
            std::tie(m_low, m_high) = niceLogRange(lowest, highest);
    }

    double low() const { return m_low; }
    double high() const { return m_high; }
    double end() const { return m_end; }
    double x(double value) const { return Left + (Right - Left) * value / m_end; }
    double y(double value) const
    {
        const double share = std::log(value / m_low) / std::log(m_high / m_low);
        return Bottom - (Bottom - Top) * std::clamp(share, 0.0, 1.0);
    }

private:
    double m_low = 0.1, m_high = 1;
    double m_end = 1;
};

QString grid(const Axes &axes, const Chart &chart)
{
    QString svg;
    for (const double value : logTicks(axes.low(), axes.high()).major) {
        const double y = axes.y(value);
        svg += line(Left, y, Right, y, QStringLiteral("class=\"grid\""));
        svg += textElement(Left - 8, y + 4, "end", tickText(value));
    }
    for (const double value : linearTicks(0, axes.end(), 6).major) {
        const double x = axes.x(value);
        svg += line(x, Bottom, x, Bottom + 4, QStringLiteral("class=\"axis\""));
        svg += textElement(x, Bottom + 18, "middle", formatCount(std::int64_t(value)));
    }
    svg += line(Left, Bottom, Right, Bottom, QStringLiteral("class=\"axis\""));
    svg += textElement((Left + Right) / 2, Height - 8, "middle", chart.xTitle);
    svg += textElement(0, 0, "middle", chart.yTitle,
                       QStringLiteral("transform=\"translate(14 %1) rotate(-90)\"")
                           .arg(number((Top + Bottom) / 2)));
    return svg;
}

QString polyline(const Axes &axes, const ChartCurve &curve)
{
    const auto points = decimated(curve.points, 0, std::nextafter(axes.end(), axes.end() + 1), 640);
    QStringList coordinates;
    for (const PlotPoint &point : points) {
        if (point.y > 0 && std::isfinite(point.y))
            coordinates << number(axes.x(point.x)) + QLatin1Char(',') + number(axes.y(point.y));
    }
    return QStringLiteral("<polyline points=\"%1\" fill=\"none\" stroke=\"%2\" stroke-width=\"%3\" "
                          "stroke-opacity=\"%4\"/>\n")
        .arg(coordinates.join(QLatin1Char(' ')), curve.colour,
             curve.faint ? QStringLiteral("1") : QStringLiteral("2"),
             curve.faint ? QStringLiteral("0.55") : QStringLiteral("1"));
}

struct Label
{
    double y = 0;
    QString text;
    QString colour;
};

QString labels(std::vector<Label> labels)
{
    std::sort(labels.begin(), labels.end(),
              [](const Label &a, const Label &b) { return a.y < b.y; });
    std::vector<double> wanted;
    for (const Label &label : labels)
        wanted.push_back(label.y);
    const std::vector<double> placed = spreadLabels(wanted, LabelGap, Top, Bottom);
    QString svg;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        svg += textElement(Right + 10, placed[i] + 4, "start", labels[i].text,
                           QStringLiteral("style=\"fill:%1\"").arg(labels[i].colour));
    }
    return svg;
}

} // namespace

QString toSvg(const Chart &chart)
{
    const Axes axes(chart);
    QString svg =
        QStringLiteral("<svg viewBox=\"0 0 %1 %2\" role=\"img\" aria-label=\"%3\">\n")
            .arg(QString::number(Width), QString::number(Height), chart.title.toHtmlEscaped());
    svg += textElement(Left, 20, "start", chart.title, QStringLiteral("class=\"title\""));
    svg += grid(axes, chart);
    std::vector<Label> named;
    for (const ChartFloor &floor : chart.floors) {
        if (!(floor.value > 0))
            continue;
        const double y = axes.y(floor.value);
        svg += line(Left, y, Right, y,
                    QStringLiteral("stroke=\"%1\" stroke-width=\"1.5\" stroke-dasharray=\"6 4\"")
                        .arg(floor.colour));
        named.push_back({y, floor.name + QLatin1Char(' ') + formatNats(floor.value), floor.colour});
    }
    for (const ChartCurve &curve : chart.curves) {
        svg += polyline(axes, curve);
        const auto last = std::find_if(curve.points.rbegin(), curve.points.rend(),
                                       [](const PlotPoint &p) { return p.y > 0; });
        if (last != curve.points.rend())
            named.push_back({axes.y(last->y), curve.name + QLatin1Char(' ') + formatNats(last->y),
                             curve.colour});
    }
    svg += labels(std::move(named));
    return svg + QStringLiteral("</svg>\n");
}

} // namespace retort
