#include "widgets/inspector/tokenstrip.h"

#include "widgets/common/theme.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

namespace retort {

namespace {

constexpr int cellHeight = 28;
constexpr int numberHeight = 18;
constexpr int gap = grid::unit;
constexpr int padding = 8;
constexpr int margin = 2; ///< room for the ring
constexpr int smallestCell = 24;

QFont bold(QFont font)
{
    font.setWeight(QFont::DemiBold);
    return font;
}

/// Cells that are all but panel-coloured need an outline to be seen.
bool needsOutline(const QColor &fill, const QColor &panel)
{
    const int difference = std::abs(fill.red() - panel.red())
                           + std::abs(fill.green() - panel.green())
                           + std::abs(fill.blue() - panel.blue());
    return difference < 24;
}

} // namespace

TokenStrip::TokenStrip(QWidget *parent) : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
}

void TokenStrip::setCells(std::vector<TokenCell> cells)
{
    m_cells = std::move(cells);
    if (m_selected >= count())
        m_selected = -1;
    if (m_pinned >= count())
        m_pinned = -1;
    layoutCells(width());
    updateGeometry();
    update();
}

int TokenStrip::count() const
{
    return int(m_cells.size());
}

int TokenStrip::selected() const
{
    return m_selected;
}

void TokenStrip::setSelected(int index)
{
    index = index >= 0 && index < count() ? index : -1;
    if (index == m_selected)
        return;
    m_selected = index;
    setAccessibleDescription(index < 0 ? QString() : m_cells[std::size_t(index)].description);
    QAccessibleEvent event(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&event);
    update();
    Q_EMIT selectionChanged(index);
}

void TokenStrip::setPinned(int index)
{
    m_pinned = index >= 0 && index < count() ? index : -1;
    update();
}

QRect TokenStrip::cellRect(int index) const
{
    return index >= 0 && index < int(m_rects.size()) ? m_rects[std::size_t(index)] : QRect();
}

bool TokenStrip::hasHeightForWidth() const
{
    return true;
}

namespace {

int rowHeight(const std::vector<TokenCell> &cells)
{
    const bool numbers =
        std::ranges::any_of(cells, [](const TokenCell &cell) { return !cell.number.isEmpty(); });
    return cellHeight + (numbers ? numberHeight : 0) + gap;
}

/// Places cells from left to right, wrapping; returns the height that they need.
int flow(const std::vector<TokenCell> &cells, int width, std::vector<QRect> *rects)
{
    const QFontMetrics text(bold(fontFor(TextRole::Body)));
    const QFontMetrics number(bold(fontFor(TextRole::Caption)));
    const int row = rowHeight(cells);
    int x = margin, y = margin;
    for (const TokenCell &cell : cells) {
        const int wanted = std::max({smallestCell, text.horizontalAdvance(cell.text) + 2 * padding,
                                     number.horizontalAdvance(cell.number) + gap});
        const int cellWidth = std::min(wanted, std::max(smallestCell, width - 2 * margin));
        if (x > margin && x + cellWidth > width - margin) {
            x = margin;
            y += row;
        }
        if (rects)
            rects->emplace_back(x, y, cellWidth, cellHeight);
        x += cellWidth + gap;
    }
    return y + row - gap + margin;
}

} // namespace

int TokenStrip::rowStep() const
{
    return rowHeight(m_cells);
}

int TokenStrip::heightForWidth(int width) const
{
    return width == this->width() && !m_rects.empty() ? m_height : flow(m_cells, width, nullptr);
}

QSize TokenStrip::sizeHint() const
{
    return {480, heightForWidth(std::max(width(), 480))};
}

QSize TokenStrip::minimumSizeHint() const
{
    return {120, cellHeight + numberHeight + 2 * margin};
}

void TokenStrip::layoutCells(int width)
{
    m_rects.clear();
    m_rects.reserve(m_cells.size());
    m_height = flow(m_cells, width, &m_rects);
}

void TokenStrip::resizeEvent(QResizeEvent *)
{
    layoutCells(width());
    updateGeometry();
}

void TokenStrip::paintEvent(QPaintEvent *event)
{
    const Theme theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QFont textFont = fontFor(TextRole::Body), numberFont = fontFor(TextRole::Caption);

    for (int i = 0; i < count(); ++i) {
        const QRect rect = m_rects[std::size_t(i)];
        const QRect whole = rect.adjusted(-margin, -margin, margin, numberHeight + margin);
        if (!whole.intersects(event->rect()))
            continue;
        const TokenCell &cell = m_cells[std::size_t(i)];
        const bool selected = i == m_selected;
        const bool filled = cell.fill.isValid();
        if (filled) {
            const bool outline = needsOutline(cell.fill, theme.panel);
            painter.setPen(outline ? QPen(theme.hairline, 1) : QPen(Qt::NoPen));
            painter.setBrush(cell.fill);
            const double inset = outline ? 0.5 : 0;
            painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), 4, 4);
        }
        painter.setFont(selected ? bold(textFont) : textFont);
        painter.setPen(filled ? Theme::textOn(cell.fill) : theme.secondary);
        const QString text =
            painter.fontMetrics().elidedText(cell.text, Qt::ElideRight, rect.width() - gap);
        painter.drawText(rect, Qt::AlignCenter, text);
        if (!cell.number.isEmpty()) {
            painter.setFont(selected ? bold(numberFont) : numberFont);
            painter.setPen(selected ? theme.text : theme.secondary);
            painter.drawText(QRect(rect.left() - gap / 2, rect.bottom() + 2, rect.width() + gap,
                                   numberHeight - 2),
                             Qt::AlignCenter, cell.number);
        }
        if (!selected && i != m_pinned)
            continue;
        painter.setBrush(Qt::NoBrush);
        painter.setPen(selected ? QPen(theme.accent, 2) : QPen(theme.axis, 1));
        painter.drawRoundedRect(QRectF(rect).adjusted(-0.5, -0.5, 0.5, 0.5), 4.5, 4.5);
        if (selected && hasFocus()) {
            painter.setPen(QPen(theme.panel, 1));
            painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), 3.5, 3.5);
        }
    }
}

void TokenStrip::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return QWidget::mousePressEvent(event);
    const auto hit = std::ranges::find_if(m_rects, [event](const QRect &rect) {
        return rect.adjusted(0, 0, gap, numberHeight).contains(event->position().toPoint());
    });
    if (hit != m_rects.end())
        setSelected(int(hit - m_rects.begin()));
}

void TokenStrip::mouseDoubleClickEvent(QMouseEvent *event)
{
    mousePressEvent(event);
    if (m_selected >= 0)
        Q_EMIT activated(m_selected);
}

void TokenStrip::keyPressEvent(QKeyEvent *event)
{
    if (m_cells.empty())
        return QWidget::keyPressEvent(event);

    // Up and down look for the nearest cell of the next row in that direction.
    const auto vertical = [this](int direction) {
        const QRect from = cellRect(std::max(m_selected, 0));
        int best = m_selected;
        int bestRow = 0, bestDistance = 0;
        for (int i = 0; i < count(); ++i) {
            const QRect rect = m_rects[std::size_t(i)];
            const int rows = (rect.top() - from.top()) * direction;
            const int distance = std::abs(rect.center().x() - from.center().x());
            const bool better = best == m_selected || rows < bestRow
                                || (rows == bestRow && distance < bestDistance);
            if (rows > 0 && better) {
                best = i;
                bestRow = rows;
                bestDistance = distance;
            }
        }
        return best;
    };

    switch (event->key()) {
    case Qt::Key_Left: return setSelected(std::max(m_selected - 1, 0));
    case Qt::Key_Right: return setSelected(std::min(m_selected + 1, count() - 1));
    case Qt::Key_Up: return setSelected(std::max(vertical(-1), 0));
    case Qt::Key_Down: return setSelected(std::max(vertical(1), 0));
    case Qt::Key_Home: return setSelected(0);
    case Qt::Key_End: return setSelected(count() - 1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (m_selected >= 0)
            Q_EMIT activated(m_selected);
        return;
    default: QWidget::keyPressEvent(event);
    }
}

bool TokenStrip::event(QEvent *event)
{
    switch (event->type()) {
    case QEvent::ToolTip: {
        const auto *help = static_cast<QHelpEvent *>(event);
        const auto hit = std::ranges::find_if(
            m_rects, [help](const QRect &rect) { return rect.contains(help->pos()); });
        if (hit == m_rects.end())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(),
                               m_cells[std::size_t(hit - m_rects.begin())].description, this, *hit);
        return true;
    }
    case QEvent::FontChange:
    case QEvent::ApplicationFontChange:
        layoutCells(width());
        updateGeometry();
        break;
    case QEvent::PaletteChange:
    case QEvent::StyleChange:
    case QEvent::FocusIn:
    case QEvent::FocusOut: update(); break;
    default: break;
    }
    return QWidget::event(event);
}

} // namespace retort
