#pragma once
// PlotCanvas's own: the QCustomPlot behind it. Included only by the .cpp files of this folder that
// are compiled with Qt's keywords, which qcustomplot.h needs.

#include "widgets/curves/plotcanvas.h"
#include "widgets/curves/plotpainting.h"

#include <QElapsedTimer>
#include <QTimer>

#include <qcustomplot.h>

namespace retort {

/// What is smaller, zero included, is drawn here on a logarithmic axis.
inline constexpr double smallestOnLog = 1e-9;

/// Something painted in a layer of the plot.
class PaintedLayer final : public QCPLayerable
{
public:
    PaintedLayer(QCustomPlot *plot, const QString &layer, std::function<void(QPainter &)> paint);

protected:
    void applyDefaultAntialiasingHint(QCPPainter *painter) const override;
    void draw(QCPPainter *painter) override;

private:
    std::function<void(QPainter &)> m_paint;
};

/// A line of thousands of points. Qt's rasteriser takes time with the square of the edges that it
/// has in hand, so the line is drawn piece by piece.
class LineGraph final : public QCPGraph
{
public:
    using QCPGraph::QCPGraph;

protected:
    void drawLinePlot(QCPPainter *painter, const QVector<QPointF> &points) const override;
};

/// Raw points behind a line: where there are many, one vertical stroke a pixel column.
class RawGraph final : public QCPGraph
{
public:
    using QCPGraph::QCPGraph;

protected:
    void drawLinePlot(QCPPainter *painter, const QVector<QPointF> &points) const override;
};

struct Pane
{
    QCPAxisRect *rect = nullptr;
    QCPAxis *x = nullptr;
    QCPAxis *y = nullptr;
    MathText title;
    bool shown = true;
    std::optional<QCPRange> zoom;   ///< y; unset: fits what is seen
    std::optional<double> expected; ///< a value that y shows, whatever is drawn
};

struct PlotCanvas::Private
{
    Private(PlotCanvas *q, int panes);

    void setupPanes(int count);
    void setupLayers();
    void applyTheme();
    void arrangePanes();

    void updateCurves();
    void syncGraphs();
    void fillGraphs();
    void fitRanges();
    QCPRange wholeX() const;
    int neededFlagRows() const;
    std::vector<EndLabel> endLabels(int pane) const;
    QRectF area() const;
    QString xText(double x) const;

    void paintFloors(QPainter &painter) const;
    void paintMarks(QPainter &painter, bool flags) const;
    void paintTexts(QPainter &painter) const;
    void paintOverlay(QPainter &painter) const;
    void redrawOverlay();

    bool handleEvent(QEvent *event);
    void handleMove(QMouseEvent *event);
    void handleRelease(QMouseEvent *event);
    void handleWheel(QWheelEvent *event);
    bool handleKey(QKeyEvent *event);
    void zoomX(QCPRange range);
    void zoomBand(const QRectF &band);
    void pan(double pixels);
    void setHover(std::optional<double> x);
    void moveHover(int points);
    std::optional<double> nearestX(double x) const;
    const PlotCurve *finestCurve() const;
    const Pane *paneAt(QPointF position) const;

    PlotCanvas *q;
    QCustomPlot *plot;
    std::vector<Pane> panes;
    std::vector<PlotCurve> curves;
    std::vector<PlotFloor> floors;
    std::vector<PlotMark> marks;
    std::vector<QCPGraph *> lines; ///< one a curve
    std::vector<QCPGraph *> raws;
    Theme theme;

    PlotCanvas::XAxis xKind = PlotCanvas::XAxis::Count;
    QString xTitle;
    double xExtent = 1;
    bool logarithmic = true;
    std::optional<QCPRange> xZoom;
    double rightMargin = 16;
    int flagRowCount = 1;

    std::function<QString(double)> hoverTitle;
    std::optional<double> hoverX;
    std::optional<QPointF> pressed; ///< a drag's beginning
    std::optional<QRectF> band;
    bool panning = false;
    bool keyboardFocus = false; ///< then a ring shows it

    QTimer timer;
    QElapsedTimer sinceDrawing;
    bool stale = true;
};

} // namespace retort
