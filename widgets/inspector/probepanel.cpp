#include "widgets/inspector/probepanel.h"

#include "core/plotdata/format.h"
#include "core/store/wholefile.h"
#include "widgets/common/icons.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/inspector/errorpanel.h"
#include "widgets/inspector/flowarea.h"
#include "widgets/inspector/measurechooser.h"
#include "widgets/inspector/measureramp.h"
#include "widgets/inspector/mirroredbars.h"
#include "widgets/inspector/tokenstrip.h"

#include <QAction>
#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStyle>
#include <QToolButton>

#include <algorithm>

namespace retort {

namespace {

constexpr int errorWidth = 304;
constexpr int stripRow = 52;
constexpr int shortPanel = 320; ///< below this height the strip has one row
constexpr int tallPanel = 440;  ///< from this height on it may have four

} // namespace

struct ProbePanel::Private
{
    Private(ProbePanel &owner, Dialogs &asked) : panel(owner), dialogs(asked) {}

    void setupHeader();
    void setupStrip();
    void setupDetails();
    void retranslate();

    void showCells();
    void showDetails();
    void showSelected();
    void chooseDefault();
    void beginEdit();
    void endEdit(bool apply);
    void saveValues();
    QString subtitle() const;
    TokenCell cellOf(int index) const;

    ProbePanel &panel;
    Dialogs &dialogs;
    QString text;
    QString error;
    InspectionPtr inspection;
    qint64 step = -1;
    int selected = -1;

    QPushButton *editButton = nullptr;
    QToolButton *dice = nullptr, *menuButton = nullptr;
    QAction *openInTokens = nullptr, *logarithmic = nullptr, *copyValues = nullptr,
            *saveAs = nullptr;
    MeasureChooser *chooser = nullptr;
    TokenStrip *strip = nullptr;
    FlowArea *area = nullptr;
    QLineEdit *edit = nullptr;
    QLabel *message = nullptr, *nextTitle = nullptr, *nextPosition = nullptr;
    QWidget *details = nullptr;
    RoleLegend *legend = nullptr;
    MirroredBars *bars = nullptr;
    ErrorPanel *errors = nullptr;
};

ProbePanel::ProbePanel(Dialogs &dialogs, QWidget *parent)
    : Panel(parent), d(std::make_unique<Private>(*this, dialogs))
{
    setObjectName(QStringLiteral("probePanel"));
    d->setupHeader();
    d->setupStrip();
    d->setupDetails();
    d->retranslate();
    d->showCells();
    d->showDetails();
}

ProbePanel::~ProbePanel() = default;

void ProbePanel::Private::setupHeader()
{
    editButton = new QPushButton(&panel);
    editButton->setObjectName(QStringLiteral("probeEdit"));
    panel.addTitleWidget(editButton);
    QObject::connect(editButton, &QPushButton::clicked, &panel, [this] {
        if (edit->isVisibleTo(&panel))
            endEdit(true);
        else
            beginEdit();
    });

    dice = new QToolButton(&panel);
    dice->setObjectName(QStringLiteral("probeDice"));
    dice->setIcon(icon(QStringLiteral("dice")));
    panel.addTitleWidget(dice);
    QObject::connect(dice, &QToolButton::clicked, &panel, &ProbePanel::randomTextRequested);

    chooser = new MeasureChooser(&panel);
    panel.addHeaderWidget(chooser);
    QObject::connect(chooser, &MeasureChooser::measureChanged, &panel, [this] { showCells(); });

    menuButton = new QToolButton(&panel);
    menuButton->setObjectName(QStringLiteral("probeMenu"));
    menuButton->setIcon(icon(QStringLiteral("menu")));
    menuButton->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(menuButton);
    openInTokens =
        menu->addAction(QString(), &panel, [this] { Q_EMIT panel.openInTokensRequested(text); });
    logarithmic = menu->addAction(QString());
    logarithmic->setCheckable(true);
    QObject::connect(logarithmic, &QAction::toggled, &panel,
                     [this](bool on) { bars->setLogarithmic(on); });
    menu->addSeparator();
    copyValues = menu->addAction(QString(), &panel, [this] {
        if (inspection)
            QGuiApplication::clipboard()->setText(toCsv(*inspection));
    });
    saveAs = menu->addAction(QString(), &panel, [this] { saveValues(); });
    menuButton->setMenu(menu);
    panel.addHeaderWidget(menuButton);
}

void ProbePanel::Private::setupStrip()
{
    strip = new TokenStrip;
    strip->setObjectName(QStringLiteral("probeStrip"));
    area = new FlowArea(strip, &panel);
    area->setObjectName(QStringLiteral("probeStripArea"));
    area->setLimit(stripRow);
    edit = new QLineEdit(&panel);
    edit->setObjectName(QStringLiteral("probeText"));
    edit->installEventFilter(&panel);
    edit->hide();
    message = new QLabel(&panel);
    message->setObjectName(QStringLiteral("probeMessage"));
    message->setFont(fontFor(TextRole::Note));
    message->setWordWrap(true);
    message->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    panel.content()->setSpacing(6);
    panel.content()->addWidget(edit);
    panel.content()->addWidget(area);
    panel.content()->addWidget(message);

    QObject::connect(strip, &TokenStrip::selectionChanged, &panel, [this](int index) {
        selected = index;
        showDetails();
        showSelected();
    });
    QObject::connect(area, &FlowArea::reflowed, &panel, [this] { showSelected(); });
    QObject::connect(strip, &TokenStrip::activated, &panel,
                     [this] { Q_EMIT panel.openInTokensRequested(text); });
    QObject::connect(edit, &QLineEdit::returnPressed, &panel, [this] { endEdit(true); });
}

void ProbePanel::Private::setupDetails()
{
    details = new QWidget(&panel);
    auto *outer = new QVBoxLayout(details);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(6);
    outer->addWidget(makeHairline(details));
    auto *columns = new QHBoxLayout;
    columns->setSpacing(24);
    outer->addLayout(columns, 1);

    auto *left = new QVBoxLayout;
    left->setSpacing(2);
    auto *head = new QHBoxLayout;
    head->setSpacing(8);
    nextTitle = new QLabel(details);
    nextTitle->setObjectName(QStringLiteral("probeNext"));
    nextTitle->setFont(fontFor(TextRole::Strong));
    nextTitle->setTextFormat(Qt::PlainText);
    nextPosition = new QLabel(details);
    nextPosition->setFont(fontFor(TextRole::Note));
    nextPosition->setProperty("tone", "secondary");
    legend = new RoleLegend(details);
    head->addWidget(nextTitle);
    head->addWidget(nextPosition);
    head->addStretch(1);
    head->addWidget(legend);
    left->addLayout(head);
    bars = new MirroredBars(details);
    bars->setObjectName(QStringLiteral("probeBars"));
    left->addWidget(bars, 1);
    columns->addLayout(left, 1);

    errors = new ErrorPanel(details);
    errors->setObjectName(QStringLiteral("probeErrors"));
    errors->setFixedWidth(errorWidth);
    columns->addWidget(errors);
    panel.content()->addWidget(details, 1);
    panel.content()->addStretch(0);
}

QString ProbePanel::Private::subtitle() const
{
    if (!inspection || step < 0)
        return {};
    return tr("updated at step %1").arg(formatCount(step));
}

TokenCell ProbePanel::Private::cellOf(int index) const
{
    const InspectedPosition &position = inspection->positions[std::size_t(index)];
    TokenCell cell;
    cell.text = QString::fromStdString(position.text);
    const Measure measure = chooser->measure();
    const auto value = valueOf(measure, position);
    if (!value) {
        cell.description = tr("“%1” opens the text: nothing predicts it.").arg(cell.text);
        return cell;
    }
    cell.number = QString::number(*value, 'f', 2);
    cell.fill = MeasureScale{measure}.color(Theme::of(&panel), *value);
    cell.description = tr("position %1 “%2” · %3: %4 %5")
                           .arg(QString::number(index + 1), cell.text, nameOf(measure),
                                QString::number(*value, 'f', 3), unitOf(measure));
    return cell;
}

void ProbePanel::Private::showCells()
{
    std::vector<TokenCell> cells;
    if (inspection) {
        for (int i = 0; i < int(inspection->positions.size()); ++i)
            cells.push_back(cellOf(i));
    } else if (!text.isEmpty()) {
        TokenCell whole;
        whole.text = text;
        cells.push_back(whole);
    }
    {
        const QSignalBlocker blocker(strip);
        strip->setCells(std::move(cells));
        strip->setSelected(inspection ? selected : -1);
    }
    area->setRowStep(strip->rowStep());
    panel.setSubtitle(subtitle());
}

void ProbePanel::Private::showDetails()
{
    QString sentence = error;
    if (error.isEmpty() && !inspection)
        sentence = text.isEmpty()
                       ? tr("Press Edit and type a sentence to see what the models make of it.")
                       : tr("Tokens and bars appear as soon as a model has read the sentence.");
    else if (error.isEmpty() && inspection->truncated)
        sentence = tr("The sentence is longer than the models can read: only its beginning is "
                      "shown.");
    message->setText(sentence);
    message->setProperty("tone", error.isEmpty() ? "secondary" : "warning");
    message->style()->unpolish(message); // lets the new tone act
    message->style()->polish(message);
    message->setVisible(!sentence.isEmpty());

    const bool shown = inspection && error.isEmpty() && selected >= 0;
    details->setVisible(shown);
    for (QAction *action : {copyValues, saveAs})
        action->setEnabled(inspection != nullptr);
    openInTokens->setEnabled(!text.isEmpty());
    if (!shown)
        return;
    const InspectedPosition &position = inspection->positions[std::size_t(selected)];
    nextTitle->setText(selected > 0
                           ? tr("Next token after “%1”").arg(prefixEnd(*inspection, selected))
                           : tr("First token"));
    nextPosition->setText(
        tr("position %1 of %2")
            .arg(formatCount(selected + 1), formatCount(qint64(inspection->positions.size()))));
    legend->setRoles(position.teacher.has_value(), position.student.has_value(),
                     position.truth.has_value());
    bars->setPosition(position, inspection->vocabulary);
    errors->setPosition(position, knowsTruth(*inspection));
}

void ProbePanel::Private::showSelected()
{
    if (selected >= 0)
        area->showRow(strip->cellRect(selected).top());
}

void ProbePanel::Private::chooseDefault()
{
    const std::vector<int> worst = worstPositions(*inspection, chooser->measure());
    selected = worst.empty() ? int(inspection->positions.size()) - 1 : worst.front();
}

void ProbePanel::Private::beginEdit()
{
    edit->setText(text);
    area->hide();
    edit->show();
    edit->setFocus();
    edit->selectAll();
    retranslate();
}

void ProbePanel::Private::endEdit(bool apply)
{
    if (!edit->isVisibleTo(&panel))
        return;
    const QString typed = edit->text().simplified();
    edit->hide();
    area->show();
    retranslate();
    strip->setFocus();
    if (apply && !typed.isEmpty())
        panel.setText(typed);
}

void ProbePanel::Private::saveValues()
{
    if (!inspection)
        return;
    const QString path = dialogs.saveFile(&panel, tr("Save values"), QStringLiteral("probe.csv"),
                                          tr("Comma-separated values (*.csv)"));
    if (path.isEmpty())
        return;
    const QString why = replaceFile(path, toCsv(*inspection).toUtf8());
    if (!why.isEmpty())
        panel.setError(
            tr("The values could not be written to %1: %2. Choose another folder.").arg(path, why));
}

void ProbePanel::Private::retranslate()
{
    const bool editing = edit->isVisibleTo(&panel);
    panel.setTitle(tr("Probe sentence"));
    editButton->setText(editing ? tr("Apply") : tr("Edit…"));
    editButton->setToolTip(
        editing ? tr("Reads the sentence with both models (Return); Esc keeps the old one.")
                : tr("Type any sentence to watch how the student learns it."));
    dice->setToolTip(tr("Takes another sentence of the data."));
    dice->setAccessibleName(tr("Another sentence"));
    menuButton->setToolTip(tr("More for this sentence"));
    menuButton->setAccessibleName(tr("Menu of the probe sentence"));
    edit->setAccessibleName(tr("Probe sentence"));
    edit->setPlaceholderText(tr("Any sentence; Return applies, Esc cancels"));
    strip->setAccessibleName(tr("Tokens of the probe sentence"));
    openInTokens->setText(tr("Open in Tokens"));
    logarithmic->setText(tr("Logarithmic bars"));
    copyValues->setText(tr("Copy values"));
    saveAs->setText(tr("Save values as CSV…"));
}

QString ProbePanel::text() const
{
    return d->text;
}

void ProbePanel::setText(const QString &text)
{
    if (text == d->text)
        return;
    d->text = text;
    d->error.clear();
    d->inspection.reset();
    d->selected = -1;
    d->showCells();
    d->showDetails();
    Q_EMIT textChanged(text);
}

void ProbePanel::setInspection(const InspectionPtr &inspection, qint64 step)
{
    const bool sameText = d->inspection && inspection
                          && std::ranges::equal(d->inspection->positions, inspection->positions, {},
                                                &InspectedPosition::id, &InspectedPosition::id);
    d->inspection = inspection;
    d->step = step;
    d->error.clear();
    if (inspection)
        d->chooser->setAvailable(availableMeasures(*inspection));
    if (!inspection)
        d->selected = -1;
    else if (!sameText || d->selected < 0)
        d->chooseDefault();
    d->showCells();
    d->showDetails();
    if (!sameText)
        d->showSelected();
}

void ProbePanel::setError(const QString &sentence)
{
    d->error = sentence;
    d->showDetails();
}

void ProbePanel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        d->retranslate();
        d->showCells();
        d->showDetails();
    } else if (event->type() == QEvent::PaletteChange) {
        d->showCells();
    }
    Panel::changeEvent(event);
}

void ProbePanel::resizeEvent(QResizeEvent *event)
{
    Panel::resizeEvent(event);
    d->area->setLimit(height() < shortPanel  ? stripRow
                      : height() < tallPanel ? 2 * stripRow
                                             : 4 * stripRow);
}

bool ProbePanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == d->edit && event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        d->endEdit(false);
        return true;
    }
    return Panel::eventFilter(watched, event);
}

} // namespace retort
