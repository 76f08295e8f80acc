#include "widgets/common/panel.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTextDocument>
#include <QTimer>
#include <QToolButton>

using namespace retort;

class TestParts : public QObject
{
    Q_OBJECT

private:
    static QPushButton *button(QWidget &in, const QString &text)
    {
        for (auto *candidate : in.findChildren<QPushButton *>()) {
            if (candidate->text() == text && !candidate->isHidden())
                return candidate;
        }
        return nullptr;
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(false); }

    void panelShowsTitleAndSubtitleOnlyWhereThereAreAny()
    {
        Panel panel;
        panel.show();
        auto *title = panel.findChild<QLabel *>(QStringLiteral("panelTitle"));
        auto *subtitle = panel.findChild<QLabel *>(QStringLiteral("panelSubtitle"));
        QVERIFY(!title->isVisible());
        panel.setTitle(QStringLiteral("Loss"));
        QVERIFY(title->isVisible());
        QVERIFY(!subtitle->isVisible());
        panel.setSubtitle(QStringLiteral("nats per target token"));
        QVERIFY(subtitle->isVisible());
        QCOMPARE(panel.accessibleName(), QStringLiteral("Loss"));
    }

    void whatAHeaderSaysNeverWidensThePanel()
    {
        Panel panel;
        panel.setTitle(QStringLiteral("Text"));
        panel.setSubtitle(QStringLiteral("short"));
        const int width = panel.minimumSizeHint().width();
        const QString sentence = QStringLiteral("a sentence of many words. ").repeated(20);
        panel.setSubtitle(sentence);
        QVERIFY(panel.minimumSizeHint().width() <= width);
        auto *subtitle = panel.findChild<QLabel *>(QStringLiteral("panelSubtitle"));
        QCOMPARE(subtitle->text(), sentence);
        QVERIFY(subtitle->sizeHint().width() > width); // where there is room it is whole
    }

    void theTitleIsTheLastToGiveWay()
    {
        Panel panel;
        panel.setTitle(QStringLiteral("Worst positions"));
        panel.setSubtitle(QStringLiteral("by Jensen–Shannon, nats, and much more than that"));
        QComboBox *combo = makeLabelledCombo(QStringLiteral("Student"), nullptr);
        combo->addItem(QStringLiteral("a run with a name of many words that nobody shortened"));
        panel.addTitleWidget(combo);
        panel.resize(panel.minimumSizeHint());
        panel.show();
        auto *title = panel.findChild<ElidedLabel *>(QStringLiteral("panelTitle"));
        QCOMPARE(title->shown(), title->text());
        QVERIFY(combo->width() < combo->sizeHint().width());
        panel.resize(1200, 80);
        auto *subtitle = panel.findChild<ElidedLabel *>(QStringLiteral("panelSubtitle"));
        QCOMPARE(subtitle->shown(), subtitle->text());
        QVERIFY(subtitle->x() > combo->x());
    }

    void aShorterTextStandsInBeforeAnythingIsCut()
    {
        ElidedLabel label;
        label.setText(QStringLiteral("900 steps in 1:04 · the result"));
        label.setShorter(QStringLiteral("the result"));
        label.resize(label.sizeHint());
        QCOMPARE(label.shown(), label.text());
        label.resize(label.sizeHint().width() - 4, label.height());
        QCOMPARE(label.shown(), QStringLiteral("the result"));
        QVERIFY(label.minimumSizeHint().width()
                >= label.fontMetrics().horizontalAdvance(QStringLiteral("the result")));
    }

    void questionsShowNamesAsTheyAre()
    {
        QString said;
        bool cancels = false;
        QTimer::singleShot(0, this, [&] {
            auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
            cancels = box->defaultButton() == box->escapeButton();
            QTextDocument text;
            text.setHtml(box->informativeText());
            said = text.toPlainText();
            QTest::keyClick(box, Qt::Key_Return);
        });
        const QString sentence = QStringLiteral("Run #2, <b>bold</b> & more, will be deleted.");
        QVERIFY(!Dialogs().confirm(nullptr, QStringLiteral("Delete runs"), sentence,
                                   QStringLiteral("Delete")));
        QCOMPARE(said, sentence);
        QVERIFY(cancels);
    }

    void tabLeavesTheNotes()
    {
        bool leaves = false;
        QTimer::singleShot(0, this, [&] {
            QWidget *dialog = QApplication::activeModalWidget();
            leaves = dialog->findChild<QPlainTextEdit *>()->tabChangesFocus();
            QTest::keyClick(dialog, Qt::Key_Escape);
        });
        QVERIFY(!Dialogs().text(nullptr, QStringLiteral("Notes"), QStringLiteral("Notes"),
                                QStringLiteral("one\ntwo"), true));
        QVERIFY(leaves);
    }

    void segmentsAreChosenByClickAndArrow()
    {
        SegmentedControl control;
        QSignalSpy spy(&control, &SegmentedControl::currentChanged);
        control.setChoices({QStringLiteral("Log"), QStringLiteral("Linear")});
        QCOMPARE(control.current(), 0);
        QCOMPARE(spy.count(), 0); // nobody chose yet
        control.show();
        QVERIFY(QTest::qWaitForWindowExposed(&control));
        QTest::mouseClick(button(control, QStringLiteral("Linear")), Qt::LeftButton);
        QCOMPARE(spy.count(), 1);
        QCOMPARE(control.current(), 1);
        button(control, QStringLiteral("Linear"))->setFocus();
        QTest::keyClick(button(control, QStringLiteral("Linear")), Qt::Key_Left);
        QCOMPARE(control.current(), 0);
        control.setCurrent(1);
        control.setChoices({QStringLiteral("对数"), QStringLiteral("线性")});
        QCOMPARE(control.current(), 1);
    }

    void sliderCountsInSteps()
    {
        ValueSlider slider;
        slider.setScale(0, 2, 0.01);
        QSignalSpy spy(&slider, &ValueSlider::numberChanged);
        slider.setNumber(0.8);
        QCOMPARE(spy.count(), 1);
        slider.setNumber(0.8);
        QCOMPARE(spy.count(), 1);
        QCOMPARE(slider.number(), 0.8);
        QTest::keyClick(&slider, Qt::Key_Right);
        QVERIFY(qAbs(slider.number() - 0.81) < 1e-9);
        QTest::keyClick(&slider, Qt::Key_End);
        QCOMPARE(slider.number(), 2.0);
    }

    void sliderGoesToThePointer()
    {
        ValueSlider slider;
        slider.setScale(0, 1, 0.01);
        slider.resize(200, 24);
        slider.show();
        QSignalSpy spy(&slider, &ValueSlider::numberChanged);
        QTest::mousePress(&slider, Qt::LeftButton, {}, QPoint(100, 12));
        QVERIFY(qAbs(slider.number() - 0.5) <= 0.01);
        QTest::mouseMove(&slider, QPoint(192, 12));
        QTest::mouseRelease(&slider, Qt::LeftButton, {}, QPoint(192, 12));
        QCOMPARE(slider.number(), 1.0);
        QVERIFY(spy.count() >= 2);
    }

    void labelledComboHasRoomForBothWords()
    {
        QComboBox *combo = makeLabelledCombo(QStringLiteral("Series"), nullptr);
        combo->addItem(QStringLiteral("KL to the teacher"));
        const int plain =
            combo->fontMetrics().horizontalAdvance(QStringLiteral("KL to the teacher"));
        const int word = combo->fontMetrics().horizontalAdvance(QStringLiteral("Series"));
        QVERIFY(combo->sizeHint().width() >= plain + word);
        delete combo;
    }

    void chipSaysTheStateInWords()
    {
        StatusChip chip;
        QCOMPARE(chip.accessibleName(), QStringLiteral("Not started"));
        const int idle = chip.sizeHint().width();
        chip.setStatus(RunStatus::Running);
        QCOMPARE(chip.accessibleName(), QStringLiteral("Running"));
        QVERIFY(chip.sizeHint().width() != idle);
        QVERIFY(chip.grab().toImage().pixelColor(3, chip.height() / 2).isValid());
    }

    void messageBarCanBeCopiedAnsweredAndClosed()
    {
        MessageBar bar;
        QVERIFY(bar.sentence().isEmpty());
        int retried = 0;
        bar.showMessage(MessageBar::Tone::Warning, QStringLiteral("The disk is full."),
                        {{QStringLiteral("Retry"), [&] { ++retried; }}});
        QCOMPARE(bar.sentence(), QStringLiteral("The disk is full."));
        QVERIFY(bar.isVisible());
        QTest::mouseClick(button(bar, QStringLiteral("Copy")), Qt::LeftButton);
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("The disk is full."));
        QVERIFY(bar.isVisible());

        QSignalSpy dismissed(&bar, &MessageBar::dismissed);
        QTest::mouseClick(button(bar, QStringLiteral("Retry")), Qt::LeftButton);
        QCOMPARE(retried, 1);
        QCOMPARE(dismissed.count(), 1);
        QVERIFY(!bar.isVisible());

        bar.showMessage(MessageBar::Tone::Info, QStringLiteral("All is well."));
        QVERIFY(!button(bar, QStringLiteral("Retry")));
        QTest::mouseClick(bar.findChild<QToolButton *>(QStringLiteral("messageClose")),
                          Qt::LeftButton);
        QCOMPARE(dismissed.count(), 2);
    }

    /// An action may put up another message.
    void messageActionMayShowTheNextMessage()
    {
        MessageBar bar;
        bar.showMessage(MessageBar::Tone::Info, QStringLiteral("One."),
                        {{QStringLiteral("Next"), [&] {
                              bar.showMessage(MessageBar::Tone::Info, QStringLiteral("Two."));
                          }}});
        QTest::mouseClick(button(bar, QStringLiteral("Next")), Qt::LeftButton);
        QCOMPARE(bar.sentence(), QStringLiteral("Two."));
    }

    void emptyStateOffersOneButton()
    {
        EmptyState state;
        QSignalSpy spy(&state, &EmptyState::buttonClicked);
        state.setTexts(QStringLiteral("No runs yet"), QStringLiteral("Start one."),
                       QStringLiteral("Start"));
        state.show();
        QTest::mouseClick(button(state, QStringLiteral("Start")), Qt::LeftButton);
        QCOMPARE(spy.count(), 1);
        state.setTexts(QStringLiteral("No runs yet"), QStringLiteral("Start one."));
        QVERIFY(!button(state, QStringLiteral("Start")));
    }
};

QTEST_MAIN(TestParts)
#include "tst_parts.moc"
