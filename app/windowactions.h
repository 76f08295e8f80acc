#pragma once
// The window's menus and keys. Actions are public: the window connects them.

#include "app/rail.h"
#include "app/runview.h"

#include <QObject>

#include <array>
#include <vector>

class QAction;
class QMainWindow;
class QMenu;

namespace retort {

class WindowActions final : public QObject
{
    Q_OBJECT

public:
    explicit WindowActions(QMainWindow &window);

    QAction *open, *openModel, *save, *recentNone, *recentModelsNone, *quit;
    QAction *undo, *redo;
    QAction *startOrPause, *step, *stop, *evaluate, *checkpoint;
    std::array<QAction *, pageCount> pages;
    QAction *dock, *fullScreen;
    QAction *lessons, *keys, *about;
    QMenu *recent, *recentModels, *language, *theme;

    void retranslate();
    void show(const RunView &view, bool experimentValid);
    /// Menus in their order, for the page of keys.
    const std::vector<QMenu *> &menus() const { return m_menus; }

private:
    QMenu *addMenu();
    QAction *add(QMenu *menu, const char *name, const QKeySequence &key = {});

    QMainWindow &m_window;
    std::vector<QMenu *> m_menus;
    QMenu *m_file, *m_edit, *m_run, *m_view, *m_help;
    bool m_resume = false, m_pause = false;
};

} // namespace retort
