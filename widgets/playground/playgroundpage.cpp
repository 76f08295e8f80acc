#include "widgets/playground/playgroundpage.h"

#include "widgets/common/icons.h"
#include "widgets/common/panel.h"
#include "widgets/common/parts.h"
#include "widgets/common/rangeguard.h"
#include "widgets/common/theme.h"
#include "widgets/playground/alternativespopup.h"
#include "widgets/playground/continuationpanel.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QStackedLayout>

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

namespace retort {

using Voice = InferenceSession::Voice;

struct PlaygroundPage::Private
{
    Private(PlaygroundPage &owner, InferenceSession &session) : page(owner), inference(session) {}

    QWidget *setupContent();
    Panel *setupPromptPanel();
    QLayout *setupSampling();
    void setupInference();
    void retranslate();

    /// One of the two that continue the prompt.
    struct Speaker
    {
        ContinuationPanel *panel = nullptr;
        quint64 request = 0; ///< 0: none yet
        bool running = false;
        double seconds = 0;
        QString model;
    };
    Speaker &speaker(Voice voice) { return speakers[voice == Voice::Teacher ? 0 : 1]; }
    /// Null for an answer to an older request.
    Speaker *speakerOf(Voice voice, quint64 request);

    SamplingSettings sampling() const;
    void generate();
    void stop();
    void showTrouble();
    void preferTeacher();
    void updateState();
    void updateEmpty();

    PlaygroundPage &page;
    InferenceSession &inference;
    std::array<Speaker, 2> speakers;
    QString preferredTeacher;
    bool stopped = false;

    QStackedLayout *stack = nullptr;
    EmptyState *empty = nullptr;
    Panel *promptPanel = nullptr;
    QLineEdit *prompt = nullptr;
    QPushButton *generateButton = nullptr, *stopButton = nullptr;
    QDoubleSpinBox *temperature = nullptr, *topP = nullptr;
    QSpinBox *topK = nullptr, *seed = nullptr, *length = nullptr;
    QLabel *temperatureName = nullptr, *topPName = nullptr, *topKName = nullptr,
           *seedName = nullptr, *lengthName = nullptr, *state = nullptr, *trouble = nullptr;
    std::vector<RangeGuard *> guards;
    QCheckBox *greedy = nullptr;
    AlternativesPopup *popup = nullptr;
};

PlaygroundPage::PlaygroundPage(InferenceSession &inference, QWidget *parent)
    : QWidget(parent), d(std::make_unique<Private>(*this, inference))
{
    setObjectName(QStringLiteral("playgroundPage"));
    d->empty = new EmptyState(this);
    d->empty->setObjectName(QStringLiteral("playgroundEmpty"));
    connect(d->empty, &EmptyState::buttonClicked, this, &PlaygroundPage::startRequested);
    d->stack = new QStackedLayout(this);
    d->stack->addWidget(d->empty);
    d->stack->addWidget(d->setupContent());
    d->setupInference();
    d->retranslate();
    d->updateState();
    d->updateEmpty();
}

PlaygroundPage::~PlaygroundPage() = default;

QWidget *PlaygroundPage::Private::setupContent()
{
    auto *content = new QWidget(&page);
    popup = new AlternativesPopup(content);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(grid::gap);
    column->addWidget(setupPromptPanel());
    auto *row = new QHBoxLayout;
    row->setSpacing(grid::gap);
    for (const Voice voice : {Voice::Teacher, Voice::Student}) {
        auto *panel = new ContinuationPanel(voice == Voice::Teacher ? ModelCombo::Voice::Teacher
                                                                    : ModelCombo::Voice::Student,
                                            *popup, content);
        speaker(voice).panel = panel;
        row->addWidget(panel, 1);
        QObject::connect(panel->models(), &ModelCombo::currentChanged, &page, [this, voice] {
            if (voice == Voice::Student)
                preferTeacher();
            updateState();
        });
    }
    column->addLayout(row, 1);
    return content;
}

Panel *PlaygroundPage::Private::setupPromptPanel()
{
    promptPanel = new Panel(&page);
    generateButton = new QPushButton(promptPanel);
    generateButton->setObjectName(QStringLiteral("playgroundGenerate"));
    generateButton->setProperty("kind", "primary");
    generateButton->setIcon(icon(QStringLiteral("start"), IconTone::OnAccent));
    stopButton = new QPushButton(promptPanel);
    stopButton->setObjectName(QStringLiteral("playgroundStop"));
    stopButton->setIcon(icon(QStringLiteral("stop")));
    promptPanel->addHeaderWidget(generateButton);
    promptPanel->addHeaderWidget(stopButton);
    prompt = new QLineEdit(promptPanel);
    prompt->setObjectName(QStringLiteral("playgroundPrompt"));
    promptPanel->content()->addWidget(prompt);
    promptPanel->content()->addLayout(setupSampling());
    trouble = new QLabel(promptPanel);
    trouble->setObjectName(QStringLiteral("playgroundTrouble"));
    trouble->setFont(fontFor(TextRole::Caption));
    trouble->setProperty("tone", "warning");
    trouble->hide();
    promptPanel->content()->addWidget(trouble);
    promptPanel->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);

    QObject::connect(prompt, &QLineEdit::returnPressed, &page, [this] { generate(); });
    QObject::connect(generateButton, &QPushButton::clicked, &page, [this] { generate(); });
    QObject::connect(stopButton, &QPushButton::clicked, &page, [this] { stop(); });
    return promptPanel;
}

QLayout *PlaygroundPage::Private::setupSampling()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(grid::gap);
    const auto add = [&](QLabel *&name, QAbstractSpinBox *box, const char *id) {
        name = new QLabel(promptPanel);
        name->setFont(fontFor(TextRole::Note));
        name->setBuddy(box);
        box->setObjectName(QLatin1String(id));
        box->setAlignment(Qt::AlignRight);
        box->setFixedWidth(80);
        row->addWidget(name);
        row->addWidget(box);
        row->addSpacing(grid::gap);
        auto *guard = new RangeGuard(box);
        guards.push_back(guard);
        QObject::connect(guard, &RangeGuard::reasonChanged, &page, [this, guard, box] {
            markWrong(box, !guard->reason().isEmpty());
            showTrouble();
        });
    };
    temperature = new QDoubleSpinBox(promptPanel);
    temperature->setRange(0.05, 5);
    temperature->setSingleStep(0.05);
    temperature->setValue(1);
    add(temperatureName, temperature, "playgroundTemperature");
    topK = new QSpinBox(promptPanel);
    topK->setRange(0, 1000);
    add(topKName, topK, "playgroundTopK");
    topP = new QDoubleSpinBox(promptPanel);
    topP->setRange(0.01, 1);
    topP->setSingleStep(0.05);
    topP->setValue(1);
    add(topPName, topP, "playgroundTopP");
    seed = new QSpinBox(promptPanel);
    seed->setRange(0, std::numeric_limits<int>::max());
    seed->setValue(1);
    add(seedName, seed, "playgroundSeed");
    length = new QSpinBox(promptPanel);
    length->setRange(1, 1000);
    length->setValue(80);
    add(lengthName, length, "playgroundLength");
    greedy = new QCheckBox(promptPanel);
    greedy->setObjectName(QStringLiteral("playgroundGreedy"));
    row->addWidget(greedy);
    row->addStretch(1);
    state = new QLabel(promptPanel);
    state->setObjectName(QStringLiteral("playgroundState"));
    state->setFont(fontFor(TextRole::Note));
    state->setProperty("tone", "secondary");
    row->addWidget(state);
    QObject::connect(greedy, &QCheckBox::toggled, &page, [this](bool on) {
        for (QWidget *drawn : {static_cast<QWidget *>(temperature), static_cast<QWidget *>(topK),
                               static_cast<QWidget *>(topP), static_cast<QWidget *>(seed)})
            drawn->setEnabled(!on);
    });
    return row;
}

void PlaygroundPage::Private::setupInference()
{
    QObject::connect(&inference, &InferenceSession::tokenGenerated, &page,
                     [this](quint64 request, Voice voice, const GeneratedToken &token) {
                         if (Speaker *speaker = speakerOf(voice, request))
                             speaker->panel->addToken(token);
                     });
    QObject::connect(&inference, &InferenceSession::generated, &page,
                     [this](quint64 request, Voice voice, const GenerationPtr &generation) {
                         Speaker *speaker = speakerOf(voice, request);
                         if (!speaker)
                             return;
                         speaker->running = false;
                         speaker->seconds = generation->seconds;
                         speaker->panel->finish(generation);
                         updateState();
                         Q_EMIT page.sampleGenerated(speaker->model,
                                                     QString::fromStdString(generation->text));
                     });
    QObject::connect(&inference, &InferenceSession::generationFailed, &page,
                     [this](quint64 request, Voice voice, const QString &sentence) {
                         Speaker *speaker = speakerOf(voice, request);
                         if (!speaker)
                             return;
                         speaker->running = false;
                         speaker->panel->fail(sentence);
                         updateState();
                     });
}

PlaygroundPage::Private::Speaker *PlaygroundPage::Private::speakerOf(Voice voice, quint64 request)
{
    Speaker &candidate = speaker(voice);
    return candidate.request == request && request > 0 ? &candidate : nullptr;
}

SamplingSettings PlaygroundPage::Private::sampling() const
{
    return {.greedy = greedy->isChecked(),
            .temperature = temperature->value(),
            .topK = topK->value(),
            .topP = topP->value(),
            .seed = std::uint64_t(seed->value()),
            .length = length->value()};
}

void PlaygroundPage::Private::generate()
{
    if (!generateButton->isEnabled())
        return;
    stopped = false;
    popup->hide();
    for (const Voice voice : {Voice::Teacher, Voice::Student}) {
        Speaker &speaking = speaker(voice);
        const ModelSource source = speaking.panel->models()->source();
        speaking.request = 0;
        speaking.running = false;
        speaking.seconds = 0;
        speaking.panel->begin(prompt->text());
        if (source.reference.isEmpty() && !source.snapshot)
            continue;
        speaking.model = source.label;
        speaking.request = inference.generate(voice, source, prompt->text(), sampling());
        speaking.running = true;
    }
    updateState();
}

void PlaygroundPage::Private::stop()
{
    inference.stopGenerating();
    stopped = true;
    for (Speaker &speaking : speakers)
        speaking.running = false;
    updateState();
}

/// Below the row, for the first field whose text will not do.
void PlaygroundPage::Private::showTrouble()
{
    const auto wrong = std::ranges::find_if(
        guards, [](const RangeGuard *guard) { return !guard->reason().isEmpty(); });
    trouble->setVisible(wrong != guards.end());
    if (wrong != guards.end())
        trouble->setText((*wrong)->reason());
}

void PlaygroundPage::Private::preferTeacher()
{
    speaker(Voice::Teacher)
        .panel->models()
        ->preferFor(*speaker(Voice::Student).panel->models(), preferredTeacher);
}

void PlaygroundPage::Private::updateState()
{
    const bool running = std::ranges::any_of(speakers, &Speaker::running);
    const bool ready = std::ranges::any_of(speakers, [](const Speaker &speaking) {
        const ModelSource source = speaking.panel->models()->source();
        return !source.reference.isEmpty() || source.snapshot;
    });
    generateButton->setEnabled(ready);
    stopButton->setEnabled(running);
    const double seconds = std::ranges::max(speakers, {}, &Speaker::seconds).seconds;
    if (running)
        state->setText(tr("generating…"));
    else if (stopped)
        state->setText(tr("stopped"));
    else if (seconds > 0)
        state->setText(tr("done in %1 s").arg(QString::number(seconds, 'f', 2)));
    else
        state->clear();
}

void PlaygroundPage::Private::updateEmpty()
{
    const bool nothing = std::ranges::all_of(speakers, [](const Speaker &speaking) {
        return speaking.panel->models()->choices().empty();
    });
    stack->setCurrentIndex(nothing ? 0 : 1);
}

void PlaygroundPage::Private::retranslate()
{
    empty->setTexts(tr("There is no model to play with yet"),
                    tr("Start the default experiment: its teacher and student then continue here "
                       "what you write."),
                    tr("Start"));
    promptPanel->setTitle(tr("Prompt"));
    promptPanel->setSubtitle(tr("Colour and number: the probability that the model gave the token "
                                "it drew. Click a token to see the others."));
    prompt->setPlaceholderText(tr("What both models continue; empty: from the beginning"));
    prompt->setFont(fontFor(TextRole::Body)); // the language's, which style sheets keep back
    prompt->setAccessibleName(tr("Prompt"));
    prompt->setToolTip(tr("Return lets both models continue it."));
    generateButton->setText(tr("Generate"));
    generateButton->setToolTip(tr("Lets both models continue the prompt (Return)."));
    stopButton->setText(tr("Stop"));
    stopButton->setToolTip(tr("Keeps what has been written so far."));

    const auto name = [](QLabel *label, QWidget *box, const QString &text, const QString &tip) {
        label->setText(text);
        label->setToolTip(tip);
        box->setFont(fontFor(TextRole::Body));
        box->setAccessibleName(text);
        box->setToolTip(tip);
    };
    name(temperatureName, temperature, tr("Temperature"),
         tr("Below 1 the likely tokens win more often, above 1 the rare ones do."));
    name(topKName, topK, tr("Top-k"), tr("Draws only from the k likeliest tokens."));
    topK->setSpecialValueText(tr("off"));
    for (RangeGuard *guard : guards)
        guard->refresh();
    name(topPName, topP, tr("Top-p"),
         tr("Draws only from the likeliest tokens that together have this probability; 1 is off."));
    name(seedName, seed, tr("Seed"), tr("The same seed and settings draw the same text."));
    name(lengthName, length, tr("Length"), tr("Tokens to add."));
    greedy->setText(tr("Greedy"));
    greedy->setToolTip(tr("Always takes the likeliest token; nothing is drawn at random."));
    updateState();
}

void PlaygroundPage::setTeachers(const std::vector<ModelChoice> &choices)
{
    d->speaker(Voice::Teacher).panel->models()->setChoices(choices);
    d->preferTeacher();
    d->updateState();
    d->updateEmpty();
}

void PlaygroundPage::setStudents(const std::vector<ModelChoice> &choices)
{
    d->speaker(Voice::Student).panel->models()->setChoices(choices);
    d->updateState();
    d->updateEmpty();
}

void PlaygroundPage::setLiveSnapshot(const std::shared_ptr<const StudentSnapshot> &snapshot)
{
    d->speaker(Voice::Student).panel->models()->setLiveSnapshot(snapshot);
    d->updateState();
}

void PlaygroundPage::setPrompt(const QString &prompt)
{
    d->prompt->setText(prompt);
}

void PlaygroundPage::preferTeacher(const QString &reference)
{
    d->preferredTeacher = reference;
    d->preferTeacher();
}

QString PlaygroundPage::prompt() const
{
    return d->prompt->text();
}

void PlaygroundPage::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        d->retranslate();
    QWidget::changeEvent(event);
}

} // namespace retort
