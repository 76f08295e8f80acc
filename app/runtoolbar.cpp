#include "app/runtoolbar.h"

#include "core/plotdata/format.h"
#include "widgets/common/icons.h"
#include "widgets/common/panel.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QStyle>

#include <algorithm>

namespace retort {

namespace {

constexpr int buttonHeight = 32;
constexpr int barRange = 1000;

void setKind(QPushButton *button, const char *kind)
{
    if (button->property("kind").toString() == QLatin1String(kind))
        return;
    button->setProperty("kind", kind);
    button->style()->unpolish(button);
    button->style()->polish(button);
}

QHBoxLayout *rowOf(QWidget *widget)
{
    return static_cast<QHBoxLayout *>(widget->layout());
}

} // namespace

RunToolbar::RunToolbar(QWidget *parent) : QWidget(parent)
{
    setFixedHeight(grid::toolbar);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(grid::gap + grid::unit, 0, grid::gap, 0);
    row->setSpacing(grid::gap);
    m_start = addButton(QStringLiteral("start"), "start", false);
    m_pause = addButton(QStringLiteral("pause"), "pause", false);
    m_step = addButton(QStringLiteral("step"), "step", false);
    m_stop = addButton(QStringLiteral("stop"), "stop", false);
    addNames();
    addProgress();
    m_speed = addFigure(QStringLiteral("speed"));
    m_time = addFigure(QStringLiteral("timeLeft"));
    row->addSpacing(grid::gap);
    m_evaluate = addButton(QStringLiteral("evaluate"), "evaluate", true);
    m_checkpoint = addButton(QStringLiteral("checkpoint"), "checkpoint", true);

    connect(m_start, &QPushButton::clicked, this, &RunToolbar::startClicked);
    connect(m_pause, &QPushButton::clicked, this, &RunToolbar::pauseClicked);
    connect(m_step, &QPushButton::clicked, this, &RunToolbar::stepClicked);
    connect(m_stop, &QPushButton::clicked, this, &RunToolbar::stopClicked);
    connect(m_evaluate, &QPushButton::clicked, this, &RunToolbar::evaluateClicked);
    connect(m_checkpoint, &QPushButton::clicked, this, &RunToolbar::checkpointClicked);
    retranslate();
}

QPushButton *RunToolbar::addButton(const QString &name, const char *iconName, bool quiet)
{
    auto *button = new QPushButton(this);
    button->setObjectName(QStringLiteral("toolbar.") + name);
    button->setProperty("large", true);
    button->setIcon(icon(QString::fromLatin1(iconName)));
    button->setIconSize({16, 16});
    button->setFixedHeight(buttonHeight);
    // A click that disables its own button would hand the focus to whatever comes next.
    button->setFocusPolicy(Qt::TabFocus);
    setKind(button, quiet ? "quiet" : "plain");
    rowOf(this)->addWidget(button);
    return button;
}

void RunToolbar::addNames()
{
    QHBoxLayout *row = rowOf(this);
    QWidget *line = makeHairline(this, Qt::Vertical);
    line->setFixedHeight(24);
    row->addSpacing(grid::unit);
    row->addWidget(line);
    row->addSpacing(grid::unit);
    m_name = new ElidedLabel(this);
    m_name->setObjectName(QStringLiteral("runName"));
    m_name->setFont(fontFor(TextRole::PanelTitle));
    m_name->setTextFormat(Qt::PlainText);
    m_number = new QLabel(this);
    m_number->setProperty("tone", "secondary");
    m_number->setObjectName(QStringLiteral("runNumber"));
    m_chip = new StatusChip(this);
    m_chip->setObjectName(QStringLiteral("runStatus"));
    row->addWidget(m_name);
    row->addWidget(m_number);
    row->addWidget(m_chip);
}

void RunToolbar::addProgress()
{
    m_words = new ElidedLabel(this);
    m_words->setFont(fontFor(TextRole::Note));
    m_words->setObjectName(QStringLiteral("progressText"));
    m_words->setLeastWidth(80);
    m_percent = new QLabel(this);
    m_percent->setFont(fontFor(TextRole::Caption));
    m_percent->setProperty("tone", "secondary");
    m_bar = new QProgressBar(this);
    m_bar->setObjectName(QStringLiteral("progressBar"));
    m_bar->setRange(0, barRange);
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(6);

    auto *texts = new QHBoxLayout;
    texts->addWidget(m_words, 1);
    texts->addWidget(m_percent);
    auto *column = new QVBoxLayout;
    column->setSpacing(grid::unit);
    column->addStretch(1);
    column->addLayout(texts);
    column->addWidget(m_bar);
    column->addStretch(1);
    rowOf(this)->addSpacing(grid::gap);
    rowOf(this)->addLayout(column, 1);
    rowOf(this)->addSpacing(grid::unit);
}

RunToolbar::Figure RunToolbar::addFigure(const QString &name)
{
    Figure figure{new QLabel(this), new QLabel(this)};
    figure.value->setObjectName(name);
    figure.value->setFont(fontFor(TextRole::Strong));
    figure.unit->setFont(fontFor(TextRole::Caption));
    figure.unit->setProperty("tone", "secondary");
    auto *column = new QVBoxLayout;
    column->setSpacing(0);
    column->addStretch(1);
    for (QLabel *label : {figure.value, figure.unit}) {
        label->setAlignment(Qt::AlignRight);
        column->addWidget(label);
    }
    column->addStretch(1);
    rowOf(this)->addLayout(column);
    return figure;
}

void RunToolbar::retranslate()
{
    const auto describe = [](QPushButton *button, const QString &text, const QString &tip) {
        button->setText(text);
        button->setToolTip(tip);
        button->setAccessibleName(text);
    };
    describe(m_pause, tr("Pause"), tr("Holds the training between two steps (Ctrl+R)."));
    describe(m_step, tr("Step"), tr("Makes one step of training, then holds again (Ctrl+T)."));
    describe(m_stop, tr("Stop"),
             tr("Ends the run and writes a checkpoint, from which it can be resumed (Ctrl+.)."));
    describe(m_evaluate, tr("Evaluate"),
             tr("Measures the student on held-out text now (Ctrl+E). Changes nothing in it."));
    describe(m_checkpoint, tr("Checkpoint"),
             tr("Writes the student and the state of the training to disk now."));
    m_speed.unit->setText(tr("tokens/s"));
    m_speed.value->setToolTip(tr("Target tokens that the training works through in a second."));
    fixWidths();
    showButtons();
    showFigures();
}

/// As wide as the widest text that a button or figure will ever show in this language.
void RunToolbar::fixWidths()
{
    const QFontMetrics metrics(m_start->font());
    const auto width = [&](const QString &text) { return metrics.horizontalAdvance(text); };
    const int around = 16 + 6 + 2 * 14;
    m_start->setFixedWidth(std::max({width(tr("Start")), width(tr("Resume")), 44}) + around);
    for (QPushButton *button : {m_pause, m_step, m_stop})
        button->setFixedWidth(std::max(width(button->text()), 32) + around);
    const QFontMetrics figures(m_speed.value->font()), units(m_speed.unit->font());
    const auto unit = [&](const QString &text) { return units.horizontalAdvance(text); };
    m_speed.unit->setFixedWidth(
        std::max(unit(tr("tokens/s")), figures.horizontalAdvance(QStringLiteral("888.8 k"))));
    m_time.unit->setFixedWidth(std::max(
        {unit(tr("left")), unit(tr("took")), figures.horizontalAdvance(QStringLiteral("88:88"))}));
}

void RunToolbar::show(const RunView &view, bool experimentValid)
{
    m_view = view;
    m_valid = experimentValid;
    showButtons();
    showFigures();
}

void RunToolbar::showButtons()
{
    const RunCommands commands = commandsFor(m_view.phase, m_valid);
    const bool paused = m_view.phase == RunPhase::Paused;
    m_start->setEnabled(commands.start);
    m_pause->setEnabled(commands.pause);
    m_step->setEnabled(commands.step);
    m_stop->setEnabled(commands.stop);
    m_evaluate->setEnabled(commands.measure);
    m_checkpoint->setEnabled(commands.measure);

    m_start->setText(paused ? tr("Resume") : tr("Start"));
    m_start->setAccessibleName(m_start->text());
    m_start->setToolTip(paused ? tr("Goes on with the training (Ctrl+R).")
                               : tr("Trains a student by the experiment at the left (Ctrl+R)."));
    setKind(m_start, commands.start ? "primary" : "plain");
    m_start->setIcon(
        icon(QStringLiteral("start"), commands.start ? IconTone::OnAccent : IconTone::Text));
    setKind(m_pause, commands.pause ? "tonal" : "plain");
    m_pause->setIcon(
        icon(QStringLiteral("pause"), commands.pause ? IconTone::Accent : IconTone::Text));
}

void RunToolbar::showFigures()
{
    m_name->setText(m_view.name);
    m_number->setText(m_view.run.value ? QStringLiteral("#%1").arg(m_view.run.value) : QString());
    m_number->setVisible(m_view.run.value != 0);
    m_chip->setStatus(statusOf(m_view.phase));
    const QString words = progressText(m_view);
    m_words->setText(words);
    // Where room is short the result alone: the time stands beside it.
    const QString result = words.section(QStringLiteral(" · "), -1);
    m_words->setShorter(result == words ? QString() : result);
    const double share = progressShare(m_view);
    m_percent->setText(formatPercent(share));
    m_bar->setValue(int(share * barRange));
    const char *state = m_view.phase == RunPhase::Finished                           ? "finished"
                        : isActive(m_view.phase) && m_view.phase != RunPhase::Paused ? "running"
                                                                                     : "paused";
    if (m_bar->property("state").toString() != QLatin1String(state)) {
        m_bar->setProperty("state", state);
        m_bar->style()->unpolish(m_bar);
        m_bar->style()->polish(m_bar);
    }

    const bool idle = m_view.phase == RunPhase::Idle;
    m_speed.value->setText(idle ? QStringLiteral("—") : formatShort(m_view.tokensPerSecond));
    const bool over = !idle && !isActive(m_view.phase);
    m_time.unit->setText(over ? tr("took") : tr("left"));
    m_time.value->setText(over                 ? formatDuration(m_view.seconds)
                          : m_view.secondsLeft ? formatDuration(*m_view.secondsLeft)
                                               : QStringLiteral("—"));
}

void RunToolbar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_name->setMaximumWidth(width() / 5);
}

void RunToolbar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace retort
