// What of the window listens to what.

#include "app/appearance.h"
#include "app/benchpage.h"
#include "app/dockfacts.h"
#include "app/helpdialogs.h"
#include "app/mainwindow.h"
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
#include "widgets/curves/curvesview.h"
#include "widgets/experiment/experimentdock.h"
#include "widgets/inspector/probepanel.h"
#include "widgets/lessons/lessonspage.h"
#include "widgets/playground/playgroundpage.h"
#include "widgets/runs/runspage.h"

#include <QAction>
#include <QMenu>
#include <QRegularExpression>
#include <QUndoStack>

namespace retort {

namespace {

constexpr int previewDelay = 300; // ms after the last edit

/// "Mia put the kite away . Later" → "Mia put the kite away ."
QString firstSentence(const QString &text)
{
    static const QRegularExpression end(QStringLiteral("[.。!?！？]"));
    const qsizetype at = text.indexOf(end);
    return at < 0 ? text : text.left(at + 1);
}

} // namespace

void MainWindow::wireActions()
{
    const auto on = [this](QAction *action, auto &&slot) {
        connect(action, &QAction::triggered, this, slot);
    };
    on(m_actions->open, [this] {
        showPage(Page::Bench);
        m_dock->openFile();
    });
    on(m_actions->save, [this] { m_dock->saveFile(); });
    on(m_actions->quit, [this] { close(); });
    on(m_actions->undo, [this] { m_dock->undoStack()->undo(); });
    on(m_actions->redo, [this] { m_dock->undoStack()->redo(); });
    on(m_actions->startOrPause, [this] { m_control->startPauseOrResume(); });
    on(m_actions->step, [this] { m_control->stepOnce(); });
    on(m_actions->stop, [this] { m_training->stop(); });
    on(m_actions->evaluate, [this] { m_training->evaluateNow(); });
    on(m_actions->checkpoint, [this] { m_training->checkpointNow(); });
    for (int i = 0; i < pageCount; ++i)
        on(m_actions->pages[std::size_t(i)], [this, i] { showPage(Page(i)); });
    on(m_actions->dock, [this](bool shown) {
        m_dockWanted = shown;
        if (shown)
            showPage(Page::Bench);
        updateDockVisibility();
    });
    Appearance *appearance = &m_services.appearance;
    connect(m_actions->language, &QMenu::aboutToShow, appearance,
            [this, appearance] { appearance->fillLanguageMenu(m_actions->language); });
    connect(m_actions->theme, &QMenu::aboutToShow, appearance,
            [this, appearance] { appearance->fillThemeMenu(m_actions->theme); });
    on(m_actions->fullScreen, [this](bool full) { full ? showFullScreen() : showNormal(); });
    on(m_actions->lessons, [this] { showPage(Page::Lessons); });
    on(m_actions->keys, [this] { showKeys(*m_actions, this); });
    on(m_actions->about, [this] { showAbout(this); });

    connect(m_toolbar, &RunToolbar::startClicked, m_control, &RunControl::startOrResume);
    connect(m_toolbar, &RunToolbar::pauseClicked, m_training, &TrainingSession::pause);
    connect(m_toolbar, &RunToolbar::stepClicked, m_control, &RunControl::stepOnce);
    connect(m_toolbar, &RunToolbar::stopClicked, m_training, &TrainingSession::stop);
    connect(m_toolbar, &RunToolbar::evaluateClicked, m_training, &TrainingSession::evaluateNow);
    connect(m_toolbar, &RunToolbar::checkpointClicked, m_training, &TrainingSession::checkpointNow);
    connect(m_rail, &Rail::pageChosen, this, &MainWindow::showPage);
}

void MainWindow::wireTraining()
{
    connect(m_tracker, &RunTracker::changed, this, &MainWindow::refreshRunViews);
    connect(m_training, &TrainingSession::started, this, &MainWindow::onStarted);
    connect(m_training, &TrainingSession::checkpointWritten, this, &MainWindow::refreshStore);
    connect(m_training, &TrainingSession::ended, this, &MainWindow::onEnded);
    connect(m_training, &TrainingSession::storageProblem, this, [this](const QString &sentence) {
        m_status->setStorageProblem(sentence);
        if (!sentence.isEmpty())
            report(sentence);
    });
    connect(m_inference, &InferenceSession::previewed, this,
            [this](quint64 request, const RunFacts &facts) {
                if (request != m_preview)
                    return;
                m_previewDue = false;
                onFacts(facts);
            });
    connect(m_inference, &InferenceSession::previewFailed, this,
            [this](quint64 request, const QString &sentence) {
                if (request != m_preview)
                    return;
                m_previewDue = false;
                m_dock->setTrouble(sentence);
                m_dockFacts->forgetFacts();
            });
    connect(m_bench->curves(), &CurvesView::failed, this, &MainWindow::report);
    connect(m_feed, &ProbeFeed::snapshotArrived, m_tokens, &TokensPage::setLiveSnapshot);
    connect(m_feed, &ProbeFeed::snapshotArrived, m_playground, &PlaygroundPage::setLiveSnapshot);
}

void MainWindow::wireExperiment()
{
    connect(m_dock, &ExperimentDock::experimentChanged, this, &MainWindow::onExperimentChanged);
    connect(m_dock, &ExperimentDock::validityChanged, this, &MainWindow::refreshRunViews);
    connect(m_dock, &ExperimentDock::validityChanged, this, &MainWindow::updateIdleHint);
    connect(m_dock, &ExperimentDock::failed, this, &MainWindow::report);
    connect(m_dock, &ExperimentDock::opened, this, [this](const QString &path) {
        addRecentPath(m_services.settings, path);
        updateRecent();
    });
    connect(m_opener, &ModelOpener::benchWanted, this, [this] { showPage(Page::Bench); });
    connect(m_dock->undoStack(), &QUndoStack::indexChanged, this, &MainWindow::refreshRunViews);
    m_previewDelay.setSingleShot(true);
    m_previewDelay.setInterval(previewDelay);
    connect(&m_previewDelay, &QTimer::timeout, this, &MainWindow::startPreview);
    connect(m_training, &TrainingSession::stateChanged, this, &MainWindow::leavePreview);
}

void MainWindow::wirePages()
{
    const auto startFromPage = [this] {
        showPage(Page::Bench);
        m_control->startOrResume();
    };
    connect(m_tokens, &TokensPage::startRequested, this, startFromPage);
    connect(m_runs, &RunsPage::startRequested, this, startFromPage);
    connect(m_playground, &PlaygroundPage::startRequested, this, startFromPage);
    connect(m_lessons, &LessonsPage::startDefaultRequested, this, &MainWindow::startDefault);
    connect(m_bench->probe(), &ProbePanel::openInTokensRequested, this,
            [this](const QString &text) {
                m_tokens->setText(text);
                showPage(Page::Tokens);
            });

    // A prompt that nobody wrote goes along with the probe.
    connect(m_bench->probe(), &ProbePanel::textChanged, this, [this](const QString &text) {
        const QString prompt = m_playground->prompt();
        if (prompt.isEmpty() || prompt == m_ownPrompt)
            m_playground->setPrompt(m_ownPrompt = firstSentence(text));
    });

    connect(m_runs, &RunsPage::failed, this, &MainWindow::report);
    connect(m_runs, &RunsPage::resumeRequested, m_stored, &StoredRunViewer::resume);
    connect(m_runs, &RunsPage::openInBenchRequested, m_stored, &StoredRunViewer::show);
    connect(m_runs, &RunsPage::copyExperimentRequested, m_stored, &StoredRunViewer::copyExperiment);
    connect(m_runs, &RunsPage::openInTokensRequested, this, [this](RunId run) {
        m_models->showRun(run);
        showPage(Page::Tokens);
    });
    connect(m_runs, &RunsPage::useAsTeacherRequested, m_stored, &StoredRunViewer::useAsTeacher);
    connect(m_runs, &RunsPage::storeChanged, this, [this] {
        refreshStore();
        renameRun();
    });
    connect(m_stored, &StoredRunViewer::benchWanted, this, [this] { showPage(Page::Bench); });
    connect(m_stored, &StoredRunViewer::left, this, &MainWindow::leaveStored);
    connect(m_stored, &StoredRunViewer::showInRunsRequested, this, [this](RunId run) {
        showPage(Page::Runs);
        m_runs->selectRun(run);
    });
}

} // namespace retort
