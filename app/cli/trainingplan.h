#pragma once
// From the options of "train" to what is to be trained; everything that can be wrong with them is
// found before a run begins.

#include "app/cli/options.h"
#include "core/engine/training/experiment.h"
#include "core/store/runwriter.h"

#include <optional>
#include <string>
#include <vector>

namespace retort {

struct TrainOptions : CommonOptions
{
    std::string file;
    std::string preset;
    std::string resume;
    std::string language;
    std::vector<std::string> settings;
    std::string steps;
    std::string output;
    WeightType outputType = WeightType::Float32;
    std::string summary;
};

struct TrainingPlan
{
    Experiment experiment;
    std::optional<RunWriter::Resumed> resumed;
    std::optional<RunSummary> before;                ///< what the store says of the resumed run
    std::optional<std::filesystem::path> checkpoint; ///< to go on from
};

Result<TrainingPlan> planTraining(const TrainOptions &options);

} // namespace retort
