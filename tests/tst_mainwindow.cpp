#include "answeringdialogs.h"
#include "app/appearance.h"
#include "app/mainwindow.h"
#include "app/rail.h"
#include "app/runcontrol.h"
#include "widgets/common/parts.h"
#include "widgets/experiment/experimentdock.h"
#include "core/store/runwriter.h"
#include "widgets/runs/runspage.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <QAction>
#include <QComboBox>
#include <QDialog>
#include <QDir>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QUndoStack>

using namespace retort;

namespace {

/// Trains for as long as a test wants, in steps of a few milliseconds.
Experiment smallExperiment(std::int64_t steps)
{
    Experiment experiment;
    experiment.name = "Small";
    experiment.data.windows = 40;
    experiment.data.context = 24;
    experiment.student.layers = 1;
    experiment.student.heads = 2;
    experiment.student.width = 16;
    experiment.objective.alpha = 0;
    experiment.objective.beta = 0;
    experiment.optimizer.warmupSteps = 0;
    experiment.training.steps = steps;
    experiment.training.batch = 4;
    experiment.training.evaluateEvery = 1000;
    experiment.training.evaluationWindows = 4;
    experiment.training.checkpointEvery = 100000;
    return experiment;
}

constexpr std::int64_t endless = 1'000'000;
constexpr int patience = 60'000; // ms

} // namespace

class TestMainWindow : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<RunStore> m_store;
    std::unique_ptr<Appearance> m_appearance;
    AnsweringDialogs m_dialogs;
    std::unique_ptr<MainWindow> m_window;

    void openWindow(const QString &notice = {})
    {
        m_window.reset();
        const Resources resources{RETORT_SOURCE_DIR "/resources/presets",
                                  RETORT_BINARY_DIR "/share/retort/teachers"};
        m_window = std::make_unique<MainWindow>(
            WindowServices{*m_settings, *m_store, resources, m_dialogs, *m_appearance, notice});
        m_window->show();
    }
    template <class Widget>
    Widget *find(const QString &name) const
    {
        return m_window->findChild<Widget *>(name);
    }
    QPushButton *toolbar(const char *name) const
    {
        return find<QPushButton>(QStringLiteral("toolbar.") + QLatin1String(name));
    }
    QAction *action(const char *name) const
    {
        return find<QAction>(QStringLiteral("action.") + QLatin1String(name));
    }
    TrainingSession::State state() const { return m_window->training().state(); }
    bool reaches(TrainingSession::State wanted) const
    {
        return QTest::qWaitFor([&] { return state() == wanted; }, patience);
    }
    /// Some steps have been made, so that there is something to checkpoint.
    bool trains() const
    {
        return QTest::qWaitFor([&] { return m_window->training().step() >= 3; }, patience);
    }
    /// A distillation whose knobs were turned once it had begun.
    RunId beginWithKnobs()
    {
        m_window->experimentDock().choosePreset(0);
        toolbar("start")->click();
        if (!reaches(TrainingSession::State::Running))
            return {};
        QSignalSpy acted(&m_window->training(), &TrainingSession::controlActed);
        find<QDoubleSpinBox>(QStringLiteral("alphaSpin"))->setValue(0.75);
        m_window->training().setTemperature(2);
        while (acted.count() < 2 && acted.wait(patience)) {
        }
        return trains() ? m_window->training().run() : RunId{};
    }
    QString message() const { return m_window->findChild<MessageBar *>()->sentence(); }
    void begin(std::int64_t steps)
    {
        m_window->experimentDock().setExperiment(smallExperiment(steps), QStringLiteral("test"));
        toolbar("start")->click();
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_settings = std::make_unique<QSettings>(m_folder->filePath(QStringLiteral("settings.ini")),
                                                 QSettings::IniFormat);
        auto store =
            RunStore::open(m_folder->filePath(QStringLiteral("runs.sqlite")).toStdString());
        QVERIFY(store);
        m_store = *std::move(store);
        m_appearance = std::make_unique<Appearance>(
            *m_settings, std::filesystem::path(RETORT_BINARY_DIR) / "share/retort/translations");
        m_appearance->setTheme(QStringLiteral("light"));
        m_appearance->setLanguage(QStringLiteral("en"));
        m_dialogs = {};
        openWindow();
    }
    void cleanup()
    {
        m_window.reset();
        m_store.reset();
    }

    void keysChangeThePage_data()
    {
        QTest::addColumn<int>("number");
        for (int i = 0; i < pageCount; ++i)
            QTest::newRow(pageKey(Page(i))) << i;
    }
    void keysChangeThePage()
    {
        QFETCH(int, number);
        auto *pageAction = action(pageKey(Page(number)));
        QCOMPARE(pageAction->shortcut(), QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_1 + number)));
        pageAction->trigger();
        QCOMPARE(m_window->page(), Page(number));
        auto *shown = m_window->findChild<QStackedWidget *>()->currentWidget();
        QVERIFY(shown->isVisible());
        QVERIFY(m_window
                    ->findChild<QAbstractButton *>(QStringLiteral("rail.")
                                                   + QLatin1String(pageKey(Page(number))))
                    ->isChecked());
    }

    void theWindowKeepsItsSizeOnEveryPage()
    {
        m_window->resize(1280, 800);
        begin(endless);
        QVERIFY(trains());
        for (const int page : {1, 0, 2, 0, 3, 0, 4, 1, 2, 3, 4, 0}) {
            m_window->showPage(Page(page));
            QCoreApplication::processEvents();
            QCOMPARE(m_window->size(), QSize(1280, 800));
        }
        toolbar("stop")->click();
        QVERIFY(reaches(TrainingSession::State::Ended));
        // Longer than the student can read: the page says so as soon as it has been looked at.
        m_window->showPage(Page::Tokens);
        auto *subtitle = find<QWidget>(QStringLiteral("page.tokens"))
                             ->findChild<QLabel *>(QStringLiteral("panelSubtitle"));
        QVERIFY(QTest::qWaitFor([&] { return !subtitle->text().isEmpty(); }, patience));
        QCoreApplication::processEvents();
        QCOMPARE(m_window->size(), QSize(1280, 800));
    }

    void everyKeyOfTheDesignIsThere_data()
    {
        QTest::addColumn<QString>("key");
        for (const char *key : {"Ctrl+1", "Ctrl+2", "Ctrl+3", "Ctrl+4", "Ctrl+5", "Ctrl+R",
                                "Ctrl+T", "Ctrl+.", "Ctrl+E", "Ctrl+S", "F1", "F11"})
            QTest::newRow(key) << QString::fromLatin1(key);
    }
    void everyKeyOfTheDesignIsThere()
    {
        QFETCH(QString, key);
        const auto actions = m_window->findChildren<QAction *>();
        QVERIFY(std::any_of(actions.begin(), actions.end(), [&](const QAction *candidate) {
            return candidate->shortcut() == QKeySequence(key);
        }));
    }

    void aRunGoesFromStartToFinished()
    {
        begin(30);
        QVERIFY(m_window->training().isActive());
        QVERIFY(!find<QSpinBox>(QStringLiteral("student.layers"))->isEnabled());
        QVERIFY(reaches(TrainingSession::State::Ended));
        QCOMPARE(find<QWidget>(QStringLiteral("runStatus"))->accessibleName(),
                 QStringLiteral("Finished"));
        QVERIFY(find<QLabel>(QStringLiteral("progressText"))->text().contains(u"30"));
        QCOMPARE(find<QLabel>(QStringLiteral("runNumber"))->text(), QStringLiteral("#1"));
        QVERIFY(find<QSpinBox>(QStringLiteral("student.layers"))->isEnabled());
        const auto runs = m_store->runs();
        QVERIFY(runs);
        QCOMPARE(runs->size(), 1u);
        QVERIFY(runs->front().status == RunStatus::Finished);
        QCOMPARE(runs->front().step, 30);
    }

    void buttonsKeepTheirPlacesInEveryState()
    {
        m_window->resize(1280, 800);
        const auto places = [&] {
            QList<QRect> rects;
            for (const char *name : {"start", "pause", "step", "stop"})
                rects << toolbar(name)->geometry();
            return rects;
        };
        const auto idle = places();
        begin(endless);
        QVERIFY(reaches(TrainingSession::State::Running));
        QCOMPARE(places(), idle);
        QVERIFY(!toolbar("start")->isEnabled());
        QVERIFY(toolbar("pause")->isEnabled());
        action("startOrPause")->trigger();
        QVERIFY(reaches(TrainingSession::State::Paused));
        QCOMPARE(toolbar("start")->text(), QStringLiteral("Resume"));
        QCOMPARE(places(), idle);
        const std::int64_t step = m_window->training().step();
        toolbar("step")->click();
        QVERIFY(QTest::qWaitFor([&] { return m_window->training().step() == step + 1; }, patience));
        action("startOrPause")->trigger();
        QVERIFY(reaches(TrainingSession::State::Running));
        toolbar("stop")->click();
        QVERIFY(reaches(TrainingSession::State::Ended));
        QCOMPARE(places(), idle);
        QVERIFY(m_store->runs()->front().status == RunStatus::Stopped);
    }

    void aStepFromNothingIsOneStep()
    {
        m_window->experimentDock().setExperiment(smallExperiment(50), QStringLiteral("test"));
        toolbar("step")->click();
        QVERIFY(QTest::qWaitFor([&] { return m_window->training().step() == 1; }, patience));
        QVERIFY(reaches(TrainingSession::State::Paused));
        QCOMPARE(m_window->training().step(), 1);
    }

    void knobsEditTheExperimentThenTheRun()
    {
        if (!QFileInfo::exists(
                QStringLiteral(RETORT_BINARY_DIR "/share/retort/teachers/tales-en/config.json")))
            QSKIP("There is no bundled teacher in this build.");
        auto *alpha = find<QDoubleSpinBox>(QStringLiteral("alphaSpin"));
        alpha->setValue(0.25);
        QCOMPARE(m_window->experimentDock().experiment().objective.alpha, 0.25);
        action("undo")->trigger();
        QCOMPARE(alpha->value(), 0.5);
        toolbar("start")->click();
        QVERIFY(reaches(TrainingSession::State::Running));
        QSignalSpy acted(&m_window->training(), &TrainingSession::controlActed);
        alpha->setValue(0.75);
        QVERIFY(acted.wait(patience));
        const auto event = acted.front().front().value<ControlEvent>();
        QVERIFY(event.key == ControlKey::Alpha);
        QCOMPARE(event.after, 0.75);
        toolbar("stop")->click();
        QVERIFY(reaches(TrainingSession::State::Ended));
    }

    void wrongInputHoldsTheStart()
    {
        find<QSpinBox>(QStringLiteral("student.heads"))->setValue(5);
        QVERIFY(!toolbar("start")->isEnabled());
        QVERIFY(!action("startOrPause")->isEnabled());
        find<QSpinBox>(QStringLiteral("student.heads"))->setValue(4);
        QVERIFY(toolbar("start")->isEnabled());
    }

    void closingWhileTrainingAsksFirst()
    {
        begin(endless);
        QVERIFY(trains());
        m_dialogs.confirmed = false;
        QVERIFY(!m_window->close());
        QCOMPARE(m_dialogs.asked.size(), 1);
        QVERIFY(m_window->isVisible());
        QVERIFY(m_window->training().isActive());

        m_dialogs.confirmed = true;
        m_window->close();
        QVERIFY(QTest::qWaitFor([&] { return !m_window->isVisible(); }, patience));
        const RunSummary run = m_store->runs()->front();
        QVERIFY(run.status == RunStatus::Stopped);
        QVERIFY(!m_store->checkpoints(run.id)->empty());
    }

    void theSessionComesBack()
    {
        m_window->experimentDock().setExperiment(smallExperiment(77), QStringLiteral("test"));
        m_window->showPage(Page::Runs);
        m_window->close();
        openWindow();
        QCOMPARE(m_window->page(), Page::Runs);
        QCOMPARE(m_window->experimentDock().experiment(), smallExperiment(77));
        QVERIFY(!m_window->experimentDock().undoStack()->canUndo());
    }

    void anInterruptedRunIsOfferedAndGoesOn()
    {
        begin(endless);
        QVERIFY(trains());
        toolbar("stop")->click();
        QVERIFY(reaches(TrainingSession::State::Ended));
        const RunId run = m_store->runs()->front().id;
        const auto checkpoints = m_store->checkpoints(run);
        QVERIFY(checkpoints && !checkpoints->empty());
        const std::int64_t checkpoint = checkpoints->back().step;
        // As if the process had gone: a writer that never said how it ended.
        {
            auto writer = RunWriter::begin(m_store->file(), smallExperiment(endless),
                                           RunWriter::Resumed{run, checkpoint});
            QVERIFY(writer);
        }
        openWindow();
        QVERIFY2(message().contains(QStringLiteral("#1")), qPrintable(message()));
        for (auto *button : m_window->findChild<MessageBar *>()->findChildren<QPushButton *>()) {
            if (button->text() == u"Resume")
                button->click();
        }
        QVERIFY(
            QTest::qWaitFor([&] { return m_window->training().step() > checkpoint; }, patience));
        QVERIFY(m_window->training().run() == run);
        toolbar("stop")->click();
        QVERIFY(reaches(TrainingSession::State::Ended));
    }

    void aResumedRunGoesOnWithItsKnobs()
    {
        const RunId run = beginWithKnobs();
        toolbar("stop")->click();
        QVERIFY(reaches(TrainingSession::State::Ended));
        // What the last run left is what the next one begins with, τ as well.
        const Experiment &next = m_window->experimentDock().experiment();
        QCOMPARE(next.objective.alpha, 0.75);
        QCOMPARE(next.objective.token.divergence.temperature, 2.0);
        m_window->experimentDock().choosePreset(0);
        auto *alpha = find<QDoubleSpinBox>(QStringLiteral("alphaSpin"));
        QCOMPARE(alpha->value(), 0.5);
        m_window->showPage(Page::Runs);
        find<RunsPage>(QStringLiteral("page.runs"))->selectRun(run);
        find<QPushButton>(QStringLiteral("resumeButton"))->click();
        QVERIFY(reaches(TrainingSession::State::Running));
        QCOMPARE(alpha->value(), 0.75);
        QCOMPARE(m_window->experimentDock().experiment().objective.token.divergence.temperature,
                 2.0);
        toolbar("stop")->click();
        QVERIFY(reaches(TrainingSession::State::Ended));
    }

    void aStoredRunIsShownWithItsOwnKnobs()
    {
        const RunId run = beginWithKnobs();
        toolbar("stop")->click();
        QVERIFY(reaches(TrainingSession::State::Ended));
        begin(20);
        QVERIFY(reaches(TrainingSession::State::Ended));
        auto *alpha = find<QDoubleSpinBox>(QStringLiteral("alphaSpin"));
        QCOMPARE(alpha->value(), 0.0);
        m_window->showPage(Page::Runs);
        auto *page = find<RunsPage>(QStringLiteral("page.runs"));
        page->selectRun(run);
        find<QPushButton>(QStringLiteral("benchButton"))->click();
        QCOMPARE(m_window->page(), Page::Bench);
        QCOMPARE(alpha->value(), 0.75);
        QCOMPARE(find<QLabel>(QStringLiteral("runNumber"))->text(), QStringLiteral("#1"));
        // Renamed meanwhile, its name changes here too.
        QVERIFY(m_store->rename(run, QStringLiteral("Another name")));
        Q_EMIT page->storeChanged();
        QCOMPARE(find<QLabel>(QStringLiteral("runName"))->text(), QStringLiteral("Another name"));
    }

    void theExperimentOfARunThatGoesOnIsNotReplaced()
    {
        begin(20);
        QVERIFY(reaches(TrainingSession::State::Ended));
        const RunId first = m_store->runs()->front().id;
        begin(endless);
        QVERIFY(trains());
        auto *page = find<RunsPage>(QStringLiteral("page.runs"));
        Q_EMIT page->copyExperimentRequested(first);
        QCOMPARE(m_window->experimentDock().experiment().training.steps, endless);
        QVERIFY2(message().contains(QStringLiteral("Stop the training")), qPrintable(message()));
        Q_EMIT page->useAsTeacherRequested(first);
        QVERIFY(!m_window->experimentDock().experiment().hasTeacher());
    }

    void aRunThatCannotBeginLeavesNone()
    {
        m_window->openPath(QStringLiteral(RETORT_SOURCE_DIR "/LICENSE"));
        Experiment experiment = m_window->experimentDock().experiment();
        experiment.data.path = m_folder->filePath(QStringLiteral("gone.txt")).toStdString();
        m_window->experimentDock().setExperiment(experiment, QStringLiteral("test"));
        toolbar("start")->click();
        QVERIFY(reaches(TrainingSession::State::Ended));
        QVERIFY2(message().contains(QStringLiteral("gone.txt")), qPrintable(message()));
        QVERIFY(m_store->runs()->empty());
    }

    void startSaysWhyItDoesNothing()
    {
        Experiment experiment = smallExperiment(20);
        experiment.data.kind = DataKind::Text;
        m_window->experimentDock().setExperiment(experiment, QStringLiteral("test"));
        QVERIFY(!toolbar("start")->isEnabled());
        m_window->runControl().startOrResume(); // the plot's button
        QVERIFY2(message().contains(QStringLiteral("data.path")), qPrintable(message()));
        QVERIFY(find<QWidget>(QStringLiteral("data.path"))->isVisible());
    }

    void aRunThatEndsWhileClosingAsksIsNoReasonToStay()
    {
        begin(endless);
        QVERIFY(trains());
        m_dialogs.meanwhile = [this] {
            m_window->training().stop();
            QVERIFY(reaches(TrainingSession::State::Ended));
        };
        QVERIFY(m_window->close());
        QVERIFY(!m_window->isVisible());
    }

    void curvesStayWhileTheNextRunIsMadeLonger()
    {
        begin(30);
        QVERIFY(reaches(TrainingSession::State::Ended));
        auto *progress = find<QLabel>(QStringLiteral("progressText"));
        const QString finished = progress->text();
        find<QSpinBox>(QStringLiteral("training.steps"))->setValue(60);
        QCOMPARE(m_window->experimentDock().experiment().training.steps, 60);
        QCOMPARE(progress->text(), finished);
        m_window->experimentDock().choosePreset(0);
        QVERIFY(progress->text() != finished);
    }

    void openedFilesAreRememberedByTheirFullPath()
    {
        const QString path = m_folder->filePath(QStringLiteral("e.json"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{}");
        file.close();
        m_dialogs.file = path;
        action("open")->trigger();
        m_window->openPath(m_folder->filePath(QStringLiteral("nothing.txt")));
        const QDir before = QDir::current();
        QVERIFY(QDir::setCurrent(QStringLiteral(RETORT_SOURCE_DIR)));
        m_window->openPath(QStringLiteral("LICENSE"));
        QVERIFY(QDir::setCurrent(before.path()));
        QCOMPARE(m_settings->value(QStringLiteral("recent")).toStringList(),
                 QStringList({QStringLiteral(RETORT_SOURCE_DIR "/LICENSE"), path}));
    }

    void aKilledRunIsMarkedEvenIfSomethingElseHasToBeTold()
    {
        const QString killed =
            QStringLiteral("UPDATE runs SET status = 'running', process_id = 1, process_start = 1");
        begin(20);
        QVERIFY(reaches(TrainingSession::State::Ended));
        SQLite::Database(m_store->file().string(), SQLite::OPEN_READWRITE)
            .exec(killed.toStdString());
        openWindow(QStringLiteral("Something else."));
        QVERIFY(m_store->runs()->front().status == RunStatus::Interrupted);
    }

    void aNoticeIsSaidAtTheStart()
    {
        openWindow(QStringLiteral("The store is from a newer Retort."));
        QCOMPARE(message(), QStringLiteral("The store is from a newer Retort."));
    }

    void aTextFileBecomesTheData()
    {
        m_window->openPath(QStringLiteral(RETORT_SOURCE_DIR "/CMakeLists.txt"));
        const Experiment &experiment = m_window->experimentDock().experiment();
        QCOMPARE(experiment.data.kind, DataKind::Text);
        QVERIFY(experiment.data.path.ends_with("CMakeLists.txt"));
        m_window->openPath(m_folder->filePath(QStringLiteral("nothing.txt")));
        QVERIFY(message().contains(QStringLiteral("nothing.txt")));
    }

    void helpShowsTheKeys()
    {
        action("keys")->trigger();
        auto *dialog = find<QDialog>(QStringLiteral("keysDialog"));
        QVERIFY(dialog);
        QStringList texts;
        for (auto *label : dialog->findChildren<QLabel *>())
            texts << label->text();
        QVERIFY(texts.contains(QStringLiteral("Ctrl+R")));
        QVERIFY(texts.contains(QStringLiteral("F11")));
        dialog->close();
        action("help")->trigger();
        QCOMPARE(m_window->page(), Page::Lessons);
    }

    void theLanguageChangesAtOnce()
    {
        if (!QFileInfo::exists(
                QStringLiteral(RETORT_BINARY_DIR "/share/retort/translations/retort_zh_CN.qm")))
            QSKIP("There is no translation in this build.");
        m_appearance->setLanguage(QStringLiteral("zh_CN"));
        QCoreApplication::processEvents();
        QCOMPARE(toolbar("start")->text(), QStringLiteral("开始"));
        QCOMPARE(m_window->experimentDock().experiment().data.language, std::string("zh"));
        m_appearance->setLanguage(QStringLiteral("en"));
        QCoreApplication::processEvents();
        QCOMPARE(toolbar("start")->text(), QStringLiteral("Start"));
        QCOMPARE(m_window->experimentDock().experiment().data.language, std::string("en"));
    }
};

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
