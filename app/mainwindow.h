#pragma once
// The workbench's window. It puts the parts together and connects them; what they do is theirs.

#include "app/rail.h"
#include "core/session/resources.h"
#include "core/session/trainingsession.h"
#include "core/store/runstore.h"

#include <QMainWindow>
#include <QTimer>

#include <array>
#include <optional>

class QDockWidget;
class QSettings;
class QStackedWidget;

namespace retort {

class Appearance;
class BenchPage;
class Dialogs;
class DockFacts;
class ExperimentDock;
class InferenceSession;
class LessonsPage;
class MessageBar;
class ModelOffer;
class ModelOpener;
class PlaygroundPage;
class ProbeFeed;
class RunControl;
class RunsPage;
class RunToolbar;
class RunTracker;
class StatusLine;
class StoredRunViewer;
class TokensPage;
class WindowActions;

/// What the window works with; all of it outlives the window.
struct WindowServices
{
    QSettings &settings;
    RunStore &store;
    Resources resources;
    Dialogs &dialogs;
    Appearance &appearance;
    QString notice; ///< to be said at the start, e.g. that the store could not be opened
};

class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(const WindowServices &services, QWidget *parent = nullptr);
    ~MainWindow() override;

    void showPage(Page page);
    Page page() const { return m_page; }
    /// An experiment file, a text file or folder, a model folder.
    void openPath(const QString &path);
    TrainingSession &training() const { return *m_training; }
    ExperimentDock &experimentDock() const { return *m_dock; }
    RunControl &runControl() const;

protected:
    void closeEvent(QCloseEvent *event) override;
    void changeEvent(QEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void makePages();
    void layOut();
    void wireActions();
    void wireTraining();
    void wireExperiment();
    void wirePages();
    void retranslate();

    void onExperimentChanged(const Experiment &experiment);
    void onStarted(const RunFacts &facts);
    void onEnded();
    void onFacts(const RunFacts &facts);

    void startDefault();
    void startPreview();
    void leavePreview();

    void refreshRunViews();
    void refreshStore();
    void renameRun();
    void clearBench(const Experiment &experiment);
    void updateRecent();
    void updateIdleHint();
    void updateWatched();
    void updateDockVisibility();
    void fitDock();
    void report(const QString &sentence);
    void tellInterrupted();
    void leaveStored();

    void restoreSession();
    void saveSession() const;

    WindowServices m_services;
    TrainingSession *m_training;
    InferenceSession *m_inference;
    RunTracker *m_tracker;
    ProbeFeed *m_feed = nullptr;
    ModelOffer *m_models = nullptr;
    ModelOpener *m_opener = nullptr;
    DockFacts *m_dockFacts = nullptr;
    RunControl *m_control = nullptr;
    StoredRunViewer *m_stored = nullptr;

    WindowActions *m_actions;
    RunToolbar *m_toolbar;
    MessageBar *m_message;
    Rail *m_rail;
    QMainWindow *m_area; ///< dock and pages, so that rail and toolbar keep their places
    QDockWidget *m_dockFrame;
    ExperimentDock *m_dock = nullptr;
    QStackedWidget *m_stack;
    StatusLine *m_status;
    BenchPage *m_bench = nullptr;
    TokensPage *m_tokens = nullptr;
    RunsPage *m_runs = nullptr;
    PlaygroundPage *m_playground = nullptr;
    LessonsPage *m_lessons = nullptr;

    Page m_page = Page::Bench;
    QTimer m_previewDelay;
    quint64 m_preview = 0; ///< the one that is awaited; 0: none
    bool m_previewDue = false;
    std::optional<Experiment> m_previewed; ///< what the floor lines on screen belong to
    QString m_ownPrompt;                   ///< the prompt that the window proposed
    bool m_closing = false;
    bool m_dockWanted = true;
    std::optional<bool> m_dockIsNarrow;
};

} // namespace retort
