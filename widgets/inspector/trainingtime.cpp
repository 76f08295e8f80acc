#include "widgets/inspector/trainingtime.h"

#include "core/plotdata/format.h"
#include "widgets/common/icons.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QSignalBlocker>
#include <QToolButton>

#include <algorithm>

namespace retort {

namespace {

constexpr int sliderMargin = 8; ///< ValueSlider's handle

/// "run:14@600" → "run:14"; empty for what is no run.
QString runOf(const ModelChoice &choice)
{
    const QString &reference = choice.source.reference;
    return reference.startsWith(QLatin1String("run:")) ? reference.section(u'@', 0, 0) : QString();
}

} // namespace

std::vector<TrainingStop> trainingStops(const std::vector<ModelChoice> &choices, int current)
{
    if (current < 0 || current >= int(choices.size()))
        return {};
    const QString run = runOf(choices[std::size_t(current)]);
    if (run.isEmpty())
        return {};
    std::vector<TrainingStop> stops;
    for (int i = 0; i < int(choices.size()); ++i) {
        const ModelChoice &choice = choices[std::size_t(i)];
        if (runOf(choice) != run)
            continue;
        bool known = false;
        const qlonglong step = choice.source.reference.section(u'@', 1).toLongLong(&known);
        if (choice.live)
            stops.push_back({i, -1});
        else if (known)
            stops.push_back({i, step});
    }
    // −1 as unsigned is the largest step: the live student stands at the end.
    std::ranges::sort(stops, {}, [](const TrainingStop &stop) { return std::uint64_t(stop.step); });
    return stops;
}

/// The steps under the slider's notches, as many as fit.
class TrainingTime::Ticks : public QWidget
{
public:
    explicit Ticks(TrainingTime &owner) : QWidget(&owner), m_owner(owner) { setFixedHeight(14); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const std::vector<TrainingStop> &stops = m_owner.m_stops;
        if (stops.size() < 2)
            return;
        QPainter painter(this);
        painter.setFont(fontFor(TextRole::Caption));
        painter.setPen(Theme::of(this).secondary);
        const double length = width() - 2.0 * sliderMargin;
        double free = -1e9;
        for (std::size_t i = 0; i < stops.size(); ++i) {
            const QString text =
                stops[i].step < 0 ? TrainingTime::tr("now") : formatCount(stops[i].step);
            const double textWidth = painter.fontMetrics().horizontalAdvance(text);
            const double x = sliderMargin + length * double(i) / double(stops.size() - 1);
            const double left = std::clamp(x - textWidth / 2, 0.0, width() - textWidth);
            if (left < free + 12)
                continue;
            painter.drawText(QRectF(left, 0, textWidth + 2, height()), Qt::AlignCenter, text);
            free = left + textWidth;
        }
    }

private:
    TrainingTime &m_owner;
};

TrainingTime::TrainingTime(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_previous(new QToolButton(this))
    , m_next(new QToolButton(this))
    , m_slider(new ValueSlider(this))
    , m_ticks(new Ticks(*this))
    , m_label(new QLabel(this))
{
    m_title->setFont(fontFor(TextRole::PanelTitle));
    m_previous->setIcon(icon(QStringLiteral("previous")));
    m_previous->setObjectName(QStringLiteral("checkpointPrevious"));
    m_next->setIcon(icon(QStringLiteral("next")));
    m_next->setObjectName(QStringLiteral("checkpointNext"));
    m_slider->setObjectName(QStringLiteral("checkpointSlider"));
    m_label->setObjectName(QStringLiteral("checkpointLabel"));
    m_label->setProperty("tone", "accent");
    m_label->setFont(fontFor(TextRole::Note));
    m_label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_label->setMinimumWidth(QFontMetrics(fontFor(TextRole::Note)).horizontalAdvance(u'0') * 24);

    auto *row = new QGridLayout;
    row->setContentsMargins(grid::inside, 12, grid::inside, grid::gap);
    row->setHorizontalSpacing(grid::gap);
    row->setVerticalSpacing(0);
    row->addWidget(m_title, 0, 0);
    row->addWidget(m_previous, 0, 1);
    row->addWidget(m_next, 0, 2);
    row->addWidget(m_slider, 0, 3);
    row->addWidget(m_ticks, 1, 3);
    row->addWidget(m_label, 0, 4);
    row->setColumnStretch(3, 1);
    setLayout(row);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);

    connect(m_slider, &ValueSlider::numberChanged, this, [this](double value) {
        refresh();
        if (const auto index = std::size_t(value); index < m_stops.size())
            Q_EMIT choiceChosen(m_stops[index].choice);
    });
    connect(m_previous, &QToolButton::clicked, this,
            [this] { m_slider->setValue(m_slider->value() - 1); });
    connect(m_next, &QToolButton::clicked, this,
            [this] { m_slider->setValue(m_slider->value() + 1); });
    retranslate();
    hide();
}

void TrainingTime::setStops(const std::vector<TrainingStop> &stops, int currentChoice)
{
    const QSignalBlocker blocker(m_slider);
    m_stops = stops;
    setVisible(stops.size() >= 2);
    m_slider->setScale(0, std::max(1.0, double(stops.size()) - 1), 1);
    std::vector<double> notches;
    for (std::size_t i = 0; i < stops.size(); ++i)
        notches.push_back(double(i));
    m_slider->setNotches(notches);
    const auto current = std::ranges::find(stops, currentChoice, &TrainingStop::choice);
    m_slider->setNumber(current == stops.end() ? 0 : double(current - stops.begin()));
    m_ticks->update();
    refresh();
}

void TrainingTime::setLiveStep(std::int64_t step)
{
    m_liveStep = step;
    refresh();
}

void TrainingTime::refresh()
{
    const auto index = std::size_t(m_slider->value());
    m_previous->setEnabled(index > 0);
    m_next->setEnabled(index + 1 < m_stops.size());
    if (index >= m_stops.size())
        return m_label->clear();
    const std::int64_t step = m_stops[index].step;
    if (step >= 0)
        m_label->setText(tr("step %1").arg(formatCount(step)));
    else if (m_liveStep >= 0)
        m_label->setText(tr("step %1 · follows the run").arg(formatCount(m_liveStep)));
    else
        m_label->setText(tr("follows the run"));
}

void TrainingTime::retranslate()
{
    m_title->setText(tr("Training time"));
    m_slider->setAccessibleName(tr("Training time"));
    m_slider->setToolTip(tr("Shows the student as it was at each checkpoint of its run."));
    m_previous->setAccessibleName(tr("Previous checkpoint"));
    m_previous->setToolTip(tr("The student one checkpoint earlier."));
    m_next->setAccessibleName(tr("Next checkpoint"));
    m_next->setToolTip(tr("The student one checkpoint later."));
    m_ticks->update();
    refresh();
}

// One row, so that it has no use for a panel's header; it looks like a panel all the same.
void TrainingTime::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::of(this).panel);
    painter.drawRoundedRect(rect(), grid::radius, grid::radius);
}

void TrainingTime::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace retort
