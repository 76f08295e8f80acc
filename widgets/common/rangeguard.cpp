#include "widgets/common/rangeguard.h"

#include "core/plotdata/format.h"

#include <QDoubleSpinBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QSpinBox>
#include <QStyle>

#include <utility>

namespace retort {

namespace {

QString number(double value)
{
    return value >= 1000 ? formatCount(qint64(value)) : QString::number(value, 'g', 6);
}

QString rangeOf(const QAbstractSpinBox *box)
{
    const auto sentence = [](double least, double most) {
        return RangeGuard::tr("Enter a number from %1 to %2.").arg(number(least), number(most));
    };
    if (const auto *count = qobject_cast<const QSpinBox *>(box))
        return sentence(count->minimum(), count->maximum());
    const auto *fraction = qobject_cast<const QDoubleSpinBox *>(box);
    return sentence(fraction->minimum(), fraction->maximum());
}

QLineEdit *editOf(QAbstractSpinBox *box)
{
    return box->findChild<QLineEdit *>();
}

} // namespace

RangeGuard::RangeGuard(QAbstractSpinBox *box) : QObject(box), m_box(box)
{
    editOf(box)->setValidator(nullptr); // it would swallow keys
    box->setKeyboardTracking(false);    // "500" is no value on the way to "5000"
    box->installEventFilter(this);
    connect(editOf(box), &QLineEdit::textChanged, this, [this] { judge(!m_reason.isEmpty()); });
}

void RangeGuard::restore()
{
    if (auto *count = qobject_cast<QSpinBox *>(m_box))
        count->setValue(count->value());
    else if (auto *fraction = qobject_cast<QDoubleSpinBox *>(m_box))
        fraction->setValue(fraction->value());
    judge(false);
}

void RangeGuard::refresh()
{
    judge(!m_reason.isEmpty());
}

QValidator::State RangeGuard::state() const
{
    QString text = editOf(m_box)->text();
    if (!text.isEmpty() && text == m_box->specialValueText()) // the box itself would refuse it
        return QValidator::Acceptable;
    int cursor = int(text.size());
    return m_box->validate(text, cursor);
}

void RangeGuard::judge(bool typedToTheEnd)
{
    const QValidator::State state = this->state();
    const bool wrong =
        state == QValidator::Invalid || (state == QValidator::Intermediate && typedToTheEnd);
    const QString reason = wrong ? rangeOf(m_box) : QString();
    if (std::exchange(m_reason, reason) != reason)
        Q_EMIT reasonChanged();
}

bool RangeGuard::eventFilter(QObject *watched, QEvent *event)
{
    return watched == m_box && state() != QValidator::Acceptable && keepText(event);
}

/// Keeps away from the box what would make it replace the text.
bool RangeGuard::keepText(QEvent *event)
{
    switch (event->type()) {
    case QEvent::FocusOut:
        judge(true);
        editOf(m_box)->event(event);
        m_box->update();
        return true;
    case QEvent::Hide: restore(); return false;
    case QEvent::KeyPress: break;
    default: return false;
    }
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter: judge(true); return true;
    case Qt::Key_Escape: restore(); return true;
    default: return false;
    }
}

void markWrong(QWidget *field, bool wrong)
{
    if (field->property("wrong").toBool() == wrong)
        return;
    field->setProperty("wrong", wrong);
    field->style()->unpolish(field); // lets the property act
    field->style()->polish(field);
}

} // namespace retort
