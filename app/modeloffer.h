#pragma once
// The models that form, Tokens and Playground offer to choose from, and which of them is shown when
// experiment or run change.

#include "app/storedruns.h"
#include "core/engine/training/experiment.h"
#include "core/session/resources.h"
#include "core/session/trainingsession.h"
#include "core/store/runstore.h"

#include <QObject>
#include <QStringList>

class QSettings;

namespace retort {

class ExperimentDock;
class PlaygroundPage;

class ModelOffer final : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        const RunStore &store;
        const Resources &resources;
        const TrainingSession &training;
        const QSettings &settings;
        ExperimentDock &dock;
        TokensPage &tokens;
        PlaygroundPage &playground;
    };
    ModelOffer(const Parts &parts, QObject *parent = nullptr);

    /// From the store as it is now; what is chosen stays chosen where it is still there.
    void refresh();
    /// What the form says: its teacher and where its student starts are offered and preferred.
    void setExperiment(const Experiment &experiment);
    void showLiveStudent();
    /// The newest checkpoint of a run, on Tokens.
    void showRun(RunId run);

private:
    void offer();
    QStringList folders() const;

    Parts m_parts;
    StoredModels m_stored; ///< since the last refresh()
    Experiment m_experiment;
};

} // namespace retort
