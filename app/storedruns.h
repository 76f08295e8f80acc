#pragma once
// From the store to what the pages show: a run's whole curves, and the models one can choose from.

#include "core/session/resources.h"
#include "core/session/trainingsession.h"
#include "core/store/runstore.h"
#include "widgets/inspector/tokenspage.h"

#include <vector>

namespace retort {

struct StoredCurves
{
    RunFacts facts;
    MetricBatch metrics;
    std::vector<ControlEvent> events;
};
Result<StoredCurves> readCurves(const RunStore &store, RunId run);

struct StoredModels
{
    /// Bundled models and the newest runs with a checkpoint: "run:12", "Shakespeare #12".
    std::vector<ModelChoice> teachers;
    std::vector<ModelChoice> students; ///< every checkpoint of those runs, newest first
};
StoredModels readModels(const RunStore &store, const Resources &resources);
/// Model folders that a person has brought.
std::vector<ModelChoice> folderModels(const QStringList &folders);
/// The student that is being trained, or was last.
ModelChoice liveModel(const TrainingSession &training);

} // namespace retort
