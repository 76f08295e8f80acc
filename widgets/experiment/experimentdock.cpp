#include "widgets/experiment/experimentdock.h"

#include "core/session/translate.h"
#include "core/store/wholefile.h"
#include "widgets/common/icons.h"
#include "widgets/common/panel.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/experiment/editcommand.h"
#include "widgets/experiment/experimentedits.h"
#include "widgets/experiment/experimentform.h"
#include "widgets/experiment/experimenttextdialog.h"

#include <QCoreApplication>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QScrollArea>
#include <QScrollBar>
#include <QToolButton>
#include <QUndoStack>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace retort {

struct ExperimentDock::Private
{
    Private(ExperimentDock &owner, std::vector<Preset> all, Dialogs &questions)
        : dock(owner), presets(std::move(all)), dialogs(questions)
    {
    }

    ExperimentDock &dock;
    std::vector<Preset> presets;
    Dialogs &dialogs;
    EditState state;
    std::vector<Problem> problems;
    std::optional<Problem> refused; ///< what was typed last cannot be taken at all
    std::optional<RunFacts> facts;
    QString trouble; ///< what opening text and teacher said
    bool running = false;
    bool valid = true;

    QUndoStack *stack = nullptr;
    ExperimentForm *form = nullptr;
    QLabel *title = nullptr;
    QToolButton *undo = nullptr, *redo = nullptr, *more = nullptr;
    QWidget *titleBar = nullptr;

    void buildTitleBar();
    void buildBody();
    void buildMenu();
    void retranslate();
    QToolButton *headerButton(const QString &iconName, const QString &name);

    void push(Experiment experiment, const QString &what, bool newBaseline);
    void apply(const EditState &next);
    void setLearningRate(const QString &value);
    void forgetFacts();
    void refresh();
    int matchingPreset() const;

    void edit(const QString &key, const QString &value);
    void choosePreset(int index);
    Result<Experiment> edited(const QString &key, const QString &value) const;
    void openExperiment(const QString &path);
    void useText(const QString &path);
    void browseText();
    void browseTeacher();
    void useFolder(const QString &folder);
    void followLanguage();
};

namespace {

/// The language of Tales that goes with the one on screen.
std::string talesLanguage()
{
    //: Do not translate literally: "zh" in Chinese, "en" in every other language. It says in which
    //: language of Tales the presets begin.
    return QCoreApplication::translate("retort::ExperimentDock", "en", "language of Tales") == u"zh"
               ? "zh"
               : "en";
}

Experiment localPreset(const Preset &preset)
{
    Experiment experiment = inLanguage(preset.experiment, talesLanguage());
    experiment.name = presetName(preset).toStdString();
    return experiment;
}

QString experimentFilter()
{
    return QCoreApplication::translate("retort::ExperimentDock",
                                       "Experiments (*.json);;All files (*)");
}

} // namespace

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

QToolButton *ExperimentDock::Private::headerButton(const QString &iconName, const QString &name)
{
    auto *button = new QToolButton(titleBar);
    button->setIcon(icon(iconName));
    button->setIconSize({18, 18});
    button->setFixedSize(grid::control, grid::control);
    button->setObjectName(name);
    titleBar->layout()->addWidget(button);
    return button;
}

void ExperimentDock::Private::buildTitleBar()
{
    titleBar = new QWidget(&dock);
    titleBar->setObjectName(QStringLiteral("experimentTitleBar"));
    titleBar->setAttribute(Qt::WA_StyledBackground);
    // A dock widget goes by the hint of its title bar: 24 between twice 8 is the header's 40.
    auto *line = new QHBoxLayout(titleBar);
    line->setContentsMargins(grid::inside, grid::gap, grid::gap, grid::gap);
    line->setSpacing(2);
    title = new QLabel(titleBar);
    title->setFont(fontFor(TextRole::PanelTitle));
    line->addWidget(title, 1);
    undo = headerButton(QStringLiteral("undo"), QStringLiteral("experimentUndo"));
    redo = headerButton(QStringLiteral("redo"), QStringLiteral("experimentRedo"));
    more = headerButton(QStringLiteral("menu"), QStringLiteral("experimentMenu"));
    more->setPopupMode(QToolButton::InstantPopup);
    connect(undo, &QToolButton::clicked, stack, &QUndoStack::undo);
    connect(redo, &QToolButton::clicked, stack, &QUndoStack::redo);
    const auto update = [this] {
        undo->setEnabled(!running && stack->canUndo());
        redo->setEnabled(!running && stack->canRedo());
    };
    connect(stack, &QUndoStack::canUndoChanged, &dock, update);
    connect(stack, &QUndoStack::canRedoChanged, &dock, update);
    update();
}

void ExperimentDock::Private::buildBody()
{
    form = new ExperimentForm;
    form->setPresets(&presets);
    form->setProperty("transparent", true);
    connect(form, &ExperimentForm::edited, &dock,
            [this](const QString &key, const QString &value) { edit(key, value); });
    connect(form, &ExperimentForm::browseRequested, &dock, [this] { browseText(); });

    auto *body = new QFrame(&dock);
    body->setObjectName(QStringLiteral("experimentBody"));
    auto *scroll = new QScrollArea(body);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(form);
    QScrollBar *bar = scroll->verticalScrollBar();
    connect(bar, &QScrollBar::rangeChanged, &dock, [this, bar](int least, int most) {
        form->setScrollBarWidth(most > least ? bar->sizeHint().width() : 0);
    });
    auto *inner = new QVBoxLayout(body);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->addWidget(scroll);
    auto *column = new QVBoxLayout(&dock);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(titleBar);
    column->addWidget(body, 1);
}

void ExperimentDock::Private::buildMenu()
{
    auto *menu = new QMenu(more);
    more->setMenu(menu);
    // Its words are those of the moment when it is opened.
    connect(menu, &QMenu::aboutToShow, &dock, [this, menu] {
        menu->clear();
        QAction *open = menu->addAction(tr("Open..."), &dock, &ExperimentDock::openFile);
        open->setEnabled(!running);
        menu->addAction(tr("Save..."), &dock, &ExperimentDock::saveFile);
        menu->addAction(tr("Show experiment file"), &dock,
                        [this] { showExperimentText(state.experiment, &dock); });
        QMenu *reset = menu->addMenu(tr("Reset section"));
        reset->setEnabled(!running);
        for (int i = 0; i < formSectionCount; ++i) {
            reset->addAction(sectionTitle(FormSection(i)), &dock, [this, i] {
                const auto section = FormSection(i);
                push(withSectionOf(state.baseline, state.experiment, section),
                     sectionTitle(section), false);
            });
        }
    });
}

void ExperimentDock::Private::retranslate()
{
    const auto name = [](QToolButton *button, const QString &text, const QString &tip) {
        button->setAccessibleName(text);
        button->setToolTip(tip);
    };
    title->setText(tr("Experiment"));
    name(undo, tr("Undo"), tr("Takes back the last change of the experiment."));
    name(redo, tr("Redo"), tr("Makes the change again that was taken back."));
    name(more, tr("More"), tr("Open, save or read the experiment, or reset a section of it."));
    form->retranslate();
}

void ExperimentDock::Private::push(Experiment next, const QString &what, bool newBaseline)
{
    refused.reset();
    if (next == state.experiment) {
        refresh();
        return;
    }
    EditState after{next, newBaseline ? next : state.baseline};
    stack->push(
        new EditCommand(what, state, std::move(after), [this](const EditState &to) { apply(to); }));
}

void ExperimentDock::Private::apply(const EditState &next)
{
    refused.reset();
    // What is known of one text and teacher says nothing of another.
    const Experiment &before = state.experiment, &after = next.experiment;
    if (before.data != after.data || before.teacher != after.teacher)
        forgetFacts();
    state = next;
    refresh();
    Q_EMIT dock.experimentChanged(state.experiment);
}

void ExperimentDock::Private::forgetFacts()
{
    facts.reset();
    trouble.clear();
}

void ExperimentDock::Private::refresh()
{
    problems = check(state.experiment);
    if (refused)
        problems.insert(problems.begin(), *refused);
    std::vector<Problem> shown = problems;
    if (!trouble.isEmpty()) {
        const bool text = state.experiment.data.kind == DataKind::Text;
        const bool model = trouble.contains(QString::fromStdString(state.experiment.teacher.model));
        const bool blameTeacher = state.experiment.hasTeacher() && (model || !text);
        shown.push_back({blameTeacher ? fieldkey::teacher
                         : text       ? fieldkey::path
                                      : "data.kind",
                         {trouble.toStdString(), {}}});
    }
    form->show({.experiment = state.experiment,
                .baseline = state.baseline,
                .problems = shown,
                .facts = facts,
                .preset = matchingPreset(),
                .running = running});
    if (valid != problems.empty()) {
        valid = problems.empty();
        Q_EMIT dock.validityChanged(valid);
    }
}

int ExperimentDock::Private::matchingPreset() const
{
    const auto found = std::find_if(presets.begin(), presets.end(), [this](const Preset &preset) {
        Experiment same = inLanguage(preset.experiment, state.experiment.data.language);
        same.name = state.experiment.name;
        return same == state.experiment;
    });
    return found == presets.end() ? -1 : int(found - presets.begin());
}

void ExperimentDock::Private::edit(const QString &key, const QString &value)
{
    if (running) {
        if (key == fieldkey::learningRate)
            setLearningRate(value);
        return;
    }
    if (key == fieldkey::preset)
        return choosePreset(value.toInt());
    if (key == fieldkey::teacher && value == u"*folder")
        return browseTeacher();
    const auto next = edited(key, value);
    if (next)
        return push(*next, fieldTexts().value(key).plain, false);
    refused = Problem{key.toStdString(), next.error()};
    refresh();
}

Result<Experiment> ExperimentDock::Private::edited(const QString &key, const QString &value) const
{
    if (key == fieldkey::dataSource)
        return withDataSource(state.experiment, value);
    if (key == fieldkey::teacher)
        return withTeacher(state.experiment, value.toStdString());
    if (key == fieldkey::studentSize)
        return withStudentSize(state.experiment, value);
    return withSetting(state.experiment, (key + u'=' + value).toStdString());
}

void ExperimentDock::Private::setLearningRate(const QString &value)
{
    const auto next = withSetting(
        state.experiment, QStringLiteral("%1=%2").arg(fieldkey::learningRate, value).toStdString());
    if (!next)
        return;
    // Outside of the undo stack: a step that was trained with it cannot be taken back.
    state.experiment = *next;
    Q_EMIT dock.learningRateChanged(state.experiment.optimizer.learningRate);
}

void ExperimentDock::Private::choosePreset(int index)
{
    if (index < 0 || index >= int(presets.size()))
        return;
    const Preset &preset = presets[std::size_t(index)];
    push(localPreset(preset), presetName(preset), true);
}

void ExperimentDock::Private::openExperiment(const QString &path)
{
    const auto experiment = readExperiment(path.toStdString());
    if (!experiment) {
        Q_EMIT dock.failed(toUserText(experiment.error()));
        return;
    }
    push(*experiment, QFileInfo(path).fileName(), true);
    Q_EMIT dock.opened(QFileInfo(path).absoluteFilePath());
}

void ExperimentDock::Private::useText(const QString &path)
{
    form->openSection(FormSection::Data);
    const QString whole = QFileInfo(path).absoluteFilePath();
    push(withText(state.experiment, whole), QFileInfo(path).fileName(), false);
    Q_EMIT dock.opened(whole);
}

void ExperimentDock::Private::browseText()
{
    const QString path =
        dialogs.openFile(&dock, tr("Choose a text"), tr("Text (*.txt *.md);;All files (*)"));
    if (!path.isEmpty())
        useText(path);
}

void ExperimentDock::Private::browseTeacher()
{
    const QString folder = dialogs.openFolder(&dock, tr("Choose the teacher's model folder"));
    if (folder.isEmpty())
        return refresh();
    useFolder(folder);
}

void ExperimentDock::Private::useFolder(const QString &folder)
{
    edit(fieldkey::teacher, folder);
    Q_EMIT dock.opened(folder);
}

/// A preset that nobody touched speaks the language on screen.
void ExperimentDock::Private::followLanguage()
{
    const int index = matchingPreset();
    if (running || index < 0)
        return;
    const Experiment next = localPreset(presets[std::size_t(index)]);
    if (next == state.experiment)
        return;
    stack->clear();
    apply({next, next});
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
    d->edit(fieldkey::teacher, model);
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
    d->facts.reset();
    d->refresh();
}

void ExperimentDock::setFacts(const RunFacts &facts)
{
    d->facts = facts;
    d->trouble.clear();
    d->refresh();
}

void ExperimentDock::setTeacherChoices(const std::vector<std::pair<QString, QString>> &choices)
{
    d->form->setTeacherChoices(choices);
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
    if (info.isDir() && QFileInfo::exists(path + QStringLiteral("/config.json")))
        d->useFolder(info.absoluteFilePath());
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
