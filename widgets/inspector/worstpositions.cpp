#include "widgets/inspector/worstpositions.h"

#include "widgets/common/theme.h"

#include <QPainter>
#include <QSignalBlocker>
#include <QStyledItemDelegate>

#include <algorithm>

namespace retort {

namespace {

enum Role { PositionRole = Qt::UserRole, PrefixRole, TokenRole, ValueRole, ShareRole, MeasureRole };

/// "… gave the ball to [her]   1.55": quiet words, the token in the measure's colour, the value.
class PositionDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {200, 26};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const Theme theme = Theme::of(option.widget);
        const QRect row = option.rect;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (option.state & QStyle::State_Selected) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(theme.accentSoft);
            painter->drawRoundedRect(row.adjusted(0, 1, 0, -1), 4, 4);
        }

        painter->setFont(fontFor(TextRole::Strong));
        painter->setPen(theme.text);
        const QString value = index.data(ValueRole).toString();
        const int valueWidth = painter->fontMetrics().horizontalAdvance(value) + 8;
        painter->drawText(row.adjusted(0, 0, -8, 0), int(Qt::AlignRight | Qt::AlignVCenter), value);

        const QString token = index.data(TokenRole).toString();
        const int tokenWidth =
            std::min(painter->fontMetrics().horizontalAdvance(token) + 12, row.width() / 2);
        const QFont quietFont = fontFor(TextRole::Note);
        const int room = row.width() - valueWidth - tokenWidth - 28;
        const QString prefix = QFontMetrics(quietFont).elidedText(index.data(PrefixRole).toString(),
                                                                  Qt::ElideLeft, room);
        painter->setFont(quietFont);
        painter->setPen(theme.secondary);
        painter->drawText(row.adjusted(8, 0, 0, 0), int(Qt::AlignLeft | Qt::AlignVCenter), prefix);

        const MeasureScale scale{Measure(index.data(MeasureRole).toInt())};
        const QColor fill = scale.colorAt(theme, index.data(ShareRole).toDouble());
        const int x = row.left() + 8 + QFontMetrics(quietFont).horizontalAdvance(prefix) + 6;
        const QRectF chip(x, row.top() + 3, tokenWidth, row.height() - 6);
        painter->setPen(QPen(theme.hairline, 1));
        painter->setBrush(fill);
        painter->drawRoundedRect(chip.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        painter->setFont(fontFor(TextRole::Strong));
        painter->setPen(Theme::textOn(fill));
        painter->drawText(chip, Qt::AlignCenter,
                          painter->fontMetrics().elidedText(token, Qt::ElideRight, tokenWidth - 6));
        painter->restore();
    }
};

} // namespace

WorstPositions::WorstPositions(QWidget *parent) : QListWidget(parent)
{
    setItemDelegate(new PositionDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setUniformItemSizes(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    connect(this, &QListWidget::currentItemChanged, this, [this](QListWidgetItem *item) {
        if (item)
            Q_EMIT positionChosen(item->data(PositionRole).toInt());
    });
}

void WorstPositions::setInspection(const InspectionPtr &inspection, Measure measure, int limit)
{
    const QSignalBlocker blocker(this);
    clear();
    if (!inspection)
        return;
    const MeasureScale scale{measure};
    std::vector<int> order = worstPositions(*inspection, measure);
    order.resize(std::min(order.size(), std::size_t(limit)));
    for (const int position : order) {
        const InspectedPosition &at = inspection->positions[std::size_t(position)];
        const double value = *valueOf(measure, at);
        const QString prefix = prefixEnd(*inspection, position, 4);
        const QString token = QString::fromStdString(at.text);
        const QString number = QString::number(value, 'f', 2);
        auto *item = new QListWidgetItem(this);
        item->setData(Qt::AccessibleTextRole,
                      tr("“%1” after “%2”: %3 %4").arg(token, prefix, number, unitOf(measure)));
        item->setToolTip(item->data(Qt::AccessibleTextRole).toString());
        item->setData(PositionRole, position);
        item->setData(PrefixRole, prefix);
        item->setData(TokenRole, token);
        item->setData(ValueRole, number);
        item->setData(ShareRole, scale.share(value));
        item->setData(MeasureRole, int(measure));
    }
}

void WorstPositions::setSelected(int position)
{
    const QSignalBlocker blocker(this);
    for (int i = 0; i < count(); ++i)
        if (item(i)->data(PositionRole).toInt() == position)
            return setCurrentRow(i);
    setCurrentRow(-1);
}

} // namespace retort
