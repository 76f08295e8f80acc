#pragma once
// One series of several runs in one plot, for comparison; colours and dashes in order of ticking.

#include "core/store/runstore.h"

#include <QList>
#include <QWidget>

#include <memory>

namespace retort {

class Dialogs;

struct OverlayRun
{
    RunId run;
    QString name;
    std::vector<MetricPoint> points;
    std::vector<ControlEvent> events;
};

/// How the run at a place in the order is drawn, in plot, table and headings alike. Lengths in line
/// widths; empty: solid.
QList<qreal> runDashes(std::size_t place);

class OverlayView : public QWidget
{
    Q_OBJECT

public:
    explicit OverlayView(QWidget *parent = nullptr);
    ~OverlayView() override;
    /// Colours and dashes follow the order. `yTitle` is markup of MathText, with its unit. Runs
    /// with many points are smoothed, their raw points behind.
    void setRuns(const QString &yTitle, std::vector<OverlayRun> runs);
    void setTitle(const QString &title, const QString &subtitle);
    /// In the header, before scale and x.
    void addHeaderWidget(QWidget *widget);
    /// What stands in the middle while there is no curve.
    void setEmptyHint(const QString &title, const QString &sentence);
    void setDialogs(Dialogs &dialogs);

Q_SIGNALS:
    void failed(const QString &sentence);

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace retort
