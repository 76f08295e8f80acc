#pragma once
// What can be done with stored runs: as actions for buttons and menus, enabled for the runs that
// they fit. Changes go to the store at once; deleting asks first.

#include "core/store/runexport.h"
#include "core/store/runstore.h"

#include <QObject>

#include <vector>

class QAction;
class QMenu;
class QWidget;

namespace retort {

class Dialogs;

class RunActions final : public QObject
{
    Q_OBJECT

public:
    enum Kind {
        Resume,
        OpenInBench,
        OpenInTokens,
        UseAsTeacher,
        CopyExperiment,
        Rename,
        Star,
        EditTags,
        EditNotes,
        Archive,
        ExportCsv,
        ExportJson,
        Delete
    };
    static constexpr int kindCount = Delete + 1;

    RunActions(RunStore &store, Dialogs &dialogs, QWidget *parent);
    QAction *action(Kind kind) const { return m_actions[std::size_t(kind)]; }
    /// All of them, in groups; the parent owns it.
    QMenu *menu() const { return m_menu; }
    /// The runs that actions act on.
    void setRuns(std::vector<RunSummary> runs);
    const std::vector<RunSummary> &runs() const { return m_runs; }
    void setStarred(RunId run, bool starred);
    void rename(RunId run, const QString &name);
    void retranslate();

Q_SIGNALS:
    void triggered(retort::RunActions::Kind kind, retort::RunId run); ///< Resume … Rename
    void changed();                                                   ///< the store
    void failed(const QString &sentence);

private:
    void perform(Kind kind);
    void star();
    void editTags();
    void editNotes();
    void archive();
    void remove();
    void exportRuns(ExportFormat format);
    bool report(const Status &status);
    void enable();

    RunStore &m_store;
    Dialogs &m_dialogs;
    QWidget *m_window;
    QMenu *m_menu;
    std::vector<QAction *> m_actions;
    std::vector<RunSummary> m_runs;
};

} // namespace retort
