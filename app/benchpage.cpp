#include "app/benchpage.h"

#include "widgets/common/theme.h"
#include "widgets/curves/curvesview.h"
#include "widgets/inspector/probepanel.h"
#include "widgets/mixer/mixerpanel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QSplitter>

#include <algorithm>

namespace retort {

namespace {

constexpr int leastMixer = 344;

QScrollArea *scrollable(MixerPanel *mixer)
{
    auto *area = new QScrollArea;
    area->setWidget(mixer);
    area->setWidgetResizable(true);
    area->setFixedWidth(grid::mixer);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    return area;
}

} // namespace

BenchPage::BenchPage(Dialogs &dialogs, QWidget *parent)
    : QWidget(parent)
    , m_rows(new QSplitter(Qt::Vertical, this))
    , m_curves(new CurvesView)
    , m_mixer(new MixerPanel)
    , m_probe(new ProbePanel(dialogs))
{
    m_curves->setObjectName(QStringLiteral("curves"));
    m_mixer->setObjectName(QStringLiteral("mixer"));
    m_mixerArea = scrollable(m_mixer);
    m_mixer->installEventFilter(this);
    m_probe->installEventFilter(this);
    auto *upper = new QWidget;
    auto *beside = new QHBoxLayout(upper);
    beside->setContentsMargins(0, 0, 0, 0);
    beside->setSpacing(grid::gap);
    beside->addWidget(m_curves, 1);
    beside->addWidget(m_mixerArea);

    m_rows->setHandleWidth(grid::gap);
    m_rows->setChildrenCollapsible(false);
    m_rows->addWidget(upper);
    m_rows->addWidget(m_probe);
    m_rows->setStretchFactor(0, 4);
    m_rows->setStretchFactor(1, 3);
    m_rows->setSizes({440, 330});
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_rows);
}

QSize BenchPage::minimumSizeHint() const
{
    return {m_rows->minimumSizeHint().width(),
            leastMixer + grid::gap + m_probe->minimumSizeHint().height()};
}

void BenchPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitMixer();
}

bool BenchPage::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::LayoutRequest)
        QMetaObject::invokeMethod(this, &BenchPage::fitMixer, Qt::QueuedConnection);
    return QWidget::eventFilter(watched, event);
}

/// The whole mixer is shown wherever the probe leaves it the room.
void BenchPage::fitMixer()
{
    const int room = height() - grid::gap - m_probe->minimumSizeHint().height();
    const int whole = m_mixer->minimumSizeHint().height();
    m_mixerArea->setMinimumHeight(std::clamp(room, leastMixer, std::max(whole, leastMixer)));
}

QByteArray BenchPage::saveSplit() const
{
    return m_rows->saveState();
}

void BenchPage::restoreSplit(const QByteArray &state)
{
    if (!state.isEmpty())
        m_rows->restoreState(state);
}

} // namespace retort
