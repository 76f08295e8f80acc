#include "widgets/experiment/textdialog.h"

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

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(retort::ExperimentDock)
};

} // namespace

void showText(const QString &name, const QString &title, const QString &text, bool fixed,
              QWidget *parent)
{
    auto *dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(name);
    dialog->setWindowTitle(title);
    dialog->resize(520, 640);

    auto *field = new QPlainTextEdit(text, dialog);
    field->setReadOnly(true);
    if (fixed)
        field->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    field->setAccessibleName(title);
    auto *copy = new QPushButton(Words::tr("Copy"), dialog);
    auto *close = new QPushButton(Words::tr("Close"), dialog);
    QObject::connect(copy, &QPushButton::clicked, field,
                     [field] { QApplication::clipboard()->setText(field->toPlainText()); });
    QObject::connect(close, &QPushButton::clicked, dialog, &QDialog::accept);

    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(copy);
    buttons->addWidget(close);
    auto *column = new QVBoxLayout(dialog);
    column->setContentsMargins(grid::inside, grid::inside, grid::inside, grid::inside);
    column->addWidget(field);
    column->addLayout(buttons);
    dialog->show();
}

void showExperimentText(const Experiment &experiment, QWidget *parent)
{
    showText(QStringLiteral("experimentText"), Words::tr("Experiment file"),
             QString::fromStdString(toJson(experiment)), true, parent);
}

} // namespace retort
