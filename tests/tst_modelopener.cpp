// Model folders in the window: how they come in, what is told of them, and what a run of them
// costs.

#include "answeringdialogs.h"
#include "app/appearance.h"
#include "app/mainwindow.h"
#include "core/session/inferencesession.h"
#include "dropping.h"
#include "modelfolder.h"
#include "widgets/common/parts.h"
#include "widgets/experiment/experimentdock.h"
#include "widgets/experiment/modelcard.h"
#include "widgets/inspector/alignedstrips.h"
#include "widgets/inspector/tokenspage.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QElapsedTimer>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace retort;

namespace {

constexpr int patience = 60'000; // ms

} // namespace

class TestModelOpener : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<RunStore> m_store;
    std::unique_ptr<Appearance> m_appearance;
    AnsweringDialogs m_dialogs;
    std::unique_ptr<MainWindow> m_window;

    QString model() const { return m_folder->filePath(QStringLiteral("letters")); }
    QString text() const { return m_folder->filePath(QStringLiteral("text.txt")); }
    void openWindow()
    {
        m_window.reset();
        const Resources resources{RETORT_SOURCE_DIR "/resources/presets",
                                  RETORT_BINARY_DIR "/share/retort/teachers"};
        m_window = std::make_unique<MainWindow>(
            WindowServices{*m_settings, *m_store, resources, m_dialogs, *m_appearance, QString()});
        m_window->show();
    }
    template <class Widget>
    Widget *find(const char *name) const
    {
        return m_window->findChild<Widget *>(QLatin1String(name));
    }
    const Experiment &experiment() const { return m_window->experimentDock().experiment(); }
    MessageBar *bar() const { return m_window->findChild<MessageBar *>(); }
    QPushButton *answer(const QString &text) const
    {
        for (auto *button : bar()->findChildren<QPushButton *>()) {
            if (button->isVisible() && button->text() == text)
                return button;
        }
        return nullptr;
    }
    QAction *recent(int index) const
    {
        const QList<QAction *> actions = find<QMenu>("recentModels")->actions();
        QList<QAction *> shown;
        for (QAction *action : actions) {
            if (action->isVisible() && action->isEnabled())
                shown << action;
        }
        return shown.value(index);
    }
    /// A student without a teacher on a text of letters.
    Experiment lettersExperiment() const
    {
        Experiment next;
        next.name = "Letters";
        next.objective.alpha = next.objective.beta = 0;
        next.data.kind = DataKind::Text;
        next.data.path = text().toStdString();
        next.data.tokenizer = "word";
        next.data.context = 16;
        next.student = {.initial = {}, .layers = 1, .heads = 2, .width = 16};
        next.training.batch = 4;
        next.training.steps = 4;
        next.training.evaluationWindows = 4;
        return next;
    }
    void use(const Experiment &next) const
    {
        m_window->experimentDock().setExperiment(next, QStringLiteral("test"));
    }
    QString reason(const char *key) const
    {
        auto *label = m_window->findChild<QLabel *>(QLatin1String(key) + QStringLiteral(".reason"));
        return label->parentWidget()->isHidden() ? QString() : label->text();
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(writeModelFolder(model()));
        QFile file(text());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray("a b c d a c b d d a b c ").repeated(400));
        file.close();
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

    void theMenuOpensAFolderAndAsksWhatItIs()
    {
        m_window->showPage(Page::Runs);
        m_dialogs.folder = model();
        auto *open = find<QAction>("action.openModel");
        QCOMPARE(open->shortcut(), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O));
        open->trigger();
        QCOMPARE(m_window->page(), Page::Bench);
        QVERIFY(bar()->sentence().contains(QStringLiteral("letters")));
        auto *teacher = answer(QStringLiteral("Teacher"));
        QVERIFY(teacher);
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QCOMPARE(QApplication::focusWidget(), teacher); // the keys are enough
        QTest::keyClick(teacher, Qt::Key_Space);
        QCOMPARE(experiment().teacher.model, model().toStdString());
        QVERIFY(bar()->isHidden());
        auto *card = find<ModelCard>("teacherCard");
        QVERIFY(QTest::qWaitFor([&] { return card->isVisible(); }, patience));
        QVERIFY(find<QToolButton>("teacherCard.head")
                    ->accessibleName()
                    .contains(QStringLiteral("GPT-2 · 3 × 16")));
    }

    void aDroppedFolderMayBeTheStudentsStart()
    {
        dropOn(m_window.get(), model());
        auto *start = answer(QStringLiteral("Student's start"));
        QVERIFY(start);
        const std::string teacher = experiment().teacher.model;
        start->click();
        QCOMPARE(experiment().student.initial, model().toStdString());
        QCOMPARE(experiment().teacher.model, teacher);
        auto *sizes = find<QLabel>("*student.sizes");
        QVERIFY(QTest::qWaitFor(
            [&] { return sizes->text() == QStringLiteral("3 × 16, 2 heads, from letters"); },
            patience));
        QCOMPARE(m_settings->value(QStringLiteral("recentModels")).toStringList(),
                 QStringList{model()});
    }

    void whatIsNoModelFolderIsSaid()
    {
        m_dialogs.folder = m_folder->path();
        find<QAction>("action.openModel")->trigger();
        QVERIFY(bar()->sentence().contains(QStringLiteral("config.json")));
    }

    void theLastModelsAreRememberedUntilTheyAreGone()
    {
        m_window->openPath(model());
        answer(QStringLiteral("Teacher"))->click();
        openWindow(); // the next day
        QAction *entry = recent(0);
        QVERIFY(entry);
        QCOMPARE(entry->text(), model());
        entry->trigger();
        QTRY_VERIFY(answer(QStringLiteral("Student's start")));

        QVERIFY(QDir(model()).removeRecursively());
        recent(0)->trigger();
        QTRY_VERIFY(bar()->sentence().contains(QStringLiteral("no longer there")));
        QVERIFY(!recent(0));
        QVERIFY(m_settings->value(QStringLiteral("recentModels")).toStringList().isEmpty());
    }

    void theSessionComesBackWithItsStart()
    {
        m_window->experimentDock().useStart(model());
        m_window->close();
        openWindow();
        QCOMPARE(experiment().student.initial, model().toStdString());
        auto *sizes = find<QLabel>("*student.sizes");
        QVERIFY(QTest::qWaitFor([&] { return sizes->text().startsWith(u'3'); }, patience));
    }

    void aBundledModelHasACardToo()
    {
        if (!QFileInfo::exists(
                QStringLiteral(RETORT_BINARY_DIR "/share/retort/teachers/tales-en/config.json")))
            QSKIP("There is no bundled teacher in this build.");
        auto *head = find<QToolButton>("teacherCard.head");
        QVERIFY(QTest::qWaitFor([&] { return head->text().startsWith(u"GPT-2"); }, patience));
    }

    void aFamilyThatIsNotKnownIsSaidAtTheRow()
    {
        const QString foreign = m_folder->filePath(QStringLiteral("foreign"));
        QVERIFY(writeForeignFolder(foreign));
        m_window->experimentDock().useTeacher(foreign);
        QVERIFY(QTest::qWaitFor(
            [&] { return reason("teacher.model").contains(QStringLiteral("quagga")); }, patience));
        QCOMPARE(experiment().teacher.model, foreign.toStdString()); // nothing is lost
        m_window->experimentDock().useTeacher(model());
        auto *card = find<ModelCard>("teacherCard");
        QVERIFY(QTest::qWaitFor([&] { return !card->isHidden(); }, patience));
        QVERIFY(!reason("teacher.model").contains(QStringLiteral("quagga")));
    }

    void otherVocabulariesAreSaidAtTheRow()
    {
        const QString other = m_folder->filePath(QStringLiteral("other"));
        QVERIFY(writeModelFolder(other, "abcdefg"));
        Experiment next = lettersExperiment();
        next.teacher.model = model().toStdString();
        next.student.initial = other.toStdString();
        use(next);
        QVERIFY(QTest::qWaitFor(
            [&] { return reason("student.initial").contains(QStringLiteral("vocabulary")); },
            patience));
        QVERIFY(reason("student.initial").contains(other));
        // Started all the same, it says so where the work is.
        QSignalSpy ended(&m_window->training(), &TrainingSession::ended);
        find<QPushButton>("toolbar.start")->click();
        QVERIFY(ended.wait(patience) || ended.count() == 1);
        QVERIFY(bar()->sentence().contains(QStringLiteral("vocabulary")));
        QCOMPARE(experiment(), next);
    }

    void aStudentTrainsFromAFolder()
    {
        Experiment next = lettersExperiment();
        next.student.initial = model().toStdString();
        use(next);
        QSignalSpy ended(&m_window->training(), &TrainingSession::ended);
        find<QPushButton>("toolbar.start")->click();
        QVERIFY(ended.wait(patience) || ended.count() == 1);
        QVERIFY2(bar()->isHidden(), qPrintable(bar()->sentence()));
        QCOMPARE(m_window->training().step(), 4);
    }

    void aFolderIsOfferedWhereModelsRead()
    {
        Experiment next = lettersExperiment();
        next.teacher.model = model().toStdString();
        next.objective.alpha = 0.5;
        use(next);
        QSignalSpy ended(&m_window->training(), &TrainingSession::ended);
        find<QPushButton>("toolbar.start")->click();
        QVERIFY(ended.wait(patience) || ended.count() == 1);
        QVERIFY2(bar()->isHidden(), qPrintable(bar()->sentence()));

        const auto combo = [this](const char *page, const char *name) {
            return find<QWidget>(page)->findChild<QComboBox *>(QLatin1String(name));
        };
        const QString letters = QStringLiteral("letters");
        for (int day = 0; day < 2; ++day) {
            m_window->showPage(Page::Tokens);
            for (const char *page : {"page.tokens", "page.playground"}) {
                QCOMPARE(combo(page, "teacherCombo")->currentText(), letters);
                QVERIFY2(combo(page, "studentCombo")->currentText().contains(u"#1"),
                         qPrintable(combo(page, "studentCombo")->currentText()));
                QVERIFY(combo(page, "studentCombo")->findText(letters) > 0);
            }
            auto *strips = find<AlignedStrips>("tokensStrips");
            find<TokensPage>("page.tokens")->setText(QStringLiteral("a b c d a"));
            QVERIFY(QTest::qWaitFor([&] { return strips->cellRect(4).isValid(); }, patience));
            QVERIFY(find<QWidget>("page.tokens")->findChild<MessageBar *>()->isHidden());
            if (day == 0) {
                use(lettersExperiment()); // without it; the run on screen had it
                openWindow();
            }
        }
    }

    void theCostIsToldAndFollowsTheSizes()
    {
        use(lettersExperiment());
        auto *estimate = find<QLabel>("*training.estimate");
        const auto known = [&] { return estimate->text().contains(QStringLiteral("tokens/s")); };
        QVERIFY(QTest::qWaitFor(known, patience));
        // What changes no size is not timed again.
        auto *session = m_window->findChild<InferenceSession *>();
        QSignalSpy timed(session, &InferenceSession::estimated);
        find<QSpinBox>("training.evaluate_every")->setValue(7);
        QVERIFY(known());
        find<QSpinBox>("student.width")->setValue(64);
        QVERIFY(!known());
        find<QSpinBox>("student.width")->setValue(48);
        QVERIFY(QTest::qWaitFor(known, patience));
        QCOMPARE(timed.count(), 1);
    }

    void nothingIsTimedBesideARun()
    {
        auto *session = m_window->findChild<InferenceSession *>();
        QSignalSpy timed(session, &InferenceSession::estimated);
        Experiment next = lettersExperiment();
        next.training.steps = 1'000'000;
        use(next);
        find<QPushButton>("toolbar.start")->click();
        QVERIFY(QTest::qWaitFor([&] { return m_window->training().step() > 3; }, patience));
        const auto before = timed.count();
        QVERIFY(!timed.wait(1500)); // longer than edits are waited for
        QCOMPARE(timed.count(), before);
        QVERIFY(!find<QAction>("action.openModel")->isEnabled());
        find<QPushButton>("toolbar.stop")->click();
        QVERIFY(QTest::qWaitFor([&] { return !m_window->training().isActive(); }, patience));
        QVERIFY(find<QAction>("action.openModel")->isEnabled());
        QVERIFY(QTest::qWaitFor([&] { return timed.count() > before; }, patience));
    }

    void tokensThatAreTrainedAreSeenInTheBarAndStopped()
    {
        // So many different words that their pairs take long.
        QByteArray words;
        quint32 state = 1;
        for (int i = 0; i < 400'000; ++i) {
            for (int letter = 0; letter < 7; ++letter) {
                state = state * 1664525 + 1013904223;
                words += char('a' + (state >> 24) % 26);
            }
            words += ' ';
        }
        QFile file(text());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(words);
        file.close();
        Experiment next = lettersExperiment();
        next.data.tokenizer = "bpe";
        next.data.vocabulary = 60'000;
        use(next);

        auto *bar = find<QProgressBar>("progressBar");
        find<QPushButton>("toolbar.start")->click();
        QVERIFY(QTest::qWaitFor([&] { return bar->value() > 0; }, patience));
        QCOMPARE(m_window->training().state(), TrainingSession::State::Preparing);
        QVERIFY(find<QLabel>("progressText")->text().contains(QStringLiteral("tokens")));
        auto *stop = find<QPushButton>("toolbar.stop");
        QVERIFY(stop->isEnabled());
        QElapsedTimer timer;
        timer.start();
        stop->click();
        QVERIFY(QTest::qWaitFor([&] { return !m_window->training().isActive(); }, patience));
        QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(bar->value(), 0);
        QCOMPARE(experiment(), next);
    }

    void modelsOfOthersAreDescribed_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("headline");
        QTest::newRow("stories260K") << "stories260K-hf"
                                     << "Llama · 5 × 64";
        QTest::newRow("babyllama") << "babyllama-tok105-hf"
                                   << "Llama";
    }
    void modelsOfOthersAreDescribed()
    {
        QFETCH(QString, folder);
        QFETCH(QString, headline);
        const QString path = QStringLiteral(RETORT_SHARED_DATA "/models/") + folder;
        if (!QFileInfo::exists(path))
            QSKIP("The shared data are not here.");
        if (!describeModel(path.toStdString()))
            QSKIP("This build does not read the family.");
        m_window->experimentDock().useTeacher(path);
        auto *head = find<QToolButton>("teacherCard.head");
        QVERIFY(
            QTest::qWaitFor([&] { return head->accessibleName().contains(headline); }, patience));
        QVERIFY(!find<QLabel>("teacherCard.licence")->text().isEmpty());
    }
};

QTEST_MAIN(TestModelOpener)
#include "tst_modelopener.moc"
