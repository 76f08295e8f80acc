#include "widgets/common/parts.h"

#include <QFileDialog>
#include <QInputDialog>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTextDocument>

namespace retort {

bool Dialogs::confirm(QWidget *parent, const QString &title, const QString &sentence,
                      const QString &action)
{
    return choose(parent, title, sentence, {action}) == 0;
}

int Dialogs::choose(QWidget *parent, const QString &title, const QString &sentence,
                    const QStringList &actions)
{
    QMessageBox box(parent);
    box.setWindowTitle(title);
    box.setText(QStringLiteral("<b>%1</b>").arg(title.toHtmlEscaped()));
    // As HTML on purpose: left to guess, the box would read marks in the names of runs.
    box.setInformativeText(Qt::convertFromPlainText(sentence));
    std::vector<QAbstractButton *> buttons;
    for (const QString &action : actions)
        buttons.push_back(box.addButton(action, QMessageBox::AcceptRole));
    QPushButton *cancel = box.addButton(tr("Cancel"), QMessageBox::RejectRole);
    box.setEscapeButton(cancel);
    box.setDefaultButton(cancel);
    box.exec();
    const auto chosen = std::find(buttons.begin(), buttons.end(), box.clickedButton());
    return chosen == buttons.end() ? -1 : int(chosen - buttons.begin());
}

QString Dialogs::openFile(QWidget *parent, const QString &title, const QString &filter)
{
    return QFileDialog::getOpenFileName(parent, title, {}, filter);
}

QString Dialogs::openFolder(QWidget *parent, const QString &title)
{
    return QFileDialog::getExistingDirectory(parent, title);
}

QString Dialogs::saveFile(QWidget *parent, const QString &title, const QString &proposed,
                          const QString &filter)
{
    return QFileDialog::getSaveFileName(parent, title, proposed, filter);
}

std::optional<QString> Dialogs::text(QWidget *parent, const QString &title, const QString &label,
                                     const QString &initial, bool multiline)
{
    QInputDialog dialog(parent);
    dialog.setWindowTitle(title);
    dialog.setLabelText(label);
    dialog.setOption(QInputDialog::UsePlainTextEditForTextInput, multiline);
    dialog.setTextValue(initial);
    dialog.setOkButtonText(tr("OK"));
    dialog.setCancelButtonText(tr("Cancel"));
    dialog.resize(480, dialog.sizeHint().height()); // makes its widgets
    if (auto *edit = dialog.findChild<QPlainTextEdit *>())
        edit->setTabChangesFocus(true);
    if (dialog.exec() != QDialog::Accepted)
        return std::nullopt;
    return dialog.textValue();
}

} // namespace retort
