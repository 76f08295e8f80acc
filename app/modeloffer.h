#pragma once
// The models that form, Tokens and Playground offer to choose from, and which of them is shown when
// experiment or run change.

#include "core/session/resources.h"
#include "core/session/trainingsession.h"
#include "core/store/runstore.h"

#include <QObject>

namespace retort {

class ExperimentDock;
class PlaygroundPage;
class TokensPage;

class ModelOffer final : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        const RunStore &store;
        const Resources &resources;
        const TrainingSession &training;
        ExperimentDock &dock;
        TokensPage &tokens;
        PlaygroundPage &playground;
    };
    ModelOffer(const Parts &parts, QObject *parent = nullptr);

    /// From the store as it is now; what is chosen stays chosen where it is still there.
    void refresh();
    void showLiveStudent();
    /// The newest checkpoint of a run, on Tokens.
    void showRun(RunId run);

private:
    Parts m_parts;
};

} // namespace retort
