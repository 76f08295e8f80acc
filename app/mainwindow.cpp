#include "app/mainwindow.h"

#include "app/appearance.h"
#include "app/benchpage.h"
#include "app/dockfacts.h"
#include "app/helpdialogs.h"
#include "app/modeloffer.h"
#include "app/modelopener.h"
#include "app/probefeed.h"
#include "app/runcontrol.h"
#include "app/runtoolbar.h"
#include "app/runtracker.h"
#include "app/statusline.h"
#include "app/storedrunviewer.h"
#include "app/windowactions.h"
#include "app/windowstate.h"
#include "core/plotdata/format.h"
#include "core/session/translate.h"
#include "widgets/common/icons.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/curves/curvesview.h"
#include "widgets/experiment/experimentdock.h"
#include "widgets/experiment/fieldtexts.h"
#include "widgets/inspector/probepanel.h"
#include "widgets/lessons/lessonspage.h"
#include "widgets/mixer/mixerpanel.h"
#include "widgets/playground/playgroundpage.h"
#include "widgets/runs/runspage.h"

#include <QAction>
#include <QCloseEvent>
#include <QDockWidget>
#include <QHBoxLayout>
#include <QMenuBar>
#include <QMimeData>
#include <QSettings>
#include <QStackedWidget>
#include <QUndoStack>

namespace retort {

namespace {

constexpr int narrowWindow = 1360;
constexpr int narrowDock = 248;

/// Settings that curves and floor lines do not depend on are made equal.
Experiment previewPart(Experiment experiment)
{
    experiment.name.clear();
    experiment.seed = 0;
    experiment.objective = {};
    experiment.pool = {};
    experiment.optimizer = {};
    return experiment;
}

/// Asks for no more room than the page on screen needs.
class PageStack final : public QStackedWidget
{
public:
    PageStack()
    {
        connect(this, &QStackedWidget::currentChanged, this, [this] { updateGeometry(); });
    }
    QSize minimumSizeHint() const override
    {
        return currentWidget() ? currentWidget()->minimumSizeHint() : QSize();
    }
};

std::vector<Preset> presetsIn(const Resources &resources)
{
    auto presets = readPresets(resources.presets);
    return presets ? *std::move(presets) : std::vector<Preset>{};
}

} // namespace

MainWindow::MainWindow(const WindowServices &services, QWidget *parent)
    : QMainWindow(parent)
    , m_services(services)
    , m_training(new TrainingSession({services.store.file(), services.resources.teachers}, this))
    , m_inference(new InferenceSession(services.store.file(), services.resources.teachers, this))
    , m_tracker(new RunTracker(*m_training, this))
    , m_actions(new WindowActions(*this))
    , m_toolbar(new RunToolbar)
    , m_message(new MessageBar)
    , m_rail(new Rail)
    , m_area(new QMainWindow)
    , m_dockFrame(new QDockWidget)
    , m_stack(new PageStack)
    , m_status(new StatusLine)
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowIcon(applicationIcon());
    setAcceptDrops(true);
    makePages();
    layOut();
    m_feed = new ProbeFeed(*m_training, *m_inference, *m_bench->probe(), this);
    m_models = new ModelOffer({m_services.store, m_services.resources, *m_training,
                               m_services.settings, *m_dock, *m_tokens, *m_playground},
                              this);
    m_dockFacts = new DockFacts(*m_inference, *m_training, *m_dock, this);
    m_opener = new ModelOpener(
        {m_services.settings, m_services.dialogs, *m_actions, *m_dock, *m_message, *this}, this);
    m_control = new RunControl(*m_training, *m_dock, *m_bench, *m_message, this);
    m_stored = new StoredRunViewer(
        {m_services.store, *m_training, *m_bench, *m_dock, *m_feed, *m_message, *m_tracker}, this);
    wireActions();
    wireTraining();
    wireExperiment();
    wirePages();
    retranslate();
    restoreSession();
    refreshStore();
    onExperimentChanged(m_dock->experiment());
    // Even where something else has to be told.
    static_cast<void>(m_services.store.markInterrupted());
    if (m_services.notice.isEmpty())
        tellInterrupted();
    else
        report(m_services.notice);
    m_stack->setFocus();
}

MainWindow::~MainWindow()
{
    // It may have a last signal to give, which must not reach half of a window.
    m_training->disconnect(this);
    delete m_training;
}

void MainWindow::makePages()
{
    m_dock = new ExperimentDock(presetsIn(m_services.resources), m_services.dialogs);
    m_bench = new BenchPage(m_services.dialogs);
    m_tokens = new TokensPage(*m_inference);
    m_runs = new RunsPage(m_services.store, m_services.dialogs);
    m_playground = new PlaygroundPage(*m_inference);
    m_lessons = new LessonsPage;
    // In the order of Page.
    for (QWidget *page :
         std::initializer_list<QWidget *>{m_bench, m_tokens, m_runs, m_playground, m_lessons})
        m_stack->addWidget(page);
    for (int i = 0; i < pageCount; ++i)
        m_stack->widget(i)->setObjectName(QStringLiteral("page.")
                                          + QLatin1String(pageKey(Page(i))));
}

void MainWindow::layOut()
{
    m_dockFrame->setObjectName(QStringLiteral("experimentDock"));
    m_dockFrame->setTitleBarWidget(m_dock->titleBar());
    m_dockFrame->setWidget(m_dock);
    m_dockFrame->setAllowedAreas(Qt::LeftDockWidgetArea | Qt::RightDockWidgetArea);
    m_dockFrame->setFeatures(QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetFloatable);
    m_dockFrame->setMinimumWidth(narrowDock);

    m_stack->setFocusPolicy(Qt::ClickFocus);
    m_area->setWindowFlags(Qt::Widget);
    m_area->setAnimated(false);
    m_area->setCentralWidget(m_stack);
    m_area->addDockWidget(Qt::LeftDockWidgetArea, m_dockFrame);

    auto *middle = new QHBoxLayout;
    middle->setContentsMargins(0, 0, grid::gap, 0);
    middle->setSpacing(0);
    middle->addWidget(m_rail);
    middle->addWidget(m_area, 1);
    auto *all = new QWidget;
    auto *column = new QVBoxLayout(all);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_toolbar);
    column->addWidget(m_message);
    column->addLayout(middle, 1);
    column->addWidget(m_status);
    setCentralWidget(all);
    menuBar()->setFixedHeight(grid::menu);
}

void MainWindow::retranslate()
{
    setWindowTitle(tr("Retort"));
    m_actions->retranslate();
    m_dockFrame->setWindowTitle(tr("Experiment"));
    updateRecent();
    m_opener->retranslate();
    updateIdleHint();
    refreshRunViews();
}

void MainWindow::updateIdleHint()
{
    const QString what =
        m_dock->experiment().hasTeacher()
            ? tr("Press Start: the student should come close to the teacher's line.")
            : tr("Press Start: the student learns from the text alone.");
    m_bench->curves()->setIdleHint(tr("Nothing has been trained yet"),
                                   m_dock->isValid() ? what : m_dock->problem(), tr("Start"));
}

void MainWindow::showPage(Page page)
{
    m_page = page;
    // The dock goes before a page comes that needs its room, or the window would grow.
    if (page != Page::Bench)
        updateDockVisibility();
    m_stack->setCurrentIndex(int(page));
    m_rail->setCurrent(page);
    for (int i = 0; i < pageCount; ++i)
        m_actions->pages[std::size_t(i)]->setChecked(i == int(page));
    updateDockVisibility();
    updateWatched();
    if (page == Page::Runs)
        m_runs->refresh();
}

void MainWindow::updateDockVisibility()
{
    m_dockFrame->setVisible(m_dockWanted && m_page == Page::Bench);
    m_actions->dock->setChecked(m_dockWanted);
}

void MainWindow::updateWatched()
{
    m_feed->setWatched(m_page == Page::Bench, m_page == Page::Bench || m_page == Page::Tokens
                                                  || m_page == Page::Playground);
}

void MainWindow::openPath(const QString &path)
{
    showPage(Page::Bench);
    m_dock->openPath(path);
}

void MainWindow::updateRecent()
{
    QMenu *menu = m_actions->recent;
    for (QAction *action : menu->actions()) {
        if (action != m_actions->recentNone)
            delete action;
    }
    const QStringList paths = recentPaths(m_services.settings);
    m_actions->recentNone->setVisible(paths.isEmpty());
    for (const QString &path : paths)
        menu->addAction(path, this, [this, path] { openPath(path); });
}

RunControl &MainWindow::runControl() const
{
    return *m_control;
}

void MainWindow::startDefault()
{
    showPage(Page::Bench);
    if (m_training->isActive())
        return;
    m_dock->choosePreset(0);
    m_control->startOrResume();
}

void MainWindow::onExperimentChanged(const Experiment &experiment)
{
    m_dockFacts->setExperiment(experiment);
    if (m_training->isActive())
        return;
    m_bench->mixer()->setExperiment(experiment);
    if (m_stored->shown().value != 0) // its terms belong to its own weights
        m_bench->mixer()->clearStep();
    m_models->setExperiment(experiment);
    m_feed->setExperiment(experiment);
    const Experiment part = previewPart(experiment);
    if (m_previewed && *m_previewed == part)
        return;
    const bool otherText = !m_previewed || m_previewed->data.kind != part.data.kind
                           || m_previewed->data.language != part.data.language
                           || m_previewed->data.path != part.data.path;
    const bool otherFloor =
        !m_previewed || m_previewed->data != part.data || m_previewed->teacher != part.teacher;
    m_previewed = part;
    // What a run has drawn can still be read while its successor is made smaller or longer.
    if (otherFloor || !m_tracker->isOver())
        clearBench(experiment);
    if (otherText)
        m_feed->askForSentence();
    m_previewDue = true;
    m_previewDelay.start();
    updateIdleHint();
}

void MainWindow::startPreview()
{
    if (!m_training->isActive() && m_dock->isValid())
        m_preview = m_inference->preview(m_dock->experiment());
}

/// A run finds the same facts itself; if it was stopped before that, they are still due.
void MainWindow::leavePreview()
{
    if (!m_training->isActive()) {
        if (m_previewDue)
            m_previewDelay.start();
        return;
    }
    m_preview = 0;
    m_previewDelay.stop();
    m_inference->forgetPreview();
}

void MainWindow::clearBench(const Experiment &experiment)
{
    m_stored->forget();
    m_tracker->setExperiment(experiment);
    m_bench->curves()->clear(experiment.training.steps);
    m_bench->mixer()->clearStep();
    m_bench->mixer()->setStartValues({}, {});
}

void MainWindow::onFacts(const RunFacts &facts)
{
    if (m_training->isActive())
        return;
    m_dock->setFacts(facts);
    m_dockFacts->setFacts(facts);
    if (m_stored->shown().value == 0 && !m_tracker->isOver())
        m_bench->curves()->setFacts(facts);
}

void MainWindow::onStarted(const RunFacts &facts)
{
    m_stored->forget();
    m_previewDue = false;
    m_dock->setFacts(facts);
    m_dockFacts->setFacts(facts);
    m_status->setThreads(facts.threads);
    m_runs->refresh();
    refreshStore();
    m_models->showLiveStudent();
}

void MainWindow::onEnded()
{
    if (m_closing) {
        close();
        return;
    }
    refreshStore();
    m_runs->refresh();
    m_bench->mixer()->setExperiment(m_dock->experiment());
}

void MainWindow::leaveStored()
{
    m_feed->setStudent({}, -1);
    m_previewed.reset();
    onExperimentChanged(m_dock->experiment());
}

void MainWindow::refreshRunViews()
{
    const RunView &view = m_tracker->view();
    const bool valid = m_dock->isValid() && !m_services.store.readOnly();
    m_toolbar->show(view, valid);
    m_actions->show(view, valid);
    const bool active = isActive(view.phase);
    m_dock->setRunning(active);
    m_actions->undo->setEnabled(!active && m_dock->undoStack()->canUndo());
    m_actions->redo->setEnabled(!active && m_dock->undoStack()->canRedo());
    m_actions->open->setEnabled(!active);
    m_opener->setRunning(active);
}

void MainWindow::refreshStore()
{
    m_models->refresh();
    const auto runs = m_services.store.runs();
    m_status->setStore(QString::fromStdString(m_services.store.file().string()),
                       runs ? int(runs->size()) : 0);
}

/// The run on screen may have got another name on the Runs page.
void MainWindow::renameRun()
{
    if (const auto run = m_services.store.run(m_tracker->view().run))
        m_tracker->setName(run->name);
}

void MainWindow::tellInterrupted()
{
    const QString store = QString::fromStdString(m_services.store.file().string());
    const RunId told = toldInterrupted(m_services.settings, store);
    const RunId run = m_stored->tellInterrupted(told);
    if (run != told)
        setToldInterrupted(m_services.settings, store, run);
}

void MainWindow::report(const QString &sentence)
{
    m_message->showMessage(MessageBar::Tone::Warning, sentence);
}

/// As the window was left.
void MainWindow::restoreSession()
{
    const WindowState state = readWindowState(m_services.settings);
    if (state.experiment) {
        m_dock->setExperiment(*state.experiment, QString());
        m_dock->undoStack()->clear();
    }
    resize(1440, 900);
    restoreGeometry(state.geometry);
    m_area->restoreState(state.docks);
    m_bench->restoreSplit(state.benchSplit);
    m_dockWanted = state.dockShown;
    if (!state.probe.isEmpty()) {
        m_bench->probe()->setText(state.probe);
        // The sentence stays; only the floor lines are still to be found.
        m_previewed = previewPart(m_dock->experiment());
        m_previewed->training.steps = 0;
    }
    if (!state.prompt.isEmpty())
        m_playground->setPrompt(state.prompt);
    showPage(state.page);
}

void MainWindow::saveSession() const
{
    writeWindowState(m_services.settings, {.experiment = m_dock->experiment(),
                                           .geometry = saveGeometry(),
                                           .docks = m_area->saveState(),
                                           .benchSplit = m_bench->saveSplit(),
                                           .dockShown = m_dockWanted,
                                           .probe = m_bench->probe()->text(),
                                           .prompt = m_playground->prompt(),
                                           .page = m_page});
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!m_training->isActive()) {
        saveSession();
        event->accept();
        return;
    }
    event->ignore();
    if (m_closing)
        return;
    const bool agreed = m_services.dialogs.confirm(
        this, tr("A run is going on"),
        tr("Step %1 of %2 is done. Retort can write a checkpoint and quit; the run then goes "
           "on from there when you resume it. Cancel to let it continue.")
            .arg(formatCount(m_tracker->view().step), formatCount(m_tracker->view().steps)),
        tr("Checkpoint and quit"));
    if (!agreed)
        return;
    if (m_training->isActive()) {
        m_closing = true;
        m_training->stop();
    } else { // it ended while the question stood
        saveSession();
        event->accept();
    }
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() != QEvent::LanguageChange)
        return;
    retranslate();
    m_models->refresh();
    m_dockFacts->retranslate();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() == 1 && urls.front().isLocalFile())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    event->acceptProposedAction();
    openPath(event->mimeData()->urls().value(0).toLocalFile());
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    fitDock();
}

/// The dock takes less of a narrow window.
void MainWindow::fitDock()
{
    const bool narrow = width() < narrowWindow;
    if (m_dockIsNarrow == narrow)
        return;
    m_dockIsNarrow = narrow;
    m_area->resizeDocks({m_dockFrame}, {narrow ? narrowDock : grid::dock}, Qt::Horizontal);
}

} // namespace retort
