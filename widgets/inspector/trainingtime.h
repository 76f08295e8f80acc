#pragma once
// A slider over the checkpoints of one run, the live student last: how the student came to believe
// what it believes.

#include "widgets/inspector/tokenspage.h"

#include <QWidget>

#include <vector>

class QLabel;
class QToolButton;

namespace retort {

class ValueSlider;

/// The choices that belong to the run of choice `current`, by step; the live student comes last.
/// Empty for models that are no run's.
struct TrainingStop
{
    int choice = 0;
    std::int64_t step = -1; ///< −1: the live student
};
std::vector<TrainingStop> trainingStops(const std::vector<ModelChoice> &choices, int current);

class TrainingTime : public QWidget
{
    Q_OBJECT

public:
    explicit TrainingTime(QWidget *parent = nullptr);
    /// Shows itself only when there are at least two stops.
    void setStops(const std::vector<TrainingStop> &stops, int currentChoice);
    void setLiveStep(std::int64_t step);

Q_SIGNALS:
    void choiceChosen(int choice);

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    class Ticks;
    void retranslate();
    void refresh();

    std::vector<TrainingStop> m_stops;
    std::int64_t m_liveStep = -1;
    QLabel *m_title;
    QToolButton *m_previous, *m_next;
    ValueSlider *m_slider;
    Ticks *m_ticks;
    QLabel *m_label;
};

} // namespace retort
