#include "widgets/inspector/figurerow.h"

#include "widgets/common/mathtext.h"
#include "widgets/common/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace retort {

namespace {

constexpr int spacing = grid::gap;

} // namespace

FigureRow::FigureRow(QWidget *parent) : QWidget(parent)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(spacing);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void FigureRow::setFigures(const std::vector<Figure> &figures)
{
    while (m_columns.size() > figures.size()) {
        delete m_columns.back().box;
        m_columns.pop_back();
    }
    while (m_columns.size() < figures.size()) {
        Column column{new QWidget(this), nullptr, nullptr};
        auto *stack = new QVBoxLayout(column.box);
        stack->setContentsMargins(0, 0, 0, 0);
        stack->setSpacing(2);
        column.name = new MathLabel(column.box);
        column.name->setTextRole(TextRole::Caption);
        column.name->setQuiet(true);
        column.value = new QLabel(column.box);
        column.value->setFont(fontFor(TextRole::Strong));
        column.value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        stack->addWidget(column.name);
        stack->addWidget(column.value);
        static_cast<QHBoxLayout *>(layout())->addWidget(column.box, 1);
        m_columns.push_back(column);
    }
    for (std::size_t i = 0; i < figures.size(); ++i) {
        const Column &column = m_columns[i];
        column.name->setText(MathText(figures[i].name));
        column.name->setToolTip(figures[i].tip);
        column.value->setText(figures[i].value);
        column.value->setToolTip(figures[i].tip);
        column.value->setObjectName(figures[i].id);
        column.value->setAccessibleName(MathText(figures[i].name).plain());
    }
    fit();
}

QSize FigureRow::minimumSizeHint() const
{
    return {160, QWidget::minimumSizeHint().height()};
}

void FigureRow::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

void FigureRow::fit()
{
    int used = 0;
    for (const Column &column : m_columns) {
        used += column.box->sizeHint().width();
        column.box->setVisible(used <= width());
        used += spacing;
    }
}

} // namespace retort
