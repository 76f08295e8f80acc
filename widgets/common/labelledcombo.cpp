#include "widgets/common/parts.h"
#include "widgets/common/theme.h"

#include <QComboBox>
#include <QStyleOptionComboBox>
#include <QStylePainter>

#include <algorithm>

namespace retort {

namespace {

constexpr int leastChoice = 128; // pixels for the choice and the arrow

/// Paints its accessible name before the choice, so that both change together with the language.
class LabelledCombo final : public QComboBox
{
public:
    using QComboBox::QComboBox;

    QSize sizeHint() const override { return QComboBox::sizeHint() + QSize(labelWidth(), 0); }
    /// Long names may be shortened where the window is narrow; short ones never are.
    QSize minimumSizeHint() const override
    {
        const QSize whole = sizeHint();
        return {std::min(whole.width(), labelWidth() + leastChoice), whole.height()};
    }

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
        painter.drawText(field, Qt::AlignLeft | Qt::AlignVCenter,
                         fontMetrics().elidedText(currentText(), Qt::ElideRight, field.width()));
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
