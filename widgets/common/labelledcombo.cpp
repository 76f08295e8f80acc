#include "widgets/common/parts.h"
#include "widgets/common/theme.h"

#include <QComboBox>
#include <QStyleOptionComboBox>
#include <QStylePainter>

namespace retort {

namespace {

/// Paints its accessible name before the choice, so that both change together with the language.
class LabelledCombo final : public QComboBox
{
public:
    using QComboBox::QComboBox;

    QSize sizeHint() const override { return QComboBox::sizeHint() + QSize(labelWidth(), 0); }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Theme theme = Theme::of(this);
        QStyleOptionComboBox option;
        initStyleOption(&option);
        QStylePainter painter(this);
        painter.drawComplexControl(QStyle::CC_ComboBox, option);
        QRect field = style()->subControlRect(QStyle::CC_ComboBox, &option,
                                              QStyle::SC_ComboBoxEditField, this);
        painter.setPen(isEnabled() ? theme.secondary : theme.disabled);
        painter.drawText(field, Qt::AlignLeft | Qt::AlignVCenter, accessibleName());
        field.setLeft(field.left() + labelWidth());
        painter.setPen(isEnabled() ? theme.text : theme.disabled);
        painter.drawText(field, Qt::AlignLeft | Qt::AlignVCenter, currentText());
    }

private:
    int labelWidth() const { return fontMetrics().horizontalAdvance(accessibleName()) + 4; }
};

} // namespace

QComboBox *makeLabelledCombo(const QString &accessibleName, QWidget *parent)
{
    auto *combo = new LabelledCombo(parent);
    combo->setFont(fontFor(TextRole::Note));
    combo->setAccessibleName(accessibleName);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    return combo;
}

} // namespace retort
