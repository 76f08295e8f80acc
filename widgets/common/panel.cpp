#include "widgets/common/panel.h"

#include "widgets/common/parts.h"
#include "widgets/common/theme.h"

#include <QHBoxLayout>
#include <QPainter>

namespace retort {

namespace {

constexpr int longTitle = 160; ///< pixels; a title that needs more may be shortened

class Hairline final : public QWidget
{
public:
    Hairline(Qt::Orientation orientation, QWidget *parent) : QWidget(parent)
    {
        if (orientation == Qt::Horizontal) {
            setFixedHeight(1);
            setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        } else {
            setFixedWidth(1);
            setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
        }
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter(this).fillRect(rect(), Theme::of(this).hairline);
    }
};

} // namespace

Panel::Panel(QWidget *parent)
    : QFrame(parent)
    , m_title(new ElidedLabel(this))
    , m_subtitle(new ElidedLabel(this))
    , m_header(new QHBoxLayout)
    , m_titleRow(new QHBoxLayout)
    , m_content(new QVBoxLayout)
{
    m_title->setFont(fontFor(TextRole::PanelTitle));
    m_title->setObjectName(QStringLiteral("panelTitle"));
    m_subtitle->setFont(fontFor(TextRole::Note));
    m_subtitle->setProperty("tone", "secondary");
    m_subtitle->setObjectName(QStringLiteral("panelSubtitle"));
    m_title->hide();
    m_subtitle->hide();
    // Where room is short the subtitle goes first, then controls shrink, and last the title.
    m_title->setLeastWidth(longTitle);
    m_subtitle->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);

    m_titleRow->setSpacing(2 * grid::unit);
    m_titleRow->addWidget(m_title);
    m_titleRow->addWidget(m_subtitle, 1000);
    m_titleRow->addStretch(1);
    m_header->setSpacing(2 * grid::unit);
    m_header->addLayout(m_titleRow, 1);
    m_header->addStrut(grid::control);

    m_content->setContentsMargins(0, 0, 0, 0);
    m_content->setSpacing(grid::gap);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(grid::inside, grid::gap, grid::inside, grid::gap + grid::unit);
    column->setSpacing(grid::gap);
    column->addLayout(m_header);
    column->addLayout(m_content, 1);
}

void Panel::setTitle(const QString &title)
{
    m_title->setText(title);
    m_title->setVisible(!title.isEmpty());
    setAccessibleName(title);
}

void Panel::setSubtitle(const QString &subtitle)
{
    m_subtitle->setText(subtitle);
    m_subtitle->ensurePolished();
    m_subtitle->setMaximumWidth(m_subtitle->sizeHint().width());
    m_subtitle->setVisible(!subtitle.isEmpty());
}

void Panel::addHeaderWidget(QWidget *widget)
{
    m_header->addWidget(widget);
}

void Panel::addTitleWidget(QWidget *widget)
{
    m_titleRow->insertWidget(m_titleRow->indexOf(m_subtitle), widget);
}

QWidget *makeHairline(QWidget *parent, Qt::Orientation orientation)
{
    return new Hairline(orientation, parent);
}

} // namespace retort
