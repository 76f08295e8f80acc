#pragma once
// Start, Pause, Step, Stop; which run, how far and how fast; Evaluate and Checkpoint. The buttons
// never move and never change their width.

#include "app/runview.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace retort {

class ElidedLabel;
class StatusChip;

class RunToolbar final : public QWidget
{
    Q_OBJECT

public:
    explicit RunToolbar(QWidget *parent = nullptr);
    void show(const RunView &view, bool experimentValid);
    using QWidget::show;

Q_SIGNALS:
    void startClicked(); ///< Start or Resume
    void pauseClicked();
    void stepClicked();
    void stopClicked();
    void evaluateClicked();
    void checkpointClicked();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Figure
    {
        QLabel *value;
        QLabel *unit;
    };
    QPushButton *addButton(const QString &name, const char *icon, bool quiet);
    Figure addFigure(const QString &name);
    void addNames();
    void addProgress();
    void retranslate();
    void fixWidths();
    void showButtons();
    void showFigures();

    QPushButton *m_start, *m_pause, *m_step, *m_stop, *m_evaluate, *m_checkpoint;
    ElidedLabel *m_name;
    QLabel *m_number;
    StatusChip *m_chip;
    ElidedLabel *m_words;
    QLabel *m_percent;
    QProgressBar *m_bar;
    Figure m_speed, m_time;
    RunView m_view;
    bool m_valid = true;
};

} // namespace retort
