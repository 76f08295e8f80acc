#pragma once
// One series of several runs in one plot, for comparison; colours and dashes in order of ticking.

#include "core/store/runstore.h"

#include <QWidget>

#include <memory>

namespace retort {

struct OverlayRun
{
    RunId run;
    QString name;
    std::vector<MetricPoint> points;
    std::vector<ControlEvent> events;
};

class OverlayView : public QWidget
{
    Q_OBJECT

public:
    explicit OverlayView(QWidget *parent = nullptr);
    ~OverlayView() override;
    void setRuns(const QString &yTitle, std::vector<OverlayRun> runs);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace retort
