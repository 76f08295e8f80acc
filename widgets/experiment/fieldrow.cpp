#include "widgets/experiment/fieldrow.h"

#include "widgets/common/parts.h"
#include "widgets/common/rangeguard.h"
#include "widgets/common/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWheelEvent>

namespace retort {

namespace {

constexpr int controlWidth = 124; ///< leaves a dock of 280 the room for every label
constexpr int narrowControlWidth = 84;
constexpr int wideLabelWidth = 48;

/// The bar beside a value that differs from where the form started.
class ChangeMark final : public QWidget
{
public:
    explicit ChangeMark(QWidget *parent) : QWidget(parent)
    {
        setFixedWidth(2);
        QSizePolicy policy(QSizePolicy::Fixed, QSizePolicy::Expanding);
        policy.setRetainSizeWhenHidden(true);
        setSizePolicy(policy);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter(this).fillRect(rect().adjusted(0, 4, 0, -4), Theme::of(this).accent);
    }
};

/// Scrolling the form must not change what the pointer happens to pass.
class WheelGuard final : public QObject
{
public:
    using QObject::QObject;
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() != QEvent::Wheel || static_cast<QWidget *>(watched)->hasFocus())
            return false;
        event->ignore();
        return true;
    }
};

/// Settings that belong to the divergence above them.
bool isNested(const QString &key)
{
    if (key.endsWith(u".kind"))
        return false;
    if (key.startsWith(u"objective.schedule."))
        return true;
    const bool ofTerm =
        key.startsWith(u"objective.sequence.") || key.startsWith(u"objective.token.");
    return ofTerm && !key.endsWith(u".divergence");
}

QString number(double value)
{
    return QString::number(value, 'g', 15);
}

} // namespace

FieldRow::FieldRow(const FieldSpec &spec, QWidget *parent)
    : QWidget(parent), m_spec(spec), m_label(new QLabel(this)), m_mark(new ChangeMark(this))
{
    createControl();
    useFont();
    m_label->setTextFormat(Qt::RichText);
    m_label->setProperty("tone", "secondary");
    m_label->setBuddy(m_control);
    m_mark->hide();
    m_control->setObjectName(key());
    m_control->installEventFilter(new WheelGuard(this));
    if (m_control->focusPolicy() == Qt::WheelFocus)
        m_control->setFocusPolicy(Qt::StrongFocus);
    layOut();
}

/// Another language may bring a font of its own, which style sheets keep from widgets. Set only
/// where it differs: what is set on a polished widget is lost when it gets another parent.
void FieldRow::useFont()
{
    const QFont font = fontFor(TextRole::Note);
    for (QWidget *widget : {static_cast<QWidget *>(m_label), m_control})
        if (widget->font() != font)
            widget->setFont(font);
}

void FieldRow::layOut()
{
    auto *line = new QHBoxLayout;
    line->setSpacing(grid::unit);
    line->addStrut(grid::control);
    line->addWidget(m_label, m_spec.wide ? 0 : 1);
    line->addWidget(m_mark);
    line->addWidget(m_control, 100);
    if (m_spec.wide)
        m_label->setMinimumWidth(wideLabelWidth);
    if (m_spec.kind != FieldKind::Fact) {
        m_control->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
        m_control->setMinimumWidth(narrowControlWidth);
        if (!m_spec.wide)
            m_control->setMaximumWidth(controlWidth);
    }
    if (m_extra)
        line->addWidget(m_extra);

    m_reasonRow = new QWidget(this);
    QWidget *sign = makeIconLabel(QStringLiteral("warning"), IconTone::Warning, 14, m_reasonRow);
    m_reason = new QLabel(m_reasonRow);
    m_reason->setObjectName(key() + QStringLiteral(".reason"));
    m_reason->setFont(fontFor(TextRole::Caption));
    m_reason->setProperty("tone", "warning");
    m_reason->setWordWrap(true);
    auto *reasonLine = new QHBoxLayout(m_reasonRow);
    reasonLine->setContentsMargins(0, 2, 0, 4);
    reasonLine->setSpacing(grid::unit);
    reasonLine->addWidget(sign, 0, Qt::AlignTop);
    reasonLine->addWidget(m_reason, 1);
    m_reasonRow->hide();

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(line);
    column->addWidget(m_reasonRow);
}

void FieldRow::setTexts(const FieldTexts &texts)
{
    // The line under "Dseq" that belongs to it stands a little to the right.
    const bool nested = isNested(key());
    useFont();
    m_label->setText(nested ? QStringLiteral("&nbsp;&nbsp;&nbsp;") + texts.label : texts.label);
    m_label->setToolTip(texts.tip);
    m_control->setToolTip(texts.tip);
    m_control->setAccessibleName(texts.plain);
    m_control->setAccessibleDescription(texts.tip);
    if (auto *spin = qobject_cast<QSpinBox *>(m_control)) {
        m_suffix = texts.suffix;
        m_suffixOfOne = texts.suffixOfOne;
        fitSuffix();
        spin->setSpecialValueText(texts.special);
    } else if (auto *fraction = qobject_cast<QDoubleSpinBox *>(m_control)) {
        fraction->setSuffix(texts.suffix);
        fraction->setSpecialValueText(texts.special);
    }
    if (auto *edit = qobject_cast<QLineEdit *>(m_control))
        edit->setPlaceholderText(texts.special);
    if (m_guard)
        m_guard->refresh();
    if (auto *button = qobject_cast<QToolButton *>(m_extra)) {
        const QString choose =
            m_browseMenu ? tr("Choose a file or a folder") : tr("Choose a text file");
        button->setToolTip(choose);
        button->setAccessibleName(choose);
        if (m_browseMenu)
            fillBrowseMenu();
    }
}

void FieldRow::setDetail(const QString &detail)
{
    const QString tip = m_label->toolTip();
    m_control->setToolTip(detail.isEmpty() ? tip : QStringLiteral("%1\n\n%2").arg(detail, tip));
    m_control->setAccessibleDescription(m_control->toolTip());
}

void FieldRow::setChoices(const Choices &choices)
{
    auto *combo = qobject_cast<QComboBox *>(m_control);
    Q_ASSERT(combo);
    const QSignalBlocker quiet(combo);
    combo->clear();
    for (const auto &[value, text] : choices)
        combo->addItem(text, value);
    setValue(m_known);
}

void FieldRow::setValue(const QString &value)
{
    if (m_guard && value == m_known) // what is being typed stays
        return;
    m_known = value;
    const QSignalBlocker quiet(m_control);
    if (auto *edit = qobject_cast<QLineEdit *>(m_control)) {
        if (edit->text() != value)
            edit->setText(value);
    } else if (auto *spin = qobject_cast<QSpinBox *>(m_control)) {
        spin->setValue(value == u"null" ? 0 : int(value.toLongLong()));
        fitSuffix();
    } else if (auto *fraction = qobject_cast<QDoubleSpinBox *>(m_control)) {
        fraction->setValue(value.toDouble());
    } else if (auto *combo = qobject_cast<QComboBox *>(m_control)) {
        combo->setCurrentIndex(combo->findData(value));
    } else if (auto *box = qobject_cast<QCheckBox *>(m_control)) {
        box->setChecked(value == u"true");
    } else if (auto *label = qobject_cast<QLabel *>(m_control)) {
        label->setText(value);
    }
    if (m_guard)
        m_guard->refresh();
}

void FieldRow::setShortValue(const QString &value)
{
    if (auto *label = qobject_cast<ElidedLabel *>(m_control))
        label->setShorter(value);
}

QString FieldRow::value() const
{
    if (auto *edit = qobject_cast<QLineEdit *>(m_control))
        return edit->text();
    if (auto *spin = qobject_cast<QSpinBox *>(m_control))
        return m_spec.endless && spin->value() == 0 ? QStringLiteral("null")
                                                    : QString::number(spin->value());
    if (auto *fraction = qobject_cast<QDoubleSpinBox *>(m_control))
        return number(fraction->value());
    if (auto *combo = qobject_cast<QComboBox *>(m_control))
        return combo->currentData().toString();
    if (auto *box = qobject_cast<QCheckBox *>(m_control))
        return box->isChecked() ? QStringLiteral("true") : QStringLiteral("false");
    return m_known;
}

void FieldRow::emitEdited()
{
    const QString now = value();
    if (now == m_known)
        return;
    m_known = now;
    Q_EMIT edited(key(), now);
}

/// "1 part", "2 parts".
void FieldRow::fitSuffix()
{
    auto *spin = qobject_cast<QSpinBox *>(m_control);
    const bool one = spin->value() == 1 && !m_suffixOfOne.isEmpty();
    const QSignalBlocker quiet(spin);
    spin->setSuffix(one ? m_suffixOfOne : m_suffix);
}

bool FieldRow::isInColumn() const
{
    return !m_spec.wide && m_spec.kind != FieldKind::Fact;
}

int FieldRow::labelWidth() const
{
    return isInColumn() ? m_label->sizeHint().width() : 0;
}

void FieldRow::setLabelWidth(int width)
{
    if (isInColumn())
        m_label->setMinimumWidth(width);
}

void FieldRow::setReason(const QString &reason)
{
    m_problem = reason;
    showReason();
}

void FieldRow::showReason()
{
    // What stands in the field comes before what was made of it.
    const bool typed = m_guard && !m_guard->reason().isEmpty();
    const QString reason = typed ? m_guard->reason() : m_problem;
    const bool wrong = !reason.isEmpty();
    m_reason->setText(reason);
    m_reasonRow->setVisible(wrong);
    m_control->setAccessibleDescription(wrong ? reason : m_control->toolTip());
    markWrong(m_control, wrong);
}

QString FieldRow::reason() const
{
    return m_reason->text();
}

void FieldRow::setChanged(bool changed)
{
    m_mark->setVisible(changed);
}

void FieldRow::setFixed(bool fixed)
{
    if (fixed && m_guard)
        m_guard->restore();
    m_control->setEnabled(!fixed);
    if (m_extra)
        m_extra->setEnabled(!fixed);
    if (auto *spin = qobject_cast<QAbstractSpinBox *>(m_control)) {
        spin->setButtonSymbols(fixed ? QAbstractSpinBox::NoButtons
                                     : QAbstractSpinBox::UpDownArrows);
    }
}

} // namespace retort
