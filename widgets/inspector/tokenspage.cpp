#include "widgets/inspector/tokenspage.h"

#include "core/plotdata/format.h"
#include "widgets/common/icons.h"
#include "widgets/common/panel.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/inspector/alignedstrips.h"
#include "widgets/inspector/alongplot.h"
#include "widgets/inspector/errorpanel.h"
#include "widgets/inspector/flowarea.h"
#include "widgets/inspector/measurechooser.h"
#include "widgets/inspector/modelcombo.h"
#include "widgets/inspector/positionpanel.h"
#include "widgets/inspector/texteditor.h"
#include "widgets/inspector/trainingtime.h"
#include "widgets/inspector/whatif.h"
#include "widgets/inspector/worstpositions.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalBlocker>
#include <QStackedLayout>
#include <QToolButton>

#include <algorithm>

namespace retort {

namespace {

constexpr int candidates = 24; ///< K: more than the bars ever show
constexpr int rightColumn = 280;
constexpr double stripsShare = 0.32; ///< most of the page's height that the strips take

} // namespace

struct TokensPage::Private
{
    Private(TokensPage &owner, InferenceSession &session) : page(owner), inference(session) {}

    QWidget *setupContent();
    Panel *setupTextPanel();
    Panel *setupAlongPanel();
    QWidget *setupRightColumn();
    void setupInference();
    void retranslate();

    void request(bool modelsOrTextChanged);
    void requestSample();
    void setEditing(bool editing);
    void show(const InspectionPtr &result);
    void select(int index);
    void showSelected();
    void applyMeasure();
    void applyFilter();
    void updateEmpty();
    void updateStops();
    void updateSubtitle();
    void preferTeacher();
    bool followsRun() const;

    TokensPage &page;
    InferenceSession &inference;
    Experiment experiment;
    QString text;
    InspectionPtr inspection;
    quint64 firstValid = 0;    ///< older answers are about another text or another model
    quint64 sampleRequest = 0; ///< 0: none
    quint64 sampleSeed = 0;
    bool outdated = false; ///< to be asked when the page is seen

    QStackedLayout *stack = nullptr;
    EmptyState *empty = nullptr;
    MessageBar *messages = nullptr;
    Panel *textPanel = nullptr, *alongPanel = nullptr, *worstPanel = nullptr;
    QPushButton *editButton = nullptr;
    QToolButton *dice = nullptr, *copy = nullptr;
    ModelCombo *teacher = nullptr, *student = nullptr;
    QLineEdit *filter = nullptr;
    MeasureChooser *chooser = nullptr;
    TextEditor *editor = nullptr;
    AlignedStrips *strips = nullptr;
    FlowArea *stripsArea = nullptr;
    PositionPanel *position = nullptr;
    SegmentedControl *quantity = nullptr;
    AlongPlot *along = nullptr;
    ErrorPanel *errors = nullptr;
    WhatIf *whatIf = nullptr;
    WorstPositions *worst = nullptr;
    TrainingTime *trainingTime = nullptr;
};

TokensPage::TokensPage(InferenceSession &inference, QWidget *parent)
    : QWidget(parent), d(std::make_unique<Private>(*this, inference))
{
    setObjectName(QStringLiteral("tokensPage"));
    d->empty = new EmptyState(this);
    d->empty->setObjectName(QStringLiteral("tokensEmpty"));
    connect(d->empty, &EmptyState::buttonClicked, this, &TokensPage::startRequested);
    d->stack = new QStackedLayout(this);
    d->stack->addWidget(d->empty);
    d->stack->addWidget(d->setupContent());
    d->setupInference();
    d->retranslate();
    d->updateEmpty();
}

TokensPage::~TokensPage() = default;

QWidget *TokensPage::Private::setupContent()
{
    auto *content = new QWidget(&page);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(grid::gap);
    messages = new MessageBar(content);
    messages->hide();
    column->addWidget(messages);
    column->addWidget(setupTextPanel());

    auto *columns = new QHBoxLayout;
    columns->setSpacing(grid::gap);
    position = new PositionPanel(content);
    columns->addWidget(position, 5);
    columns->addWidget(setupAlongPanel(), 3);
    columns->addWidget(setupRightColumn());
    column->addLayout(columns, 1);

    trainingTime = new TrainingTime(content);
    column->addWidget(trainingTime);
    QObject::connect(trainingTime, &TrainingTime::choiceChosen, student,
                     &ModelCombo::setCurrentIndex);
    return content;
}

Panel *TokensPage::Private::setupTextPanel()
{
    textPanel = new Panel(&page);
    editButton = new QPushButton(textPanel);
    editButton->setObjectName(QStringLiteral("tokensEdit"));
    dice = new QToolButton(textPanel);
    dice->setObjectName(QStringLiteral("tokensDice"));
    dice->setIcon(icon(QStringLiteral("dice")));
    teacher = new ModelCombo(ModelCombo::Voice::Teacher, textPanel);
    student = new ModelCombo(ModelCombo::Voice::Student, textPanel);
    for (QWidget *widget : {static_cast<QWidget *>(editButton), static_cast<QWidget *>(dice),
                            static_cast<QWidget *>(teacher), static_cast<QWidget *>(student)})
        textPanel->addTitleWidget(widget);

    filter = new QLineEdit(textPanel);
    filter->setObjectName(QStringLiteral("tokensFilter"));
    filter->setClearButtonEnabled(true);
    filter->addAction(icon(QStringLiteral("search"), IconTone::Secondary),
                      QLineEdit::LeadingPosition);
    filter->setMinimumWidth(168);
    filter->setMaximumWidth(180);
    chooser = new MeasureChooser(textPanel);
    copy = new QToolButton(textPanel);
    copy->setObjectName(QStringLiteral("tokensCopy"));
    copy->setIcon(icon(QStringLiteral("copy")));
    textPanel->addHeaderWidget(filter);
    textPanel->addHeaderWidget(chooser);
    textPanel->addHeaderWidget(copy);

    editor = new TextEditor(textPanel);
    strips = new AlignedStrips;
    strips->setObjectName(QStringLiteral("tokensStrips"));
    stripsArea = new FlowArea(strips, textPanel);
    textPanel->content()->addWidget(editor);
    textPanel->content()->addWidget(stripsArea);
    textPanel->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);

    QObject::connect(editButton, &QPushButton::clicked, &page,
                     [this] { setEditing(!editor->isVisibleTo(textPanel)); });
    QObject::connect(editor, &TextEditor::cancelled, &page, [this] { setEditing(false); });
    QObject::connect(editor, &TextEditor::applied, &page, [this](const QString &typed) {
        setEditing(false);
        page.setText(typed);
    });
    QObject::connect(dice, &QToolButton::clicked, &page, [this] { requestSample(); });
    QObject::connect(teacher, &ModelCombo::currentChanged, &page, [this] { request(true); });
    QObject::connect(student, &ModelCombo::currentChanged, &page, [this] {
        updateStops();
        {
            const QSignalBlocker blocker(teacher); // one request for both
            preferTeacher();
        }
        request(true);
    });
    QObject::connect(filter, &QLineEdit::textChanged, &page, [this] { applyFilter(); });
    QObject::connect(chooser, &MeasureChooser::measureChanged, &page, [this] { applyMeasure(); });
    QObject::connect(copy, &QToolButton::clicked, &page, [this] {
        if (inspection)
            QGuiApplication::clipboard()->setText(toCsv(*inspection));
    });
    QObject::connect(strips, &AlignedStrips::selectionChanged, &page, [this](int index) {
        select(index);
        showSelected();
    });
    QObject::connect(stripsArea, &FlowArea::reflowed, &page, [this] { showSelected(); });
    return textPanel;
}

Panel *TokensPage::Private::setupAlongPanel()
{
    alongPanel = new Panel(&page);
    quantity = new SegmentedControl(alongPanel);
    quantity->setObjectName(QStringLiteral("alongQuantity"));
    alongPanel->addHeaderWidget(quantity);
    along = new AlongPlot(alongPanel);
    along->setObjectName(QStringLiteral("alongPlot"));
    errors = new ErrorPanel(alongPanel);
    errors->setObjectName(QStringLiteral("tokensErrors"));
    errors->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    alongPanel->content()->addWidget(along, 3);
    alongPanel->content()->addWidget(makeHairline(alongPanel));
    alongPanel->content()->addWidget(errors, 2);
    QObject::connect(quantity, &SegmentedControl::currentChanged, &page, [this](int index) {
        along->setQuantity(AlongPlot::Quantity(std::max(0, index)));
    });
    QObject::connect(along, &AlongPlot::positionChosen, strips, &AlignedStrips::setSelected);
    return alongPanel;
}

QWidget *TokensPage::Private::setupRightColumn()
{
    auto *right = new QWidget(&page);
    right->setFixedWidth(rightColumn);
    auto *column = new QVBoxLayout(right);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(grid::gap);
    whatIf = new WhatIf(right);
    column->addWidget(whatIf);
    worstPanel = new Panel(right);
    worst = new WorstPositions(worstPanel);
    worst->setObjectName(QStringLiteral("worstPositions"));
    worstPanel->content()->addWidget(worst);
    column->addWidget(worstPanel, 1);
    QObject::connect(whatIf, &WhatIf::weightsChanged, position, &PositionPanel::setPush);
    QObject::connect(worst, &WorstPositions::positionChosen, strips, &AlignedStrips::setSelected);
    position->setPush(whatIf->alpha(), whatIf->beta());
    return right;
}

void TokensPage::Private::setupInference()
{
    QObject::connect(&inference, &InferenceSession::inspected, &page,
                     [this](quint64 number, const InspectionPtr &result) {
                         if (firstValid > 0 && number >= firstValid)
                             show(result);
                     });
    QObject::connect(&inference, &InferenceSession::inspectionFailed, &page,
                     [this](quint64 number, const QString &sentence) {
                         if (firstValid == 0 || number < firstValid)
                             return;
                         show(nullptr);
                         messages->showMessage(MessageBar::Tone::Warning, sentence);
                     });
    QObject::connect(&inference, &InferenceSession::sampleTextReady, &page,
                     [this](quint64 number, const QString &sample) {
                         if (number != sampleRequest)
                             return;
                         sampleRequest = 0;
                         page.setText(sample);
                     });
}

void TokensPage::Private::request(bool modelsOrTextChanged)
{
    if (modelsOrTextChanged)
        firstValid = 0;
    updateSubtitle();
    outdated = true;
    if (!page.isVisible())
        return;
    outdated = false;
    const ModelSource p = teacher->source(), q = student->source();
    const auto missing = [](const ModelSource &source) {
        return source.reference.isEmpty() && !source.snapshot;
    };
    if (text.isEmpty() || (missing(p) && missing(q)))
        return show(nullptr);
    const ModelChoice *trained = student->current() ? student->current() : teacher->current();
    const quint64 number =
        inference.inspect({.text = text.toStdString(), .top = candidates}, p, q, trained->data);
    if (firstValid == 0)
        firstValid = number;
}

void TokensPage::Private::setEditing(bool editing)
{
    stripsArea->setVisible(!editing);
    if (editing)
        return editor->begin(text);
    editor->hide();
    strips->setFocus();
}

void TokensPage::Private::requestSample()
{
    sampleRequest = inference.sampleText(experiment, ++sampleSeed);
}

void TokensPage::Private::show(const InspectionPtr &result)
{
    if (result)
        messages->dismiss();
    inspection = result;
    strips->setInspection(result);
    stripsArea->setRowStep(strips->rowStep());
    along->setInspection(result);
    if (result)
        chooser->setAvailable(availableMeasures(*result));
    applyMeasure();
    copy->setEnabled(result != nullptr);
    if (result && strips->selected() < 0) {
        const std::vector<int> order = worstPositions(*result, chooser->measure());
        strips->setSelected(order.empty() ? 0 : order.front());
    } else {
        select(strips->selected());
    }
    updateSubtitle();
}

void TokensPage::Private::select(int index)
{
    position->setPosition(inspection, index);
    along->setSelected(index);
    worst->setSelected(index);
    if (!inspection || index < 0) {
        errors->clear();
        whatIf->clear();
        return;
    }
    const InspectedPosition &at = inspection->positions[std::size_t(index)];
    errors->setPosition(at, knowsTruth(*inspection));
    whatIf->setPosition(at);
}

void TokensPage::Private::showSelected()
{
    if (strips->selected() >= 0)
        stripsArea->showRow(strips->cellRect(strips->selected()).top());
}

void TokensPage::Private::applyMeasure()
{
    const Measure measure = chooser->measure();
    strips->setMeasure(measure);
    along->setMeasure(measure);
    worst->setInspection(inspection, measure);
    worst->setSelected(strips->selected());
    worstPanel->setSubtitle(tr("by %1, %2").arg(nameOf(measure), unitOf(measure)));
}

void TokensPage::Private::applyFilter()
{
    const QString typed = filter->text();
    QRegularExpression pattern(typed, QRegularExpression::CaseInsensitiveOption);
    if (!pattern.isValid()) // half-typed: taken as it stands
        pattern.setPattern(QRegularExpression::escape(typed));
    strips->setFilter(pattern);
}

void TokensPage::Private::preferTeacher()
{
    teacher->preferFor(*student, QString::fromStdString(experiment.teacher.model));
}

bool TokensPage::Private::followsRun() const
{
    return student->current() && student->current()->live;
}

void TokensPage::Private::updateSubtitle()
{
    QString subtitle;
    if (inspection && inspection->truncated)
        subtitle = tr("beginning only: the text is longer than the models can read");
    textPanel->setSubtitle(subtitle);
    trainingTime->setLiveStep(student->liveStep());
}

void TokensPage::Private::updateStops()
{
    trainingTime->setStops(trainingStops(student->choices(), student->currentIndex()),
                           student->currentIndex());
}

void TokensPage::Private::updateEmpty()
{
    const bool nothing = teacher->choices().empty() && student->choices().empty();
    stack->setCurrentIndex(nothing ? 0 : 1);
}

void TokensPage::Private::retranslate()
{
    empty->setTexts(tr("There is no model to look into yet"),
                    tr("Start the default experiment: its teacher and student then show here what "
                       "each expects of every next token."),
                    tr("Start"));
    textPanel->setTitle(tr("Text"));
    editButton->setText(tr("Edit…"));
    editButton->setToolTip(tr("Type or paste any text for both models to read."));
    dice->setToolTip(tr("Takes another text of the experiment's data."));
    dice->setAccessibleName(tr("Another text of the data"));
    filter->setPlaceholderText(tr("Filter: word, regex"));
    filter->setAccessibleName(tr("Filter tokens"));
    filter->setToolTip(tr("Dims the tokens that do not match a word or a regular expression."));
    copy->setToolTip(tr("Copies all values of the text as a table."));
    copy->setAccessibleName(tr("Copy values"));
    alongPanel->setTitle(tr("Along the text"));
    quantity->setChoices({tr("Measure"), tr("Entropy"), tr("Probability")});
    quantity->setAccessibleName(tr("What is drawn along the text"));
    quantity->setToolTip(tr("The measure that the tokens are coloured by, how undecided each model "
                            "is, or what it gave to each token."));
    worstPanel->setTitle(tr("Worst positions"));
    worst->setAccessibleName(tr("Worst positions"));
    worst->setToolTip(tr("Where the measure is worst; a click goes there."));
    applyMeasure();
}

void TokensPage::setTeachers(const std::vector<ModelChoice> &choices)
{
    d->teacher->setChoices(choices);
    d->preferTeacher();
    d->updateEmpty();
}

void TokensPage::setStudents(const std::vector<ModelChoice> &choices)
{
    d->student->setChoices(choices);
    d->updateStops();
    d->updateEmpty();
}

void TokensPage::setLiveSnapshot(const std::shared_ptr<const StudentSnapshot> &snapshot)
{
    d->student->setLiveSnapshot(snapshot);
    d->trainingTime->setLiveStep(d->student->liveStep());
    if (d->followsRun())
        d->request(false);
}

void TokensPage::setText(const QString &text)
{
    if (text == d->text)
        return;
    d->text = text;
    d->request(true);
}

QString TokensPage::text() const
{
    return d->text;
}

void TokensPage::setExperiment(const Experiment &experiment)
{
    d->experiment = experiment;
    d->preferTeacher();
    d->whatIf->setWeights(experiment.objective.alpha, experiment.objective.beta);
    d->position->setPush(d->whatIf->alpha(), d->whatIf->beta());
}

void TokensPage::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        d->retranslate();
    QWidget::changeEvent(event);
}

void TokensPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (d->text.isEmpty() && d->sampleRequest == 0)
        d->requestSample();
    if (d->outdated)
        d->request(false);
}

void TokensPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    d->stripsArea->setLimit(
        std::max(d->strips->minimumSizeHint().height(), int(height() * stripsShare)));
}

} // namespace retort
