#include "widgets/inspector/alignedstrips.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QStringList>
#include <QToolTip>

#include <algorithm>
#include <cstdlib>

namespace retort {

namespace {

constexpr int tokenHeight = 26;
constexpr int rowHeight = 20;
constexpr int rowGap = 2;
constexpr int cellGap = 4;
constexpr int lineGap = 14;
constexpr int margin = 4; ///< room for the ring
constexpr int smallestCell = 36;

bool sameText(const InspectionPtr &a, const InspectionPtr &b)
{
    return a && b
           && std::ranges::equal(a->positions, b->positions, {}, &InspectedPosition::id,
                                 &InspectedPosition::id);
}

} // namespace

/// One row beneath the tokens.
struct AlignedStrips::Voice
{
    QString name;
    QColor color;
    std::optional<Belief> InspectedPosition::*side;
};

AlignedStrips::AlignedStrips(QWidget *parent) : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Text, with the probability of each token"));
}

int AlignedStrips::count() const
{
    return m_inspection ? int(m_inspection->positions.size()) : 0;
}

void AlignedStrips::setInspection(const InspectionPtr &inspection)
{
    const bool kept = sameText(m_inspection, inspection);
    m_inspection = inspection;
    if (!kept) {
        m_selected = -1;
        m_pinned = -1;
    }
    relayout();
}

void AlignedStrips::setMeasure(Measure measure)
{
    m_measure = measure;
    update();
}

void AlignedStrips::setFilter(const QRegularExpression &filter)
{
    m_filter = filter;
    update();
}

bool AlignedStrips::matches(int index) const
{
    if (m_filter.pattern().isEmpty() || !m_filter.isValid())
        return true;
    const InspectedPosition &position = m_inspection->positions[std::size_t(index)];
    return m_filter.match(QString::fromStdString(position.text)).hasMatch();
}

void AlignedStrips::setSelected(int index)
{
    index = index >= 0 && index < count() ? index : -1;
    if (index == m_selected)
        return;
    m_selected = index;
    setAccessibleDescription(index < 0 ? QString() : describe(index));
    QAccessibleEvent event(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&event);
    update();
    Q_EMIT selectionChanged(index);
}

void AlignedStrips::setPinned(int index)
{
    m_pinned = index >= 0 && index < count() ? index : -1;
    update();
}

std::vector<AlignedStrips::Voice> AlignedStrips::voices(const Theme &theme) const
{
    std::vector<Voice> voices;
    const auto add = [&](const QString &name, const QColor &color,
                         std::optional<Belief> InspectedPosition::*side) {
        if (m_inspection && std::ranges::any_of(m_inspection->positions, [side](const auto &at) {
                return (at.*side).has_value();
            }))
            voices.push_back({name, color, side});
    };
    add(tr("truth r"), theme.truthArea, &InspectedPosition::truth);
    add(tr("teacher p"), theme.teacher, &InspectedPosition::teacher);
    add(tr("student q"), theme.studentLine, &InspectedPosition::student);
    return voices;
}

int AlignedStrips::lineHeight() const
{
    return tokenHeight + int(voices(Theme::of(this)).size()) * (rowHeight + rowGap) + rowGap;
}

int AlignedStrips::rowStep() const
{
    return lineHeight() + lineGap;
}

int AlignedStrips::labelWidth() const
{
    const QFontMetrics metrics(fontFor(TextRole::Note));
    int width = 72;
    for (const Voice &voice : voices(Theme::of(this)))
        width = std::max(width, metrics.horizontalAdvance(voice.name) + 36);
    return width;
}

AlignedStrips::Flow AlignedStrips::flowed(int width) const
{
    Flow flow;
    if (count() == 0)
        return flow;
    QFont bold = fontFor(TextRole::Body);
    bold.setWeight(QFont::DemiBold);
    const QFontMetrics metrics(bold);
    const int left = labelWidth(), right = width - margin;
    int x = left, y = margin;
    flow.lines.push_back({0, 0, y});
    for (int i = 0; i < count(); ++i) {
        const QString text = QString::fromStdString(m_inspection->positions[std::size_t(i)].text);
        const int cell = std::clamp(metrics.horizontalAdvance(text) + 14, smallestCell,
                                    std::max(smallestCell, right - left));
        if (x > left && x + cell > right) {
            x = left;
            y += rowStep();
            flow.lines.push_back({i, i, y});
        }
        flow.lines.back().last = i;
        flow.cells.emplace_back(x, y, cell, tokenHeight);
        x += cell + cellGap;
    }
    flow.height = y + lineHeight() + margin;
    return flow;
}

int AlignedStrips::heightForWidth(int width) const
{
    return width == this->width() ? m_flow.height : flowed(width).height;
}

QSize AlignedStrips::sizeHint() const
{
    return {800, 2 * (lineHeight() + lineGap)};
}

QSize AlignedStrips::minimumSizeHint() const
{
    return {320, lineHeight() + 2 * margin};
}

void AlignedStrips::relayout()
{
    m_flow = flowed(width());
    updateGeometry();
    update();
}

void AlignedStrips::resizeEvent(QResizeEvent *)
{
    relayout();
}

QRect AlignedStrips::cellRect(int index) const
{
    if (index < 0 || index >= int(m_flow.cells.size()))
        return {};
    QRect rect = m_flow.cells[std::size_t(index)];
    rect.setHeight(lineHeight());
    return rect;
}

void AlignedStrips::paintEvent(QPaintEvent *event)
{
    const Theme theme = Theme::of(this);
    const std::vector<Voice> all = voices(theme);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const Line &line : m_flow.lines)
        if (line.top - margin <= event->rect().bottom()
            && line.top + lineHeight() + margin >= event->rect().top())
            paintLine(painter, theme, line, all);
    if (m_pinned >= 0)
        paintRing(painter, QPen(theme.axis, 1), m_pinned);
    if (m_selected >= 0)
        paintRing(painter, QPen(theme.accent, hasFocus() ? 2.5 : 2), m_selected);
}

void AlignedStrips::paintLine(QPainter &painter, const Theme &theme, const Line &line,
                              const std::vector<Voice> &voices) const
{
    painter.setFont(fontFor(TextRole::Note));
    painter.setPen(theme.secondary);
    painter.drawText(QRect(0, line.top, labelWidth() - 8, tokenHeight),
                     int(Qt::AlignLeft | Qt::AlignVCenter),
                     tr("%1–%2").arg(line.first + 1).arg(line.last + 1));
    const auto rowTop = [&](std::size_t row) {
        return line.top + tokenHeight + rowGap + int(row) * (rowHeight + rowGap);
    };
    for (std::size_t row = 0; row < voices.size(); ++row) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(voices[row].color);
        painter.drawRoundedRect(0, rowTop(row) + 5, 10, 10, 2, 2);
        painter.setPen(theme.text);
        painter.drawText(QRect(18, rowTop(row), labelWidth() - 20, rowHeight),
                         int(Qt::AlignLeft | Qt::AlignVCenter), voices[row].name);
    }

    const QFont body = fontFor(TextRole::Body), caption = fontFor(TextRole::Caption);
    QFont bold = body;
    bold.setWeight(QFont::DemiBold);
    const MeasureScale scale{m_measure};
    const auto cell = [&](const QRect &rect, const QColor &fill, const QString &text) {
        painter.setPen(QPen(theme.hairline, fill == theme.panel ? 1 : 0.5));
        painter.setBrush(fill);
        painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        painter.setPen(Theme::textOn(fill));
        painter.drawText(rect, Qt::AlignCenter, text);
    };
    for (int i = line.first; i <= line.last; ++i) {
        const InspectedPosition &position = m_inspection->positions[std::size_t(i)];
        const QRect rect = m_flow.cells[std::size_t(i)];
        painter.setOpacity(matches(i) ? 1 : 0.25);
        const auto value = valueOf(m_measure, position);
        painter.setFont(i == m_selected ? bold : body);
        const QString text = painter.fontMetrics().elidedText(QString::fromStdString(position.text),
                                                              Qt::ElideRight, rect.width() - 4);
        cell(rect, value ? scale.color(theme, *value) : theme.panel, text);

        painter.setFont(caption);
        for (std::size_t row = 0; row < voices.size(); ++row) {
            const std::optional<Belief> &belief = position.*(voices[row].side);
            const QRect below(rect.left(), rowTop(row), rect.width(), rowHeight);
            if (belief && position.predicted)
                cell(below, theme.tint(voices[row].color, 0.06 + 0.74 * belief->probability),
                     formatShortProbability(belief->probability));
        }
    }
    painter.setOpacity(1);
}

void AlignedStrips::paintRing(QPainter &painter, const QPen &pen, int index) const
{
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(cellRect(index)).adjusted(-2, -2, 2, 1), 5, 5);
}

QString AlignedStrips::describe(int index) const
{
    const InspectedPosition &position = m_inspection->positions[std::size_t(index)];
    QStringList parts{tr("position %1 “%2”")
                          .arg(QString::number(index + 1), QString::fromStdString(position.text))};
    if (const auto value = valueOf(m_measure, position))
        parts += tr("%1: %2 %3")
                     .arg(nameOf(m_measure), QString::number(*value, 'f', 3), unitOf(m_measure));
    for (const Voice &voice : voices(Theme::of(this)))
        if (const auto &belief = position.*(voice.side); belief && position.predicted)
            parts += tr("%1: %2").arg(voice.name, formatExactProbability(belief->probability));
    return parts.join(QStringLiteral(" · "));
}

int AlignedStrips::indexAt(QPoint point) const
{
    for (int i = 0; i < count(); ++i)
        if (cellRect(i).adjusted(-2, 0, 2, lineGap / 2).contains(point))
            return i;
    return -1;
}

void AlignedStrips::mousePressEvent(QMouseEvent *event)
{
    const int index = indexAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && index >= 0)
        setSelected(index);
}

int AlignedStrips::neighbour(int direction) const
{
    const QRect from = cellRect(std::max(0, m_selected));
    const auto line = std::ranges::find_if(
        m_flow.lines, [&](const Line &candidate) { return candidate.top == from.top(); });
    const auto index = (line - m_flow.lines.begin()) + direction;
    if (index < 0 || index >= std::ptrdiff_t(m_flow.lines.size()))
        return std::max(0, m_selected);
    const Line &next = m_flow.lines[std::size_t(index)];
    int best = next.first;
    const auto distance = [&](int i) {
        return std::abs(cellRect(i).center().x() - from.center().x());
    };
    for (int i = next.first; i <= next.last; ++i)
        if (distance(i) < distance(best))
            best = i;
    return best;
}

void AlignedStrips::keyPressEvent(QKeyEvent *event)
{
    if (count() == 0)
        return QWidget::keyPressEvent(event);
    switch (event->key()) {
    case Qt::Key_Left: return setSelected(std::max(m_selected - 1, 0));
    case Qt::Key_Right: return setSelected(std::min(m_selected + 1, count() - 1));
    case Qt::Key_Up: return setSelected(neighbour(-1));
    case Qt::Key_Down: return setSelected(neighbour(1));
    case Qt::Key_Home: return setSelected(0);
    case Qt::Key_End: return setSelected(count() - 1);
    default: QWidget::keyPressEvent(event);
    }
}

bool AlignedStrips::event(QEvent *event)
{
    switch (event->type()) {
    case QEvent::ToolTip: {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int index = indexAt(help->pos());
        if (index >= 0)
            QToolTip::showText(help->globalPos(), describe(index), this, cellRect(index));
        else
            QToolTip::hideText();
        return true;
    }
    case QEvent::LanguageChange:
        setAccessibleName(tr("Text, with the probability of each token"));
        relayout();
        break;
    case QEvent::FontChange:
    case QEvent::ApplicationFontChange: relayout(); break;
    case QEvent::PaletteChange:
    case QEvent::FocusIn:
    case QEvent::FocusOut: update(); break;
    default: break;
    }
    return QWidget::event(event);
}

} // namespace retort
