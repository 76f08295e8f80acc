#pragma once
// From the store to what the pages show: a run's whole curves, and the models one can choose from.

#include "core/session/resources.h"
#include "core/session/trainingsession.h"
#include "core/store/runstore.h"
#include "widgets/inspector/tokenspage.h"

#include <utility>
#include <vector>

namespace retort {

struct StoredCurves
{
    RunFacts facts;
    MetricBatch metrics;
    std::vector<ControlEvent> events;
};
Result<StoredCurves> readCurves(const RunStore &store, RunId run);

/// Names of the models in share/retort/teachers: "tales-en".
std::vector<QString> bundledTeachers(const std::filesystem::path &folder);

/// Bundled models and the newest runs with a checkpoint, as a teacher in an experiment:
/// ("run:12", "Shakespeare #12").
std::vector<std::pair<QString, QString>> teacherReferences(const RunStore &store,
                                                           const Resources &resources);
std::vector<ModelChoice> teacherModels(const RunStore &store, const Resources &resources);
/// Every checkpoint of the newest runs, newest first.
std::vector<ModelChoice> studentModels(const RunStore &store);
/// Model folders that a person has brought.
std::vector<ModelChoice> folderModels(const QStringList &folders);
/// The student that is being trained, or was last.
ModelChoice liveModel(const TrainingSession &training);

} // namespace retort
