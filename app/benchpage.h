#pragma once
// The Bench: curves beside the mixer, the probe below. Lays out; knows nothing of runs.

#include <QWidget>

class QScrollArea;
class QSplitter;

namespace retort {

class CurvesView;
class Dialogs;
class MixerPanel;
class ProbePanel;

class BenchPage final : public QWidget
{
    Q_OBJECT

public:
    explicit BenchPage(Dialogs &dialogs, QWidget *parent = nullptr);

    CurvesView *curves() const { return m_curves; }
    MixerPanel *mixer() const { return m_mixer; }
    ProbePanel *probe() const { return m_probe; }
    /// The share of curves and probe, to be remembered.
    QByteArray saveSplit() const;
    void restoreSplit(const QByteArray &state);

    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fitMixer();

    QSplitter *m_rows;
    QScrollArea *m_mixerArea; ///< a low window scrolls the mixer rather than grow
    CurvesView *m_curves;
    MixerPanel *m_mixer;
    ProbePanel *m_probe;
};

} // namespace retort
