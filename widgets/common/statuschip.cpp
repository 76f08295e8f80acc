#include "widgets/common/parts.h"
#include "widgets/common/theme.h"

#include "core/tables/runtablemodel.h"

#include <QEvent>
#include <QPainter>

namespace retort {

namespace {

constexpr int chipHeight = 20;
constexpr int dot = 6;
constexpr int side = 8;

struct ChipColours
{
    QColor dot, fill, text;
};

ChipColours coloursFor(const std::optional<RunStatus> &status, const Theme &theme)
{
    if (!status)
        return {theme.secondary, theme.panel, theme.text};
    switch (*status) {
    case RunStatus::Running: return {theme.accent, theme.accentSoft, theme.accent};
    case RunStatus::Finished:
        return {theme.success, theme.successSoft,
                theme.dark ? theme.success : theme.success.darker(135)};
    case RunStatus::Failed:
    case RunStatus::Interrupted: return {theme.warning, theme.warningSoft, theme.warningText};
    case RunStatus::Paused:
    case RunStatus::Stopped: break;
    }
    return {theme.secondary, theme.dark ? theme.hairline : theme.hairline.darker(103), theme.text};
}

} // namespace

StatusChip::StatusChip(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setStatus({});
}

void StatusChip::setStatus(std::optional<RunStatus> status)
{
    m_status = status;
    m_text = status ? statusText(*status) : tr("Not started");
    setFont(fontFor(TextRole::Note));
    setAccessibleName(m_text);
    updateGeometry();
    update();
}

QSize StatusChip::sizeHint() const
{
    QFont strong = font();
    strong.setWeight(QFont::Medium);
    return {QFontMetrics(strong).horizontalAdvance(m_text) + dot + 6 + 2 * side, chipHeight};
}

void StatusChip::paintEvent(QPaintEvent *)
{
    const ChipColours colours = coloursFor(m_status, Theme::of(this));
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.fill);
    painter.drawRoundedRect(rect(), height() / 2.0, height() / 2.0);
    painter.setBrush(colours.dot);
    painter.drawEllipse(QRectF(side, (height() - dot) / 2.0, dot, dot));
    QFont strong = font();
    strong.setWeight(QFont::Medium);
    painter.setFont(strong);
    painter.setPen(colours.text);
    painter.drawText(rect().adjusted(side + dot + 6, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                     m_text);
}

void StatusChip::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        setStatus(m_status);
}

} // namespace retort
