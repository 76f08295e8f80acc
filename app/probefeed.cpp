#include "app/probefeed.h"

#include "widgets/inspector/probepanel.h"

namespace retort {

namespace {

constexpr int period = 500; // ms
constexpr int topTokens = 10;

} // namespace

ProbeFeed::ProbeFeed(TrainingSession &training, InferenceSession &inference, ProbePanel &probe,
                     QObject *parent)
    : QObject(parent), m_training(training), m_inference(inference), m_probe(probe)
{
    m_timer.setInterval(period);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (m_liveWatched && m_training.state() == TrainingSession::State::Running)
            m_training.requestSnapshot();
    });
    connect(&training, &TrainingSession::started, this, [this] {
        m_student = {};
        m_step = -1;
        m_timer.start();
        m_training.requestSnapshot();
    });
    connect(&training, &TrainingSession::paused, this, [this] { m_training.requestSnapshot(); });
    connect(&training, &TrainingSession::snapshotTaken, this, &ProbeFeed::onSnapshot);
    connect(&training, &TrainingSession::ended, this, &ProbeFeed::onEnded);
    connect(&probe, &ProbePanel::textChanged, this, &ProbeFeed::inspect);
    connect(&probe, &ProbePanel::randomTextRequested, this, &ProbeFeed::askForSentence);

    connect(&inference, &InferenceSession::inspected, this,
            [this](quint64 request, const InspectionPtr &inspection) {
                onAnswer(request, [&] { m_probe.setInspection(inspection, m_askedStep); });
            });
    connect(&inference, &InferenceSession::inspectionFailed, this,
            [this](quint64 request, const QString &sentence) {
                onAnswer(request, [&] { m_probe.setError(sentence); });
            });
    connect(&inference, &InferenceSession::sampleTextReady, this,
            [this](quint64 request, const QString &text) {
                if (request != m_sentence)
                    return;
                m_sentence = 0;
                m_probe.setText(text);
            });
}

void ProbeFeed::setExperiment(const Experiment &experiment)
{
    const bool otherText = experiment.data != m_experiment.data;
    const bool otherTeacher = experiment.teacher != m_experiment.teacher;
    m_experiment = experiment;
    if (m_training.isActive() || !(otherText || otherTeacher))
        return;
    m_student = {};
    m_step = -1;
    m_inspection = 0; // an answer of the models before
    inspect();
}

void ProbeFeed::setStudent(const ModelSource &student, qint64 step)
{
    m_student = student;
    m_step = step;
    inspect();
}

void ProbeFeed::setWatched(bool probe, bool live)
{
    const bool again = probe && !m_probeWatched;
    m_probeWatched = probe;
    m_liveWatched = live;
    if (again && m_stale)
        inspect();
}

void ProbeFeed::askForSentence()
{
    m_sentence = m_inference.sampleText(m_experiment, ++m_seed);
}

/// Shows an answer unless another sentence stands there by now.
void ProbeFeed::onAnswer(quint64 request, const std::function<void()> &show)
{
    if (request != m_inspection)
        return;
    m_inspection = 0;
    if (m_askedText == m_probe.text().trimmed())
        show();
    if (m_stale)
        inspect();
}

void ProbeFeed::onSnapshot(const SnapshotPtr &snapshot)
{
    m_student.reference.clear();
    m_student.snapshot = snapshot->model;
    m_step = snapshot->step;
    inspect();
    Q_EMIT snapshotArrived(snapshot);
}

void ProbeFeed::onEnded(const Outcome &outcome)
{
    m_timer.stop();
    if (!outcome.student)
        return;
    onSnapshot(
        std::make_shared<const StudentSnapshot>(StudentSnapshot{outcome.steps, *outcome.student}));
}

/// One request at a time: the session would drop older ones, and the probe would never be shown
/// where inspecting takes longer than half a second.
void ProbeFeed::inspect()
{
    m_stale = true;
    const QString text = m_probe.text().trimmed();
    const bool nothing =
        text.isEmpty()
        || (!m_experiment.hasTeacher() && !m_student.snapshot && m_student.reference.isEmpty());
    if (nothing) {
        m_inspection = 0; // an answer that is under way belongs to something else
        m_probe.setInspection({}, -1);
        return;
    }
    if (m_inspection != 0 || !m_probeWatched)
        return;
    m_stale = false;
    m_askedStep = m_step;
    m_askedText = text;
    ModelSource teacher;
    teacher.reference = QString::fromStdString(m_experiment.teacher.model);
    m_inspection = m_inference.inspect({.text = text.toStdString(), .top = topTokens}, teacher,
                                       m_student, m_experiment.data);
}

} // namespace retort
