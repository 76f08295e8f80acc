#include "widgets/runs/rundelegate.h"

#include "core/tables/runtablemodel.h"
#include "widgets/common/icons.h"
#include "widgets/common/theme.h"
#include "widgets/runs/runsproxy.h"

#include <QAbstractItemView>
#include <QFontMetricsF>
#include <QMouseEvent>
#include <QPainter>

namespace retort {

namespace {

using Column = RunTableModel::Column;

constexpr int padding = 8;
constexpr int box = 14;
constexpr int chipHeight = 18;

QColor statusColour(RunStatus status, const Theme &theme)
{
    switch (status) {
    case RunStatus::Running: return theme.accent;
    case RunStatus::Finished: return theme.success;
    case RunStatus::Failed:
    case RunStatus::Interrupted: return theme.warning;
    case RunStatus::Paused:
    case RunStatus::Stopped: break;
    }
    return theme.disabled;
}

QRectF centred(const QRectF &cell, double side)
{
    QRectF rect(0, 0, side, side);
    rect.moveCenter(cell.center());
    return rect;
}

void paintTick(QPainter &painter, const QRectF &cell, int place, const Theme &theme)
{
    const QRectF square = centred(cell, box).adjusted(0.5, 0.5, -0.5, -0.5);
    const bool ticked = place >= 0;
    const QColor fill = ticked ? theme.runs[std::size_t(place) % theme.runs.size()] : theme.panel;
    painter.setPen(QPen(ticked ? fill : theme.controlBorder, 1));
    painter.setBrush(fill);
    painter.drawRoundedRect(square, 3.5, 3.5);
    painter.setBrush(Qt::NoBrush);
    if (!ticked)
        return;
    painter.setPen(QPen(theme.panel, 1.75, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPointF middle = square.center();
    painter.drawPolyline(QPolygonF(
        {middle + QPointF(-3.2, 0.2), middle + QPointF(-0.9, 2.5), middle + QPointF(3.4, -2.4)}));
}

void paintStatus(QPainter &painter, QRectF cell, RunStatus status, const QString &text,
                 const Theme &theme)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(statusColour(status, theme));
    painter.drawEllipse(QPointF(cell.left() + 3.5, cell.center().y() + 0.5), 3.5, 3.5);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(theme.text);
    cell.setLeft(cell.left() + 14);
    painter.drawText(cell, Qt::AlignLeft | Qt::AlignVCenter, text);
}

void paintTags(QPainter &painter, const QRectF &cell, const QString &tags, const Theme &theme)
{
    const QFont font = fontFor(TextRole::Caption);
    const QFontMetricsF metrics(font);
    painter.setFont(font);
    double left = cell.left();
    for (const QString &tag : tags.split(QStringLiteral(", "), Qt::SkipEmptyParts)) {
        const double width = metrics.horizontalAdvance(tag) + 16;
        QRectF chip(left, 0, width, chipHeight);
        chip.moveTop(cell.center().y() - chipHeight / 2.0);
        if (chip.right() > cell.right() + padding) {
            painter.setPen(theme.secondary);
            painter.drawText(QPointF(left, chip.bottom() - 5), QStringLiteral("…"));
            return;
        }
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.hairline);
        painter.drawRoundedRect(chip, chipHeight / 2.0, chipHeight / 2.0);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(theme.secondary);
        painter.drawText(chip, Qt::AlignCenter, tag);
        left = chip.right() + 4;
    }
}

} // namespace

void RunDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                        const QModelIndex &index) const
{
    const Theme theme = Theme::of(option.widget);
    const int place = index.data(RunsProxy::CurvePlaceRole).toInt();
    const QRectF whole = option.rect;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (option.state & QStyle::State_Selected)
        painter->fillRect(whole, theme.accentSoft);
    else if (place >= 0)
        painter->fillRect(whole, theme.tint(theme.accent, theme.dark ? 0.12 : 0.07));
    painter->fillRect(QRectF(whole.left(), whole.bottom() - 1, whole.width(), 1), theme.hairline);

    const QRectF cell = whole.adjusted(padding, 0, -padding, -1);
    const QString text = index.data().toString();
    painter->setFont(fontFor(TextRole::Note));
    switch (Column(index.column())) {
    case Column::Selected: paintTick(*painter, whole.adjusted(0, 0, 0, -1), place, theme); break;
    case Column::Star: {
        const bool starred = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
        retort::icon(starred ? QStringLiteral("star-filled") : QStringLiteral("star"),
                     starred ? IconTone::Text : IconTone::Secondary)
            .paint(painter, centred(whole, 16).toRect());
        break;
    }
    case Column::State:
        paintStatus(*painter, cell, RunStatus(index.data(RunTableModel::StatusRole).toInt()), text,
                    theme);
        break;
    case Column::Tags: paintTags(*painter, cell, text, theme); break;
    case Column::Name: {
        QFont font = fontFor(TextRole::Note);
        font.setWeight(place >= 0 ? QFont::DemiBold : QFont::Normal);
        painter->setFont(font);
        painter->setPen(theme.text);
        painter->drawText(cell, Qt::AlignLeft | Qt::AlignVCenter,
                          QFontMetricsF(font).elidedText(text, Qt::ElideRight, cell.width()));
        break;
    }
    default: {
        const bool quiet =
            Column(index.column()) == Column::Started || Column(index.column()) == Column::Time;
        painter->setPen(quiet ? theme.secondary : theme.text);
        painter->drawText(cell, index.data(Qt::TextAlignmentRole).toInt(), text);
    }
    }
    // The focus stays visible without a frame around every cell.
    if ((option.state & QStyle::State_HasFocus) && option.state & QStyle::State_Active) {
        painter->setPen(QPen(theme.accent, 1));
        painter->drawRoundedRect(whole.adjusted(1.5, 1.5, -1.5, -2.5), 3, 3);
    }
    painter->restore();
}

QSize RunDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const QFontMetricsF metrics(fontFor(TextRole::Note));
    int width = int(metrics.horizontalAdvance(index.data().toString())) + 2 * padding;
    const auto column = Column(index.column());
    if (column == Column::Selected || column == Column::Star)
        width = 32;
    else if (column == Column::State)
        width += 14;
    else if (column == Column::Tags)
        width += 20;
    return {width, grid::tableRow};
}

bool RunDelegate::editorEvent(QEvent *event, QAbstractItemModel *model,
                              const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const auto column = Column(index.column());
    const bool turns = column == Column::Selected || column == Column::Star;
    if (turns && event->type() == QEvent::MouseButtonRelease
        && static_cast<QMouseEvent *>(event)->button() == Qt::LeftButton) {
        const bool on = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
        model->setData(index, on ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
        return true;
    }
    return QStyledItemDelegate::editorEvent(event, model, option, index);
}

} // namespace retort
