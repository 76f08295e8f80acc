#pragma once
// What a person types into a spin box and the box cannot take: it stays as it is typed, and the
// value stays what it was, until it is corrected or Escape takes it back.

#include <QObject>
#include <QString>
#include <QValidator>

class QAbstractSpinBox;
class QWidget;

namespace retort {

class RangeGuard final : public QObject
{
    Q_OBJECT

public:
    /// Guards `box`, which owns it.
    explicit RangeGuard(QAbstractSpinBox *box);
    /// A sentence with the range; empty: the text will do, or may still be typed on.
    QString reason() const { return m_reason; }
    /// Shows the value again.
    void restore();
    /// The box has been given another text: looks at it anew.
    void refresh();

    bool eventFilter(QObject *watched, QEvent *event) override;

Q_SIGNALS:
    void reasonChanged();

private:
    QValidator::State state() const;
    bool keepText(QEvent *event);
    void judge(bool typedToTheEnd);

    QAbstractSpinBox *m_box;
    QString m_reason;
};

/// The warning border of a field, or none.
void markWrong(QWidget *field, bool wrong);

} // namespace retort
