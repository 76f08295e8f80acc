#include "widgets/common/mathtext.h"
#include "widgets/common/theme.h"
#include "widgets/lessons/lessondrawing.h"
#include "widgets/lessons/lessonspage.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTranslator>

using namespace retort;

namespace {

/// Answers every text of the page with one word, to see that all of it is translated again.
class OneWord final : public QTranslator
{
public:
    QString translate(const char *context, const char *, const char *, int) const override
    {
        return QByteArray(context).contains("Lesson") ? QStringLiteral("übersetzt") : QString();
    }
    bool isEmpty() const override { return false; }
};

} // namespace

class LessonsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(false); }

    void buttonStartsTheDefault()
    {
        LessonsPage page;
        page.show();
        QSignalSpy spy(&page, &LessonsPage::startDefaultRequested);
        QTest::mouseClick(page.findChild<QPushButton *>(QStringLiteral("startDefault")),
                          Qt::LeftButton);
        QCOMPARE(spy.size(), 1);
    }

    void formulaIsTypeset()
    {
        LessonsPage page;
        const auto *formula = page.findChild<MathLabel *>(QStringLiteral("formula"));
        QCOMPARE(formula->text().plain(), QStringLiteral("L = (1 − α) CE + α Dseq + β Dtok"));
        QVERIFY(formula->text().html().contains(QStringLiteral("<sub>seq</sub>")));
    }

    void nothingIsCutInASmallWindow()
    {
        LessonsPage page;
        page.resize(1192, 684);
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        for (const QLabel *label : page.findChildren<QLabel *>())
            if (label->isVisible() && label->wordWrap())
                QVERIFY2(label->height() >= label->heightForWidth(label->width()),
                         qPrintable(label->text()));
        const auto *drawing = page.findChild<LessonDrawing *>();
        QVERIFY(drawing->width() >= drawing->minimumSizeHint().width());
    }

    void languageChangesAtOnce()
    {
        LessonsPage page;
        OneWord translator;
        QCoreApplication::installTranslator(&translator);
        QCoreApplication::sendPostedEvents();
        for (const QLabel *label : page.findChildren<QLabel *>())
            if (!label->text().isEmpty())
                QVERIFY2(label->text().contains(QStringLiteral("übersetzt")),
                         qPrintable(label->text()));
        QCOMPARE(page.findChild<QPushButton *>(QStringLiteral("startDefault"))->text(),
                 QStringLiteral("übersetzt"));
        QCoreApplication::removeTranslator(&translator);
    }

    void drawingFollowsTheTheme()
    {
        LessonDrawing drawing;
        drawing.resize(drawing.sizeHint());
        const QImage light = drawing.grab().toImage();
        applyTheme(true);
        QVERIFY(drawing.grab().toImage() != light);
        applyTheme(false);
        QCOMPARE(drawing.grab().toImage(), light);
        QVERIFY(!drawing.accessibleDescription().isEmpty());
    }
};

QTEST_MAIN(LessonsTest)
#include "tst_lessons.moc"
