#include "app/helpdialogs.h"

#include "app/windowactions.h"
#include "core/engine/machine.h"
#include "widgets/common/icons.h"
#include "widgets/common/panel.h"
#include "widgets/common/theme.h"

#include <QAction>
#include <QCoreApplication>
#include <QDialog>
#include <QGridLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

namespace retort {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(retort::HelpDialogs)
};

QDialog *makeDialog(const QString &title, const char *name, QWidget *parent)
{
    auto *dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    dialog->setObjectName(QLatin1String(name));
    auto *column = new QVBoxLayout(dialog);
    column->setContentsMargins(grid::inside, grid::inside, grid::inside, grid::inside);
    column->setSpacing(grid::inside);
    return dialog;
}

void finish(QDialog *dialog)
{
    auto *close = new QPushButton(Words::tr("Close"), dialog);
    close->setDefault(true);
    QObject::connect(close, &QPushButton::clicked, dialog, &QDialog::accept);
    auto *column = static_cast<QVBoxLayout *>(dialog->layout());
    column->addWidget(close, 0, Qt::AlignRight);
    dialog->show();
}

QString plain(QString text)
{
    // A key in brackets behind the word, as Chinese menus have it, goes as well.
    static const QRegularExpression marks(QStringLiteral(R"(\(&\w\)|&|\.\.\.)"));
    return text.remove(marks);
}

/// One menu's keys under its name; @returns the next free row.
int addKeys(QGridLayout *table, int row, const QMenu *menu)
{
    auto *head = new QLabel(plain(menu->title()));
    head->setFont(fontFor(TextRole::Strong));
    table->addWidget(head, row++, 0, 1, 2);
    for (const QAction *action : menu->actions()) {
        if (action->shortcut().isEmpty())
            continue;
        table->addWidget(new QLabel(plain(action->text())), row, 0);
        auto *key = new QLabel(action->shortcut().toString(QKeySequence::NativeText));
        key->setProperty("tone", "secondary");
        key->setAlignment(Qt::AlignRight);
        table->addWidget(key, row++, 1);
    }
    return row;
}

} // namespace

void showKeys(const WindowActions &actions, QWidget *parent)
{
    QDialog *dialog = makeDialog(Words::tr("Keys"), "keysDialog", parent);
    auto *columns = new QHBoxLayout;
    columns->setSpacing(3 * grid::inside);
    static_cast<QVBoxLayout *>(dialog->layout())->addLayout(columns);
    QGridLayout *table = nullptr;
    int row = 0;
    for (const QMenu *menu : actions.menus()) {
        // File, Edit and Run at the left; View and Help at the right.
        if (!table || menu == actions.menus()[3]) {
            if (table)
                table->setRowStretch(row, 1);
            table = new QGridLayout;
            table->setHorizontalSpacing(2 * grid::inside);
            table->setVerticalSpacing(grid::unit + 2);
            columns->addLayout(table);
            row = 0;
        }
        row = addKeys(table, row, menu);
        table->setRowMinimumHeight(row++, grid::gap);
    }
    table->setRowStretch(row, 1);
    auto *knobs = new QLabel(Words::tr("Arrow keys turn a knob that has the focus by 0.01, Page Up "
                                       "and Page Down by a tenth of its range."));
    knobs->setProperty("tone", "secondary");
    knobs->setWordWrap(true);
    dialog->layout()->addWidget(knobs);
    finish(dialog);
}

void showAbout(QWidget *parent)
{
    QDialog *dialog = makeDialog(Words::tr("About Retort"), "aboutDialog", parent);
    auto *row = new QHBoxLayout;
    row->setSpacing(grid::inside);
    auto *picture = new QLabel;
    picture->setPixmap(applicationIcon().pixmap(64, 64));
    row->addWidget(picture, 0, Qt::AlignTop);
    const MachineFacts &machine = machineFacts();
    auto *text = new QLabel(
        QStringLiteral("<p><b>Retort %1</b></p><p>%2</p><p>%3</p><p>%4</p>")
            .arg(QCoreApplication::applicationVersion(),
                 Words::tr("A workbench for autoregressive knowledge distillation: a large "
                           "language model teaches a small one, and you turn the knobs."),
                 Words::tr("Qt %1, LibTorch %2 with %3.")
                     .arg(QString::fromLatin1(qVersion()),
                          QString::fromStdString(machine.torchVersion),
                          QString::fromStdString(machine.blas)),
                 Words::tr("MIT licence. QCustomPlot, which draws the plots, is under the GPL, "
                           "version 3, and so is a program that is passed on with it.")));
    text->setWordWrap(true);
    text->setMinimumWidth(380);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    row->addWidget(text, 1);
    static_cast<QVBoxLayout *>(dialog->layout())->addLayout(row);
    finish(dialog);
}

} // namespace retort
