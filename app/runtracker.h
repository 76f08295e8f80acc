#pragma once
// Follows a training session and keeps what is to be said of it: phase, progress, speed, time left.

#include "app/runview.h"
#include "core/session/trainingsession.h"

#include <QElapsedTimer>
#include <QObject>

#include <deque>

namespace retort {

class RunTracker final : public QObject
{
    Q_OBJECT

public:
    RunTracker(TrainingSession &session, QObject *parent = nullptr);

    const RunView &view() const { return m_view; }
    /// A run has ended and is still on screen.
    bool isOver() const { return m_view.phase != RunPhase::Idle && !isActive(m_view.phase); }
    /// What will be started next, in place of a run that has ended.
    void setExperiment(const Experiment &experiment);
    void setName(const QString &name);
    /// A stored run that is on the Bench, while nothing runs.
    void setStored(const RunSummary &run);

Q_SIGNALS:
    void changed();

private:
    void onState(TrainingSession::State state);
    void onMetrics(const MetricBatch &batch);
    void onEnded(const Outcome &outcome);
    void estimate(const StepMetrics &last);

    TrainingSession &m_session;
    RunView m_view;
    std::deque<std::pair<std::int64_t, double>> m_recent; ///< step, seconds: the last few seconds
};

} // namespace retort
