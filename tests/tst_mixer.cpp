// The mixer as a person turns it: numbers, shares, knobs, and what it says of the two terms.

#include "widgets/common/mathtext.h"
#include "widgets/common/parts.h"
#include "widgets/mixer/coursestrip.h"
#include "widgets/mixer/mixerpanel.h"

#include <QApplication>
#include <QDoubleSpinBox>
#include <QFrame>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace retort;

namespace {

Experiment makeExperiment()
{
    Experiment experiment;
    experiment.teacher.model = "bundled:tales-en";
    experiment.objective.alpha = 0.5;
    experiment.objective.beta = 0.8;
    return experiment;
}

StepMetrics makeStep()
{
    StepMetrics step;
    step.step = 812;
    step.crossEntropy = 1.652;
    step.sequenceDivergence = 0.452;
    step.tokenDivergence = 0.378;
    step.alpha = 0.5;
    step.beta = 0.8;
    step.total = 1.354;
    return step;
}

int countColour(const QImage &image, const QColor &colour)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            count += image.pixelColor(x, y) == colour;
    return count;
}

} // namespace

class TestMixer : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<MixerPanel> m_panel;

    template <class T = QLabel>
    T *child(const char *name)
    {
        return m_panel->findChild<T *>(QLatin1String(name));
    }
    QString textOf(const char *name) { return child(name)->text(); }

private Q_SLOTS:
    void initTestCase() { applyTheme(false); }

    void init()
    {
        m_panel = std::make_unique<MixerPanel>();
        m_panel->setFixedWidth(304);
        m_panel->setExperiment(makeExperiment());
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    }

    void showsWeightTimesValue()
    {
        QCOMPARE(textOf("total"), QStringLiteral("—"));
        QCOMPARE(textOf("sequenceWeight"), QStringLiteral("0.50"));
        m_panel->showSteps({makeStep()});
        QCOMPARE(textOf("total"), QStringLiteral("1.354"));
        QCOMPARE(textOf("crossEntropyWeight"), QStringLiteral("0.50"));
        QCOMPARE(textOf("crossEntropyValue"), QStringLiteral("1.652"));
        QCOMPARE(textOf("crossEntropyProduct"), QStringLiteral("0.826"));
        QVERIFY(textOf("crossEntropyShare").startsWith(QStringLiteral("61")));
        QCOMPARE(textOf("sequenceProduct"), QStringLiteral("0.226"));
        QVERIFY(textOf("sequenceShare").startsWith(QStringLiteral("17")));
        QCOMPARE(textOf("tokenProduct"), QStringLiteral("0.302"));
        QVERIFY(textOf("tokenShare").startsWith(QStringLiteral("22")));
        m_panel->clearStep();
        QCOMPARE(textOf("total"), QStringLiteral("—"));
        QCOMPARE(textOf("tokenProduct"), QStringLiteral("—"));
    }

    void barShowsSharesByColourAndPattern()
    {
        const Theme theme = Theme::of(m_panel.get());
        auto *bar = child<QWidget>("shareBar");
        const auto columns = [&](const QColor &colour) {
            return countColour(bar->grab().toImage(), colour) / double(bar->width() * 8);
        };
        QCOMPARE(columns(theme.data), 0.0);
        m_panel->showSteps({makeStep()});
        QVERIFY(std::abs(columns(theme.data) - 0.61) < 0.03);
        // The token term's stripes leave two fifths of its part empty.
        QVERIFY(std::abs(columns(theme.teacher) - (0.17 + 0.22 * 0.6)) < 0.03);
    }

    void aTurnShowsAtOnceWhatItDoes()
    {
        m_panel->showSteps({makeStep()});
        QSignalSpy alpha(m_panel.get(), &MixerPanel::alphaChanged);
        child<ValueSlider>("alphaSlider")->setNumber(1);
        QCOMPARE(alpha.count(), 1);
        QCOMPARE(alpha.first().first().toDouble(), 1.0);
        QCOMPARE(child<QDoubleSpinBox>("alphaSpin")->value(), 1.0);
        QCOMPARE(textOf("crossEntropyProduct"), QStringLiteral("0.000"));
        QCOMPARE(textOf("total"), QStringLiteral("0.754"));
    }

    void sliderAndFieldAgree()
    {
        QSignalSpy beta(m_panel.get(), &MixerPanel::betaChanged);
        auto *slider = child<ValueSlider>("betaSlider");
        auto *spin = child<QDoubleSpinBox>("betaSpin");
        slider->setFocus();
        QTest::keyClick(slider, Qt::Key_Right);
        QCOMPARE(spin->value(), 0.81);
        QCOMPARE(beta.last().first().toDouble(), 0.81);
        // The field goes further than the slider.
        spin->setFocus();
        spin->selectAll();
        QTest::keyClicks(spin, QStringLiteral("7.5"));
        QTest::keyClick(spin, Qt::Key_Return);
        QCOMPARE(beta.last().first().toDouble(), 7.5);
        QCOMPARE(slider->number(), 2.0);
        QCOMPARE(spin->maximum(), 10.0);
        QCOMPARE(textOf("tokenWeight"), QStringLiteral("7.50"));
        QCOMPARE(beta.count(), 2);
        QCOMPARE(child<QDoubleSpinBox>("alphaSpin")->maximum(), 1.0);
    }

    void settingFromOutsideIsSilent()
    {
        QSignalSpy alpha(m_panel.get(), &MixerPanel::alphaChanged);
        QSignalSpy beta(m_panel.get(), &MixerPanel::betaChanged);
        QSignalSpy tau(m_panel.get(), &MixerPanel::temperatureChanged);
        m_panel->setAlpha(0.25);
        m_panel->setBeta(3.5);
        Experiment experiment = makeExperiment();
        experiment.objective.sequence.divergence.temperature =
            experiment.objective.token.divergence.temperature = 2;
        m_panel->setExperiment(experiment);
        QCOMPARE(child<QDoubleSpinBox>("tauSpin")->value(), 2.0);
        QCOMPARE(child<QDoubleSpinBox>("alphaSpin")->value(), 0.5);
        QVERIFY(alpha.isEmpty() && beta.isEmpty() && tau.isEmpty());
    }

    void ringsStandAtTheFirstValues()
    {
        auto *slider = child<ValueSlider>("alphaSlider");
        const QImage before = slider->grab().toImage();
        m_panel->setStartValues(0.3, 0.5);
        const QImage during = slider->grab().toImage();
        QVERIFY(before != during);
        m_panel->setStartValues({}, {});
        QCOMPARE(slider->grab().toImage(), before);
    }

    void saysWhenAChangeActs()
    {
        QCOMPARE(textOf("when"), QStringLiteral("for the next run"));
        m_panel->setStartValues(0.5, 0.8);
        QCOMPARE(textOf("when"), QStringLiteral("acts from the next step"));
        m_panel->setExperiment(makeExperiment()); // the run is over
        QCOMPARE(textOf("when"), QStringLiteral("for the next run"));
    }

    void subscriptsAreSeenWhole()
    {
        auto *formula = child<MathLabel>("formula");
        const auto whole = [formula] {
            const QFont font = fontFor(TextRole::Body);
            const QFontMetricsF metrics(font);
            const double baseline = (formula->height() - metrics.height()) / 2 + metrics.ascent();
            return baseline + formula->text().descent(font) <= formula->height();
        };
        QVERIFY(whole());
        // Another language may bring a larger font while the program runs.
        const QFont before = QApplication::font();
        QFont larger = before;
        larger.setPointSizeF(before.pointSizeF() * 1.5);
        QApplication::setFont(larger);
        QEvent changed(QEvent::LanguageChange);
        QCoreApplication::sendEvent(formula, &changed);
        QTRY_VERIFY(whole());
        QApplication::setFont(before);
    }

    void temperatureActsOnBothTerms()
    {
        Experiment experiment = makeExperiment();
        experiment.objective.token.divergence.temperature = 2;
        m_panel->setExperiment(experiment);
        QVERIFY(child("tauNote")->isVisible());
        QVERIFY(textOf("tauNote").contains(QStringLiteral("2.00")));
        QSignalSpy tau(m_panel.get(), &MixerPanel::temperatureChanged);
        child<QDoubleSpinBox>("tauSpin")->setValue(1.5);
        QCOMPARE(tau.count(), 1);
        QVERIFY(!child("tauNote")->isVisible());
    }

    void saysWhetherTheTermsDiffer_data()
    {
        QTest::addColumn<int>("sequence");
        QTest::addColumn<double>("temperature");
        QTest::addColumn<bool>("teacher");
        QTest::addColumn<bool>("warning");
        QTest::addColumn<QString>("says");
        const int data = int(PrefixSource::Data), sampled = int(PrefixSource::Teacher);
        QTest::newRow("different prefixes") << sampled << 1.0 << true << false << "independently";
        QTest::newRow("as printed") << data << 1.0 << true << true << "1.30";
        QTest::newRow("another temperature") << data << 2.0 << true << false << "independently";
        QTest::newRow("no teacher") << sampled << 1.0 << false << false << "only CE acts";
    }
    void saysWhetherTheTermsDiffer()
    {
        QFETCH(int, sequence);
        QFETCH(double, temperature);
        QFETCH(bool, teacher);
        QFETCH(bool, warning);
        QFETCH(QString, says);
        Experiment experiment = makeExperiment();
        experiment.objective.sequence.prefixes = PrefixSource(sequence);
        experiment.objective.sequence.divergence.temperature = temperature;
        if (!teacher)
            experiment.teacher.model.clear();
        m_panel->setExperiment(experiment);
        QVERIFY2(textOf("noticeText").contains(says), qPrintable(textOf("noticeText")));
        auto *notice = child<QFrame>("notice");
        QCOMPARE(notice->property("warning").toBool(), warning);
        const Theme theme = Theme::of(m_panel.get());
        QCOMPARE(countColour(notice->grab().toImage(), theme.warningSoft) > 1000, warning);
        for (const char *name : {"alphaSlider", "betaSlider"})
            QCOMPARE(child<ValueSlider>(name)->isEnabled(), teacher);
    }

    void theSumInTheNoticeFollowsTheKnobs()
    {
        Experiment experiment = makeExperiment();
        experiment.objective.sequence.prefixes = PrefixSource::Data;
        m_panel->setExperiment(experiment);
        child<ValueSlider>("alphaSlider")->setNumber(0.7);
        QVERIFY(textOf("noticeText").contains(QStringLiteral("1.50")));
    }

    void knobsOnACourseMoveWithTheRun()
    {
        Experiment experiment = makeExperiment();
        auto *strip = child<CourseStrip>("courses");
        QVERIFY(strip->isHidden()); // nothing moves
        experiment.training.steps = 1000;
        experiment.objective.courses.alpha = {.kind = CourseKind::Linear, .end = 1};
        m_panel->setExperiment(experiment);
        QVERIFY(strip->isVisible());
        QVERIFY(strip->accessibleDescription().startsWith(QStringLiteral("α 0.50 → 1.00")));
        m_panel->setStartValues(0.5, 0.8); // a run begins
        QSignalSpy turned(m_panel.get(), &MixerPanel::alphaChanged);
        StepMetrics step = makeStep();
        step.alpha = 0.75;
        m_panel->showSteps({step});
        QCOMPARE(child<QDoubleSpinBox>("alphaSpin")->value(), 0.75);
        QCOMPARE(textOf("crossEntropyWeight"), QStringLiteral("0.25"));
        QCOMPARE(turned.count(), 0);
        const Theme theme = Theme::of(m_panel.get());
        QVERIFY(countColour(strip->grab().toImage(), theme.accent) > 4);
        // Turned by hand it stays, whatever older steps are still on their way.
        child<QDoubleSpinBox>("alphaSpin")->setValue(0.1);
        QCOMPARE(turned.count(), 1);
        step.step = 813;
        m_panel->showSteps({step});
        QCOMPARE(child<QDoubleSpinBox>("alphaSpin")->value(), 0.1);
    }

    void theStudentsShareIsOfferedWhereItActs()
    {
        auto *share = child<QDoubleSpinBox>("shareSpin");
        QVERIFY(share->isHidden());
        Experiment experiment = makeExperiment();
        experiment.objective.sequence.prefixes = PrefixSource::Mixed;
        experiment.objective.studentShare = 0.25;
        m_panel->setExperiment(experiment);
        QVERIFY(share->isVisible());
        QCOMPARE(share->value(), 0.25);
        QVERIFY(textOf("noticeText").contains(QStringLiteral("data and the student's samples")));
        QSignalSpy turned(m_panel.get(), &MixerPanel::studentShareChanged);
        share->setValue(0.75);
        QCOMPARE(turned.count(), 1);
        QCOMPARE(turned.first().first().toDouble(), 0.75);
    }

    void mayGoWhileSomebodyTypes()
    {
        auto *spin = child<QDoubleSpinBox>("betaSpin");
        spin->setFocus();
        QTest::keyClicks(spin, QStringLiteral("1"));
        m_panel.reset();
    }

    void everyControlExplainsItself()
    {
        for (const char *name : {"alphaSlider", "alphaSpin", "betaSlider", "betaSpin", "tauSpin",
                                 "shareSpin", "courses"}) {
            auto *control = child<QWidget>(name);
            QVERIFY2(control, name);
            QVERIFY2(!control->toolTip().isEmpty(), name);
            QVERIFY2(!control->accessibleName().isEmpty(), name);
        }
        QCOMPARE(child<MathLabel>("formula")->text().plain(),
                 QStringLiteral("L = (1 − α) CE + α Dseq + β Dtok"));
    }
};

QTEST_MAIN(TestMixer)
#include "tst_mixer.moc"
