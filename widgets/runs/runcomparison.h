#pragma once
// The lower half of the page of runs: one series of the ticked runs in a plot, and the settings in
// which they differ.

#include "core/store/runstore.h"
#include "widgets/curves/overlayview.h"

#include <QWidget>

#include <map>
#include <vector>

class QComboBox;

namespace retort {

class Dialogs;
class DiffView;

class RunComparison final : public QWidget
{
    Q_OBJECT

public:
    RunComparison(RunStore &store, Dialogs &dialogs, QWidget *parent);
    /// In the order of ticking. Reads from the store what is not known of them yet.
    void setRuns(std::vector<RunSummary> runs);

Q_SIGNALS:
    void failed(const QString &sentence);

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Known
    {
        std::int64_t step = -1; ///< of the run when its points were read
        RunStatus status{};
        std::map<std::string, std::vector<MetricPoint>> points;
        std::vector<ControlEvent> events;
        std::vector<Setting> settings;
    };
    void retranslate();
    void proposeSeries();
    void showCurves();
    void showSettings();
    Known &known(const RunSummary &run);

    RunStore &m_store;
    OverlayView *m_overlay;
    DiffView *m_diff;
    QComboBox *m_series;
    bool m_seriesChosen = false;
    std::vector<RunSummary> m_runs;
    std::map<RunId, Known> m_known;
};

} // namespace retort
