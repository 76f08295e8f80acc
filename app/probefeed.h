#pragma once
// Keeps the views of single tokens up to date: asks for a snapshot of the student twice a second
// while somebody looks, and inspects the probe sentence with it.

#include "core/session/inferencesession.h"
#include "core/session/trainingsession.h"

#include <QObject>
#include <QTimer>

#include <functional>

namespace retort {

class ProbePanel;

class ProbeFeed final : public QObject
{
    Q_OBJECT

public:
    ProbeFeed(TrainingSession &training, InferenceSession &inference, ProbePanel &probe,
              QObject *parent = nullptr);

    /// Teacher and data that go with the sentence. The student of another experiment is dropped.
    void setExperiment(const Experiment &experiment);
    /// A student that is not in training, e.g. of a stored run; an empty source: none.
    void setStudent(const ModelSource &student, qint64 step);
    /// Whether the probe is on screen, and whether any view wants the live student.
    void setWatched(bool probe, bool live);
    /// Another sentence of the experiment's text.
    void askForSentence();

Q_SIGNALS:
    void snapshotArrived(const retort::SnapshotPtr &snapshot);

private:
    void inspect();
    void onAnswer(quint64 request, const std::function<void()> &show);
    void onSnapshot(const SnapshotPtr &snapshot);
    void onEnded(const Outcome &outcome);

    TrainingSession &m_training;
    InferenceSession &m_inference;
    ProbePanel &m_probe;
    QTimer m_timer;
    Experiment m_experiment;
    ModelSource m_student;
    qint64 m_step = -1, m_askedStep = -1;
    QString m_askedText;                      ///< what the answer under way is about
    quint64 m_inspection = 0, m_sentence = 0; ///< requests under way; 0: none
    quint64 m_seed = 0;
    bool m_stale = false; ///< something changed while a request was under way
    bool m_probeWatched = true, m_liveWatched = true;
};

} // namespace retort
