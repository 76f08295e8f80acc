#pragma once
// The Bench: curves beside the mixer, the probe below. Lays out; knows nothing of runs.

#include <QWidget>

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

private:
    QSplitter *m_rows;
    CurvesView *m_curves;
    MixerPanel *m_mixer;
    ProbePanel *m_probe;
};

} // namespace retort
