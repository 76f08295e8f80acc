#include "widgets/inspector/texteditor.h"

#include "widgets/common/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>

namespace retort {

TextEditor::TextEditor(QWidget *parent)
    : QWidget(parent)
    , m_edit(new QPlainTextEdit(this))
    , m_hint(new QLabel(this))
    , m_cancel(new QPushButton(this))
    , m_apply(new QPushButton(this))
{
    m_edit->setObjectName(QStringLiteral("textEdit"));
    m_edit->setTabChangesFocus(true);
    m_edit->setFixedHeight(5 * m_edit->fontMetrics().lineSpacing() + 16);
    m_edit->installEventFilter(this);
    m_hint->setFont(fontFor(TextRole::Caption));
    m_hint->setProperty("tone", "secondary");
    m_cancel->setObjectName(QStringLiteral("textCancel"));
    m_apply->setObjectName(QStringLiteral("textApply"));
    m_apply->setProperty("kind", "primary");

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(grid::gap);
    column->addWidget(m_edit);
    auto *row = new QHBoxLayout;
    row->addWidget(m_hint, 1);
    row->addWidget(m_cancel);
    row->addWidget(m_apply);
    column->addLayout(row);

    connect(m_apply, &QPushButton::clicked, this, &TextEditor::apply);
    connect(m_cancel, &QPushButton::clicked, this, &TextEditor::cancelled);
    connect(m_edit, &QPlainTextEdit::textChanged, this,
            [this] { m_apply->setEnabled(!m_edit->toPlainText().trimmed().isEmpty()); });
    retranslate();
    hide();
}

void TextEditor::begin(const QString &text)
{
    m_edit->setPlainText(text);
    m_apply->setEnabled(!text.trimmed().isEmpty());
    m_edit->selectAll();
    show();
    m_edit->setFocus();
}

void TextEditor::apply()
{
    if (m_apply->isEnabled())
        Q_EMIT applied(m_edit->toPlainText());
}

bool TextEditor::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_edit && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (enter && (key->modifiers() & Qt::ControlModifier)) {
            apply();
            return true;
        }
        if (key->key() == Qt::Key_Escape) {
            Q_EMIT cancelled();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void TextEditor::retranslate()
{
    m_edit->setAccessibleName(tr("Text to look into"));
    m_hint->setText(tr("Ctrl+Return applies, Esc keeps the old text. The models read as many "
                       "tokens as their context holds."));
    m_cancel->setText(tr("Cancel"));
    m_cancel->setToolTip(tr("Keeps the old text."));
    m_apply->setText(tr("Apply"));
    m_apply->setToolTip(tr("Reads the text with both models."));
}

void TextEditor::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace retort
