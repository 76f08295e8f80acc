#pragma once
// A few lines to type a text in: Ctrl+Return applies, Esc cancels.

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace retort {

class TextEditor : public QWidget
{
    Q_OBJECT

public:
    explicit TextEditor(QWidget *parent = nullptr);
    /// Shows itself with `text` and takes the keyboard.
    void begin(const QString &text);

Q_SIGNALS:
    void applied(const QString &text);
    void cancelled();

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void apply();
    void retranslate();

    QPlainTextEdit *m_edit;
    QLabel *m_hint;
    QPushButton *m_cancel, *m_apply;
};

} // namespace retort
