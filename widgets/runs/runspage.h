#pragma once
// Stored runs: a table to sort, filter and edit; the ticked ones overlaid in a plot beside the
// settings in which they differ.

#include "core/store/runstore.h"

#include <QWidget>

#include <memory>

namespace retort {

class Dialogs;

class RunsPage : public QWidget
{
    Q_OBJECT

public:
    /// `store` belongs to the window and outlives the page.
    RunsPage(RunStore &store, Dialogs &dialogs, QWidget *parent = nullptr);
    ~RunsPage() override;

public Q_SLOTS:
    /// Reads the store again if it changed; called by a timer of the page's own too.
    void refresh();
    void selectRun(retort::RunId run);

Q_SIGNALS:
    void resumeRequested(retort::RunId run);
    void openInBenchRequested(retort::RunId run); ///< curves of a stored run
    void openInTokensRequested(retort::RunId run);
    void useAsTeacherRequested(retort::RunId run);
    void copyExperimentRequested(retort::RunId run); ///< its settings into the dock
    void startRequested();                           ///< the button of the empty page
    void storeChanged();                             ///< by an action of this page
    void failed(const QString &sentence);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace retort
