#include "widgets/runs/diffview.h"

#include "core/plotdata/format.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/curves/overlayview.h"
#include "widgets/runs/mathheading.h"

#include <QEvent>
#include <QHeaderView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QVBoxLayout>

namespace retort {

namespace {

constexpr int headHeight = 34;
constexpr int captionHeight = 26; ///< above the first result
constexpr int padding = 8;
constexpr int narrowest = 64; ///< of a run's column

bool isFirstResult(const QAbstractItemModel *model, int row)
{
    const auto isResult = [model](int r) {
        return r >= 0 && model->index(r, 0).data(SettingsDiffModel::IsResultRole).toBool();
    };
    return isResult(row) && !isResult(row - 1);
}

/// Runs' names over the lines that they have in the plot.
class RunHeader final : public QHeaderView
{
public:
    explicit RunHeader(QWidget *parent) : QHeaderView(Qt::Horizontal, parent)
    {
        setFixedHeight(headHeight);
        setSectionsClickable(false);
    }

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override
    {
        const Theme theme = Theme::of(this);
        painter->save();
        painter->fillRect(rect, theme.panel);
        QFont font = fontFor(TextRole::Caption);
        font.setWeight(QFont::DemiBold);
        painter->setFont(font);
        painter->setPen(theme.text);
        const QRect cell = rect.adjusted(padding, 0, -padding, -10);
        const QString name = model()->headerData(section, Qt::Horizontal).toString();
        painter->drawText(cell, Qt::AlignRight | Qt::AlignVCenter,
                          QFontMetrics(font).elidedText(name, Qt::ElideRight, cell.width()));
        QPen pen(theme.runs[std::size_t(section) % theme.runs.size()], 2);
        pen.setCapStyle(Qt::FlatCap);
        const auto dashes = runDashes(std::size_t(section));
        if (!dashes.isEmpty())
            pen.setDashPattern(dashes);
        painter->setPen(pen);
        const double y = rect.bottom() - 7;
        painter->drawLine(QPointF(cell.right() - std::min(64, cell.width()), y),
                          QPointF(cell.right() + 1, y));
        painter->restore();
    }
};

/// Settings in words; results under a caption of their own.
class SettingHeader final : public QHeaderView
{
public:
    explicit SettingHeader(QWidget *parent) : QHeaderView(Qt::Vertical, parent) {}

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override
    {
        const Theme theme = Theme::of(this);
        painter->save();
        painter->fillRect(rect, theme.panel);
        QRect cell = rect;
        painter->setFont(fontFor(TextRole::Caption));
        painter->setPen(theme.secondary);
        if (isFirstResult(model(), section)) {
            cell.setTop(rect.top() + captionHeight);
            painter->drawText(rect.adjusted(0, 6, 0, 0), Qt::AlignLeft | Qt::AlignTop,
                              DiffView::tr("Results"));
        }
        painter->setFont(fontFor(TextRole::Note));
        painter->setPen(theme.text);
        const QFontMetricsF metrics(fontFor(TextRole::Note));
        mathHeading(model()->headerData(section, Qt::Vertical).toString())
            .draw(*painter,
                  {double(cell.left()),
                   cell.center().y() + 1 + (metrics.ascent() - metrics.descent()) / 2},
                  fontFor(TextRole::Note));
        painter->fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.hairline);
        painter->restore();
    }

    QSize sectionSizeFromContents(int section) const override
    {
        const QString text = model()->headerData(section, Qt::Vertical).toString();
        return {QFontMetrics(fontFor(TextRole::Note)).horizontalAdvance(text) + padding,
                grid::smallRow};
    }
};

class DiffDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const Theme theme = Theme::of(option.widget);
        const bool best = index.data(SettingsDiffModel::IsBestRole).toBool();
        QFont font = fontFor(TextRole::Note);
        if (best)
            font.setWeight(QFont::DemiBold);
        QRect cell = option.rect.adjusted(padding, 0, -padding, 0);
        if (isFirstResult(index.model(), index.row()))
            cell.setTop(cell.top() + captionHeight);
        painter->save();
        painter->setFont(font);
        painter->setPen(theme.text);
        const QString text = index.data().toString();
        painter->drawText(cell, Qt::AlignRight | Qt::AlignVCenter,
                          QFontMetrics(font).elidedText(text, Qt::ElideMiddle, cell.width()));
        painter->fillRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1,
                          theme.hairline);
        painter->restore();
    }

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const override
    {
        const QFontMetrics metrics(fontFor(TextRole::Strong));
        return {metrics.horizontalAdvance(index.data().toString()) + 2 * padding, grid::smallRow};
    }
};

} // namespace

DiffView::DiffView(QWidget *parent)
    : Panel(parent), m_table(new QTableView(this)), m_hint(new EmptyState(this))
{
    m_table->setObjectName(QStringLiteral("settingsDiff"));
    m_table->setModel(&m_model);
    m_table->setHorizontalHeader(new RunHeader(m_table));
    m_table->setVerticalHeader(new SettingHeader(m_table));
    m_table->setItemDelegate(new DiffDelegate(m_table));
    m_table->setShowGrid(false);
    m_table->setStyleSheet(
        QStringLiteral("QHeaderView, QTableCornerButton::section { background: transparent; }"));
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->setCornerButtonEnabled(false);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->verticalHeader()->setMinimumSectionSize(grid::smallRow);
    m_table->horizontalHeader()->setMinimumSectionSize(narrowest);
    content()->addWidget(m_table, 1);
    content()->addWidget(m_hint, 1);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &DiffView::layoutRows);
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, &DiffView::layoutRows);
    connect(&m_model, &QAbstractItemModel::rowsRemoved, this, &DiffView::layoutRows);
    retranslate();
    setRuns({});
}

void DiffView::setRuns(std::vector<RunForComparison> runs)
{
    const bool comparable = runs.size() > 1;
    m_model.setRuns(std::move(runs));
    m_table->setVisible(comparable);
    m_hint->setVisible(!comparable);
    showCount();
}

void DiffView::retranslate()
{
    setTitle(tr("Settings that differ"));
    m_table->setAccessibleName(tr("Settings that differ, and results"));
    m_hint->setTexts(tr("Tick two runs or more"),
                     tr("What was set differently then stands here, beside what came of it."));
    showCount();
}

void DiffView::showCount()
{
    setSubtitle(m_table->isHidden() ? QString()
                                    : tr("%1 of %2").arg(m_model.differing()).arg(m_model.total()));
}

void DiffView::layoutRows()
{
    for (int row = 0; row < m_model.rowCount(); ++row)
        m_table->setRowHeight(row, isFirstResult(&m_model, row) ? grid::smallRow + captionHeight
                                                                : grid::smallRow);
    m_table->resizeColumnsToContents();
    for (int column = 0; column < m_model.columnCount(); ++column)
        m_table->horizontalHeader()->setSectionResizeMode(column, QHeaderView::Stretch);
    showCount();
}

void DiffView::changeEvent(QEvent *event)
{
    Panel::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        m_model.retranslate();
        retranslate();
    }
}

} // namespace retort
