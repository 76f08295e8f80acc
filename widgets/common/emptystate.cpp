#include "widgets/common/parts.h"
#include "widgets/common/theme.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace retort {

EmptyState::EmptyState(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_sentence(new QLabel(this))
    , m_button(new QPushButton(this))
{
    m_title->setFont(fontFor(TextRole::PanelTitle));
    m_title->setAlignment(Qt::AlignCenter);
    m_title->setObjectName(QStringLiteral("emptyTitle"));
    m_sentence->setProperty("tone", "secondary");
    m_sentence->setAlignment(Qt::AlignCenter);
    m_sentence->setWordWrap(true);
    m_sentence->setMinimumWidth(360);
    m_sentence->setMaximumWidth(520);
    m_sentence->setObjectName(QStringLiteral("emptySentence"));
    m_button->setProperty("kind", "primary");
    m_button->setObjectName(QStringLiteral("emptyButton"));
    connect(m_button, &QAbstractButton::clicked, this, &EmptyState::buttonClicked);

    auto *column = new QVBoxLayout(this);
    column->setSpacing(grid::gap);
    column->addStretch(1);
    column->addWidget(m_title);
    // An alignment would give the sentence one line's height: it wraps within a row of its own.
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(m_sentence, 1000);
    row->addStretch(1);
    column->addLayout(row);
    column->addWidget(m_button, 0, Qt::AlignHCenter);
    column->addStretch(1);
}

void EmptyState::setTexts(const QString &title, const QString &sentence, const QString &button)
{
    m_title->setText(title);
    m_sentence->setText(sentence);
    m_button->setText(button);
    m_button->setVisible(!button.isEmpty());
}

} // namespace retort
