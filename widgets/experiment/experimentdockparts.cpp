#include "widgets/experiment/experimentdock_p.h"

#include "widgets/common/icons.h"
#include "widgets/common/panel.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/experiment/experimentedits.h"
#include "widgets/experiment/experimentform.h"
#include "widgets/experiment/textdialog.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QScrollArea>
#include <QScrollBar>
#include <QToolButton>
#include <QUndoStack>
#include <QVBoxLayout>

namespace retort {

QToolButton *ExperimentDock::Private::headerButton(const QString &iconName, const QString &name)
{
    auto *button = new QToolButton(titleBar);
    button->setIcon(icon(iconName));
    button->setIconSize({18, 18});
    button->setFixedSize(grid::control, grid::control);
    button->setObjectName(name);
    titleBar->layout()->addWidget(button);
    return button;
}

void ExperimentDock::Private::buildTitleBar()
{
    titleBar = new QWidget(&dock);
    titleBar->setObjectName(QStringLiteral("experimentTitleBar"));
    titleBar->setAttribute(Qt::WA_StyledBackground);
    // A dock widget goes by the hint of its title bar: 24 between twice 8 is the header's 40.
    auto *line = new QHBoxLayout(titleBar);
    line->setContentsMargins(grid::inside, grid::gap, grid::gap, grid::gap);
    line->setSpacing(2);
    title = new QLabel(titleBar);
    title->setFont(fontFor(TextRole::PanelTitle));
    line->addWidget(title, 1);
    undo = headerButton(QStringLiteral("undo"), QStringLiteral("experimentUndo"));
    redo = headerButton(QStringLiteral("redo"), QStringLiteral("experimentRedo"));
    more = headerButton(QStringLiteral("menu"), QStringLiteral("experimentMenu"));
    more->setPopupMode(QToolButton::InstantPopup);
    connect(undo, &QToolButton::clicked, stack, &QUndoStack::undo);
    connect(redo, &QToolButton::clicked, stack, &QUndoStack::redo);
    const auto update = [this] {
        undo->setEnabled(!running && stack->canUndo());
        redo->setEnabled(!running && stack->canRedo());
    };
    connect(stack, &QUndoStack::canUndoChanged, &dock, update);
    connect(stack, &QUndoStack::canRedoChanged, &dock, update);
    update();
}

void ExperimentDock::Private::buildBody()
{
    form = new ExperimentForm;
    form->setPresets(&presets);
    form->setProperty("transparent", true);
    connect(form, &ExperimentForm::edited, &dock,
            [this](const QString &key, const QString &value) { edit(key, value); });
    connect(form, &ExperimentForm::browseRequested, &dock,
            [this](const QString &key, bool folder) { browse(key, folder); });

    auto *body = new QFrame(&dock);
    body->setObjectName(QStringLiteral("experimentBody"));
    auto *scroll = new QScrollArea(body);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(form);
    QScrollBar *bar = scroll->verticalScrollBar();
    connect(bar, &QScrollBar::rangeChanged, &dock, [this, bar](int least, int most) {
        form->setScrollBarWidth(most > least ? bar->sizeHint().width() : 0);
    });
    auto *inner = new QVBoxLayout(body);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->addWidget(scroll);
    auto *column = new QVBoxLayout(&dock);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(titleBar);
    column->addWidget(body, 1);
}

void ExperimentDock::Private::buildMenu()
{
    auto *menu = new QMenu(more);
    more->setMenu(menu);
    // Its words are those of the moment when it is opened.
    connect(menu, &QMenu::aboutToShow, &dock, [this, menu] {
        menu->clear();
        QAction *open = menu->addAction(tr("Open..."), &dock, &ExperimentDock::openFile);
        open->setEnabled(!running);
        menu->addAction(tr("Save..."), &dock, &ExperimentDock::saveFile);
        menu->addAction(tr("Show experiment file"), &dock,
                        [this] { showExperimentText(state.experiment, &dock); });
        QMenu *reset = menu->addMenu(tr("Reset section"));
        reset->setEnabled(!running);
        for (int i = 0; i < formSectionCount; ++i) {
            reset->addAction(sectionTitle(FormSection(i)), &dock, [this, i] {
                const auto section = FormSection(i);
                push(withSectionOf(state.baseline, state.experiment, section),
                     sectionTitle(section), false);
            });
        }
    });
}

void ExperimentDock::Private::retranslate()
{
    const auto name = [](QToolButton *button, const QString &text, const QString &tip) {
        button->setAccessibleName(text);
        button->setToolTip(tip);
    };
    title->setText(tr("Experiment"));
    name(undo, tr("Undo"), tr("Takes back the last change of the experiment."));
    name(redo, tr("Redo"), tr("Makes the change again that was taken back."));
    name(more, tr("More"), tr("Open, save or read the experiment, or reset a section of it."));
    form->retranslate();
}

} // namespace retort
