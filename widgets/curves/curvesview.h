#pragma once
// Live loss curves of one run: CE-like series above, divergences below, sharing x. Draws what
// core/plotdata worked out; keeps every point.

#include "core/session/trainingsession.h"

#include <QWidget>

#include <memory>

namespace retort {

class Dialogs;

class CurvesView : public QWidget
{
    Q_OBJECT

public:
    explicit CurvesView(QWidget *parent = nullptr);
    ~CurvesView() override;

    /// Empties the plot; `totalSteps` sets the x axis of an idle page.
    void clear(std::int64_t totalSteps);
    /// Floor lines and the axis, before the first step too. What came after the first step of a
    /// run that is resumed is taken back.
    void setFacts(const RunFacts &facts);
    void append(const MetricBatch &batch);
    void addControlMark(const ControlEvent &event);
    /// A whole stored run at once.
    void showRun(const RunFacts &facts, const MetricBatch &all,
                 const std::vector<ControlEvent> &events);
    /// Hint and Start button in the middle of an empty plot; gone with the first point. No title:
    /// no hint.
    void setIdleHint(const QString &title, const QString &sentence, const QString &button);
    /// Who asks for file names; not owned.
    void setDialogs(Dialogs &dialogs);

Q_SIGNALS:
    void startRequested();
    /// The step under the hairline; −1 once the pointer has left.
    void stepHovered(qint64 step);
    /// A picture or table could not be written.
    void failed(const QString &sentence);

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace retort
