#include "widgets/experiment/experimenttextdialog.h"

#include "core/engine/training/experiment.h"
#include "widgets/common/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QCoreApplication>
#include <QDialog>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace retort {

void showExperimentText(const Experiment &experiment, QWidget *parent)
{
    const auto tr = [](const char *text) {
        return QCoreApplication::translate("retort::ExperimentDock", text);
    };
    auto *dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(QStringLiteral("experimentText"));
    dialog->setWindowTitle(tr(QT_TRANSLATE_NOOP("retort::ExperimentDock", "Experiment file")));
    dialog->resize(520, 640);

    auto *text = new QPlainTextEdit(QString::fromStdString(toJson(experiment)), dialog);
    text->setReadOnly(true);
    text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    text->setAccessibleName(dialog->windowTitle());
    auto *copy = new QPushButton(tr(QT_TRANSLATE_NOOP("retort::ExperimentDock", "Copy")), dialog);
    auto *close = new QPushButton(tr(QT_TRANSLATE_NOOP("retort::ExperimentDock", "Close")), dialog);
    QObject::connect(copy, &QPushButton::clicked, text,
                     [text] { QApplication::clipboard()->setText(text->toPlainText()); });
    QObject::connect(close, &QPushButton::clicked, dialog, &QDialog::accept);

    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(copy);
    buttons->addWidget(close);
    auto *column = new QVBoxLayout(dialog);
    column->setContentsMargins(grid::inside, grid::inside, grid::inside, grid::inside);
    column->addWidget(text);
    column->addLayout(buttons);
    dialog->show();
}

} // namespace retort
