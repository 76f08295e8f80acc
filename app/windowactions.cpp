#include "app/windowactions.h"

#include <QAction>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>

namespace retort {

WindowActions::WindowActions(QMainWindow &window) : QObject(&window), m_window(window)
{
    m_file = addMenu();
    open = add(m_file, "open", QKeySequence::Open);
    recent = m_file->addMenu(QString());
    recentNone = recent->addAction(QString());
    recentNone->setEnabled(false);
    openModel = add(m_file, "openModel", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O));
    recentModels = m_file->addMenu(QString());
    recentModels->setObjectName(QStringLiteral("recentModels"));
    recentModelsNone = recentModels->addAction(QString());
    recentModelsNone->setEnabled(false);
    save = add(m_file, "save", QKeySequence::Save);
    m_file->addSeparator();
    quit = add(m_file, "quit", QKeySequence(Qt::CTRL | Qt::Key_Q));

    m_edit = addMenu();
    undo = add(m_edit, "undo", QKeySequence::Undo);
    redo = add(m_edit, "redo", QKeySequence::Redo);

    m_run = addMenu();
    startOrPause = add(m_run, "startOrPause", QKeySequence(Qt::CTRL | Qt::Key_R));
    step = add(m_run, "step", QKeySequence(Qt::CTRL | Qt::Key_T));
    stop = add(m_run, "stop", QKeySequence(Qt::CTRL | Qt::Key_Period));
    m_run->addSeparator();
    evaluate = add(m_run, "evaluate", QKeySequence(Qt::CTRL | Qt::Key_E));
    checkpoint = add(m_run, "checkpoint", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S));

    m_view = addMenu();
    for (int i = 0; i < pageCount; ++i) {
        pages[std::size_t(i)] =
            add(m_view, pageKey(Page(i)), QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_1 + i)));
        pages[std::size_t(i)]->setCheckable(true);
    }
    m_view->addSeparator();
    dock = add(m_view, "dock", QKeySequence(Qt::CTRL | Qt::Key_D));
    dock->setCheckable(true);
    language = m_view->addMenu(QString());
    theme = m_view->addMenu(QString());
    m_view->addSeparator();
    fullScreen = add(m_view, "fullScreen", QKeySequence(Qt::Key_F11));
    fullScreen->setCheckable(true);

    m_help = addMenu();
    lessons = add(m_help, "help", QKeySequence(Qt::Key_F1));
    keys = add(m_help, "keys", QKeySequence(Qt::CTRL | Qt::Key_Slash));
    m_help->addSeparator();
    about = add(m_help, "about");
    retranslate();
}

QMenu *WindowActions::addMenu()
{
    QMenu *menu = m_window.menuBar()->addMenu(QString());
    m_menus.push_back(menu);
    return menu;
}

QAction *WindowActions::add(QMenu *menu, const char *name, const QKeySequence &key)
{
    QAction *action = menu->addAction(QString());
    action->setObjectName(QStringLiteral("action.") + QLatin1String(name));
    action->setShortcut(key);
    return action;
}

void WindowActions::retranslate()
{
    m_file->setTitle(tr("&File"));
    m_edit->setTitle(tr("&Edit"));
    m_run->setTitle(tr("&Run"));
    m_view->setTitle(tr("&View"));
    m_help->setTitle(tr("&Help"));
    open->setText(tr("&Open..."));
    recent->setTitle(tr("Open &recent"));
    recentNone->setText(tr("Nothing opened yet"));
    openModel->setText(tr("Open a &model folder..."));
    recentModels->setTitle(tr("Recent mo&dels"));
    recentModelsNone->setText(tr("No model opened yet"));
    save->setText(tr("&Save the experiment..."));
    quit->setText(tr("&Quit"));
    undo->setText(tr("&Undo"));
    redo->setText(tr("&Redo"));
    startOrPause->setText(m_pause ? tr("&Pause") : m_resume ? tr("&Resume") : tr("&Start"));
    step->setText(tr("One s&tep"));
    stop->setText(tr("St&op"));
    evaluate->setText(tr("&Evaluate now"));
    checkpoint->setText(tr("Write a &checkpoint"));
    for (int i = 0; i < pageCount; ++i)
        pages[std::size_t(i)]->setText(pageName(Page(i)));
    dock->setText(tr("E&xperiment"));
    language->setTitle(tr("&Language"));
    theme->setTitle(tr("The&me"));
    fullScreen->setText(tr("&Full screen"));
    lessons->setText(tr("&What is distillation?"));
    keys->setText(tr("&Keys"));
    about->setText(tr("&About Retort"));
}

void WindowActions::show(const RunView &view, bool experimentValid)
{
    const RunCommands commands = commandsFor(view.phase, experimentValid);
    startOrPause->setEnabled(commands.start || commands.pause);
    step->setEnabled(commands.step);
    stop->setEnabled(commands.stop);
    evaluate->setEnabled(commands.measure);
    checkpoint->setEnabled(commands.measure);
    const bool pause = commands.pause, resume = view.phase == RunPhase::Paused;
    if (pause == m_pause && resume == m_resume)
        return;
    m_pause = pause;
    m_resume = resume;
    startOrPause->setText(m_pause ? tr("&Pause") : m_resume ? tr("&Resume") : tr("&Start"));
}

} // namespace retort
