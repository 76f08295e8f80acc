#include "widgets/playground/alternativespopup.h"

#include "widgets/common/icons.h"
#include "widgets/common/theme.h"
#include "widgets/inspector/measures.h"

#include <QPainter>
#include <QStringList>

#include <algorithm>

namespace retort {

namespace {

constexpr int popupWidth = 256;
constexpr int rowHeight = 24;
constexpr int padding = 12;
constexpr int tokenWidth = 72;
constexpr int barWidth = 88;
constexpr std::size_t mostRows = 6;

} // namespace

AlternativesPopup::AlternativesPopup(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("alternativesPopup"));
    setFocusPolicy(Qt::NoFocus); // the arrow keys stay with the tokens
    hide();
}

void AlternativesPopup::showFor(const GeneratedToken &token, const QString &prefix,
                                const QColor &color, const QRect &anchor)
{
    m_rows.clear();
    m_prefix = prefix;
    m_color = color;
    m_others = 1;
    bool listed = false;
    for (const GeneratedAlternative &alternative : token.alternatives) {
        if (m_rows.size() == mostRows)
            break;
        const bool drawn = alternative.id == token.id;
        listed = listed || drawn;
        m_rows.push_back(
            {QString::fromStdString(alternative.text), alternative.probability, drawn});
    }
    if (!listed) {
        if (m_rows.size() == mostRows)
            m_rows.pop_back();
        m_rows.push_back({QString::fromStdString(token.text), token.probability, true});
    }
    QStringList lines{tr("after “%1”").arg(prefix)};
    for (const Row &row : m_rows) {
        m_others -= row.probability;
        lines += tr("%1 %2").arg(row.token, formatExactProbability(row.probability));
    }
    m_others = std::clamp(m_others, 0.0, 1.0);
    setAccessibleDescription(lines.join(u'\n'));

    resize(sizeHint());
    const QRect room = parentWidget()->rect().adjusted(4, 4, -4, -4);
    int y = anchor.bottom() + 22;
    if (y + height() > room.bottom() && anchor.top() - height() - 4 >= room.top())
        y = anchor.top() - height() - 4;
    move(std::clamp(anchor.center().x() - width() / 2, room.left(),
                    std::max(room.left(), room.right() - width())),
         y);
    show();
    raise();
    update();
}

QSize AlternativesPopup::sizeHint() const
{
    return {popupWidth, 2 * padding + (int(m_rows.size()) + 2) * rowHeight + 8};
}

void AlternativesPopup::paintEvent(QPaintEvent *)
{
    const Theme theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.controlBorder, 1));
    painter.setBrush(theme.panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), grid::radius,
                            grid::radius);

    const auto text = [&](const QRect &where, Qt::Alignment how, const QString &what, TextRole role,
                          const QColor &color) {
        painter.setFont(fontFor(role));
        painter.setPen(color);
        painter.drawText(where, int(how | Qt::AlignVCenter),
                         painter.fontMetrics().elidedText(what, Qt::ElideRight, where.width()));
    };
    const int left = padding, right = width() - padding;
    int y = padding;
    text({left, y, right - left, rowHeight}, Qt::AlignLeft, tr("after “%1”").arg(m_prefix),
         TextRole::Note, theme.secondary);
    y += rowHeight + 2;

    const double largest = std::ranges::max(m_rows, {}, &Row::probability).probability;
    for (const Row &row : m_rows) {
        const TextRole role = row.drawn ? TextRole::Strong : TextRole::Body;
        text({left, y, tokenWidth, rowHeight}, Qt::AlignLeft, row.token, role, theme.text);
        const double length = largest > 0 ? barWidth * row.probability / largest : 0;
        painter.fillRect(QRectF(left + tokenWidth + 4, y + 7, std::max(1.0, length), 10), m_color);
        text({left + tokenWidth + barWidth + 8, y, 40, rowHeight}, Qt::AlignRight,
             formatProbability(row.probability), role, theme.text);
        if (row.drawn)
            icon(QStringLiteral("check")).paint(&painter, QRect(right - 14, y + 5, 14, 14));
        y += rowHeight;
    }
    painter.setPen(QPen(theme.hairline, 1));
    painter.drawLine(QPointF(left, y + 3.5), QPointF(right, y + 3.5));
    text({left, y + 6, right - left, rowHeight}, Qt::AlignLeft,
         tr("all others %1").arg(formatProbability(m_others)), TextRole::Note, theme.secondary);
}

void AlternativesPopup::mousePressEvent(QMouseEvent *)
{
    hide();
}

} // namespace retort
