#include "widgets/experiment/experimentdock_p.h"

#include "core/session/translate.h"
#include "core/store/wholefile.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/experiment/experimentedits.h"
#include "widgets/experiment/experimentform.h"

#include <QDir>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QMimeData>
#include <QToolButton>
#include <QUndoStack>

namespace retort {

namespace {

QString experimentFilter()
{
    return QCoreApplication::translate("retort::ExperimentDock",
                                       "Experiments (*.json);;All files (*)");
}

/// tokenizer.json, a SentencePiece model, or a folder that holds one.
bool isTokenizer(const QFileInfo &info)
{
    if (info.isDir()) {
        const QDir folder(info.filePath());
        const auto has = [&](const char *name) { return folder.exists(QLatin1String(name)); };
        return has("tokenizer.json") || has("tokenizer.model")
               || (has("vocab.json") && has("merges.txt"));
    }
    return info.fileName() == u"tokenizer.json" || info.suffix() == u"model";
}

} // namespace

bool isModelFolder(const QString &path)
{
    return QFileInfo(path).isDir() && QFileInfo::exists(path + QStringLiteral("/config.json"));
}

ExperimentDock::ExperimentDock(std::vector<Preset> presets, Dialogs &dialogs, QWidget *parent)
    : QWidget(parent), d(new Private(*this, std::move(presets), dialogs))
{
    setAcceptDrops(true);
    d->stack = new QUndoStack(this);
    d->buildTitleBar();
    d->buildBody();
    d->buildMenu();
    if (!d->presets.empty())
        d->state = {localPreset(d->presets.front()), localPreset(d->presets.front())};
    d->retranslate();
    d->refresh();
}

ExperimentDock::~ExperimentDock()
{
    // It announces its own clearing, when the buttons are no longer there.
    d->stack->disconnect();
}

QSize ExperimentDock::sizeHint() const
{
    return {grid::dock, QWidget::sizeHint().height()};
}

const Experiment &ExperimentDock::experiment() const
{
    return d->state.experiment;
}

void ExperimentDock::setExperiment(const Experiment &experiment, const QString &what)
{
    // One setting is an edit; a whole experiment is a new start to measure changes against.
    const bool whole = differingKeys(d->state.experiment, experiment).size() > 2;
    d->push(experiment, what, whole);
}

void ExperimentDock::choosePreset(int index)
{
    d->choosePreset(index);
}

void ExperimentDock::useTeacher(const QString &model)
{
    d->form->openSection(FormSection::Teacher);
    d->edit(fieldkey::teacher, model);
}

void ExperimentDock::useStart(const QString &model)
{
    d->form->openSection(FormSection::Student);
    d->edit(fieldkey::initial, model);
}

bool ExperimentDock::isValid() const
{
    return d->valid;
}

QString ExperimentDock::problem() const
{
    return d->problems.empty() ? QString() : toUserText(d->problems.front().error);
}

void ExperimentDock::showProblem()
{
    for (const Problem &problem : d->problems) {
        for (const FieldSpec &spec : fieldSpecs()) {
            if (problem.key == spec.key)
                d->form->openSection(spec.section);
        }
    }
}

void ExperimentDock::setRunning(bool running)
{
    if (d->running == running)
        return;
    d->running = running;
    d->undo->setEnabled(!running && d->stack->canUndo());
    d->redo->setEnabled(!running && d->stack->canRedo());
    d->refresh();
}

void ExperimentDock::setTrouble(const QString &sentence)
{
    d->trouble = sentence;
    d->facts.run.reset();
    d->refresh();
}

void ExperimentDock::setFacts(const RunFacts &facts)
{
    d->facts.run = facts;
    d->trouble.clear();
    d->refresh();
}

void ExperimentDock::setTeacherModel(const KnownModel &model)
{
    d->facts.teacher = model;
    d->refresh();
}

void ExperimentDock::setStartModel(const KnownModel &model)
{
    d->facts.start = model;
    d->refresh();
}

void ExperimentDock::setEstimate(const std::optional<RunEstimate> &estimate, const QString &trouble)
{
    d->facts.estimate = estimate;
    d->facts.estimateTrouble = trouble;
    d->refresh();
}

void ExperimentDock::setModelChoices(const std::vector<std::pair<QString, QString>> &choices)
{
    d->form->setModelChoices(choices);
    d->refresh();
}

QUndoStack *ExperimentDock::undoStack() const
{
    return d->stack;
}

QWidget *ExperimentDock::titleBar() const
{
    return d->titleBar;
}

void ExperimentDock::openFile()
{
    const QString path = d->dialogs.openFile(this, tr("Open an experiment"), experimentFilter());
    if (!path.isEmpty())
        d->openExperiment(path);
}

void ExperimentDock::saveFile()
{
    const Experiment &experiment = d->state.experiment;
    const QString proposed = QString::fromStdString(experiment.name) + QStringLiteral(".json");
    const QString path =
        d->dialogs.saveFile(this, tr("Save the experiment"), proposed, experimentFilter());
    if (path.isEmpty())
        return;
    const QString why = replaceFile(path, QByteArray::fromStdString(toJson(experiment)));
    if (!why.isEmpty()) {
        Q_EMIT failed(tr("The experiment could not be saved as %1: %2. Choose another folder.")
                          .arg(path, why));
        return;
    }
    d->state.baseline = experiment;
    d->refresh();
}

void ExperimentDock::openPath(const QString &path)
{
    if (d->running) {
        Q_EMIT failed(tr("%1 was not opened, because a run is going on. Stop it first.").arg(path));
        return;
    }
    const QFileInfo info(path);
    if (isModelFolder(path))
        Q_EMIT modelOffered(info.absoluteFilePath());
    else if (isTokenizer(info))
        d->useTokenizer(path);
    else if (info.suffix().compare(QStringLiteral("json"), Qt::CaseInsensitive) == 0)
        d->openExperiment(path);
    else if (info.exists())
        d->useText(path);
    else
        Q_EMIT failed(tr("There is no file or folder %1.").arg(path));
}

void ExperimentDock::dragEnterEvent(QDragEnterEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (!d->running && urls.size() == 1 && urls.front().isLocalFile())
        event->acceptProposedAction();
}

void ExperimentDock::dropEvent(QDropEvent *event)
{
    event->acceptProposedAction();
    openPath(event->mimeData()->urls().value(0).toLocalFile());
}

void ExperimentDock::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::LanguageChange)
        return;
    d->retranslate();
    d->refresh();
    d->followLanguage();
}

} // namespace retort
