#include "widgets/experiment/section.h"

#include "widgets/common/icons.h"
#include "widgets/common/panel.h"
#include "widgets/common/theme.h"

#include <QPainter>
#include <QVBoxLayout>

namespace retort {

namespace {

constexpr int chevron = 14;
constexpr int textLeft = 16;

} // namespace

SectionHead::SectionHead(QWidget *parent) : QAbstractButton(parent)
{
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void SectionHead::setSummary(const QString &summary)
{
    m_summary = summary;
    setToolTip(summary);
    setAccessibleDescription(summary);
    update();
}

void SectionHead::setWarning(bool warning)
{
    m_warning = warning;
    update();
}

QSize SectionHead::sizeHint() const
{
    return {120, grid::sectionHead};
}

void SectionHead::paintEvent(QPaintEvent *)
{
    const Theme theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (hasFocus()) {
        painter.setPen(theme.accent);
        painter.drawRoundedRect(QRectF(rect()).adjusted(-3.5, 4.5, -0.5, -4.5), 4, 4);
    }
    retort::icon(isChecked() ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right"))
        .paint(&painter, QRect(-3, (height() - chevron) / 2, chevron, chevron));

    const QFont strong = fontFor(TextRole::Strong);
    painter.setFont(strong);
    painter.setPen(m_warning ? theme.warningText : theme.text);
    painter.drawText(QRect(textLeft, 0, width() - textLeft, height()),
                     Qt::AlignLeft | Qt::AlignVCenter, text());
    if (isChecked() && !m_warning)
        return;
    const int left = textLeft + QFontMetrics(strong).horizontalAdvance(text()) + 3 * grid::unit;
    const QRect room(left, 0, width() - left, height());
    if (m_warning) {
        retort::icon(QStringLiteral("warning"), IconTone::Warning)
            .paint(&painter, QRect(width() - 16, (height() - 16) / 2, 16, 16));
        return;
    }
    painter.setFont(fontFor(TextRole::Note));
    painter.setPen(theme.secondary);
    painter.drawText(room, Qt::AlignRight | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(m_summary, Qt::ElideRight, room.width()));
}

Section::Section(QWidget *parent)
    : QWidget(parent)
    , m_head(new SectionHead(this))
    , m_body(new QWidget(this))
    , m_rows(new QVBoxLayout(m_body))
{
    m_rows->setContentsMargins(textLeft, 0, 0, grid::gap + grid::unit);
    m_rows->setSpacing(grid::unit);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHairline(this));
    column->addWidget(m_head);
    column->addWidget(m_body);
    m_body->hide();
    connect(m_head, &QAbstractButton::toggled, m_body, &QWidget::setVisible);
}

void Section::addRow(QWidget *row)
{
    m_rows->addWidget(row);
}

void Section::setOpen(bool open)
{
    m_head->setChecked(open);
}

bool Section::isOpen() const
{
    return m_head->isChecked();
}

} // namespace retort
