#include "widgets/experiment/modelcard.h"

#include "widgets/common/icons.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/experiment/modeltexts.h"
#include "widgets/experiment/textdialog.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

namespace retort {

namespace {

constexpr int lineHeight = 18;
constexpr int lineCount = 7; ///< of modelLines()
constexpr int chevron = 12;

} // namespace

ModelCard::ModelCard(const QString &name, QWidget *parent)
    : QFrame(parent)
    , m_head(new QToolButton(this))
    , m_body(new QWidget(this))
    , m_grid(new QGridLayout(m_body))
{
    setObjectName(name);
    m_head->setObjectName(name + QStringLiteral(".head"));
    m_head->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_head->setIconSize({chevron, chevron});
    m_head->setCheckable(true);
    m_head->setFont(fontFor(TextRole::Note));
    m_head->setFocusPolicy(Qt::StrongFocus);
    m_head->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_head->setFixedHeight(grid::control);
    m_grid->setContentsMargins(grid::gap, 0, grid::gap, grid::unit + 2);
    m_grid->setHorizontalSpacing(grid::gap);
    m_grid->setVerticalSpacing(0);
    m_grid->setColumnStretch(1, 1);
    for (int i = 0; i < lineCount; ++i)
        m_lines.push_back(addLine());
    addLicence();

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_head);
    column->addWidget(m_body);
    connect(m_head, &QToolButton::toggled, this, [this](bool open) {
        m_body->setVisible(open);
        m_head->setIcon(
            icon(open ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right")));
    });
    m_head->setIcon(icon(QStringLiteral("chevron-right")));
    m_body->hide();
    hide();
}

ModelCard::Line ModelCard::addLine()
{
    Line line{new QLabel(m_body), new ElidedLabel(m_body)};
    const int row = m_grid->rowCount();
    for (QLabel *part : {line.label, static_cast<QLabel *>(line.value)}) {
        part->setFont(fontFor(TextRole::Caption));
        part->setTextFormat(Qt::PlainText);
        part->setProperty("tone", "secondary");
    }
    line.value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_grid->addWidget(line.label, row, 0);
    m_grid->addWidget(line.value, row, 1);
    m_grid->setRowMinimumHeight(row, lineHeight);
    return line;
}

/// The licence's first line and what opens the rest of it.
void ModelCard::addLicence()
{
    m_licence = addLine();
    m_licence.value->setObjectName(objectName() + QStringLiteral(".licence"));
    m_readLicence = new QToolButton(m_body);
    m_readLicence->setObjectName(objectName() + QStringLiteral(".readLicence"));
    m_readLicence->setProperty("kind", "link");
    m_readLicence->setFont(fontFor(TextRole::Caption));
    m_readLicence->setFocusPolicy(Qt::StrongFocus);
    m_readLicence->setFixedHeight(lineHeight);
    connect(m_readLicence, &QToolButton::clicked, this, &ModelCard::showLicence);
    auto *line = new QHBoxLayout;
    line->setSpacing(grid::unit);
    line->addWidget(m_licence.value, 1);
    line->addWidget(m_readLicence);
    m_grid->addLayout(line, m_grid->rowCount() - 1, 1);
}

void ModelCard::showModel(const std::shared_ptr<const ModelDescription> &description)
{
    if (m_description == description)
        return;
    m_description = description;
    setVisible(description != nullptr);
    fill();
}

void ModelCard::fill()
{
    if (!m_description)
        return;
    const auto lines = modelLines(*m_description);
    for (std::size_t i = 0; i < m_lines.size() && i < lines.size(); ++i) {
        m_lines[i].label->setText(lines[i].first);
        m_lines[i].value->setText(lines[i].second);
    }
    m_head->setText(modelHeadline(*m_description));
    m_head->setAccessibleName(QStringLiteral("%1: %2").arg(m_accessibleName, m_head->text()));
    const QString licence = firstLine(QString::fromStdString(m_description->licence));
    m_licence.value->setText(licence);
    for (QWidget *part :
         {static_cast<QWidget *>(m_licence.label), static_cast<QWidget *>(m_licence.value),
          static_cast<QWidget *>(m_readLicence)})
        part->setVisible(!licence.isEmpty());
    m_grid->setRowMinimumHeight(m_grid->rowCount() - 1, licence.isEmpty() ? 0 : lineHeight);
}

void ModelCard::showLicence()
{
    showText(QStringLiteral("licenceText"), tr("Licence"),
             QString::fromStdString(m_description->licence), false, window());
}

void ModelCard::setOpen(bool open)
{
    m_head->setChecked(open);
}

bool ModelCard::isOpen() const
{
    return m_head->isChecked();
}

void ModelCard::retranslate(const QString &accessibleName)
{
    m_accessibleName = accessibleName;
    setAccessibleName(accessibleName);
    m_head->setToolTip(tr("What the model is: sizes, file, tokeniser and licence."));
    m_licence.label->setText(tr("Licence"));
    m_readLicence->setText(tr("Read"));
    m_readLicence->setToolTip(tr("Shows the text of the licence that lies in the model's folder."));
    m_readLicence->setAccessibleName(tr("Read the licence"));
    fill();
}

void ModelCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::of(this).sunken);
    painter.drawRoundedRect(rect(), grid::unit, grid::unit);
}

} // namespace retort
