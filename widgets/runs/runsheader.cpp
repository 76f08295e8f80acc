#include "widgets/runs/runsheader.h"

#include "widgets/common/icons.h"
#include "widgets/common/theme.h"
#include "widgets/runs/mathheading.h"

#include <QFontMetricsF>
#include <QPainter>

#include <cmath>

namespace retort {

namespace {

constexpr int padding = 8;
constexpr int signSize = 10;

QFont headingFont(bool sorted)
{
    QFont font = fontFor(TextRole::Note);
    font.setWeight(sorted ? QFont::DemiBold : QFont::Medium);
    return font;
}

} // namespace

RunsHeader::RunsHeader(QWidget *parent) : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsClickable(true);
    setSectionsMovable(true);
    setHighlightSections(false);
}

QSize RunsHeader::sizeHint() const
{
    return {QHeaderView::sizeHint().width(), grid::tableRow};
}

int RunsHeader::widthOf(int section) const
{
    const QString text = model()->headerData(section, Qt::Horizontal).toString();
    const double width = mathHeading(text).width(headingFont(true));
    return int(std::ceil(width)) + 2 * padding + signSize + 2;
}

void RunsHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    const Theme theme = Theme::of(this);
    const bool sorted = isSortIndicatorShown() && sortIndicatorSection() == section;
    const QFont font = headingFont(sorted);
    const MathText text = mathHeading(model()->headerData(section, Qt::Horizontal).toString());
    const int alignment =
        model()->headerData(section, Qt::Horizontal, Qt::TextAlignmentRole).toInt();
    const double width = text.width(font);

    painter->save();
    painter->fillRect(rect, theme.sunken);
    painter->setPen(sorted ? theme.text : theme.secondary);
    const QFontMetricsF metrics(font);
    const double baseline = rect.center().y() + 1 + (metrics.ascent() - metrics.descent()) / 2;
    const bool right = alignment & Qt::AlignRight;
    const double left = right ? rect.right() + 1 - padding - width : rect.left() + padding;
    text.draw(*painter, {left, baseline}, font);
    if (sorted && !text.isEmpty()) {
        // On the side that the words leave free.
        const QRect sign(int(right ? left - signSize - 2 : left + width + 3),
                         rect.center().y() - signSize / 2 + 1, signSize, signSize);
        icon(sortIndicatorOrder() == Qt::DescendingOrder ? QStringLiteral("chevron-down")
                                                         : QStringLiteral("chevron-up"))
            .paint(painter, sign);
    }
    painter->restore();
}

} // namespace retort
