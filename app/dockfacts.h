#pragma once
// What the form tells about an experiment beside the settings: which models it names, and what a
// run of it costs. Found on background threads; answers that come too late are dropped.

#include "core/session/inferencesession.h"
#include "core/session/trainingsession.h"

#include <QObject>
#include <QTimer>

#include <optional>

namespace retort {

class ExperimentDock;
struct KnownModel;

class DockFacts final : public QObject
{
    Q_OBJECT

public:
    DockFacts(InferenceSession &inference, TrainingSession &training, ExperimentDock &dock,
              QObject *parent = nullptr);

    void setExperiment(const Experiment &experiment);
    /// From the preview: the vocabulary that an estimate needs.
    void setFacts(const RunFacts &facts);
    void forgetFacts(); ///< the preview failed
    /// Sentences are in the language of the moment.
    void retranslate();

private:
    /// One of the two models that an experiment names.
    struct Asked
    {
        InferenceSession::Voice voice;
        void (ExperimentDock::*show)(const KnownModel &);
        QString reference;
        quint64 request = 0;
    };
    /// An experiment reduced to what its speed and memory depend on, and the vocabulary.
    using Sizes = std::pair<Experiment, int>;

    void ask(Asked &asked, const QString &reference);
    void answer(quint64 request, const KnownModel &model);
    void dropEstimate();
    void showEstimate(const std::optional<RunEstimate> &found, const QString &trouble);
    void estimate();
    Sizes sizes() const;

    InferenceSession &m_inference;
    TrainingSession &m_training;
    ExperimentDock &m_dock;
    Asked m_teacher, m_start;
    std::optional<Experiment> m_experiment;
    int m_vocabulary = 0;             ///< 0: not known yet
    std::optional<Sizes> m_estimated; ///< what was asked for, or is shown
    quint64 m_request = 0;            ///< of an estimate that is awaited
    QTimer m_delay;
};

} // namespace retort
