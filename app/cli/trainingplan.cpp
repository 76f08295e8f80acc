#include "app/cli/trainingplan.h"

#include "app/cli/files.h"
#include "app/cli/summary.h"
#include "core/engine/training/prepare.h"
#include "core/session/resources.h"
#include "core/store/modelresolver.h"

#include <unistd.h>

namespace retort {
namespace {

namespace fs = std::filesystem;

constexpr char DefaultPreset[] = "first-distillation";

/// Sentences about a file's contents name the key; the file is named in front of them.
Error inFile(const std::string &file, const Error &error)
{
    if (error.message().find(file) != std::string::npos)
        return error;
    return {"%1: %2", {file, error.message()}};
}

Result<Experiment> baseExperiment(const TrainOptions &options)
{
    if (!options.file.empty()) {
        auto experiment = readExperiment(options.file);
        if (!experiment)
            return inFile(options.file, experiment.error());
        return experiment;
    }
    const auto presets = readPresets(Resources::find().presets);
    if (!presets)
        return presets.error();
    const auto preset =
        findPreset(*presets, options.preset.empty() ? DefaultPreset : options.preset);
    if (!preset)
        return preset.error();
    return preset->experiment;
}

/// A stored run must find its text and teacher from any working folder.
void makePathsAbsolute(Experiment &experiment)
{
    std::string &path = experiment.data.path;
    if (!path.empty())
        path = fs::absolute(path).lexically_normal().string();
    std::string &teacher = experiment.teacher.model;
    if (!teacher.empty() && !teacher.starts_with("bundled:") && !teacher.starts_with("run:"))
        teacher = fs::absolute(teacher).lexically_normal().string();
}

Result<Experiment> chosenExperiment(const TrainOptions &options)
{
    auto experiment = baseExperiment(options);
    if (!experiment)
        return experiment;
    if (!options.language.empty())
        experiment = inLanguage(*experiment, options.language);
    std::vector<std::string> settings = options.settings;
    if (!options.steps.empty())
        settings.push_back("training.steps=" + options.steps);
    for (const std::string &setting : settings) {
        auto changed = withSetting(*experiment, setting);
        if (!changed)
            return changed;
        experiment = *std::move(changed);
    }
    if (const auto problems = check(*experiment); !problems.empty())
        return problems.front().error;
    makePathsAbsolute(*experiment);
    return experiment;
}

Result<TrainingPlan> planResuming(const TrainOptions &options)
{
    const auto run = parseRunId(options.resume);
    if (!run)
        return run.error();
    const auto store = openStore(options);
    if (!store)
        return store.error();
    const auto summary = (*store)->run(*run);
    if (!summary)
        return summary.error();
    if (summary->status == RunStatus::Running || summary->status == RunStatus::Paused) {
        return Error{RETORT_SENTENCE("Run %1 is being trained by another program. Stop it there "
                                     "first."),
                     {std::to_string(run->value)}};
    }
    if (summary->status == RunStatus::Finished) {
        return Error{RETORT_SENTENCE("Run %1 is finished; there is nothing to go on with. Start a "
                                     "new run with more steps."),
                     {std::to_string(run->value)}};
    }
    auto experiment = (*store)->experiment(*run);
    if (!experiment)
        return experiment.error();
    const auto checkpoints = (*store)->checkpoints(*run);
    if (!checkpoints)
        return checkpoints.error();
    if (checkpoints->empty()) {
        return Error{RETORT_SENTENCE("Run %1 has no checkpoint yet, so it cannot be resumed. Start "
                                     "it again as a new run."),
                     {std::to_string(run->value)}};
    }
    // Once the run is begun again, the store has forgotten how it ended.
    const StoreResolver resolver(options.storeFile(), Resources::find().teachers);
    if (const auto prepared = prepare(*experiment, resolver); !prepared)
        return prepared.error();
    const StoredCheckpoint &newest = checkpoints->back();
    return TrainingPlan{*std::move(experiment), RunWriter::Resumed{*run, newest.step}, *summary,
                        newest.folder};
}

/// Finds out now, not after an hour of training.
Status checkDestinations(const TrainOptions &options)
{
    std::error_code failure;
    if (!options.output.empty()) {
        fs::create_directories(options.output, failure);
        if (failure || access(options.output.c_str(), W_OK) != 0) {
            return Error{RETORT_SENTENCE("The folder %1 cannot be written. Choose another one with "
                                         "--output."),
                         {options.output}};
        }
    }
    if (options.summary.empty())
        return {};
    if (!summaryFormat(options.summary)) {
        return Error{RETORT_SENTENCE("The summary %1 must end in .html or .txt."),
                     {options.summary}};
    }
    return checkDestination(options.summary, "--summary");
}

} // namespace

Result<TrainingPlan> planTraining(const TrainOptions &options)
{
    if (!options.resume.empty()) {
        auto plan = planResuming(options);
        if (!plan)
            return plan;
        if (Status checked = checkDestinations(options); !checked)
            return checked.error();
        return plan;
    }
    auto experiment = chosenExperiment(options);
    if (!experiment)
        return experiment.error();
    if (Status checked = checkDestinations(options); !checked)
        return checked.error();
    return TrainingPlan{*std::move(experiment), {}, {}, {}};
}

} // namespace retort
