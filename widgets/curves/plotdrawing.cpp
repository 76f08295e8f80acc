// How PlotCanvas sets up its QCustomPlot and draws.

#include "core/plotdata/format.h"
#include "core/plotdata/ticks.h"
#include "widgets/curves/plotcanvas_p.h"

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

constexpr int rawOpacity = 90; ///< of 255

/// A ticker whose ticks and numbers come from core/plotdata.
class Ticker final : public QCPAxisTicker
{
public:
    Ticker(std::function<Ticks(double, double)> ticks, std::function<QString(double)> text)
        : m_ticks(std::move(ticks)), m_text(std::move(text))
    {
    }

    void generate(const QCPRange &range, const QLocale &, QChar, int, QVector<double> &ticks,
                  QVector<double> *subTicks, QVector<QString> *labels) override
    {
        const Ticks wanted = m_ticks(range.lower, range.upper);
        ticks = QVector<double>(wanted.major.begin(), wanted.major.end());
        if (subTicks)
            *subTicks = QVector<double>(wanted.minor.begin(), wanted.minor.end());
        if (!labels)
            return;
        labels->clear();
        for (const double tick : ticks)
            labels->append(m_text(tick));
    }

private:
    std::function<Ticks(double, double)> m_ticks;
    std::function<QString(double)> m_text;
};

QString valueText(double value)
{
    return QString::number(value, 'g', 6);
}

QVector<QCPGraphData> graphData(const std::vector<PlotPoint> &points, QCPRange x, int columns,
                                bool logarithmic)
{
    const auto before = [](const PlotPoint &point, double at) { return point.x < at; };
    auto first = std::lower_bound(points.begin(), points.end(), x.lower, before);
    auto last = std::lower_bound(first, points.end(), std::nextafter(x.upper, INFINITY), before);
    QVector<QCPGraphData> data;
    const auto add = [&](const PlotPoint &point) {
        data.append({point.x, logarithmic ? std::max(point.y, smallestOnLog) : point.y});
    };
    // One point beyond either edge, so that the line does not end inside.
    if (first != points.begin())
        add(*std::prev(first));
    const auto inside = decimated(std::span(first, last), x.lower,
                                  std::nextafter(x.upper, INFINITY), std::size_t(columns));
    data.reserve(qsizetype(inside.size()) + 2);
    for (const PlotPoint &point : inside)
        add(point);
    if (last != points.end())
        add(*last);
    return data;
}

} // namespace

PlotCanvas::Private::Private(PlotCanvas *canvas, int count)
    : q(canvas), plot(new QCustomPlot(canvas))
{
    plot->setObjectName(QStringLiteral("plot"));
    plot->setFocusPolicy(Qt::StrongFocus);
    plot->setMinimumSize(64, 64); // without pixels it has nothing to draw into
    plot->setNoAntialiasingOnDrag(false);
    plot->setPlottingHint(QCP::phFastPolylines, false);
    setupPanes(count);
    setupLayers();
}

void PlotCanvas::Private::setupPanes(int count)
{
    plot->plotLayout()->clear();
    plot->plotLayout()->setRowSpacing(12);
    auto *group = new QCPMarginGroup(plot);
    for (int i = 0; i < count; ++i) {
        Pane pane;
        pane.rect = new QCPAxisRect(plot, false);
        pane.rect->setMarginGroup(QCP::msLeft, group);
        pane.rect->setAutoMargins(QCP::msLeft | QCP::msBottom);
        pane.rect->setMinimumMargins(QMargins(0, 0, 0, 0));
        pane.x = pane.rect->addAxis(QCPAxis::atBottom);
        pane.y = pane.rect->addAxis(QCPAxis::atLeft);
        for (QCPAxis *axis : {pane.x, pane.y}) {
            axis->setLayer(QStringLiteral("axes"));
            axis->grid()->setLayer(QStringLiteral("grid"));
            axis->grid()->setZeroLinePen(Qt::NoPen);
            axis->grid()->setVisible(true);
            axis->setTickLength(0, 5);
            axis->setSubTickLength(0, 3);
            axis->setTickLabelPadding(4);
            axis->setLabelPadding(4);
        }
        pane.y->setScaleType(QCPAxis::stLogarithmic);
        // Keeps room for the title, which is painted with its italics.
        pane.y->setLabel(QStringLiteral(" "));
        pane.y->setTicker(QSharedPointer<Ticker>::create(
            [this, rect = pane.rect](double from, double to) {
                const int most = std::clamp(rect->height() / 20, 2, 12);
                if (!logarithmic)
                    return linearTicks(from, to, std::min(most, 5));
                // With fewer than five it counts by equal steps, which leaves the lower decades
                // without a number.
                const bool decades = to >= 10 * from && rect->height() >= 60;
                return logTicks(from, to, decades ? std::max(most, 5) : most);
            },
            valueText));
        pane.x->setTicker(QSharedPointer<Ticker>::create(
            [this](double from, double to) {
                const int about = std::clamp(int(area().width() / 75), 2, 10);
                return xKind == PlotCanvas::XAxis::Time ? timeTicks(from, to, about)
                                                        : linearTicks(from, to, about);
            },
            [this](double x) { return xText(x); }));
        panes.push_back(pane);
    }
    arrangePanes();
}

void PlotCanvas::Private::setupLayers()
{
    plot->addLayer(QStringLiteral("floors"), plot->layer(QStringLiteral("main")),
                   QCustomPlot::limBelow);
    plot->addLayer(QStringLiteral("texts"), plot->layer(QStringLiteral("legend")));
    new PaintedLayer(plot, QStringLiteral("floors"), [this](QPainter &painter) {
        paintFloors(painter);
        paintMarks(painter, false);
    });
    new PaintedLayer(plot, QStringLiteral("texts"), [this](QPainter &painter) {
        paintMarks(painter, true);
        paintTexts(painter);
    });
    new PaintedLayer(plot, QStringLiteral("overlay"),
                     [this](QPainter &painter) { paintOverlay(painter); });
}

void PlotCanvas::Private::applyTheme()
{
    theme = Theme::of(q);
    plot->setBackground(QBrush(theme.panel));
    const QFont caption = fontFor(TextRole::Caption);
    for (Pane &pane : panes) {
        for (QCPAxis *axis : {pane.x, pane.y}) {
            axis->setBasePen(QPen(theme.axis, 1));
            axis->setTickPen(QPen(theme.axis, 1));
            axis->setSubTickPen(QPen(theme.axis, 1));
            axis->setTickLabelColor(theme.text);
            axis->setTickLabelFont(caption);
            axis->setLabelColor(theme.secondary);
            axis->setLabelFont(caption);
            axis->grid()->setPen(QPen(theme.grid, 1));
        }
    }
}

/// Puts the shown panes above each other; the lowest one has the numbers of x.
void PlotCanvas::Private::arrangePanes()
{
    QCPLayoutGrid *layout = plot->plotLayout();
    for (Pane &pane : panes)
        if (pane.rect->layout())
            layout->take(pane.rect);
    layout->simplify();
    int row = 0;
    Pane *lowest = nullptr;
    for (Pane &pane : panes) {
        pane.rect->setVisible(pane.shown);
        if (!pane.shown)
            continue;
        layout->addElement(row, 0, pane.rect);
        layout->setRowStretchFactor(row, row == 0 ? 61 : 39);
        ++row;
        lowest = &pane;
    }
    for (Pane &pane : panes) {
        const bool numbers = &pane == lowest;
        pane.x->setTicks(numbers);
        pane.x->setTickLabels(numbers);
        pane.x->setLabel(numbers ? xTitle : QString());
    }
}

void PlotCanvas::Private::updateCurves()
{
    if (plot->width() < 2 || plot->height() < 2)
        return;
    syncGraphs();
    const QCPRange range = xZoom.value_or(wholeX());
    for (Pane &pane : panes)
        pane.x->setRange(range);
    fillGraphs();
    fitRanges();

    double widest = 0;
    for (std::size_t i = 0; i < panes.size(); ++i)
        if (panes[i].shown)
            widest = std::max(widest, endLabelsWidth(endLabels(int(i))));
    // In steps of 8, so that the axes do not move with every digit.
    rightMargin = std::ceil(widest / 8) * 8;
    flagRowCount = neededFlagRows();
    bool first = true;
    for (Pane &pane : panes) {
        if (!pane.shown)
            continue;
        pane.rect->setMargins(QMargins(pane.rect->margins().left(),
                                       first ? flagRowCount * flagHeight + 2 : 0, int(rightMargin),
                                       pane.rect->margins().bottom()));
        first = false;
    }
    plot->replot(QCustomPlot::rpQueuedRefresh);
}

/// One graph for each curve and one for its raw points, in the curve's pane.
void PlotCanvas::Private::syncGraphs()
{
    bool fits = lines.size() == curves.size();
    for (std::size_t i = 0; fits && i < curves.size(); ++i)
        fits = lines[i]->keyAxis() == panes[std::size_t(curves[i].pane)].x;
    if (fits)
        return;
    plot->clearGraphs();
    lines.clear();
    raws.clear();
    const auto prepared = [&](QCPGraph *graph) {
        graph->setAdaptiveSampling(false); // decimated already
        graph->setSelectable(QCP::stNone);
        return graph;
    };
    for (const PlotCurve &curve : curves) {
        const Pane &pane = panes[std::size_t(curve.pane)];
        raws.push_back(prepared(new RawGraph(pane.x, pane.y)));
    }
    // What comes first in the list lies on top.
    lines.resize(curves.size());
    for (std::size_t i = curves.size(); i-- > 0;) {
        const Pane &pane = panes[std::size_t(curves[i].pane)];
        lines[i] = prepared(new LineGraph(pane.x, pane.y));
    }
}

void PlotCanvas::Private::fillGraphs()
{
    const int columns = std::max(64, int(area().width()));
    for (std::size_t i = 0; i < curves.size(); ++i) {
        const PlotCurve &curve = curves[i];
        const bool shown = curve.visible && curve.line && !curve.line->empty();
        const bool raw = shown && curve.raw && !curve.raw->empty();
        lines[i]->setVisible(shown);
        raws[i]->setVisible(raw);
        if (!shown) {
            lines[i]->data()->clear();
            raws[i]->data()->clear();
            continue;
        }
        const QCPRange x = panes[std::size_t(curve.pane)].x->range();
        const auto data = graphData(*curve.line, x, columns, logarithmic);
        lines[i]->data()->set(data, true);
        lines[i]->setPen(curvePen(curve));
        if (curve.hollowDots) {
            lines[i]->setScatterStyle(QCPScatterStyle(
                QCPScatterStyle::ssCircle, QPen(curve.colour, curve.width), theme.panel, 6));
            lines[i]->setScatterSkip(int(data.size()) * 12 / columns);
        } else {
            lines[i]->setScatterStyle(QCPScatterStyle::ssNone);
        }
        if (!raw)
            continue;
        raws[i]->data()->set(graphData(*curve.raw, x, columns, logarithmic), true);
        QColor faint = curve.colour;
        faint.setAlpha(rawOpacity);
        raws[i]->setPen(QPen(faint, 1));
    }
}

void PlotCanvas::Private::fitRanges()
{
    for (std::size_t i = 0; i < panes.size(); ++i) {
        Pane &pane = panes[i];
        double low = INFINITY, high = -INFINITY;
        const auto take = [&](double value) {
            if (!std::isfinite(value) || (logarithmic && value <= smallestOnLog))
                return;
            low = std::min(low, value);
            high = std::max(high, value);
        };
        for (std::size_t c = 0; c < curves.size(); ++c) {
            if (curves[c].pane != int(i))
                continue;
            for (const QCPGraph *graph : {lines[c], raws[c]})
                if (graph->visible())
                    for (const QCPGraphData &point : *graph->data())
                        take(point.value);
        }
        for (const PlotFloor &floor : floors)
            if (floor.pane == int(i) && floor.visible)
                take(floor.value);
        if (pane.expected)
            take(*pane.expected);
        const auto fitted = logarithmic ? niceLogRange(low, high) : niceLinearRange(low, high);
        pane.y->setRange(pane.zoom.value_or(QCPRange(fitted.first, fitted.second)));
    }
}

QCPRange PlotCanvas::Private::wholeX() const
{
    double last = 0;
    for (const PlotCurve &curve : curves)
        if (curve.line && !curve.line->empty())
            last = std::max(last, curve.line->back().x);
    if (last <= 0)
        last = xExtent;
    return {0, std::max(last, 1e-6)};
}

/// The plot is laid out only when it draws, so the marks' places are worked out from its margins.
int PlotCanvas::Private::neededFlagRows() const
{
    const int left = panes.front().rect->margins().left();
    const QRectF along(left, 0, plot->width() - left - rightMargin, 1);
    const QCPRange range = panes.front().x->range();
    std::vector<double> x;
    for (const PlotMark &mark : marks)
        x.push_back(along.left() + (mark.x - range.lower) / range.size() * along.width());
    const auto rows = flagRows(marks, x, along, mostFlagRows);
    return rows.empty() ? 1 : std::max(1, 1 + std::ranges::max(rows));
}

std::vector<EndLabel> PlotCanvas::Private::endLabels(int index) const
{
    const Pane &pane = panes[std::size_t(index)];
    const QCPRange x = pane.x->range();
    std::vector<EndLabel> labels;
    for (const PlotCurve &curve : curves) {
        if (curve.pane != index || !curve.visible || !curve.line || curve.line->empty())
            continue;
        const auto &points = *curve.line;
        auto after = std::upper_bound(points.begin(), points.end(), x.upper,
                                      [](double at, const PlotPoint &p) { return at < p.x; });
        if (after == points.begin())
            continue;
        const PlotPoint last = *std::prev(after);
        labels.push_back(
            {curve.name,
             formatNats(last.y),
             {pane.x->coordToPixel(std::max(last.x, x.lower)),
              pane.y->coordToPixel(logarithmic ? std::max(last.y, smallestOnLog) : last.y)},
             curve.colour,
             curve.strong});
    }
    for (const PlotFloor &floor : floors)
        if (floor.pane == index && floor.visible)
            labels.push_back({floor.name,
                              formatNats(floor.value),
                              {double(pane.rect->right()), pane.y->coordToPixel(floor.value)},
                              floor.colour,
                              false});
    std::ranges::stable_sort(labels, {}, [](const EndLabel &label) { return label.end.y(); });
    return labels;
}

QRectF PlotCanvas::Private::area() const
{
    QRect united;
    for (const Pane &pane : panes)
        if (pane.shown)
            united |= pane.rect->rect();
    return united;
}

QString PlotCanvas::Private::xText(double x) const
{
    switch (xKind) {
    case PlotCanvas::XAxis::Time: return formatDuration(x);
    case PlotCanvas::XAxis::Short: return x == 0 ? QStringLiteral("0") : formatShort(x);
    case PlotCanvas::XAxis::Count: break;
    }
    return std::floor(x) == x ? formatCount(std::int64_t(x)) : valueText(x);
}

} // namespace retort
