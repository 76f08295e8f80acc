#include "sampleinspection.h"

#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/inspector/flowarea.h"
#include "widgets/inspector/measures.h"
#include "widgets/inspector/mirroredbars.h"
#include "widgets/inspector/probepanel.h"
#include "widgets/inspector/tokenstrip.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <numeric>

using namespace retort;

namespace {

class AnsweringDialogs final : public Dialogs
{
public:
    QString path;
    QString saveFile(QWidget *, const QString &, const QString &, const QString &) override
    {
        return path;
    }
};

} // namespace

class ProbePanelTest : public QObject
{
    Q_OBJECT

private:
    AnsweringDialogs m_dialogs;
    std::unique_ptr<ProbePanel> m_panel;

    template <class Widget>
    Widget *child(const char *name) const
    {
        auto *widget = m_panel->findChild<Widget *>(QLatin1String(name));
        if (!widget)
            qFatal("no child %s", name);
        return widget;
    }
    TokenStrip *strip() const { return child<TokenStrip>("probeStrip"); }
    MirroredBars *bars() const { return child<MirroredBars>("probeBars"); }
    QString label(const char *name) const { return child<QLabel>(name)->text(); }

    void click(int token)
    {
        QTest::mouseClick(strip(), Qt::LeftButton, {}, strip()->cellRect(token).center());
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(false); }

    void init()
    {
        m_panel = std::make_unique<ProbePanel>(m_dialogs);
        m_panel->resize(1060, 340);
        m_panel->show();
        m_panel->setText(QStringLiteral("Mia put the red kite in the box ."));
    }

    void clickShowsThatPosition()
    {
        const InspectionPtr inspection = sample::inspection();
        m_panel->setInspection(inspection, 800);
        QCOMPARE(strip()->count(), int(inspection->positions.size()));
        for (const int token : {20, 4, 0}) {
            click(token);
            const InspectedPosition &at = inspection->positions[std::size_t(token)];
            const std::vector<BarRow> rows = bars()->visibleRows();
            const auto actual = std::ranges::find_if(rows, &BarRow::actual);
            QVERIFY(actual != rows.end());
            QCOMPARE(actual->token, QString::fromStdString(at.text));
            QCOMPARE(*actual->teacher, at.teacher->probability);
            QCOMPARE(*actual->student, at.student->probability);
            QCOMPARE(*actual->truth, at.truth->probability);
            QCOMPARE(label("imitationError"), QString::number(*at.klTeacherStudent, 'f', 3));
            QCOMPARE(label("teacherError"), QString::number(*at.klTruthTeacher, 'f', 3));
            QCOMPARE(label("studentError"), QString::number(*at.klTruthStudent, 'f', 3));
            QCOMPARE(label("rankStudent"), QString::number(at.student->rank));
        }
        click(20);
        QCOMPARE(label("probeNext"), QStringLiteral("Next token after “… and took her”"));
    }

    void barsAndOthersAddUpToOne()
    {
        m_panel->setInspection(sample::inspection(), 800);
        click(20);
        double teacher = 0, student = 0, truth = 0;
        for (const BarRow &row : bars()->visibleRows()) {
            teacher += *row.teacher;
            student += *row.student;
            truth += *row.truth;
        }
        QVERIFY(qAbs(teacher - 1) < 1e-9);
        QVERIFY(qAbs(student - 1) < 1e-9);
        QVERIFY(qAbs(truth - 1) < 1e-9);
        QVERIFY(bars()->visibleRows().back().others);
    }

    void selectionIsKeptWhileTheModelLearns()
    {
        m_panel->setInspection(sample::inspection(sample::sentence(), {}, 0.2), 400);
        click(11);
        const double before = *bars()->visibleRows().front().student;
        m_panel->setInspection(sample::inspection(sample::sentence(), {}, 0.9), 800);
        QCOMPARE(strip()->selected(), 11);
        QVERIFY(*bars()->visibleRows().front().student != before);
        QCOMPARE(label("panelSubtitle"), QStringLiteral("updated at step 800"));
    }

    void anotherTextSelectsItsWorstToken()
    {
        m_panel->setInspection(sample::inspection(), 1);
        click(3);
        const InspectionPtr other = sample::inspection({"Tom", "ran", "to", "the", "hill", "."});
        m_panel->setText(QStringLiteral("Tom ran to the hill ."));
        QCOMPARE(strip()->selected(), -1);
        m_panel->setInspection(other, 2);
        QCOMPARE(strip()->selected(), worstPositions(*other, Measure::KlTeacherStudent).front());
    }

    void numbersFollowTheMeasure()
    {
        const InspectionPtr inspection = sample::inspection();
        m_panel->setInspection(inspection, 800);
        auto *combo = child<QComboBox>("measureCombo");
        QCOMPARE(combo->currentText(), nameOf(Measure::KlTeacherStudent));
        click(4);
        const QImage before = strip()->grab().toImage();
        combo->setCurrentIndex(combo->findText(nameOf(Measure::TotalVariation)));
        Q_EMIT combo->activated(combo->currentIndex());
        QVERIFY(strip()->grab().toImage() != before);
        strip()->setSelected(5);
        strip()->setSelected(4);
        const double expected = *inspection->positions[4].totalVariation;
        QVERIFY2(strip()->accessibleDescription().contains(QString::number(expected, 'f', 3)),
                 qPrintable(strip()->accessibleDescription()));
    }

    void degradesWithoutSides_data()
    {
        QTest::addColumn<bool>("teacher");
        QTest::addColumn<bool>("student");
        QTest::addColumn<bool>("truth");
        QTest::addColumn<QString>("measure");
        QTest::newRow("no truth") << true << true << false << nameOf(Measure::KlTeacherStudent);
        QTest::newRow("student alone")
            << false << true << false << nameOf(Measure::StudentProbability);
        QTest::newRow("teacher alone")
            << true << false << false << nameOf(Measure::TeacherProbability);
        QTest::newRow("student and truth")
            << false << true << true << nameOf(Measure::KlTruthStudent);
    }

    void degradesWithoutSides()
    {
        QFETCH(bool, teacher);
        QFETCH(bool, student);
        QFETCH(bool, truth);
        QFETCH(QString, measure);
        m_panel->setInspection(sample::inspection(sample::sentence(), {teacher, student, truth}),
                               -1);
        click(6);
        QCOMPARE(child<QComboBox>("measureCombo")->currentText(), measure);
        for (const BarRow &row : bars()->visibleRows()) {
            QCOMPARE(row.teacher.has_value(), teacher);
            QCOMPARE(row.student.has_value(), student);
            QCOMPARE(row.truth.has_value(), truth);
        }
        QCOMPARE(label("imitationError") == QStringLiteral("—"), !(teacher && student));
        QVERIFY(child<QLabel>("errorNote")->isVisible()); // says what is missing
        QVERIFY(!m_panel->grab().isNull());
    }

    void editIsAppliedByReturn()
    {
        m_panel->setInspection(sample::inspection(), 800);
        QSignalSpy spy(m_panel.get(), &ProbePanel::textChanged);
        child<QPushButton>("probeEdit")->click();
        auto *edit = child<QLineEdit>("probeText");
        QVERIFY(edit->isVisible());
        QCOMPARE(edit->text(), m_panel->text());
        edit->clear();
        QTest::keyClicks(edit, QStringLiteral("Tom ran"));
        QTest::keyClick(edit, Qt::Key_Return);
        QVERIFY(!edit->isVisible());
        QCOMPARE(spy.size(), 1);
        QCOMPARE(spy.front().front().toString(), QStringLiteral("Tom ran"));
        QCOMPARE(m_panel->text(), QStringLiteral("Tom ran"));
    }

    void editIsCancelledByEscape()
    {
        m_panel->setInspection(sample::inspection(), 800);
        const QString before = m_panel->text();
        QSignalSpy spy(m_panel.get(), &ProbePanel::textChanged);
        child<QPushButton>("probeEdit")->click();
        auto *edit = child<QLineEdit>("probeText");
        QTest::keyClicks(edit, QStringLiteral("something else"));
        QTest::keyClick(edit, Qt::Key_Escape);
        QVERIFY(!edit->isVisible());
        QVERIFY(strip()->isVisible());
        QCOMPARE(m_panel->text(), before);
        QCOMPARE(spy.size(), 0);
    }

    void sameTextIsNoChange()
    {
        QSignalSpy spy(m_panel.get(), &ProbePanel::textChanged);
        m_panel->setText(m_panel->text());
        QCOMPARE(spy.size(), 0);
    }

    void diceAsksForAnotherSentence()
    {
        QSignalSpy spy(m_panel.get(), &ProbePanel::randomTextRequested);
        child<QToolButton>("probeDice")->click();
        QCOMPARE(spy.size(), 1);
    }

    void errorIsShownAndGoesAway()
    {
        m_panel->setInspection(sample::inspection(), 800);
        m_panel->setError(QStringLiteral("The teacher's folder is gone."));
        QCOMPARE(label("probeMessage"), QStringLiteral("The teacher's folder is gone."));
        QVERIFY(child<QLabel>("probeMessage")->isVisible());
        QVERIFY(!bars()->isVisible());
        m_panel->setInspection(sample::inspection(), 801);
        QVERIFY(!child<QLabel>("probeMessage")->isVisible());
        QVERIFY(bars()->isVisible());
    }

    void valuesAreSaved()
    {
        QTemporaryDir folder;
        m_dialogs.path = folder.filePath(QStringLiteral("probe.csv"));
        m_panel->setInspection(sample::inspection(), 800);
        const QList<QAction *> actions = child<QToolButton>("probeMenu")->menu()->actions();
        actions.back()->trigger();
        QFile file(m_dialogs.path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QList<QByteArray> lines = file.readAll().trimmed().split('\n');
        QCOMPARE(lines.size(), qsizetype(sample::sentence().size()) + 1);
        QVERIFY(lines[1].startsWith("1,\"Mia\","));
    }

    void unwritablePathIsExplained()
    {
        m_dialogs.path = QStringLiteral("/nowhere/at/all.csv");
        m_panel->setInspection(sample::inspection(), 800);
        child<QToolButton>("probeMenu")->menu()->actions().back()->trigger();
        QVERIFY(label("probeMessage").contains(m_dialogs.path));
    }

    void fitsIntoASmallWindow()
    {
        m_panel->setInspection(sample::inspection(), 800);
        m_panel->resize(944, 264);
        QTRY_VERIFY2(m_panel->minimumSizeHint().height() <= 270,
                     qPrintable(QString::number(m_panel->minimumSizeHint().height())));
        QTRY_VERIFY(bars()->visibleRows().size() >= 4);
    }

    void rowsOfTokensAreShownWhole_data()
    {
        QTest::addColumn<int>("height");
        QTest::newRow("one row") << 300;
        QTest::newRow("two rows") << 400;
        QTest::newRow("four rows") << 700;
    }
    void rowsOfTokensAreShownWhole()
    {
        QFETCH(int, height);
        std::vector<std::string> tokens;
        for (int i = 0; i < 8; ++i)
            tokens.insert(tokens.end(), sample::sentence().begin(), sample::sentence().end());
        m_panel->resize(400, height);
        m_panel->setInspection(sample::inspection(tokens), 800);
        QCoreApplication::processEvents();
        const int step = strip()->rowStep();
        const auto *area = child<FlowArea>("probeStripArea");
        QCOMPARE(area->height() % step, 0);
        QVERIFY(strip()->height() > area->height());
        for (const int token : {0, 205, 100}) {
            strip()->setSelected(token);
            const QRect seen = strip()->visibleRegion().boundingRect();
            QCOMPARE(seen.top() % step, 0);
            QVERIFY(seen.contains(strip()->cellRect(token)));
        }
        area->verticalScrollBar()->setValue(step + 20);
        QCOMPARE(area->verticalScrollBar()->value() % step, 0);
    }

    /// The first answer comes before the panel has been laid out.
    void theSelectedTokenIsSeenFromTheBeginning()
    {
        ProbePanel panel(m_dialogs);
        panel.setText(m_panel->text());
        std::vector<std::string> tokens;
        for (int i = 0; i < 4; ++i)
            tokens.insert(tokens.end(), sample::sentence().begin(), sample::sentence().end());
        panel.setInspection(sample::inspection(tokens), 1);
        panel.resize(500, 340);
        panel.show();
        QCoreApplication::processEvents();
        auto *strip = panel.findChild<TokenStrip *>(QStringLiteral("probeStrip"));
        const QRect seen = strip->visibleRegion().boundingRect();
        QVERIFY(seen.contains(strip->cellRect(strip->selected())));
    }

    void buttonsStayWhereTheyAre()
    {
        m_panel->setInspection(sample::inspection(), 8);
        QCoreApplication::processEvents();
        const int before = child<QPushButton>("probeEdit")->x();
        m_panel->setInspection(sample::inspection(), 800'000);
        QCoreApplication::processEvents();
        QCOMPARE(child<QPushButton>("probeEdit")->x(), before);
        QVERIFY(child<QLabel>("panelSubtitle")->x() > before);
    }

    void aTruthThatEndsIsExplained()
    {
        auto inspection = std::make_shared<Inspection>(*sample::inspection());
        for (std::size_t i = 10; i < inspection->positions.size(); ++i)
            inspection->positions[i].truth.reset();
        m_panel->setInspection(inspection, 800);
        click(20);
        QCOMPARE(label("errorNote"),
                 QStringLiteral("Tales never writes what stands before: no truth here."));
        m_panel->setInspection(sample::inspection(sample::sentence(), {true, true, false}), 801);
        QCOMPARE(label("errorNote"), QStringLiteral("The truth is only known for Tales."));
    }

    /// Some fonts leave much from line to line.
    void rowsOfTheErrorsNeverOverlap()
    {
        const QFont before = QApplication::font();
        QFont tall(QStringLiteral("Noto Sans CJK SC"));
        tall.setPixelSize(13);
        QApplication::setFont(tall);
        {
            ProbePanel panel(m_dialogs);
            panel.setText(m_panel->text());
            panel.setInspection(sample::inspection(sample::sentence(), {true, false, true}), -1);
            panel.resize(920, 268);
            panel.show();
            QCoreApplication::processEvents();
            int bottom = 0;
            for (const char *name :
                 {"teacherError", "imitationError", "studentError", "probabilityTruth", "rankTruth",
                  "entropyTruth", "errorNote"}) {
                const QRect row = panel.findChild<QLabel *>(QLatin1String(name))->geometry();
                QVERIFY2(row.top() >= bottom, name);
                bottom = row.bottom();
            }
            QVERIFY(bottom < panel.findChild<QWidget *>(QStringLiteral("probeErrors"))->height());
        }
        QApplication::setFont(before);
    }

    void themeChangeRecolours()
    {
        m_panel->setInspection(sample::inspection(), 800);
        QCoreApplication::sendPostedEvents(); // the strip has its final height
        QCoreApplication::processEvents();
        const QImage light = strip()->grab().toImage();
        applyTheme(true);
        QTRY_VERIFY(strip()->grab().toImage() != light);
        applyTheme(false);
        QTRY_COMPARE(strip()->grab().toImage(), light);
    }
};

QTEST_MAIN(ProbePanelTest)
#include "tst_probepanel.moc"
