#include "widgets/common/icons.h"
#include "widgets/common/panel.h"
#include "widgets/common/theme.h"

#include <QApplication>
#include <QDirIterator>
#include <QLabel>
#include <QPushButton>
#include <QTest>

using namespace retort;

class TestTheme : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesLightAndDarkFromThePalette()
    {
        QVERIFY(!Theme::from(Theme::palette(false)).dark);
        const Theme dark = Theme::from(Theme::palette(true));
        QVERIFY(dark.dark);
        QCOMPARE(dark.panel, QColor(0x1B1E23));
        QCOMPARE(dark.data, QColor(0xBBBBBB));
    }

    void takesPanelAndAccentFromAForeignPalette()
    {
        QPalette palette = Theme::palette(false);
        palette.setColor(QPalette::Base, QColor(0xFFFEF0));
        palette.setColor(QPalette::Highlight, QColor(0xAA0000));
        const Theme theme = Theme::from(palette);
        QCOMPARE(theme.panel, QColor(0xFFFEF0));
        QCOMPARE(theme.accent, QColor(0xAA0000));
        QCOMPARE(theme.measureRamp[0], theme.panel);
        QCOMPARE(theme.teacher, QColor(0xE69F00));
    }

    void rolesKeepTheirColoursInBothLooks_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void rolesKeepTheirColoursInBothLooks()
    {
        QFETCH(bool, dark);
        const Theme theme = Theme::from(Theme::palette(dark));
        QCOMPARE(theme.teacher, QColor(0xE69F00));
        QCOMPARE(theme.studentArea, QColor(0x0072B2));
        QCOMPARE(theme.truthArea, QColor(0x009E73));
        QCOMPARE(theme.warning, QColor(0xD55E00));
    }

    void measureRunsFromPanelToPlum()
    {
        const Theme theme = Theme::from(Theme::palette(false));
        QCOMPARE(theme.measure(0, 2), theme.panel);
        QCOMPARE(theme.measure(2, 2), theme.measureRamp[5]);
        QCOMPARE(theme.measure(200, 2), theme.measureRamp[5]);
        QCOMPARE(theme.measure(std::nan(""), 2), theme.panel);
        // Square-root scale: a quarter of the range is half of the ramp.
        const QColor middle = theme.measure(0.5, 2);
        QCOMPARE(middle.red(), (theme.measureRamp[2].red() + theme.measureRamp[3].red() + 1) / 2);
    }

    void tintGoesFromPanelToTheRole()
    {
        const Theme theme = Theme::from(Theme::palette(true));
        QCOMPARE(theme.tint(theme.teacher, 0), theme.panel);
        QCOMPARE(theme.tint(theme.teacher, 1), theme.teacher);
        QCOMPARE(theme.tint(theme.teacher, 7), theme.teacher);
    }

    void textOnAFillCanBeRead()
    {
        QCOMPARE(Theme::textOn(Qt::white), QColor(Qt::black));
        QCOMPARE(Theme::textOn(QColor(0x7A2362)), QColor(Qt::white));
        QCOMPARE(Theme::textOn(QColor(0xE69F00)), QColor(Qt::black));
    }

    void fontsAreRelativeToTheApplications()
    {
        QFont font = QApplication::font();
        font.setPixelSize(26);
        QApplication::setFont(font);
        QCOMPARE(fontFor(TextRole::Caption).pixelSize(), 22);
        QCOMPARE(fontFor(TextRole::Figure).pixelSize(), 44);
        QCOMPARE(fontFor(TextRole::Body).pixelSize(), 26);
        QVERIFY(fontFor(TextRole::Math).italic());
        QCOMPARE(fontFor(TextRole::PanelTitle).weight(), QFont::DemiBold);
    }

    void applyingAThemeRepaintsWhatIsThere()
    {
        Panel panel;
        panel.resize(60, 60);
        panel.show();
        applyTheme(false);
        QCOMPARE(panel.grab().toImage().pixelColor(30, 30), QColor(Qt::white));
        applyTheme(true);
        QVERIFY(Theme::of(&panel).dark);
        QCOMPARE(panel.grab().toImage().pixelColor(30, 30), QColor(0x1B1E23));
        applyTheme(false);
    }

    void everyIconDraws_data()
    {
        loadIconResources();
        QTest::addColumn<QString>("name");
        QDirIterator files(QStringLiteral(":/retort/icons"), {QStringLiteral("*.svg")});
        while (files.hasNext()) {
            files.next();
            const QString name = files.fileInfo().completeBaseName();
            QTest::newRow(qPrintable(name)) << name;
        }
    }
    void everyIconDraws()
    {
        QFETCH(QString, name);
        const QImage image =
            (name.contains(u"Retort") ? applicationIcon() : icon(name)).pixmap(40, 40).toImage();
        int painted = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x)
                painted += image.pixelColor(x, y).alpha() > 128;
        }
        QVERIFY2(painted > 15, "an icon without strokes");
    }

    void iconsTakeTheColourOfTheMoment()
    {
        const QIcon stop = icon(QStringLiteral("stop"));
        applyTheme(false);
        QCOMPARE(stop.pixmap(20, 20).toImage().pixelColor(10, 10), QColor(0x1A1E24));
        applyTheme(true);
        QCOMPARE(stop.pixmap(20, 20).toImage().pixelColor(10, 10), QColor(0xE3E6EA));
        QCOMPARE(stop.pixmap(20, 20, QIcon::Disabled).toImage().pixelColor(10, 10),
                 QColor(0x747D8A));
        QCOMPARE(icon(QStringLiteral("stop"), IconTone::OnAccent)
                     .pixmap(20, 20)
                     .toImage()
                     .pixelColor(10, 10),
                 QColor(0x131519));
        applyTheme(false);
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
