#include "app/dockfacts.h"

#include "widgets/experiment/experimentdock.h"

namespace retort {

namespace {

constexpr int estimateDelay = 1000; // ms after the last edit: timing takes the processor's time

} // namespace

DockFacts::DockFacts(InferenceSession &inference, TrainingSession &training, ExperimentDock &dock,
                     QObject *parent)
    : QObject(parent)
    , m_inference(inference)
    , m_training(training)
    , m_dock(dock)
    , m_teacher{InferenceSession::Voice::Teacher, &ExperimentDock::setTeacherModel, {}}
    , m_start{InferenceSession::Voice::Student, &ExperimentDock::setStartModel, {}}
{
    m_delay.setSingleShot(true);
    m_delay.setInterval(estimateDelay);
    connect(&m_delay, &QTimer::timeout, this, &DockFacts::estimate);
    connect(&inference, &InferenceSession::described, this,
            [this](quint64 request, const ModelDescriptionPtr &description) {
                answer(request, {description, {}});
            });
    connect(&inference, &InferenceSession::describeFailed, this,
            [this](quint64 request, const QString &sentence) {
                answer(request, {nullptr, sentence});
            });
    connect(&inference, &InferenceSession::estimated, this,
            [this](quint64 request, const RunEstimate &found) {
                if (request == m_request)
                    showEstimate(found, {});
            });
    connect(&inference, &InferenceSession::estimateFailed, this,
            [this](quint64 request, const QString &sentence) {
                if (request == m_request)
                    showEstimate(std::nullopt, sentence);
            });
    connect(&training, &TrainingSession::stateChanged, this, [this] {
        if (!m_training.isActive())
            return m_delay.start();
        m_delay.stop();
        if (m_request != 0) // what is timed beside a run says nothing
            dropEstimate();
    });
}

void DockFacts::setExperiment(const Experiment &experiment)
{
    const bool otherTokens = !m_experiment || m_experiment->data != experiment.data
                             || m_experiment->teacher != experiment.teacher
                             || m_experiment->student.initial != experiment.student.initial;
    m_experiment = experiment;
    if (otherTokens)
        m_vocabulary = 0;
    const auto origin = parseStudentOrigin(experiment.student.initial);
    ask(m_teacher, QString::fromStdString(experiment.teacher.model));
    ask(m_start, origin ? QString::fromStdString(origin->model) : QString());
    // Of another text it may still be true: its tokens are counted first.
    if (m_estimated && m_estimated->first != sizes().first)
        dropEstimate();
    m_delay.start();
}

void DockFacts::setFacts(const RunFacts &facts)
{
    m_vocabulary = facts.vocabulary;
    if (m_experiment && m_estimated && *m_estimated != sizes())
        dropEstimate();
    m_delay.start();
}

void DockFacts::forgetFacts()
{
    m_vocabulary = 0;
    dropEstimate();
}

void DockFacts::retranslate()
{
    m_teacher.reference.clear();
    m_start.reference.clear();
    if (m_experiment)
        setExperiment(*m_experiment);
}

void DockFacts::ask(Asked &asked, const QString &reference)
{
    if (asked.reference == reference)
        return;
    asked.reference = reference;
    asked.request = reference.isEmpty() ? 0 : m_inference.describe(asked.voice, reference);
}

void DockFacts::answer(quint64 request, const KnownModel &model)
{
    for (const Asked &asked : {m_teacher, m_start}) {
        if (request == asked.request)
            (m_dock.*asked.show)(model);
    }
}

void DockFacts::dropEstimate()
{
    m_estimated.reset();
    m_inference.forgetEstimate();
    showEstimate(std::nullopt, {});
}

void DockFacts::showEstimate(const std::optional<RunEstimate> &found, const QString &trouble)
{
    m_request = 0;
    m_dock.setEstimate(found, trouble);
}

void DockFacts::estimate()
{
    if (m_training.isActive() || !m_dock.isValid() || m_vocabulary == 0 || !m_experiment)
        return;
    Sizes now = sizes();
    if (m_estimated == now)
        return;
    m_estimated = std::move(now);
    m_request = m_inference.estimate(*m_experiment, m_vocabulary);
}

DockFacts::Sizes DockFacts::sizes() const
{
    const Experiment &experiment = *m_experiment;
    Experiment part;
    part.data.context = experiment.data.context;
    part.teacher = experiment.teacher;
    part.student = experiment.student;
    part.objective.alpha = experiment.objective.alpha > 0;
    part.objective.beta = experiment.objective.beta > 0;
    part.objective.sequence.prefixes = experiment.objective.sequence.prefixes;
    part.objective.token.prefixes = experiment.objective.token.prefixes;
    part.pool.size = experiment.pool.size;
    part.training.batch = experiment.training.batch;
    part.training.accumulate = experiment.training.accumulate;
    part.training.threads = experiment.training.threads;
    part.training.shards = experiment.training.shards;
    return {part, m_vocabulary};
}

} // namespace retort
