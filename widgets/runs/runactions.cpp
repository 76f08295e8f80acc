#include "widgets/runs/runactions.h"

#include "core/session/translate.h"
#include "core/store/wholefile.h"
#include "widgets/common/icons.h"
#include "widgets/common/parts.h"

#include <QAction>
#include <QFile>
#include <QMenu>
#include <QRegularExpression>

#include <algorithm>

namespace retort {

namespace {

constexpr const char *names[] = {
    "resume",   "openInBench", "openInTokens", "useAsTeacher", "copyExperiment", "rename", "star",
    "editTags", "editNotes",   "archive",      "exportCsv",    "exportJson",     "delete"};

bool canResume(RunStatus status)
{
    return status == RunStatus::Interrupted || status == RunStatus::Stopped
           || status == RunStatus::Paused;
}

/// "first-distillation-14"
QString fileStem(const RunSummary &run)
{
    static const QRegularExpression other(QStringLiteral("[^\\p{L}\\p{N}]+"));
    QString stem = run.name.toLower().replace(other, QStringLiteral("-"));
    while (stem.startsWith(u'-'))
        stem.remove(0, 1);
    while (stem.endsWith(u'-'))
        stem.chop(1);
    return QStringLiteral("%1-%2")
        .arg(stem.isEmpty() ? QStringLiteral("run") : stem.left(60))
        .arg(run.id.value);
}

} // namespace

RunActions::RunActions(RunStore &store, Dialogs &dialogs, QWidget *parent)
    : QObject(parent)
    , m_store(store)
    , m_dialogs(dialogs)
    , m_window(parent)
    , m_menu(new QMenu(parent))
{
    for (int i = 0; i < kindCount; ++i) {
        const auto kind = Kind(i);
        if (kind == UseAsTeacher || kind == Rename || kind == ExportCsv || kind == Delete)
            m_menu->addSeparator();
        QAction *action = m_menu->addAction(QString());
        action->setObjectName(QLatin1String(names[i]));
        connect(action, &QAction::triggered, this, [this, kind] { perform(kind); });
        m_actions.push_back(action);
    }
    action(Delete)->setIcon(icon(QStringLiteral("trash")));
    action(Delete)->setShortcut(QKeySequence::Delete);
    action(Rename)->setShortcut(QKeySequence(Qt::Key_F2));
    for (const Kind kind : {Delete, Rename})
        action(kind)->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    retranslate();
    enable();
}

void RunActions::setRuns(std::vector<RunSummary> runs)
{
    m_runs = std::move(runs);
    retranslate();
    enable();
}

void RunActions::enable()
{
    const bool one = m_runs.size() == 1;
    const bool some = !m_runs.empty();
    const bool writable = !m_store.readOnly();
    const bool idle = std::ranges::none_of(
        m_runs, [](const RunSummary &run) { return run.status == RunStatus::Running; });
    for (const Kind kind : {OpenInBench, OpenInTokens, UseAsTeacher, CopyExperiment})
        action(kind)->setEnabled(one);
    for (const Kind kind : {Rename, EditNotes})
        action(kind)->setEnabled(one && writable);
    for (const Kind kind : {Star, EditTags, Archive})
        action(kind)->setEnabled(some && writable);
    for (const Kind kind : {ExportCsv, ExportJson})
        action(kind)->setEnabled(some);
    action(Resume)->setEnabled(one && writable && canResume(m_runs.front().status));
    action(Delete)->setEnabled(some && writable && idle);
}

void RunActions::retranslate()
{
    const auto all = [this](bool RunSummary::*flag) {
        return !m_runs.empty()
               && std::ranges::all_of(m_runs, [flag](const RunSummary &run) { return run.*flag; });
    };
    const auto set = [this](Kind kind, const QString &text, const QString &help) {
        action(kind)->setText(text);
        action(kind)->setToolTip(help);
    };
    set(Resume, tr("Resume"),
        tr("Goes on from the run's newest checkpoint, to the same bits as if it had never ended."));
    set(OpenInBench, tr("Open in Bench"), tr("Shows this run's curves on the Bench."));
    set(OpenInTokens, tr("Same sentence in Tokens"),
        tr("Looks at the sentence of the Tokens page with this run's student."));
    set(UseAsTeacher, tr("Use as teacher"),
        tr("Makes this run's student the teacher of the next experiment."));
    set(CopyExperiment, tr("Copy experiment"),
        tr("Takes this run's settings as the next experiment, to start it again or change it."));
    set(Rename, tr("Rename"), tr("Gives the run another name."));
    set(Star, all(&RunSummary::starred) ? tr("Remove star") : tr("Star"),
        tr("Marks runs that matter."));
    set(EditTags, tr("Tags..."), tr("Words to find runs by."));
    set(EditNotes, tr("Notes..."), tr("Free text to this run."));
    set(Archive, all(&RunSummary::archived) ? tr("Take out of the archive") : tr("Archive"),
        tr("Archived runs are kept, but not shown unless asked for."));
    set(ExportCsv, tr("Export as CSV..."),
        tr("Settings, events and every point of the run as one table."));
    set(ExportJson, tr("Export as JSON..."),
        tr("Settings, events and every point of the run as one object."));
    set(Delete, tr("Delete..."),
        tr("Deletes runs, their points and their checkpoints. A run that is going on is kept."));
}

void RunActions::perform(Kind kind)
{
    if (m_runs.empty())
        return;
    switch (kind) {
    case Star: star(); break;
    case EditTags: editTags(); break;
    case EditNotes: editNotes(); break;
    case Archive: archive(); break;
    case ExportCsv: exportRuns(ExportFormat::Csv); break;
    case ExportJson: exportRuns(ExportFormat::Json); break;
    case Delete: remove(); break;
    default: Q_EMIT triggered(kind, m_runs.front().id);
    }
}

void RunActions::star()
{
    const bool all = std::ranges::all_of(m_runs, &RunSummary::starred);
    for (const RunSummary &run : std::vector(m_runs))
        report(m_store.setStarred(run.id, !all));
    Q_EMIT changed();
}

void RunActions::setStarred(RunId run, bool starred)
{
    if (report(m_store.setStarred(run, starred)))
        Q_EMIT changed();
}

void RunActions::rename(RunId run, const QString &name)
{
    if (report(m_store.rename(run, name)))
        Q_EMIT changed();
}

void RunActions::editTags()
{
    const auto answer = m_dialogs.text(m_window, tr("Tags"), tr("Tags, separated by commas:"),
                                       m_runs.front().tags.join(QStringLiteral(", ")));
    if (!answer)
        return;
    QStringList tags;
    for (const QString &tag : answer->split(u','))
        if (const QString trimmed = tag.simplified(); !trimmed.isEmpty() && !tags.contains(trimmed))
            tags += trimmed;
    for (const RunSummary &run : std::vector(m_runs))
        report(m_store.setTags(run.id, tags));
    Q_EMIT changed();
}

void RunActions::editNotes()
{
    const RunSummary run = m_runs.front();
    const auto answer =
        m_dialogs.text(m_window, tr("Notes to %1").arg(run.name),
                       tr("What is to be remembered of this run:"), run.notes, true);
    if (answer && report(m_store.setNotes(run.id, *answer)))
        Q_EMIT changed();
}

void RunActions::archive()
{
    const bool all = std::ranges::all_of(m_runs, &RunSummary::archived);
    for (const RunSummary &run : std::vector(m_runs))
        report(m_store.setArchived(run.id, !all));
    Q_EMIT changed();
}

void RunActions::remove()
{
    const auto runs = m_runs;
    const int count = int(runs.size());
    const QString sentence =
        count == 1 ? tr("The run “%1” will be deleted with its points and checkpoints. This "
                        "cannot be undone.")
                         .arg(runs.front().name)
                   : tr("%n runs will be deleted with their points and checkpoints. This cannot "
                        "be undone.",
                        nullptr, count);
    if (!m_dialogs.confirm(m_window, tr("Delete runs"), sentence, tr("Delete")))
        return;
    for (const RunSummary &run : runs)
        report(m_store.remove(run.id));
    Q_EMIT changed();
}

void RunActions::exportRuns(ExportFormat format)
{
    const bool json = format == ExportFormat::Json;
    const QString ending = json ? QStringLiteral(".json") : QStringLiteral(".csv");
    QString folder, single;
    if (m_runs.size() == 1)
        single =
            m_dialogs.saveFile(m_window, tr("Export the run"), fileStem(m_runs.front()) + ending,
                               json ? tr("JSON files (*.json)") : tr("CSV tables (*.csv)"));
    else
        folder = m_dialogs.openFolder(m_window, tr("Folder for a file of each run"));
    if (single.isEmpty() && folder.isEmpty())
        return;
    for (const RunSummary &run : m_runs) {
        const auto text = exportRun(m_store, run.id, format);
        if (!text) {
            Q_EMIT failed(toUserText(text.error()));
            return;
        }
        const QString file = single.isEmpty() ? folder + u'/' + fileStem(run) + ending : single;
        const QString why = replaceFile(file, QByteArray::fromStdString(*text));
        if (!why.isEmpty()) {
            Q_EMIT failed(tr("The file %1 cannot be written: %2. Choose another folder, or make "
                             "room on the disk.")
                              .arg(file, why));
            return;
        }
    }
}

bool RunActions::report(const Status &status)
{
    if (!status)
        Q_EMIT failed(toUserText(status.error()));
    return bool(status);
}

} // namespace retort
