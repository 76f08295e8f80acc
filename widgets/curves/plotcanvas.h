#pragma once
// The drawing surface under the curve views: one or two panes above each other that share x. Keeps
// ranges, zoom and hover, and draws curves, floors, marks and the names at the right ends; knows
// nothing about training. Points stay with their owner.

#include "core/plotdata/decimation.h"
#include "widgets/common/mathtext.h"

#include <QColor>
#include <QList>
#include <QPixmap>
#include <QWidget>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace retort {

/// A curve as it is drawn: the line over its raw points. The vectors have ascending x and outlive
/// their use here; they may grow between two updates.
struct PlotCurve
{
    QString key; ///< names it for tests and files
    MathText name;
    int pane = 0;
    QColor colour;
    double width = 1.75;
    QList<qreal> dashes;     ///< in line widths; empty: solid
    bool hollowDots = false; ///< a dot on every point
    bool strong = false;     ///< name in bold
    bool visible = true;
    const std::vector<PlotPoint> *line = nullptr;
    const std::vector<PlotPoint> *raw = nullptr; ///< nullptr: nothing behind the line
};

/// A horizontal line that a curve cannot go below.
struct PlotFloor
{
    MathText name;
    double value = 0;
    int pane = 0;
    QColor colour;
    bool dotted = false; ///< else dashed
    bool visible = true;
};

/// A vertical line through all panes, with a flag above.
struct PlotMark
{
    double x = 0;
    MathText text;
    QColor colour;
};

class PlotCanvas : public QWidget
{
    Q_OBJECT

public:
    enum class XAxis { Count, Short, Time }; ///< "2,000", "32 k", "0:38"

    explicit PlotCanvas(int panes, QWidget *parent = nullptr);
    ~PlotCanvas() override;

    std::vector<PlotCurve> &curves();
    const std::vector<PlotCurve> &curves() const;
    std::vector<PlotFloor> &floors();
    void setMarks(std::vector<PlotMark> marks);

    void setXAxis(XAxis kind, const QString &title);
    /// The range while nothing is zoomed; it grows with the curves where they go further.
    void setXExtent(double to);
    void setPaneTitle(int pane, const MathText &title);
    void setPaneShown(int pane, bool shown);
    /// A value that the pane shows whatever is drawn in it: what is known to come.
    void setExpected(int pane, std::optional<double> value);
    void setLogarithmic(bool logarithmic);
    bool logarithmic() const;
    void setHoverTitle(std::function<QString(double x)> title);

    /// Draws again soon; many calls in a row give one drawing, at most five a second.
    void scheduleUpdate();
    /// Draws now.
    void updateNow();
    void resetZoom();
    bool isZoomed() const;

    QRect plotArea() const; ///< of all shown panes, in this widget's coordinates
    /// y of a value in a pane, in this widget's coordinates.
    double pixelY(int pane, double value) const;
    double pixelX(double x) const;

    QPixmap picture(double scale) const;
    /// By the file's ending: .png (twice the screen's size), .svg, .pdf. False: cannot be written.
    bool save(const QString &file) const;

    QSize sizeHint() const override { return {640, 360}; }
    QSize minimumSizeHint() const override { return {240, 160}; }

Q_SIGNALS:
    /// The x of the point under the hairline; nullopt once the pointer has left.
    void hovered(std::optional<double> x);
    void drawn();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace retort
