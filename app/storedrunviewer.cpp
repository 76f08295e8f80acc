#include "app/storedrunviewer.h"

#include "app/benchpage.h"
#include "app/probefeed.h"
#include "app/runtracker.h"
#include "app/storedruns.h"
#include "core/plotdata/format.h"
#include "core/session/translate.h"
#include "widgets/common/parts.h"
#include "widgets/curves/curvesview.h"
#include "widgets/experiment/experimentdock.h"
#include "widgets/mixer/mixerpanel.h"

namespace retort {

StoredRunViewer::StoredRunViewer(const Parts &parts, QObject *parent)
    : QObject(parent), m_parts(parts)
{
}

void StoredRunViewer::report(const Error &error)
{
    m_parts.message.showMessage(MessageBar::Tone::Warning, toUserText(error));
}

bool StoredRunViewer::showCurves(RunId run)
{
    if (m_parts.training.isActive()) {
        m_parts.message.showMessage(
            MessageBar::Tone::Warning,
            tr("The Bench shows the run that is going on. Tick run #%1 in the table to see its "
               "curves, or stop the training first.")
                .arg(run.value));
        return false;
    }
    const auto curves = readCurves(m_parts.store, run);
    if (!curves) {
        report(curves.error());
        return false;
    }
    const auto summary = m_parts.store.run(run);
    const auto experiment = m_parts.store.experiment(run);
    if (!summary || !experiment) {
        report(summary ? experiment.error() : summary.error());
        return false;
    }
    m_shown = run;
    m_parts.tracker.setStored(*summary);
    m_parts.bench.curves()->showRun(curves->facts, curves->metrics, curves->events);
    showInMixer(*summary, *experiment, curves->metrics);
    const std::int64_t step =
        curves->metrics.steps.empty() ? -1 : curves->metrics.steps.back().step;
    ModelSource student;
    student.reference = QStringLiteral("run:%1").arg(run.value);
    m_parts.feed.setStudent(student, step);
    Q_EMIT benchWanted();
    return true;
}

/// The run's last terms, weighed as they were then.
void StoredRunViewer::showInMixer(const RunSummary &run, Experiment experiment,
                                  const MetricBatch &metrics)
{
    MixerPanel *mixer = m_parts.bench.mixer();
    mixer->setStartValues(experiment.objective.alpha, experiment.objective.beta);
    experiment.objective.alpha = run.alpha;
    experiment.objective.beta = run.beta;
    mixer->setExperiment(experiment);
    mixer->clearStep();
    mixer->showSteps(metrics.steps);
}

void StoredRunViewer::show(RunId run)
{
    const auto summary = m_parts.store.run(run);
    if (!summary)
        return report(summary.error());
    if (!showCurves(run))
        return;
    m_parts.message.showMessage(
        MessageBar::Tone::Info,
        tr("These are the curves of run #%1, %2.").arg(run.value).arg(summary->name),
        {{tr("Back to the experiment"), [this] {
              forget();
              Q_EMIT left();
          }}});
}

bool StoredRunViewer::canEdit()
{
    if (!m_parts.training.isActive())
        return true;
    m_parts.message.showMessage(MessageBar::Tone::Warning,
                                tr("The experiment is that of the run that is going on. Stop the "
                                   "training before you change it."));
    return false;
}

void StoredRunViewer::useAsTeacher(RunId run)
{
    if (!canEdit())
        return;
    m_parts.dock.useTeacher(QStringLiteral("run:%1").arg(run.value));
    Q_EMIT benchWanted();
}

void StoredRunViewer::copyExperiment(RunId run)
{
    if (!canEdit())
        return;
    const auto experiment = m_parts.store.experiment(run);
    if (!experiment)
        return report(experiment.error());
    m_parts.dock.setExperiment(*experiment, tr("Settings of run #%1").arg(run.value));
    Q_EMIT benchWanted();
}

void StoredRunViewer::resume(RunId run)
{
    if (!m_parts.training.isActive())
        copyExperiment(run);
    if (!showCurves(run))
        return;
    m_parts.message.dismiss();
    if (const Status status = m_parts.training.resumeRun(run); !status)
        report(status.error());
}

RunId StoredRunViewer::tellInterrupted(RunId told)
{
    const auto runs = m_parts.store.runs();
    const RunSummary *summary = nullptr;
    if (!runs)
        return told;
    for (const RunSummary &run : *runs) {
        if (run.status == RunStatus::Interrupted && run.id > told
            && (!summary || run.id > summary->id))
            summary = &run;
    }
    if (!summary)
        return told;
    const RunId run = summary->id;
    const auto checkpoints = m_parts.store.checkpoints(run);
    std::vector<MessageBar::Action> actions{
        {tr("Show in Runs"), [this, run] { Q_EMIT showInRunsRequested(run); }}};
    QString rest = tr("It has no checkpoint yet.");
    if (checkpoints && !checkpoints->empty()) {
        rest = tr("Its checkpoint at step %1 is whole.").arg(formatCount(checkpoints->back().step));
        actions.push_back({tr("Resume"), [this, run] { resume(run); }});
    }
    m_parts.message.showMessage(MessageBar::Tone::Info,
                                tr("Run #%1, %2, was interrupted at step %3. %4")
                                    .arg(run.value)
                                    .arg(summary->name, formatCount(summary->step), rest),
                                std::move(actions));
    return run;
}

} // namespace retort
