#include "core/engine/text/tales.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/inspector/tokenstrip.h"
#include "widgets/playground/alternativespopup.h"
#include "widgets/playground/continuationpanel.h"
#include "widgets/playground/playgroundpage.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>

using namespace retort;
using Voice = InferenceSession::Voice;

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

ModelChoice choice(const QString &label, const LanguageModel &model)
{
    return {.source = {.reference = {}, .snapshot = model, .label = label}, .data = {}};
}

GeneratedToken token(const std::string &text, double probability)
{
    GeneratedToken result;
    result.id = 5;
    result.text = text;
    result.probability = probability;
    result.entropy = 1.5;
    result.likeliest = probability > 0.4;
    result.alternatives = {{4, "kite", 0.5}, {5, text, probability}, {6, "hat", 0.1}};
    return result;
}

} // namespace

class PlaygroundTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<InferenceSession> m_inference;
    std::unique_ptr<PlaygroundPage> m_page;

    QWidget *panel(Voice voice) const
    {
        return m_page->findChild<QWidget *>(voice == Voice::Teacher
                                                ? QStringLiteral("teacherContinuation")
                                                : QStringLiteral("studentContinuation"));
    }
    TokenStrip *strip(Voice voice) const { return panel(voice)->findChild<TokenStrip *>(); }
    template <class Widget>
    Widget *child(const char *name) const
    {
        auto *widget = m_page->findChild<Widget *>(QLatin1String(name));
        if (!widget)
            qFatal("no child %s", name);
        return widget;
    }
    QString figure(Voice voice, const char *name) const
    {
        return panel(voice)->findChild<QLabel *>(QLatin1String(name))->text();
    }
    void generate(int length)
    {
        child<QSpinBox>("playgroundLength")->setValue(length);
        QSignalSpy done(m_inference.get(), &InferenceSession::generated);
        child<QPushButton>("playgroundGenerate")->click();
        QTRY_COMPARE_WITH_TIMEOUT(done.size(), 2, 20000);
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(false); }

    void init()
    {
        m_inference =
            std::make_unique<InferenceSession>(std::filesystem::path(), std::filesystem::path());
        m_page = std::make_unique<PlaygroundPage>(*m_inference);
        m_page->resize(1200, 720);
        m_page->setTeachers({choice(QStringLiteral("Tales"), tinyModel(1))});
        m_page->setStudents({choice(QStringLiteral("#14"), tinyModel(2))});
        m_page->setPrompt(QStringLiteral("Mia took the"));
        m_page->show();
    }

    void cleanup()
    {
        m_page.reset();
        m_inference.reset();
    }

    void emptyPageSaysWhatToDo()
    {
        PlaygroundPage page(*m_inference);
        page.show();
        auto *empty = page.findChild<EmptyState *>();
        QVERIFY(empty->isVisible());
        QSignalSpy spy(&page, &PlaygroundPage::startRequested);
        empty->findChild<QAbstractButton *>()->click();
        QCOMPARE(spy.size(), 1);
    }

    void bothContinueThePrompt()
    {
        QSignalSpy kept(m_page.get(), &PlaygroundPage::sampleGenerated);
        generate(12);
        for (const Voice voice : {Voice::Teacher, Voice::Student}) {
            QCOMPARE(strip(voice)->count(), 3 + 12);
            QCOMPARE(figure(voice, "figureTokens"), QStringLiteral("12"));
            QVERIFY(figure(voice, "figureMeanEntropy").endsWith(QStringLiteral("nats")));
        }
        QCOMPARE(kept.size(), 2);
        for (const auto &sample : kept)
            QVERIFY(sample[1].toString().startsWith(QStringLiteral("Mia took the")));
        QVERIFY(child<QLabel>("playgroundState")->text().startsWith(QStringLiteral("done in")));
    }

    void whatIsOutOfRangeStaysAndIsMarked_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("range");
        QTest::newRow("length") << "playgroundLength"
                                << "5000"
                                << "1 to 1,000";
        QTest::newRow("temperature") << "playgroundTemperature"
                                     << "100"
                                     << "0.05 to 5";
        QTest::newRow("top-p") << "playgroundTopP"
                               << "0"
                               << "0.01 to 1";
    }
    void whatIsOutOfRangeStaysAndIsMarked()
    {
        QFETCH(QString, field);
        QFETCH(QString, typed);
        QFETCH(QString, range);
        auto *box = m_page->findChild<QAbstractSpinBox *>(field);
        auto *trouble = child<QLabel>("playgroundTrouble");
        const QString before = box->text();
        m_page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
        box->setFocus();
        box->selectAll();
        QTest::keyClicks(box, typed);
        QTest::keyClick(box, Qt::Key_Tab);
        QCOMPARE(box->text(), typed);
        QVERIFY(box->property("wrong").toBool());
        QVERIFY(trouble->isVisible());
        QVERIFY2(trouble->text().contains(range), qPrintable(trouble->text()));
        QTest::keyClick(box, Qt::Key_Escape);
        QCOMPARE(box->text(), before);
        QVERIFY(!trouble->isVisible());
    }

    void anEmptyPanelSaysWhatItWaitsFor()
    {
        const auto message = [this](Voice voice) {
            auto *label = panel(voice)->findChild<QLabel *>(QStringLiteral("continuationMessage"));
            return label->isVisible() ? label->text() : QString();
        };
        QVERIFY(message(Voice::Teacher).contains(QStringLiteral("Press Generate")));
        auto *models = child<QComboBox>("studentCombo");
        models->setCurrentIndex(models->count() - 1);
        QVERIFY(message(Voice::Student).contains(QStringLiteral("No student is chosen")));
        QSignalSpy done(m_inference.get(), &InferenceSession::generated);
        child<QPushButton>("playgroundGenerate")->click();
        QVERIFY(message(Voice::Teacher).isEmpty());
        QVERIFY(message(Voice::Student).contains(QStringLiteral("No student is chosen")));
        QTRY_COMPARE(done.size(), 1);
        models->setCurrentIndex(0);
        QVERIFY(message(Voice::Student).isEmpty());
    }

    void returnGenerates()
    {
        QSignalSpy done(m_inference.get(), &InferenceSession::generated);
        child<QSpinBox>("playgroundLength")->setValue(3);
        QTest::keyClick(child<QLineEdit>("playgroundPrompt"), Qt::Key_Return);
        QTRY_COMPARE(done.size(), 2);
    }

    void sameSeedDrawsTheSame()
    {
        QStringList texts;
        connect(m_page.get(), &PlaygroundPage::sampleGenerated, this,
                [&](const QString &model, const QString &text) {
                    if (model == QStringLiteral("#14"))
                        texts += text;
                });
        generate(10);
        generate(10);
        child<QSpinBox>("playgroundSeed")->setValue(77);
        generate(10);
        QCOMPARE(texts.size(), 3);
        QCOMPARE(texts[0], texts[1]);
        QVERIFY(texts[0] != texts[2]);
        disconnect(m_page.get(), nullptr, this, nullptr);
    }

    void greedyNeedsNoChance()
    {
        auto *greedy = child<QCheckBox>("playgroundGreedy");
        greedy->setChecked(true);
        QVERIFY(!child<QDoubleSpinBox>("playgroundTemperature")->isEnabled());
        QVERIFY(!child<QSpinBox>("playgroundSeed")->isEnabled());
        generate(6);
        QCOMPARE(figure(Voice::Student, "figureLikeliest"), QStringLiteral("100\u2009%"));
        greedy->setChecked(false);
        QVERIFY(child<QDoubleSpinBox>("playgroundTemperature")->isEnabled());
    }

    void tokensAppearAsTheyCome()
    {
        // A panel alone: nothing but the first two tokens has come.
        QWidget window;
        AlternativesPopup popup(&window);
        ContinuationPanel alone(ModelCombo::Voice::Student, popup, &window);
        alone.resize(500, 300);
        window.resize(520, 420);
        window.show();
        alone.begin(QStringLiteral("Mia took her"));
        auto *tokens = alone.findChild<TokenStrip *>();
        QCOMPARE(tokens->count(), 3);
        alone.addToken(token("ball", 0.24));
        QTRY_COMPARE(tokens->count(), 4);
        alone.addToken(token("out", 0.5));
        QTRY_COMPARE(tokens->count(), 5);
        QCOMPARE(alone.findChild<QLabel *>(QStringLiteral("figureTokens"))->text(),
                 QStringLiteral("2"));
        QCOMPARE(alone.findChild<QLabel *>(QStringLiteral("figureLikeliest"))->text(),
                 QStringLiteral("50\u2009%"));
        QVERIFY(!alone.findChild<QToolButton *>(QStringLiteral("copyContinuation"))->isEnabled());
    }

    void clickShowsTheAlternatives()
    {
        QWidget window;
        AlternativesPopup popup(&window);
        ContinuationPanel alone(ModelCombo::Voice::Student, popup, &window);
        alone.resize(500, 300);
        window.resize(520, 420);
        window.show();
        alone.begin(QStringLiteral("Mia took her"));
        alone.addToken(token("ball", 0.24));
        auto *tokens = alone.findChild<TokenStrip *>();
        QTRY_COMPARE(tokens->count(), 4);
        QTest::mouseClick(tokens, Qt::LeftButton, {}, tokens->cellRect(3).center());
        QVERIFY(popup.isVisible());
        QVERIFY2(popup.accessibleDescription().contains(QStringLiteral("kite 0.500")),
                 qPrintable(popup.accessibleDescription()));
        QVERIFY(popup.accessibleDescription().startsWith(QStringLiteral("after “Mia took her”")));
        QVERIFY(window.rect().contains(popup.geometry()));
        QTest::mouseClick(tokens, Qt::LeftButton, {}, tokens->cellRect(0).center());
        QVERIFY(!popup.isVisible()); // a word of the prompt was not drawn
        tokens->setSelected(3);
        QVERIFY(popup.isVisible());
        QTest::keyClick(&alone, Qt::Key_Escape);
        QVERIFY(!popup.isVisible());
    }

    void stopKeepsWhatHasCome()
    {
        child<QSpinBox>("playgroundLength")->setValue(1000);
        QSignalSpy done(m_inference.get(), &InferenceSession::generated);
        auto *stop = child<QPushButton>("playgroundStop");
        // Pressed with the first token, so that no machine is fast enough to be done before.
        QSignalSpy pressed(stop, &QPushButton::clicked);
        connect(m_inference.get(), &InferenceSession::tokenGenerated, stop, &QPushButton::click);
        child<QPushButton>("playgroundGenerate")->click();
        QVERIFY(stop->isEnabled());
        QTRY_COMPARE(pressed.size(), 1);
        QVERIFY(!stop->isEnabled());
        QVERIFY(child<QPushButton>("playgroundGenerate")->isEnabled());
        QCOMPARE(child<QLabel>("playgroundState")->text(), QStringLiteral("stopped"));
        QTRY_VERIFY(!done.isEmpty());
        QTRY_VERIFY(strip(Voice::Teacher)->count() > 3 || strip(Voice::Student)->count() > 3);
    }

    void textCanBeCopied()
    {
        generate(4);
        auto *copy =
            panel(Voice::Student)->findChild<QToolButton *>(QStringLiteral("copyContinuation"));
        QVERIFY(copy->isEnabled());
        copy->click();
        QVERIFY(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("Mia took the")));
    }

    void failureStandsInItsPanel()
    {
        m_page->setStudents({{.source = {.reference = QStringLiteral("/no/such/folder"),
                                         .snapshot = {},
                                         .label = QStringLiteral("gone")},
                              .data = {}}});
        child<QSpinBox>("playgroundLength")->setValue(3);
        child<QPushButton>("playgroundGenerate")->click();
        auto *message =
            panel(Voice::Student)->findChild<QLabel *>(QStringLiteral("continuationMessage"));
        QTRY_VERIFY(message->isVisible());
        QVERIFY(message->text().contains(QStringLiteral("/no/such/folder")));
        QTRY_COMPARE(strip(Voice::Teacher)->count(), 3 + 3);
    }

    void oneVoiceMayBeSilent()
    {
        auto *teachers = panel(Voice::Teacher)->findChild<QComboBox *>();
        teachers->setCurrentIndex(teachers->count() - 1); // none
        child<QSpinBox>("playgroundLength")->setValue(3);
        QSignalSpy done(m_inference.get(), &InferenceSession::generated);
        child<QPushButton>("playgroundGenerate")->click();
        QTRY_COMPARE(done.size(), 1);
        QTRY_COMPARE(strip(Voice::Student)->count(), 3 + 3);
        QVERIFY(!child<QPushButton>("playgroundStop")->isEnabled());
    }
};

QTEST_MAIN(PlaygroundTest)
#include "tst_playground.moc"
