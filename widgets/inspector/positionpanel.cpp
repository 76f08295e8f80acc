#include "widgets/inspector/positionpanel.h"

#include "core/plotdata/format.h"
#include "widgets/common/icons.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/inspector/figurerow.h"
#include "widgets/inspector/measures.h"
#include "widgets/inspector/mirroredbars.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace retort {

namespace {

QString natsOrDash(const std::optional<double> &value)
{
    return value ? formatNats(*value) : QStringLiteral("—");
}

} // namespace

PositionPanel::PositionPanel(QWidget *parent)
    : Panel(parent)
    , m_scale(new SegmentedControl(this))
    , m_order(makeLabelledCombo(QString(), this))
    , m_search(new QLineEdit(this))
    , m_bars(new MirroredBars(this))
    , m_figures(new FigureRow(this))
{
    setupControls();
    m_bars->setObjectName(QStringLiteral("tokensBars"));
    m_bars->setHeadings(true);
    content()->addWidget(m_bars, 1);
    content()->addWidget(makeHairline(this));
    content()->addWidget(m_figures);
    retranslate();
}

void PositionPanel::setupControls()
{
    m_scale->setObjectName(QStringLiteral("barsScale"));
    m_order->setObjectName(QStringLiteral("barsOrder"));
    m_search->setObjectName(QStringLiteral("barsSearch"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(icon(QStringLiteral("search"), IconTone::Secondary),
                        QLineEdit::LeadingPosition);
    m_search->setMinimumWidth(128);
    m_search->setMaximumWidth(200);
    auto *row = new QHBoxLayout;
    row->setSpacing(grid::gap);
    row->addWidget(m_scale);
    row->addWidget(m_order);
    row->addWidget(m_search, 1);
    row->addStretch(0);
    content()->addLayout(row);

    connect(m_scale, &SegmentedControl::currentChanged, this,
            [this](int index) { m_bars->setLogarithmic(index == 1); });
    connect(m_order, &QComboBox::currentIndexChanged, this,
            [this](int index) { m_bars->setOrder(BarOrder(std::max(0, index))); });
    connect(m_search, &QLineEdit::textChanged, m_bars, &MirroredBars::setSearch);
}

void PositionPanel::setPosition(const InspectionPtr &inspection, int index)
{
    m_inspection = inspection;
    m_index = inspection && index < int(inspection->positions.size()) ? index : -1;
    refresh();
}

void PositionPanel::setPush(double alpha, double beta)
{
    m_bars->setPush(alpha, beta);
}

void PositionPanel::refresh()
{
    if (m_index < 0) {
        setTitle(tr("Next token"));
        setSubtitle(tr("choose a token above"));
        m_bars->clear();
        showFigures({});
        return;
    }
    const InspectedPosition &position = m_inspection->positions[std::size_t(m_index)];
    setTitle(m_index > 0 ? tr("Next token after “%1”").arg(prefixEnd(*m_inspection, m_index))
                         : tr("First token"));
    setSubtitle(
        tr("position %1 of %2")
            .arg(formatCount(m_index + 1), formatCount(qint64(m_inspection->positions.size()))));
    m_bars->setPosition(position, m_inspection->vocabulary);
    showFigures(position);
}

void PositionPanel::showFigures(const InspectedPosition &position)
{
    const auto share = [](const std::optional<double> &value) {
        return value ? QString::number(*value, 'f', 3) : QStringLiteral("—");
    };
    std::optional<double> acceptance;
    if (position.totalVariation)
        acceptance = 1 - *position.totalVariation;
    const auto entropy = [](const std::optional<Belief> &belief) {
        return belief ? QString::number(belief->entropy, 'f', 2) : QStringLiteral("—");
    };
    m_figures->setFigures({
        {tr("KL(*p*∥*q*) nats"), natsOrDash(position.klTeacherStudent),
         explanationOf(Measure::KlTeacherStudent), QStringLiteral("figureKlPQ")},
        {tr("KL(*q*∥*p*) nats"), natsOrDash(position.klStudentTeacher),
         explanationOf(Measure::KlStudentTeacher), QStringLiteral("figureKlQP")},
        {tr("Jensen–Shannon nats"), natsOrDash(position.jensenShannon),
         explanationOf(Measure::JensenShannon), QStringLiteral("figureJs")},
        {tr("total variation"), share(position.totalVariation),
         explanationOf(Measure::TotalVariation), QStringLiteral("figureTv")},
        {tr("acceptance"), share(acceptance),
         tr("Σ min(p, q): how often the teacher would keep a token that the student drew."),
         QStringLiteral("figureAcceptance")},
        {tr("entropy *p*, *q* nats"),
         tr("%1, %2").arg(entropy(position.teacher), entropy(position.student)),
         tr("How undecided teacher and student are about the next token."),
         QStringLiteral("figureEntropy")},
    });
}

void PositionPanel::retranslate()
{
    m_scale->setChoices({tr("Linear"), tr("Log")});
    m_scale->setAccessibleName(tr("Scale of the bars"));
    m_scale->setToolTip(tr("Log shows what is rare: down to one in ten thousand."));
    const int order = std::max(0, m_order->currentIndex());
    {
        const QSignalBlocker blocker(m_order);
        m_order->clear();
        m_order->addItems({tr("teacher"), tr("student"), tr("truth"), tr("difference")});
        m_order->setCurrentIndex(order);
    }
    m_order->setAccessibleName(tr("Sort by"));
    m_order->setToolTip(tr("Which tokens come first; difference is |p − q|."));
    m_search->setPlaceholderText(tr("Find a token"));
    m_search->setAccessibleName(tr("Find a token"));
    m_search->setToolTip(tr("Marks the tokens that contain these letters."));
    refresh();
}

void PositionPanel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    Panel::changeEvent(event);
}

} // namespace retort
