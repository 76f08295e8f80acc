#pragma once
// The experiment as a form: preset, data, teacher, student, objective, optimiser, training, in
// collapsible sections whose closed head says their content in one line. Wrong input is marked in
// place with the reason; what a run fixes is greyed and says why. Every edit can be undone.

#include "core/engine/training/experiment.h"
#include "core/engine/training/observer.h"
#include "widgets/experiment/formvalues.h"

#include <QWidget>

#include <memory>
#include <vector>

class QUndoStack;

namespace retort {

class Dialogs;

/// Whether it looks like one: a folder with a config.json.
bool isModelFolder(const QString &path);

class ExperimentDock : public QWidget
{
    Q_OBJECT

public:
    ExperimentDock(std::vector<Preset> presets, Dialogs &dialogs, QWidget *parent = nullptr);
    ~ExperimentDock() override;

    const Experiment &experiment() const;
    /// As an undoable edit.
    void setExperiment(const Experiment &experiment, const QString &what);
    void choosePreset(int index);
    void useTeacher(const QString &model); ///< a reference, e.g. "run:12", or a folder
    void useStart(const QString &model);   ///< of the student's weights, likewise
    bool isValid() const;
    /// What is wrong with the experiment, in a sentence; empty if it is valid.
    QString problem() const;
    /// Opens the section in which it is marked.
    void showProblem();
    /// During a run: everything fixed but the learning rate (α, β, τ are the mixer's).
    void setRunning(bool running);
    /// Vocabulary, parameters and share of the teacher, once known.
    void setFacts(const RunFacts &facts);
    /// Why text or models could not be opened; marked beside them until they change.
    void setTrouble(const QString &sentence);
    /// What the teacher is, and the model that the student starts from.
    void setTeacherModel(const KnownModel &model);
    void setStartModel(const KnownModel &model);
    /// What the run costs, or why that cannot be told; neither: not known, or no longer true.
    void setEstimate(const std::optional<RunEstimate> &estimate, const QString &trouble = {});
    /// Models that may be teachers or beginnings: ("run:12", "Shakespeare #12").
    void setModelChoices(const std::vector<std::pair<QString, QString>> &choices);
    QUndoStack *undoStack() const;
    /// Title, undo, redo and menu. It stands at the top, and may become a QDockWidget's title bar.
    QWidget *titleBar() const;
    QSize sizeHint() const override;

public Q_SLOTS:
    void openFile(); ///< an experiment file
    void saveFile();
    /// Dropped: an experiment file, a text file or folder, a tokeniser; a model folder is offered.
    void openPath(const QString &path);

Q_SIGNALS:
    void experimentChanged(const retort::Experiment &experiment);
    void validityChanged(bool valid);
    void learningRateChanged(double value); ///< while running
    void opened(const QString &path);       ///< an experiment or a text, by its full path
    void modelOpened(const QString &path);  ///< a folder that was chosen for one of the two
    void modelOffered(const QString &path); ///< teacher or start? useTeacher(), useStart()
    void failed(const QString &sentence);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace retort
