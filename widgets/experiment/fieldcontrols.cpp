// The control of a row, by the kind of its setting.

#include "widgets/common/icons.h"
#include "widgets/common/parts.h"
#include "widgets/common/rangeguard.h"
#include "widgets/experiment/fieldrow.h"
#include "widgets/experiment/scientificspinbox.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDropEvent>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QSpinBox>
#include <QToolButton>
#include <QUrl>

namespace retort {

void FieldRow::createControl()
{
    switch (m_spec.kind) {
    case FieldKind::Text: {
        auto *edit = new QLineEdit(this);
        connect(edit, &QLineEdit::textEdited, this, &FieldRow::emitEdited);
        m_control = edit;
        break;
    }
    case FieldKind::Path: createPath(); break;
    case FieldKind::Count: {
        auto *spin = new QSpinBox(this);
        spin->setRange(int(m_spec.least), int(m_spec.most));
        spin->setSingleStep(int(m_spec.step));
        spin->setGroupSeparatorShown(true);
        connect(spin, &QSpinBox::valueChanged, this, [this] {
            fitSuffix();
            emitEdited();
        });
        m_control = spin;
        break;
    }
    case FieldKind::Number: {
        auto *spin = new QDoubleSpinBox(this);
        spin->setDecimals(m_spec.decimals);
        spin->setRange(m_spec.least, m_spec.most);
        spin->setSingleStep(m_spec.step);
        connect(spin, &QDoubleSpinBox::valueChanged, this, &FieldRow::emitEdited);
        m_control = spin;
        break;
    }
    case FieldKind::Rate: {
        auto *spin = new ScientificSpinBox(this);
        spin->setRange(m_spec.least, m_spec.most);
        connect(spin, &QDoubleSpinBox::valueChanged, this, &FieldRow::emitEdited);
        m_control = spin;
        break;
    }
    case FieldKind::Choice: {
        auto *combo = new QComboBox(this);
        combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        combo->setMinimumContentsLength(1);
        connect(combo, &QComboBox::activated, this, &FieldRow::emitEdited);
        m_control = combo;
        break;
    }
    case FieldKind::Switch: {
        auto *box = new QCheckBox(this);
        connect(box, &QCheckBox::toggled, this, &FieldRow::emitEdited);
        m_control = box;
        break;
    }
    case FieldKind::Fact: {
        auto *label = new ElidedLabel(this);
        label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        m_control = label;
        break;
    }
    }
    if (auto *spin = qobject_cast<QAbstractSpinBox *>(m_control)) {
        spin->setAlignment(Qt::AlignRight);
        spin->setLocale(QLocale(QLocale::English, QLocale::UnitedStates));
        m_guard = new RangeGuard(spin);
        connect(m_guard, &RangeGuard::reasonChanged, this, &FieldRow::showReason);
    }
}

void FieldRow::createPath()
{
    auto *edit = new QLineEdit(this);
    connect(edit, &QLineEdit::editingFinished, this, &FieldRow::emitEdited);
    auto *button = new QToolButton(this);
    button->setIcon(icon(QStringLiteral("open")));
    button->setObjectName(key() + QStringLiteral(".open"));
    if (m_spec.folders) {
        m_browseMenu = new QMenu(button);
        button->setMenu(m_browseMenu);
        button->setPopupMode(QToolButton::InstantPopup);
    } else {
        connect(button, &QToolButton::clicked, this, [this] { Q_EMIT browseRequested(false); });
    }
    edit->installEventFilter(this);
    m_control = edit;
    m_extra = button;
}

void FieldRow::fillBrowseMenu()
{
    m_browseMenu->clear();
    const auto add = [this](const QString &text, const char *name, bool folder) {
        QAction *action =
            m_browseMenu->addAction(text, this, [=, this] { Q_EMIT browseRequested(folder); });
        action->setObjectName(key() + QLatin1String(name));
    };
    add(tr("A file..."), ".open.file", false);
    add(tr("A folder..."), ".open.folder", true);
}

/// A file dropped on a path is the path; the field by itself would take its address as text.
bool FieldRow::eventFilter(QObject *watched, QEvent *event)
{
    return takeDrop(event) || QWidget::eventFilter(watched, event);
}

bool FieldRow::takeDrop(QEvent *event)
{
    if (event->type() != QEvent::DragEnter && event->type() != QEvent::DragMove
        && event->type() != QEvent::Drop)
        return false;
    auto *drop = static_cast<QDropEvent *>(event);
    const QList<QUrl> urls = drop->mimeData()->urls();
    if (urls.size() != 1 || !urls.front().isLocalFile())
        return false;
    drop->acceptProposedAction();
    if (event->type() == QEvent::Drop) {
        static_cast<QLineEdit *>(m_control)->setText(urls.front().toLocalFile());
        emitEdited();
    }
    return true;
}

} // namespace retort
