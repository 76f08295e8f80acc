#include "answeringdialogs.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/experiment/experimentdock.h"
#include "widgets/experiment/fieldrow.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QMainWindow>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QTextDocument>
#include <QToolButton>
#include <QUndoStack>

using namespace retort;

class TestExperimentDock : public QObject
{
    Q_OBJECT

private:
    std::vector<Preset> m_presets;
    std::unique_ptr<AnsweringDialogs> m_dialogs;
    std::unique_ptr<ExperimentDock> m_dock;

    template <class Control>
    Control *control(const char *key) const
    {
        return m_dock->findChild<Control *>(QLatin1String(key));
    }
    QString reason(const char *key) const
    {
        auto *label = m_dock->findChild<QLabel *>(QLatin1String(key) + QStringLiteral(".reason"));
        return label->isVisibleTo(m_dock.get()) || !label->parentWidget()->isHidden()
                   ? label->text()
                   : QString();
    }
    void choose(const char *key, const QString &value) const
    {
        auto *combo = control<QComboBox>(key);
        const int index = combo->findData(value);
        QVERIFY2(index >= 0, qPrintable(value));
        combo->setCurrentIndex(index);
        Q_EMIT combo->activated(index);
    }
    const Experiment &experiment() const { return m_dock->experiment(); }

private Q_SLOTS:
    void initTestCase()
    {
        applyTheme(false);
        auto presets = readPresets(RETORT_SOURCE_DIR "/resources/presets");
        QVERIFY(presets);
        m_presets = *presets;
        qRegisterMetaType<Experiment>();
    }
    void init()
    {
        m_dialogs = std::make_unique<AnsweringDialogs>();
        m_dock = std::make_unique<ExperimentDock>(m_presets, *m_dialogs);
        m_dock->resize(280, 900);
        m_dock->show();
    }
    void cleanup() { m_dock.reset(); }

    void beginsWithTheFirstPreset()
    {
        QCOMPARE(experiment(), m_presets.front().experiment);
        QCOMPARE(control<QComboBox>("*preset")->currentText(),
                 QStringLiteral("First distillation"));
        QVERIFY(m_dock->isValid());
    }

    void everyPresetIsShownAndComesBack()
    {
        for (std::size_t i = 0; i < m_presets.size(); ++i) {
            choose("*preset", QString::number(i));
            QCOMPARE(experiment(), m_presets[i].experiment);
            QCOMPARE(control<QComboBox>("*preset")->currentIndex(), int(i));
        }
        while (m_dock->undoStack()->canUndo())
            m_dock->undoStack()->undo();
        QCOMPARE(experiment(), m_presets.front().experiment);
    }

    void aNumberIsEditedAndUndone()
    {
        QSignalSpy spy(m_dock.get(), &ExperimentDock::experimentChanged);
        auto *layers = control<QSpinBox>("student.layers");
        layers->setValue(3);
        QCOMPARE(experiment().student.layers, 3);
        QCOMPARE(spy.count(), 1);
        QCOMPARE(control<QComboBox>("*preset")->currentText(), QStringLiteral("Own settings"));
        m_dock->undoStack()->undo();
        QCOMPARE(experiment().student.layers, 2);
        QCOMPARE(layers->value(), 2);
        m_dock->undoStack()->redo();
        QCOMPARE(layers->value(), 3);
    }

    void editsOfOneFieldAreOneStepBack()
    {
        auto *steps = control<QSpinBox>("training.steps");
        steps->setValue(1000);
        steps->setValue(1100);
        steps->setValue(1200);
        QCOMPARE(m_dock->undoStack()->count(), 1);
        control<QSpinBox>("training.batch")->setValue(8);
        QCOMPARE(m_dock->undoStack()->count(), 2);
        m_dock->undoStack()->undo();
        m_dock->undoStack()->undo();
        QCOMPARE(experiment(), m_presets.front().experiment);
    }

    void whatIsWrongIsSaidWhereItIs()
    {
        QSignalSpy spy(m_dock.get(), &ExperimentDock::validityChanged);
        control<QSpinBox>("student.heads")->setValue(5);
        QVERIFY(!m_dock->isValid());
        QCOMPARE(spy.count(), 1);
        QCOMPARE(spy.front().front().toBool(), false);
        QVERIFY2(reason("student.heads").contains(QStringLiteral("48")),
                 qPrintable(reason("student.heads")));
        QVERIFY(control<QSpinBox>("student.heads")->property("wrong").toBool());
        control<QSpinBox>("student.heads")->setValue(6);
        QVERIFY(m_dock->isValid());
        QVERIFY(reason("student.heads").isEmpty());
    }

    void aSizeIsThreeSettings()
    {
        choose("*student.size", QStringLiteral("4,4,128"));
        QCOMPARE(experiment().student.layers, 4);
        QCOMPARE(experiment().student.width, 128);
        QCOMPARE(m_dock->undoStack()->count(), 1);
        control<QSpinBox>("student.width")->setValue(124);
        QCOMPARE(control<QComboBox>("*student.size")->currentText(), QStringLiteral("By hand"));
    }

    void withoutATeacherItsTermsAreOff()
    {
        choose("teacher.model", QString());
        QCOMPARE(experiment().objective.alpha, 0.0);
        QCOMPARE(experiment().objective.beta, 0.0);
        QVERIFY(m_dock->isValid());
        QVERIFY(control<QComboBox>("objective.sequence.prefixes")->isHidden()
                || !control<QComboBox>("objective.sequence.prefixes")->isVisible());
        m_dock->setModelChoices({{QStringLiteral("run:3"), QStringLiteral("Shakespeare #3")}});
        choose("teacher.model", QStringLiteral("run:3"));
        QCOMPARE(experiment().teacher.model, std::string("run:3"));
        QCOMPARE(experiment().objective.alpha, 0.5);
    }

    void talesSpeakAnotherLanguageWithTheirTeacher()
    {
        choose("*data.source", QStringLiteral("tales-zh"));
        QCOMPARE(experiment().data.language, std::string("zh"));
        QCOMPARE(experiment().teacher.model, std::string("bundled:tales-zh"));
        QVERIFY(control<QComboBox>("*preset")->currentIndex() == 0);
    }

    void aTextOfOnesOwnNeedsAPath()
    {
        choose("*data.source", QStringLiteral("text"));
        QVERIFY(!m_dock->isValid());
        QVERIFY(!experiment().hasTeacher());
        QVERIFY(!reason("data.path").isEmpty());

        QTemporaryDir folder;
        m_dialogs->file = folder.filePath(QStringLiteral("my.txt"));
        m_dock->findChild<QToolButton *>(QStringLiteral("data.path.open"))->click();
        QCOMPARE(experiment().data.path, m_dialogs->file.toStdString());
        QVERIFY(m_dock->isValid());
    }

    void endlessTextIsNoNumber()
    {
        auto *windows = control<QSpinBox>("data.windows");
        windows->setValue(0);
        QVERIFY(!experiment().data.windows);
        QCOMPARE(windows->text(), QStringLiteral("without end"));
        windows->setValue(500);
        QCOMPARE(experiment().data.windows.value_or(0), 500);
    }

    void aRunFixesAllButTheLearningRate()
    {
        m_dock->setRunning(true);
        QVERIFY(!control<QSpinBox>("student.layers")->isEnabled());
        QVERIFY(!control<QComboBox>("*preset")->isEnabled());
        QVERIFY(m_dock->findChild<QLabel *>(QStringLiteral("lockNotice"))->isVisible());
        auto *rate = control<QDoubleSpinBox>("optimizer.learning_rate");
        QVERIFY(rate->isEnabled());
        QSignalSpy spy(m_dock.get(), &ExperimentDock::learningRateChanged);
        rate->setValue(0.001);
        QCOMPARE(spy.count(), 1);
        QCOMPARE(spy.front().front().toDouble(), 0.001);
        QVERIFY(!m_dock->undoStack()->canUndo());
        m_dock->setRunning(false);
        QVERIFY(control<QSpinBox>("student.layers")->isEnabled());
        QCOMPARE(experiment().optimizer.learningRate, 0.001);
    }

    void theLearningRateTakesBothWaysOfWriting()
    {
        auto *rate = control<QDoubleSpinBox>("optimizer.learning_rate");
        rate->selectAll();
        QTest::keyClicks(rate, QStringLiteral("3e-5"));
        QTest::keyClick(rate, Qt::Key_Return);
        QCOMPARE(experiment().optimizer.learningRate, 3e-5);
        rate->selectAll();
        QTest::keyClicks(rate, QStringLiteral("0.0015"));
        QTest::keyClick(rate, Qt::Key_Return);
        QCOMPARE(experiment().optimizer.learningRate, 0.0015);
        QCOMPARE(rate->text(), QStringLiteral("0.0015"));
    }

    void whatIsOutOfRangeStaysAndIsMarked_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("range");
        QTest::newRow("too small") << "training.steps"
                                   << "0"
                                   << "1 to 1,000,000,000";
        QTest::newRow("too large") << "training.steps"
                                   << "99999999999"
                                   << "1 to 1,000,000,000";
        QTest::newRow("negative") << "training.evaluation_windows"
                                  << "-5"
                                  << "1 to 1,000,000";
        QTest::newRow("a rate") << "optimizer.learning_rate"
                                << "1000"
                                << "1e-09 to 10";
        QTest::newRow("a fraction") << "student.dropout"
                                    << "2"
                                    << "0 to 0.9";
        QTest::newRow("no number") << "student.layers"
                                   << "many"
                                   << "1 to 128";
    }
    void whatIsOutOfRangeStaysAndIsMarked()
    {
        QFETCH(QString, key);
        QFETCH(QString, typed);
        QFETCH(QString, range);
        m_dock->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_dock.get()));
        for (int section = 0; section < formSectionCount; ++section)
            m_dock->findChild<QAbstractButton *>(QStringLiteral("section%1").arg(section))
                ->setChecked(true);
        const QByteArray name = key.toLatin1();
        auto *spin = control<QAbstractSpinBox>(name);
        const QString value = spin->text();
        const Experiment before = experiment();
        for (const auto leave : {Qt::Key_Return, Qt::Key_Tab}) {
            spin->setFocus();
            spin->findChild<QLineEdit *>()->selectAll();
            QTest::keyClicks(spin, typed);
            QTest::keyClick(spin, leave);
            QCOMPARE(spin->hasFocus(), leave == Qt::Key_Return);
            QCOMPARE(spin->text(), typed);
            QVERIFY2(reason(name).contains(range), qPrintable(reason(name)));
            QVERIFY(spin->property("wrong").toBool());
            QCOMPARE(experiment(), before);
            // Another edit leaves it as it is.
            control<QSpinBox>("training.batch")->stepUp();
            control<QSpinBox>("training.batch")->stepDown();
            QCOMPARE(spin->text(), typed);
        }
        spin->setFocus();
        QTest::keyClick(spin, Qt::Key_Escape);
        QCOMPARE(spin->text(), value);
        QVERIFY(reason(name).isEmpty());
        QVERIFY(!spin->property("wrong").toBool());
    }

    void aCorrectedNumberIsTaken()
    {
        auto *layers = control<QSpinBox>("student.layers");
        layers->setFocus();
        layers->selectAll();
        QTest::keyClicks(layers, QStringLiteral("500"));
        QVERIFY(!reason("student.layers").isEmpty()); // typing on cannot mend it
        QTest::keyClick(layers, Qt::Key_Backspace);
        QTest::keyClick(layers, Qt::Key_Return);
        QVERIFY(reason("student.layers").isEmpty());
        QCOMPARE(experiment().student.layers, 50);
    }

    void aRunTakesBackWhatWasTypedWrong()
    {
        auto *layers = control<QSpinBox>("student.layers");
        layers->selectAll();
        QTest::keyClicks(layers, QStringLiteral("500"));
        m_dock->setRunning(true);
        QCOMPARE(layers->text(), QStringLiteral("2"));
        QVERIFY(reason("student.layers").isEmpty());
    }

    void oneIsNoPlural()
    {
        auto *parts = control<QSpinBox>("training.accumulate");
        QCOMPARE(parts->text(), QStringLiteral("1 part"));
        parts->setValue(2);
        QCOMPARE(parts->text(), QStringLiteral("2 parts"));
        m_dock->undoStack()->undo();
        QCOMPARE(parts->text(), QStringLiteral("1 part"));
    }

    void controlsStandBelowEachOther_data()
    {
        QTest::addColumn<int>("width");
        QTest::newRow("narrow") << 248;
        QTest::newRow("usual") << 280;
    }
    void controlsStandBelowEachOther()
    {
        QFETCH(int, width);
        QMainWindow window;
        window.setCentralWidget(m_dock.get());
        window.resize(width, 900);
        window.show();
        const auto givenBack = qScopeGuard([this] { m_dock->setParent(nullptr); });
        for (int section = 0; section < formSectionCount; ++section)
            m_dock->findChild<QAbstractButton *>(QStringLiteral("section%1").arg(section))
                ->setChecked(true);
        RunFacts facts;
        facts.vocabulary = 117;
        facts.teacherParameters = 820'000;
        m_dock->setFacts(facts);
        QCoreApplication::processEvents();
        const auto left = [&](const char *key) {
            auto *field = control<QWidget>(key);
            return field->mapTo(m_dock.get(), QPoint()).x();
        };
        const std::vector<std::vector<const char *>> sections{
            {"*student.size", "student.layers", "student.width", "student.heads"},
            {"objective.sequence.prefixes", "objective.reduction", "objective.pool.size"},
            {"training.steps", "training.evaluate_every", "training.checkpoint_every"}};
        for (const auto &keys : sections)
            for (const char *key : keys)
                QVERIFY2(left(key) == left(keys.front()), key);
        for (const char *key : {"objective.sequence.prefixes", "objective.reduction"}) {
            auto *combo = control<QComboBox>(key);
            QVERIFY2(combo->fontMetrics().horizontalAdvance(combo->currentText()) + 29
                         <= combo->width(),
                     key);
        }
        for (auto *spin : m_dock->findChildren<QSpinBox *>()) {
            auto *edit = spin->findChild<QLineEdit *>();
            if (spin->isVisible())
                QVERIFY2(edit->fontMetrics().horizontalAdvance(spin->text()) + 4 <= edit->width(),
                         qPrintable(spin->objectName()));
        }
        for (auto *row : m_dock->findChildren<FieldRow *>()) {
            auto *label = row->findChild<QLabel *>(QString(), Qt::FindDirectChildrenOnly);
            QTextDocument text;
            text.setDefaultFont(label->font());
            text.setDocumentMargin(0);
            text.setHtml(label->text());
            QCOMPARE(label->font().pointSizeF(), fontFor(TextRole::Note).pointSizeF());
            if (row->isVisible())
                QVERIFY2(text.idealWidth() <= label->width(), qPrintable(row->key()));
        }
        auto *parameters = control<ElidedLabel>("*student.parameters");
        QVERIFY(parameters->shown().endsWith(u'%') || parameters->shown() == parameters->text());
    }

    void anotherLanguageBringsItsFontAndWidths()
    {
        auto *layers = control<QSpinBox>("student.layers");
        m_dock->resize(248, 900);
        QCoreApplication::processEvents();
        const int width = layers->width();
        const QFont before = QApplication::font();
        QFont larger = before;
        larger.setPointSizeF(before.pointSizeF() * 1.5);
        QApplication::setFont(larger);
        QEvent changed(QEvent::LanguageChange);
        QCoreApplication::sendEvent(m_dock.get(), &changed);
        QCOMPARE(layers->font().pointSizeF(), fontFor(TextRole::Note).pointSizeF());
        QApplication::setFont(before);
        QCoreApplication::sendEvent(m_dock.get(), &changed);
        QCOMPARE(layers->font().pointSizeF(), fontFor(TextRole::Note).pointSizeF());
        QTRY_COMPARE(layers->width(), width); // labels give back what they took
    }

    void isSavedAndOpened()
    {
        QTemporaryDir folder;
        m_dialogs->saved = m_dialogs->file = folder.filePath(QStringLiteral("mine.json"));
        control<QSpinBox>("student.layers")->setValue(1);
        m_dock->saveFile();
        const Experiment mine = experiment();
        choose("*preset", QStringLiteral("1"));
        m_dock->openFile();
        QCOMPARE(experiment(), mine);
    }

    void aFileThatIsNoneIsReported()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("broken.json"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"student\": {\"layer\": 2}}");
        file.close();
        QSignalSpy failed(m_dock.get(), &ExperimentDock::failed);
        const Experiment before = experiment();
        m_dock->openPath(path);
        QCOMPARE(failed.count(), 1);
        QVERIFY(failed.front().front().toString().contains(QStringLiteral("student.layer")));
        QCOMPARE(experiment(), before);
    }

    void troubleIsShownUntilTheTextChanges()
    {
        m_dock->openPath(QString::fromLatin1(RETORT_SOURCE_DIR "/README.md"));
        if (experiment().data.kind != DataKind::Text)
            m_dock->openPath(QString::fromLatin1(RETORT_SOURCE_DIR "/CMakeLists.txt"));
        m_dock->setTrouble(QStringLiteral("Byte 7 is no UTF-8."));
        QCOMPARE(reason("data.path"), QStringLiteral("Byte 7 is no UTF-8."));
        QVERIFY(m_dock->isValid());
        choose("*data.source", QStringLiteral("tales-en"));
        QVERIFY(reason("data.path").isEmpty());
    }

    void factsGiveTheParameters()
    {
        RunFacts facts;
        facts.vocabulary = 100;
        facts.teacherParameters = 800'000;
        m_dock->setFacts(facts);
        auto *label = control<QLabel>("*student.parameters");
        QVERIFY2(label->text().contains(u'%'), qPrintable(label->text()));
        const QString before = label->text();
        control<QSpinBox>("student.layers")->setValue(4);
        QVERIFY(label->text() != before);
    }

    void everyControlSaysWhatItDoes()
    {
        for (auto *row : m_dock->findChildren<FieldRow *>()) {
            auto *field = m_dock->findChild<QWidget *>(row->key());
            QVERIFY2(field, qPrintable(row->key()));
            QVERIFY2(field->toolTip().size() > 20, qPrintable(row->key()));
            QVERIFY2(!field->accessibleName().isEmpty(), qPrintable(row->key()));
        }
    }

    void controlsOfferExactlyWhatTheFileTakes_data()
    {
        QTest::addColumn<QString>("key");
        for (const char *key :
             {"data.tokenizer", "objective.sequence.divergence", "objective.token.prefixes",
              "objective.reduction", "optimizer.schedule"})
            QTest::newRow(key) << QString::fromLatin1(key);
    }
    void controlsOfferExactlyWhatTheFileTakes()
    {
        QFETCH(QString, key);
        auto *combo = m_dock->findChild<QComboBox *>(key);
        QVERIFY(combo->count() > 0);
        for (int i = 0; i < combo->count(); ++i) {
            const QString assignment = key + u'=' + combo->itemData(i).toString();
            QVERIFY2(withSetting(experiment(), assignment.toStdString()), qPrintable(assignment));
        }
        // What the file allows is named in the error for anything else.
        const auto refused =
            withSetting(experiment(), (key + QStringLiteral("=nonsense")).toStdString());
        QVERIFY(!refused);
        QCOMPARE(QString::fromStdString(refused.error().message()).count(u',') + 1,
                 combo->count() + 1);
    }
};

QTEST_MAIN(TestExperimentDock)
#include "tst_experimentdock.moc"
