// Where a student starts, what models are, and what a run costs, as the experiment dock shows it.

#include "answeringdialogs.h"
#include "dropping.h"
#include "modelfolder.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/experiment/experimentdock.h"
#include "widgets/experiment/fieldrow.h"
#include "widgets/experiment/modelcard.h"
#include "widgets/experiment/modeltexts.h"
#include "widgets/experiment/section.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QUndoStack>

using namespace retort;

class TestModelCard : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::vector<Preset> m_presets;
    std::unique_ptr<AnsweringDialogs> m_dialogs;
    std::unique_ptr<ExperimentDock> m_dock;

    QString model() const { return m_folder.filePath(QStringLiteral("letters")); }
    template <class Control>
    Control *control(const char *key) const
    {
        return m_dock->findChild<Control *>(QLatin1String(key));
    }
    QString reason(const char *key) const
    {
        auto *label = m_dock->findChild<QLabel *>(QLatin1String(key) + QStringLiteral(".reason"));
        return label->parentWidget()->isHidden() ? QString() : label->text();
    }
    bool shown(const char *key) const { return !control<QWidget>(key)->parentWidget()->isHidden(); }
    void choose(const char *key, const QString &value) const
    {
        auto *combo = control<QComboBox>(key);
        const int index = combo->findData(value);
        QVERIFY2(index >= 0, qPrintable(value));
        combo->setCurrentIndex(index);
        Q_EMIT combo->activated(index);
    }
    const Experiment &experiment() const { return m_dock->experiment(); }
    KnownModel described() const
    {
        const auto found = describeModel(model().toStdString());
        return found ? KnownModel{std::make_shared<const ModelDescription>(*found), {}}
                     : KnownModel{nullptr, QString::fromStdString(found.error().message())};
    }
    ModelCard *card(const char *name) const { return control<ModelCard>(name); }
    QStringList textsOf(ModelCard *of) const
    {
        QStringList texts;
        for (auto *label : of->findChildren<QLabel *>())
            texts << label->text();
        return texts;
    }

private Q_SLOTS:
    void initTestCase()
    {
        applyTheme(false);
        QVERIFY(writeModelFolder(model()));
        auto presets = readPresets(RETORT_SOURCE_DIR "/resources/presets");
        QVERIFY(presets);
        m_presets = *presets;
    }
    void init()
    {
        m_dialogs = std::make_unique<AnsweringDialogs>();
        m_dock = std::make_unique<ExperimentDock>(m_presets, *m_dialogs);
        m_dock->resize(280, 900);
        m_dock->show();
    }
    void cleanup() { m_dock.reset(); }

    void aStudentStartsFromLayersOfItsTeacher()
    {
        QVERIFY(!shown("*student.initial.layers"));
        choose("student.initial", QStringLiteral("teacher"));
        QCOMPARE(experiment().student.initial, std::string("teacher"));
        QVERIFY(shown("student.layers"));
        for (const char *key : {"student.width", "student.heads", "student.architecture",
                                "student.inner", "student.tied", "*student.size"})
            QVERIFY2(!shown(key), key);

        auto *layers = control<QLineEdit>("*student.initial.layers");
        QCOMPARE(layers->placeholderText(), QStringLiteral("evenly spaced"));
        layers->clear();
        QTest::keyClicks(layers, QStringLiteral("0,2,3"));
        QCOMPARE(experiment().student.initial, std::string("teacher:0,2,3"));
        QVERIFY(!shown("student.layers"));
        QVERIFY(m_dock->isValid());
        QCOMPARE(control<QComboBox>("student.initial")->currentText(),
                 QStringLiteral("Teacher's layers"));

        QTest::keyClicks(layers, QStringLiteral(",1"));
        QVERIFY(!m_dock->isValid());
        QVERIFY2(reason("*student.initial.layers").contains(QStringLiteral("rising order")),
                 qPrintable(reason("*student.initial.layers")));
        QCOMPARE(layers->text(), QStringLiteral("0,2,3,1")); // what was typed stays
        m_dock->undoStack()->undo(); // edits of one setting are one step back
        QVERIFY(experiment().student.initial.empty());
        QVERIFY(m_dock->isValid());
        m_dock->undoStack()->redo();
        QCOMPARE(experiment().student.initial, std::string("teacher:0,2,3,1"));
        QCOMPARE(layers->text(), QStringLiteral("0,2,3,1"));
    }

    void withoutATeacherThereAreNoLayersToTake()
    {
        choose("student.initial", QStringLiteral("teacher"));
        choose("teacher.model", QString());
        QVERIFY(!m_dock->isValid());
        QVERIFY(reason("student.initial").contains(QStringLiteral("no teacher")));
        choose("student.initial", QString());
        QVERIFY(m_dock->isValid());
        QCOMPARE(control<QComboBox>("student.initial")->findData(QStringLiteral("teacher")), -1);
    }

    void aStudentStartsFromAFolder()
    {
        m_dialogs->folder = model();
        QSignalSpy opened(m_dock.get(), &ExperimentDock::modelOpened);
        choose("student.initial", QStringLiteral("*folder"));
        QCOMPARE(experiment().student.initial, model().toStdString());
        QCOMPARE(opened.count(), 1);
        QCOMPARE(control<QComboBox>("student.initial")->currentText(), QStringLiteral("letters"));
        QVERIFY(!shown("student.layers"));
        QCOMPARE(control<QLabel>("*student.sizes")->text(), QStringLiteral("—"));
        m_dock->setStartModel(described());
        QCOMPARE(control<QLabel>("*student.sizes")->text(),
                 QStringLiteral("3 × 16, 2 heads, from letters"));
        auto *head = m_dock->findChild<SectionHead *>(QStringLiteral("section2"));
        QCOMPARE(head->summary(), QStringLiteral("from letters"));

        m_dialogs->folder.clear(); // the dialog is left without an answer
        choose("student.initial", QStringLiteral("*folder"));
        QCOMPARE(experiment().student.initial, model().toStdString());
        QCOMPARE(control<QComboBox>("student.initial")->currentText(), QStringLiteral("letters"));
    }

    void theFamilyDecidesWhatThereIsToSet()
    {
        QVERIFY(!shown("student.key_value_heads"));
        choose("student.architecture", QStringLiteral("llama"));
        QVERIFY(shown("student.key_value_heads"));
        auto *heads = control<QSpinBox>("student.key_value_heads");
        QCOMPARE(heads->text(), QStringLiteral("as many"));
        heads->setValue(2);
        QCOMPARE(experiment().student.keyValueHeads, 2);
        heads->setValue(3);
        QVERIFY(!reason("student.key_value_heads").isEmpty());
        choose("student.architecture", QStringLiteral("gpt2"));
        QCOMPARE(experiment().student.keyValueHeads, 0);
        QVERIFY(m_dock->isValid());
        QVERIFY(!shown("student.key_value_heads"));

        auto *inner = control<QSpinBox>("student.inner");
        QCOMPARE(inner->text(), QStringLiteral("as usual"));
        inner->setValue(80);
        QCOMPARE(experiment().student.inner, 80);
        control<QCheckBox>("student.tied")->click();
        QVERIFY(!experiment().student.tied);
        m_dock->undoStack()->undo();
        QVERIFY(experiment().student.tied);
    }

    void tokensAreTrainedOrTakenFromAFile()
    {
        choose("*data.source", QStringLiteral("text"));
        QVERIFY(!shown("data.vocabulary"));
        QVERIFY(!shown("data.tokenizer_path"));
        choose("data.tokenizer", QStringLiteral("bpe"));
        QVERIFY(shown("data.vocabulary"));
        control<QSpinBox>("data.vocabulary")->setValue(512);
        QCOMPARE(experiment().data.vocabulary, 512);
        choose("data.tokenizer", QStringLiteral("file"));
        QVERIFY(!shown("data.vocabulary"));
        QVERIFY(shown("data.tokenizer_path"));
        QVERIFY(!reason("data.tokenizer_path").isEmpty());

        auto *menu = control<QToolButton>("data.tokenizer_path.open")->menu();
        QVERIFY(menu);
        m_dialogs->file = model() + QStringLiteral("/tokenizer.json");
        m_dock->findChild<QAction *>(QStringLiteral("data.tokenizer_path.open.file"))->trigger();
        QCOMPARE(experiment().data.tokenizerPath, m_dialogs->file.toStdString());
        QVERIFY(reason("data.tokenizer_path").isEmpty());
        m_dialogs->folder = model();
        m_dock->findChild<QAction *>(QStringLiteral("data.tokenizer_path.open.folder"))->trigger();
        QCOMPARE(experiment().data.tokenizerPath, model().toStdString());

        m_dock->useStart(model());
        QVERIFY(!shown("data.tokenizer"));
        QVERIFY(!shown("data.tokenizer_path"));
    }

    void aFileThatIsNotAskedForMayBeMissing()
    {
        choose("*data.source", QStringLiteral("text"));
        choose("data.tokenizer", QStringLiteral("file"));
        choose("teacher.model", QString());
        QVERIFY(!reason("data.tokenizer_path").isEmpty());
        m_dock->useTeacher(model());
        QVERIFY(reason("data.tokenizer_path").isEmpty());
        QVERIFY(!shown("data.tokenizer_path"));
    }

    void aDroppedTokeniserIsTheTokeniser()
    {
        const QString path = model() + QStringLiteral("/tokenizer.json");
        QSignalSpy failed(m_dock.get(), &ExperimentDock::failed);
        m_dock->openPath(path);
        QCOMPARE(failed.count(), 1); // the teacher has tokens of its own
        QVERIFY(failed.front().front().toString().contains(QStringLiteral("its own tokens")));
        choose("teacher.model", QString());
        m_dock->openPath(path);
        QCOMPARE(experiment().data.tokenizer, std::string("file"));
        QCOMPARE(experiment().data.tokenizerPath, path.toStdString());
        QCOMPARE(experiment().data.kind, DataKind::Text);
    }

    void aFileDroppedOnAPathIsThePath()
    {
        choose("*data.source", QStringLiteral("text"));
        auto *edit = control<QLineEdit>("data.path");
        dropOn(edit, QStringLiteral(RETORT_SOURCE_DIR "/LICENSE"));
        QCOMPARE(edit->text(), QStringLiteral(RETORT_SOURCE_DIR "/LICENSE"));
        QCOMPARE(experiment().data.path, std::string(RETORT_SOURCE_DIR "/LICENSE"));
    }

    void aModelFolderIsOffered()
    {
        QSignalSpy offered(m_dock.get(), &ExperimentDock::modelOffered);
        const Experiment before = experiment();
        m_dock->openPath(model());
        QCOMPARE(offered.count(), 1);
        QCOMPARE(offered.front().front().toString(), model());
        QCOMPARE(experiment(), before);
    }

    void theCardSaysWhatTheTeacherIs()
    {
        m_dock->useTeacher(model());
        QVERIFY(card("teacherCard")->isHidden());
        m_dock->setTeacherModel(described());
        QVERIFY(card("teacherCard")->isVisible());
        const QStringList texts = textsOf(card("teacherCard"));
        for (const char *text :
             {"3 × 16", "2", "24 tokens", "words · 5", "A licence of <b>letters</b>"})
            QVERIFY2(texts.contains(QString::fromUtf8(text)), text);
        QVERIFY(texts.filter(QStringLiteral("float32")).size() == 1);
        auto *head = control<QToolButton>("teacherCard.head");
        QVERIFY(card("teacherCard")->isOpen());
        QCOMPARE(head->text(), QStringLiteral("GPT-2"));
        auto *licence = control<QLabel>("teacherCard.licence");
        QVERIFY(licence->isVisible());
        const int whole = card("teacherCard")->sizeHint().height();
        head->setFocus();
        QTest::keyClick(head, Qt::Key_Space);
        QVERIFY(!card("teacherCard")->isOpen());
        QVERIFY(!licence->isVisible());
        QVERIFY2(head->text().startsWith(QStringLiteral("GPT-2 · 3 × 16 · ")),
                 qPrintable(head->text()));
        QVERIFY(head->accessibleName().contains(head->text()));
        QVERIFY(card("teacherCard")->sizeHint().height() < whole / 2);

        choose("teacher.model", QString());
        QVERIFY(card("teacherCard")->isHidden());
    }

    void theLicenceIsPlainText()
    {
        m_dock->useTeacher(model());
        m_dock->setTeacherModel(described());
        auto *licence = control<QLabel>("teacherCard.licence");
        QCOMPARE(licence->textFormat(), Qt::PlainText);
        control<QToolButton>("teacherCard.readLicence")->click();
        auto *dialog = m_dock->window()->findChild<QDialog *>(QStringLiteral("licenceText"));
        QVERIFY(dialog);
        auto *text = dialog->findChild<QPlainTextEdit *>();
        QVERIFY(text->isReadOnly());
        QVERIFY(text->toPlainText().contains(QStringLiteral("<b>letters</b>")));
        QVERIFY(text->toPlainText().contains(QStringLiteral("Second paragraph.")));
        dialog->close();
    }

    void withoutALicenceNoneIsOffered()
    {
        ModelDescription plain = *described().description;
        plain.licence.clear();
        m_dock->useTeacher(model());
        m_dock->setTeacherModel({std::make_shared<const ModelDescription>(plain), {}});
        QVERIFY(card("teacherCard")->isVisible());
        QVERIFY(!control<QToolButton>("teacherCard.readLicence")->isVisible());
    }

    void aModelThatCannotBeUsedSaysWhyAtItsRow()
    {
        m_dock->useTeacher(model());
        m_dock->setTeacherModel({nullptr, QStringLiteral("The family “quagga” is not known.")});
        QCOMPARE(reason("teacher.model"), QStringLiteral("The family “quagga” is not known."));
        m_dock->useStart(model());
        m_dock->setStartModel({nullptr, QStringLiteral("There is no config.json.")});
        QCOMPARE(reason("student.initial"), QStringLiteral("There is no config.json."));
        choose("teacher.model", QString());
        QVERIFY(reason("teacher.model").isEmpty());
        QCOMPARE(reason("student.initial"), QStringLiteral("There is no config.json."));
    }

    void troubleStandsWhereItBelongs_data()
    {
        QTest::addColumn<QString>("initial");
        QTest::addColumn<QString>("sentence");
        QTest::addColumn<QString>("row");
        QTest::newRow("setting") << "teacher"
                                 << "student.layers is 9, but the teacher x has 3 layers to take."
                                 << "student.layers";
        QTest::newRow("layers") << "teacher:0,7"
                                << "student.initial asks for layer 7, but the teacher x has 3."
                                << "*student.initial.layers";
        QTest::newRow("start") << "/models/start"
                               << "/models/start has a vocabulary that differs from that of x."
                               << "student.initial";
        QTest::newRow("teacher") << ""
                                 << "The model bundled:tales-en has a vocabulary of its own."
                                 << "teacher.model";
    }
    void troubleStandsWhereItBelongs()
    {
        QFETCH(QString, initial);
        QFETCH(QString, sentence);
        QFETCH(QString, row);
        Experiment next = experiment();
        next.student.initial = initial.toStdString();
        m_dock->setExperiment(next, QStringLiteral("test"));
        m_dock->setTrouble(sentence);
        QCOMPARE(reason(row.toLatin1()), sentence);
    }

    void theRunsCostIsEstimated()
    {
        auto *label = control<QLabel>("*training.estimate");
        QCOMPARE(label->text(), QStringLiteral("—"));
        RunEstimate estimate{.tokensPerSecond = 21'345, .seconds = 0, .memory = 412'000'000};
        m_dock->setEstimate(estimate);
        QCOMPARE(label->text(), QStringLiteral("21\u2009k tokens/s · 1:05 · 0.4 GB"));
        // The time follows the steps without another measurement.
        control<QSpinBox>("training.steps")->setValue(1800);
        QCOMPARE(label->text(), QStringLiteral("21\u2009k tokens/s · 2:10 · 0.4 GB"));
        QVERIFY(reason("*training.estimate").isEmpty());
        QVERIFY(label->toolTip().contains(QStringLiteral("factor of two")));

        estimate.memory = std::int64_t(1) << 50;
        m_dock->setEstimate(estimate);
        QVERIFY2(reason("*training.estimate").contains(QStringLiteral("but this machine has")),
                 qPrintable(reason("*training.estimate")));
        QVERIFY(m_dock->isValid()); // a warning, no prohibition
        m_dock->setEstimate(std::nullopt, QStringLiteral("It cannot be told."));
        QCOMPARE(reason("*training.estimate"), QStringLiteral("It cannot be told."));
    }

    void whatIsSavedComesBack()
    {
        m_dialogs->saved = m_dialogs->file = m_folder.filePath(QStringLiteral("mine.json"));
        Experiment mine = experiment();
        mine.student.initial = "teacher:0,1";
        mine.student.architecture = "llama";
        mine.student.inner = 96;
        mine.student.tied = false;
        mine.data.tokenizer = "bpe";
        mine.data.vocabulary = 700;
        m_dock->setExperiment(mine, QStringLiteral("test"));
        m_dock->saveFile();
        choose("*preset", QStringLiteral("1"));
        m_dock->openFile();
        QCOMPARE(experiment(), mine);
    }

    void everyRowFits_data()
    {
        QTest::addColumn<int>("width");
        QTest::newRow("narrow") << 248;
        QTest::newRow("usual") << 280;
    }
    void everyRowFits()
    {
        QFETCH(int, width);
        m_dock->resize(width, 1600);
        for (int section = 0; section < formSectionCount; ++section)
            m_dock->findChild<QAbstractButton *>(QStringLiteral("section%1").arg(section))
                ->setChecked(true);
        choose("student.architecture", QStringLiteral("llama"));
        m_dock->setTeacherModel(described());
        m_dock->setEstimate(RunEstimate{.tokensPerSecond = 123'456, .memory = 12'400'000'000});
        QCoreApplication::processEvents();
        for (const char *key : {"student.key_value_heads", "student.inner"}) {
            auto *edit = control<QSpinBox>(key)->findChild<QLineEdit *>();
            QVERIFY2(edit->fontMetrics().horizontalAdvance(edit->text()) + 4 <= edit->width(), key);
        }
        for (auto *label : m_dock->findChildren<ElidedLabel *>()) {
            if (label->isVisible() && label->objectName() != u"teacherCard.licence")
                QVERIFY2(!label->shown().endsWith(QChar(0x2026)), qPrintable(label->text()));
        }
    }

    void bytesHaveThreeDigits_data()
    {
        QTest::addColumn<quint64>("bytes");
        QTest::addColumn<QString>("text");
        QTest::newRow("small") << quint64(512) << QStringLiteral("0.51\u2009kB");
        QTest::newRow("mega") << quint64(1'046'000) << QStringLiteral("1.05\u2009MB");
        QTest::newRow("edge") << quint64(999'600) << QStringLiteral("1.00\u2009MB");
        QTest::newRow("giga") << quint64(13'500'000'000) << QStringLiteral("13.5\u2009GB");
    }
    void bytesHaveThreeDigits()
    {
        QFETCH(quint64, bytes);
        QTEST(formatBytes(bytes), "text");
    }
};

QTEST_MAIN(TestModelCard)
#include "tst_modelcard.moc"
