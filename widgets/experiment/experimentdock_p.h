#pragma once
// The dock's inside: its state, the parts that it is built of (experimentdockparts.cpp), and edits
// (experimentdockedits.cpp).

#include "widgets/experiment/editcommand.h"
#include "widgets/experiment/experimentdock.h"
#include "widgets/experiment/formvalues.h"

#include <QPointer>

class QLabel;
class QToolButton;

namespace retort {

class ExperimentForm;

struct ExperimentDock::Private
{
    Private(ExperimentDock &owner, std::vector<Preset> all, Dialogs &questions)
        : dock(owner), presets(std::move(all)), dialogs(questions)
    {
    }

    ExperimentDock &dock;
    std::vector<Preset> presets;
    Dialogs &dialogs;
    EditState state;
    std::vector<Problem> problems;
    std::optional<Problem> refused; ///< what was typed last cannot be taken at all
    FormFacts facts;
    QString trouble; ///< what opening text and models said
    bool running = false;
    bool valid = true;

    QUndoStack *stack = nullptr;
    ExperimentForm *form = nullptr;
    QLabel *title = nullptr;
    QToolButton *undo = nullptr, *redo = nullptr, *more = nullptr;
    QWidget *titleBar = nullptr;

    void buildTitleBar();
    void buildBody();
    void buildMenu();
    void retranslate();
    QToolButton *headerButton(const QString &iconName, const QString &name);

    void push(Experiment experiment, const QString &what, bool newBaseline);
    void apply(const EditState &next);
    void setLearningRate(const QString &value);
    void forgetFacts(const Experiment &next);
    void refresh();
    std::vector<Problem> shownProblems() const;
    int matchingPreset() const;

    void edit(const QString &key, const QString &value);
    void choosePreset(int index);
    Result<Experiment> edited(const QString &key, const QString &value) const;
    void openExperiment(const QString &path);
    void useText(const QString &path);
    void useTokenizer(const QString &path);
    void browse(const QString &key, bool folder);
    void browseModel(const QString &key);
    void followLanguage();
};

/// A preset in the language on screen.
Experiment localPreset(const Preset &preset);

} // namespace retort
