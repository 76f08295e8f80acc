#include "sampleinspection.h"

#include "core/engine/text/tales.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/inspector/alignedstrips.h"
#include "widgets/inspector/alongplot.h"
#include "widgets/inspector/measures.h"
#include "widgets/inspector/mirroredbars.h"
#include "widgets/inspector/tokenspage.h"
#include "widgets/inspector/trainingtime.h"
#include "widgets/inspector/worstpositions.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace retort;

namespace {

LanguageModel tinyModel(std::uint64_t seed)
{
    const auto language = tales(TalesLanguage::English);
    return *LanguageModel::create({.layers = 1,
                                   .heads = 2,
                                   .width = 8,
                                   .context = 96,
                                   .vocabulary = language->tokenizer()->vocabularySize()},
                                  language->tokenizer(), seed);
}

ModelChoice choice(const QString &label, const LanguageModel &model, const QString &reference = {})
{
    return {.source = {.reference = reference, .snapshot = model, .label = label}, .data = {}};
}

} // namespace

class TokensPageTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<InferenceSession> m_inference;
    std::unique_ptr<TokensPage> m_page;

    template <class Widget>
    Widget *child(const char *name) const
    {
        auto *widget = m_page->findChild<Widget *>(QLatin1String(name));
        if (!widget)
            qFatal("no child %s", name);
        return widget;
    }
    AlignedStrips *strips() const { return child<AlignedStrips>("tokensStrips"); }
    MirroredBars *bars() const { return child<MirroredBars>("tokensBars"); }
    QString label(const char *name) const { return child<QLabel>(name)->text(); }
    QString actualToken() const
    {
        const std::vector<BarRow> rows = bars()->visibleRows();
        const auto actual = std::ranges::find_if(rows, &BarRow::actual);
        return actual == rows.end() ? QString() : actual->token;
    }

    void showModels()
    {
        m_page->setTeachers({choice(QStringLiteral("Tales"), tinyModel(1))});
        m_page->setStudents({choice(QStringLiteral("#14"), tinyModel(2))});
        m_page->setText(QStringLiteral("Mia took the red kite ."));
        m_page->show();
        QTRY_VERIFY(!bars()->visibleRows().empty());
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(false); }

    void init()
    {
        m_inference =
            std::make_unique<InferenceSession>(std::filesystem::path(), std::filesystem::path());
        m_page = std::make_unique<TokensPage>(*m_inference);
        m_page->resize(1200, 720);
    }

    void cleanup()
    {
        m_page.reset();
        m_inference.reset();
    }

    void withoutModelsItSaysWhatToDo()
    {
        m_page->show();
        auto *empty = child<EmptyState>("tokensEmpty");
        QVERIFY(empty->isVisible());
        QSignalSpy spy(m_page.get(), &TokensPage::startRequested);
        empty->findChild<QAbstractButton *>()->click();
        QCOMPARE(spy.size(), 1);
        m_page->setStudents({choice(QStringLiteral("#14"), tinyModel(2))});
        QVERIFY(!empty->isVisible());
    }

    void linesOfTheTextAreShownWhole()
    {
        showModels();
        m_page->setText(QStringLiteral("Mia took the red kite . ").repeated(14));
        QTRY_VERIFY(strips()->cellRect(60).isValid());
        QCoreApplication::processEvents();
        for (const int token : {0, 60, 30}) {
            strips()->setSelected(token);
            const QRect seen = strips()->visibleRegion().boundingRect();
            QVERIFY(seen.height() < strips()->height());
            QVERIFY(seen.contains(strips()->cellRect(token)));
            for (int i = 0; i < 84; ++i) {
                const QRect cell = strips()->cellRect(i);
                QVERIFY(seen.contains(cell) || !seen.intersects(cell));
            }
        }
    }

    void noTitleIsCutInASmallWindow()
    {
        m_page->resize(1200, 700);
        showModels();
        for (auto *title : m_page->findChildren<ElidedLabel *>(QStringLiteral("panelTitle"))) {
            if (title->isVisible() && !title->text().startsWith(QStringLiteral("Next")))
                QCOMPARE(title->shown(), title->text());
        }
        auto *filter = child<QLineEdit>("tokensFilter");
        QVERIFY(filter->fontMetrics().horizontalAdvance(filter->placeholderText()) + 40
                < filter->width());
    }

    void readsATextWithBothModels()
    {
        showModels();
        const QStringList words{"Mia", "took", "the", "red", "kite", "."};
        for (int i = 0; i < words.size(); ++i) {
            QTest::mouseClick(strips(), Qt::LeftButton, {},
                              strips()->cellRect(i).center() - QPoint(0, 30));
            QCOMPARE(strips()->selected(), i);
            QCOMPARE(actualToken(), words[i]);
        }
        const double tv = label("figureTv").toDouble();
        QVERIFY(tv > 0);
        QVERIFY(qAbs(label("figureAcceptance").toDouble() - (1 - tv)) < 2e-3);
        strips()->setSelected(0);
        QVERIFY(bars()->visibleRows().front().truth.has_value()); // Tales: the truth is known
    }

    void arrowKeysWalkAlongTheText()
    {
        showModels();
        strips()->setSelected(0);
        QTest::keyClick(strips(), Qt::Key_Right);
        QTest::keyClick(strips(), Qt::Key_Right);
        QCOMPARE(actualToken(), QStringLiteral("the"));
        auto *plot = child<AlongPlot>("alongPlot");
        QCOMPARE(plot->selected(), 2);
        QTest::keyClick(plot, Qt::Key_Right);
        QCOMPARE(strips()->selected(), 3);
    }

    void clickInThePlotSelects()
    {
        showModels();
        auto *plot = child<AlongPlot>("alongPlot");
        QTest::mouseClick(plot, Qt::LeftButton, {}, plot->positionPoint(4));
        QCOMPARE(strips()->selected(), 4);
        QCOMPARE(actualToken(), QStringLiteral("kite"));
    }

    void worstPositionsComeFirstAndLead()
    {
        showModels();
        auto *worst = child<WorstPositions>("worstPositions");
        QCOMPARE(worst->count(), 6);
        worst->setCurrentRow(5);
        const int mildest = strips()->selected();
        worst->setCurrentRow(0);
        QVERIFY(strips()->selected() != mildest);
    }

    void barsCanBeOrderedAndSearched()
    {
        showModels();
        auto *order = child<QComboBox>("barsOrder");
        const auto descending = [this](auto key) {
            std::vector<BarRow> rows = bars()->visibleRows();
            std::erase_if(rows, [](const BarRow &row) { return row.others || row.actual; });
            return std::ranges::is_sorted(rows, std::greater<>(), key);
        };
        order->setCurrentIndex(int(BarOrder::Student));
        QVERIFY(descending([](const BarRow &row) { return *row.student; }));
        order->setCurrentIndex(int(BarOrder::Difference));
        QVERIFY(
            descending([](const BarRow &row) { return std::abs(*row.teacher - *row.student); }));
        const QImage before = bars()->grab().toImage();
        child<QLineEdit>("barsSearch")->setText(bars()->visibleRows().front().token);
        QVERIFY(bars()->grab().toImage() != before);
    }

    void filterDimsTheOthers()
    {
        showModels();
        auto *filter = child<QLineEdit>("tokensFilter");
        filter->setText(QStringLiteral("^(red|kite)$"));
        QVERIFY(strips()->matches(3) && strips()->matches(4));
        QVERIFY(!strips()->matches(0));
        filter->setText(QStringLiteral("(red")); // half-typed is no error
        QVERIFY(!strips()->matches(3));
        filter->clear();
        QVERIFY(strips()->matches(0));
    }

    void whatIfWeighsTheGradients()
    {
        showModels();
        auto *alpha = child<QWidget>("whatIfAlpha");
        const double half = label("whatIfData").toDouble();
        QTest::keyClick(alpha, Qt::Key_End); // α = 1: the data no longer pulls
        QVERIFY(half > 0);
        QCOMPARE(label("whatIfData"), QStringLiteral("0.00"));
        QCOMPARE(label("whatIfSum"), label("whatIfTeacher"));
    }

    void editedTextIsRead()
    {
        showModels();
        child<QPushButton>("tokensEdit")->click();
        auto *edit = child<QPlainTextEdit>("textEdit");
        QVERIFY(edit->isVisible());
        edit->setPlainText(QStringLiteral("Tom was happy ."));
        QTest::keyClick(edit, Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(!edit->isVisible());
        QCOMPARE(m_page->text(), QStringLiteral("Tom was happy ."));
        QTRY_COMPARE(child<WorstPositions>("worstPositions")->count(), 4);
        child<QPushButton>("tokensEdit")->click();
        edit->setPlainText(QStringLiteral("no"));
        QTest::keyClick(edit, Qt::Key_Escape);
        QCOMPARE(m_page->text(), QStringLiteral("Tom was happy ."));
    }

    void diceTakesATextOfTheData()
    {
        showModels();
        Experiment experiment;
        m_page->setExperiment(experiment);
        const QString before = m_page->text();
        child<QToolButton>("tokensDice")->click();
        QTRY_VERIFY(m_page->text() != before);
        QVERIFY(!m_page->text().isEmpty());
    }

    void liveStudentIsFollowed()
    {
        ModelChoice live;
        live.live = true;
        live.source.label = QStringLiteral("#14, live");
        m_page->setTeachers({choice(QStringLiteral("Tales"), tinyModel(1))});
        m_page->setStudents({live});
        m_page->setText(QStringLiteral("Mia took the red kite ."));
        m_page->show();
        m_page->setLiveSnapshot(
            std::make_shared<const StudentSnapshot>(StudentSnapshot{100, tinyModel(2)}));
        QTRY_VERIFY(!bars()->visibleRows().empty()
                    && bars()->visibleRows().front().student.has_value());
        strips()->setSelected(3);
        const std::optional<double> before = bars()->visibleRows().front().student;
        m_page->setLiveSnapshot(
            std::make_shared<const StudentSnapshot>(StudentSnapshot{200, tinyModel(3)}));
        QTRY_VERIFY(bars()->visibleRows().front().student != before);
        QCOMPARE(strips()->selected(), 3);
    }

    void theTeacherThatAStudentLearntFromIsShown()
    {
        const auto learntFrom = [](const QString &teacher, int run) {
            const QString name = QStringLiteral("run:%1@9").arg(run);
            ModelChoice student = choice(name, tinyModel(std::uint64_t(run)), name);
            student.teacher = teacher;
            return student;
        };
        ModelChoice folder =
            choice(QStringLiteral("letters"), tinyModel(5), QStringLiteral("/models/letters"));
        folder.onRequest = true;
        m_page->setStudents({folder});
        auto *teachers = child<QComboBox>("teacherCombo");
        auto *students = child<QComboBox>("studentCombo");
        QCOMPARE(students->currentText(), QStringLiteral("none"));
        m_page->setStudents({learntFrom(QStringLiteral("bundled:tales-en"), 1),
                             learntFrom(QStringLiteral("/models/letters"), 2), folder});
        m_page->setTeachers(
            {choice(QStringLiteral("Tales"), tinyModel(1), QStringLiteral("bundled:tales-en")),
             folder});
        QCOMPARE(teachers->currentText(), QStringLiteral("Tales"));
        students->setCurrentIndex(1);
        QCOMPARE(teachers->currentText(), QStringLiteral("letters"));
        Experiment experiment;
        experiment.teacher.model = "bundled:tales-en";
        m_page->setExperiment(experiment); // the student on screen has its own
        QCOMPARE(teachers->currentText(), QStringLiteral("letters"));
        students->setCurrentIndex(2); // learnt from nobody that is known
        QCOMPARE(teachers->currentText(), QStringLiteral("Tales"));
        // What somebody has chosen stays.
        teachers->setFocus();
        QTest::keyClick(teachers, Qt::Key_Down);
        QCOMPARE(teachers->currentText(), QStringLiteral("letters"));
        students->setCurrentIndex(0);
        QCOMPARE(teachers->currentText(), QStringLiteral("letters"));
    }

    void trainingTimeWalksOverTheCheckpoints()
    {
        const auto at = [](int step, std::uint64_t seed) {
            return choice(QStringLiteral("#14 at step %1").arg(step), tinyModel(seed),
                          QStringLiteral("run:14@%1").arg(step));
        };
        m_page->setTeachers({choice(QStringLiteral("Tales"), tinyModel(1))});
        m_page->setStudents(
            {at(600, 4), choice(QStringLiteral("#9"), tinyModel(9), QStringLiteral("run:9@100")),
             at(200, 2), at(400, 3)});
        m_page->setText(QStringLiteral("Mia took the red kite ."));
        m_page->show();
        QTRY_VERIFY(!bars()->visibleRows().empty());
        auto *students = child<QComboBox>("studentCombo");
        auto *previous = child<QToolButton>("checkpointPrevious");
        QCOMPARE(label("checkpointLabel"), QStringLiteral("step 600"));
        previous->click();
        QCOMPARE(students->currentText(), QStringLiteral("#14 at step 400"));
        previous->click();
        QCOMPARE(students->currentText(), QStringLiteral("#14 at step 200"));
        QVERIFY(!previous->isEnabled());
        students->setCurrentIndex(1); // the only checkpoint of its run
        QVERIFY(!m_page->findChild<TrainingTime *>()->isVisible());
    }

    void stopsAreInOrderOfStep()
    {
        std::vector<ModelChoice> choices(4);
        choices[0].source.reference = QStringLiteral("run:3@900");
        choices[1].source.reference = QStringLiteral("run:3");
        choices[1].live = true;
        choices[2].source.reference = QStringLiteral("run:3@300");
        choices[3].source.reference = QStringLiteral("run:33@100");
        const std::vector<TrainingStop> stops = trainingStops(choices, 1);
        QCOMPARE(stops.size(), std::size_t(3));
        QCOMPARE(stops[0].choice, 2);
        QCOMPARE(stops[1].choice, 0);
        QCOMPARE(stops[2].choice, 1);
        QVERIFY(trainingStops(choices, -1).empty());
    }

    void failureIsShownOnThePage()
    {
        m_page->setStudents({{.source = {.reference = QStringLiteral("/no/such/folder"),
                                         .snapshot = {},
                                         .label = QStringLiteral("gone")},
                              .data = {}}});
        m_page->setText(QStringLiteral("Mia took the red kite ."));
        m_page->show();
        auto *messages = m_page->findChild<MessageBar *>();
        QTRY_VERIFY(messages->isVisible());
        QVERIFY2(messages->sentence().contains(QStringLiteral("/no/such/folder")),
                 qPrintable(messages->sentence()));
        m_page->setStudents({choice(QStringLiteral("#14"), tinyModel(2))});
        QTRY_VERIFY(!messages->isVisible());
    }

    void fitsIntoASmallWindow()
    {
        showModels();
        QVERIFY2(m_page->minimumSizeHint().width() <= 1192,
                 qPrintable(QString::number(m_page->minimumSizeHint().width())));
        QVERIFY2(m_page->minimumSizeHint().height() <= 690,
                 qPrintable(QString::number(m_page->minimumSizeHint().height())));
    }
};

QTEST_MAIN(TokensPageTest)
#include "tst_tokenspage.moc"
