#pragma once
// An experiment: everything a run is made from, and the JSON file that holds it
// (docs/experiment-file.md). Every key has a default.

#include "core/engine/models/languagemodel.h"
#include "core/engine/objective/terms.h"
#include "core/engine/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

enum class DataKind { Tales, Text };

struct DataSettings
{
    DataKind kind = DataKind::Tales;
    std::string language = "en";         ///< tales: en, zh
    std::optional<std::int64_t> windows; ///< tales: training windows; nullopt (null): without end
    std::string path;                    ///< text: file or folder; relative to the experiment file
    std::string tokenizer = "character"; ///< text: byte, character, word, bpe (trained on the
                                         ///< text), file; a teacher's or a given student's own wins
    int vocabulary = 2048;               ///< text, bpe: tokens to train, at most
    std::string tokenizerPath; ///< text, file: tokenizer.json, tokenizer.model or a folder
    int context = 96;          ///< T, tokens in a window
    double validation = 0.1;   ///< text: share held out at the end

    bool operator==(const DataSettings &) const = default;
};

struct TeacherSettings
{
    std::string model; ///< bundled:NAME, run:ID[@STEP], a folder; empty: no teacher

    bool operator==(const TeacherSettings &) const = default;
};

/// A student starts with random weights of the sizes given here, or from a model, whose sizes it
/// then has.
struct StudentSettings
{
    std::string initial; ///< empty: random; a model reference; "teacher", "teacher:0,2,4": layers
    std::string architecture = "gpt2"; ///< gpt2, llama
    int layers = 2;                    ///< of "teacher" too: so many of its layers, evenly spaced
    int heads = 4;
    int keyValueHeads = 0; ///< llama: grouped-query attention; 0: as many as heads
    int width = 48;
    int inner = 0;    ///< width of the feed-forward; 0: the family's usual one
    bool tied = true; ///< the output projection is the token embedding
    double dropout = 0;

    bool operator==(const StudentSettings &) const = default;
};

enum class ScheduleKind { Constant, Cosine };

struct OptimizerSettings
{
    double learningRate = 3e-3;
    ScheduleKind schedule = ScheduleKind::Cosine;
    std::int64_t warmupSteps = 50;
    double finalShare = 0.1; ///< the schedule ends at this share of the learning rate
    double beta1 = 0.9;
    double beta2 = 0.99;
    double weightDecay = 0.1; ///< on matrices only
    double clip = 1;          ///< largest gradient norm; 0: off

    bool operator==(const OptimizerSettings &) const = default;
};

struct TrainingSettings
{
    std::int64_t steps = 900;
    int batch = 16;     ///< B, windows in a step
    int accumulate = 1; ///< a step's batch is cut into so many parts
    std::int64_t evaluateEvery = 50;
    int evaluationWindows = 128; ///< most validation windows looked at
    std::int64_t checkpointEvery = 300;
    int threads = 0; ///< that work at a time; 0: all cores
    int shards = 0;  ///< parts of a batch whose gradients are computed apart, one thread each; 1:
                     ///< the batch as a whole; 0: what is found to be faster when the run begins
    int workers = 0; ///< that take shards; 0: as many as threads
    int logitsMemory = 64; ///< MiB that may be held of the logits of a step

    bool operator==(const TrainingSettings &) const = default;
};

struct Experiment
{
    std::string name = "Untitled";
    std::uint64_t seed = 1;
    DataSettings data;
    TeacherSettings teacher;
    StudentSettings student;
    ObjectiveSettings objective;
    PoolSettings pool;
    OptimizerSettings optimizer;
    TrainingSettings training;

    bool hasTeacher() const { return !teacher.model.empty(); }
    bool startsFromModel() const { return !student.initial.empty(); }
    bool operator==(const Experiment &) const = default;
};

/// One thing that is wrong with an experiment: the key as in the file ("student.heads") and why.
struct Problem
{
    std::string key;
    Error error;
};

/// Most target positions of a step or of an evaluation.
inline constexpr std::int64_t mostTargets = std::int64_t(1) << 24;

/// Everything that can be said without opening files: ranges, heads dividing the width, α without a
/// teacher … Empty: valid.
std::vector<Problem> check(const Experiment &experiment);

/// Strict: unknown keys, wrong types and values out of range are errors that name the key, the
/// value and what is allowed. `base`: folder that relative paths start from. A file without a
/// teacher has α = β = 0 unless it says otherwise.
Result<Experiment> parseExperiment(std::string_view json, const std::filesystem::path &base = {});
Result<Experiment> readExperiment(const std::filesystem::path &file);
/// All keys, indented; parseExperiment() gives the same experiment back.
std::string toJson(const Experiment &experiment);

/// "objective.alpha=0.3": sets one key. The value is JSON, or a plain string. The teacher's as
/// withTeacher() does.
Result<Experiment> withSetting(const Experiment &experiment, std::string_view assignment);

/// The sizes that a student with random weights has; V is not in the experiment.
ModelConfig studentConfig(const Experiment &experiment, int vocabulary);

/// What student.initial says.
struct StudentOrigin
{
    enum class Kind { Random, Model, Teacher };
    Kind kind = Kind::Random;
    std::string model;       ///< Model: the reference
    std::vector<int> layers; ///< Teacher: which ones; empty: student.layers of them, evenly spaced
};
Result<StudentOrigin> parseStudentOrigin(const std::string &initial);

/// What can be turned while a run goes on.
struct Knobs
{
    double alpha = 0, beta = 0;
    double sequenceTemperature = 1, tokenTemperature = 1;
    double studentShare = 0; ///< λ
    double learningRate = 0; ///< the schedule's peak
    /// Those that stay as they are: a knob that was turned by hand leaves its course.
    struct Held
    {
        bool alpha = true, beta = true, temperature = true, studentShare = true;
    };
    Held held;
};

/// The knobs as an experiment has them, and with them turned.
Knobs knobsOf(const Experiment &experiment);
Experiment withKnobs(Experiment experiment, const Knobs &knobs);

/// Empty: no teacher, and α = β = 0. A first teacher comes with both weights as usual, unless one
/// is set already.
Experiment withTeacher(Experiment experiment, const std::string &model);

/// The same experiment in another language of Tales ("en", "zh"): a bundled Tales teacher changes
/// with it.
Experiment inLanguage(Experiment experiment, const std::string &language);

/// One setting as key and text, flat ("student.layers" → "2"): for tables of what differs.
struct Setting
{
    std::string key;
    std::string value;
};
std::vector<Setting> flatten(const Experiment &experiment);

/// The presets in `folder` (share/retort/presets/*.json), in order of their file names: id is the
/// file's stem without its leading number ("10-first-distillation.json" → "first-distillation").
struct Preset
{
    std::string id;
    Experiment experiment;
    std::string description; ///< the file's "description" key: what it shows, one or two sentences
};
Result<std::vector<Preset>> readPresets(const std::filesystem::path &folder);

} // namespace retort
