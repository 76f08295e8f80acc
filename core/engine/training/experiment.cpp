#include "core/engine/training/experiment.h"

#include "core/engine/training/experiment_fields.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

namespace retort {
namespace {

namespace fs = std::filesystem;

/// True for "objective" and "objective.token", which hold other keys.
bool isSection(const std::string &key)
{
    const auto &fields = experimentFields();
    return std::any_of(fields.begin(), fields.end(),
                       [&](const Field &field) { return field.key.starts_with(key + '.'); });
}

/// Names of what may stand in a section (empty: at the top), in the order of the file.
std::string namesIn(const std::string &section)
{
    const std::string prefix = section.empty() ? "" : section + '.';
    std::string names;
    std::string last;
    for (const Field &field : experimentFields()) {
        if (!field.key.starts_with(prefix))
            continue;
        const std::string rest = field.key.substr(prefix.size());
        const std::string name = rest.substr(0, rest.find('.'));
        if (name != last)
            names += (names.empty() ? "" : ", ") + name;
        last = name;
    }
    return names;
}

Error unknownKey(const std::string &key, const std::string &section)
{
    if (section.empty()) {
        return {
            RETORT_SENTENCE("There is no setting %1. At the top of an experiment there are: %2."),
            {shown(key), namesIn(section)}};
    }
    return {RETORT_SENTENCE("There is no setting %1. In %2 there are: %3."),
            {shown(key), section, namesIn(section)}};
}

/// Sets `key` and, where it is a section, everything in it; collects the keys that were given.
Status apply(Experiment &experiment, const std::string &key, const Json &value,
             std::set<std::string> &given)
{
    if (const Field *field = findField(key)) {
        given.insert(key);
        return field->set(experiment, value);
    }
    if (!value.is_object()) {
        return Error{RETORT_SENTENCE("%1 is %2, but must be an object {…} with: %3."),
                     {key, shown(value), namesIn(key)}};
    }
    for (const auto &[name, inner] : value.items()) {
        const std::string path = key.empty() ? name : key + '.' + name;
        if (path == DescriptionKey) {
            if (!inner.is_string()) {
                return Error{RETORT_SENTENCE("%1 is %2, but must be a text."),
                             {path, shown(inner)}};
            }
            continue;
        }
        if (name.find('.') != std::string::npos || (!findField(path) && !isSection(path)))
            return unknownKey(path, key);
        if (Status status = apply(experiment, path, inner, given); !status)
            return status;
    }
    return {};
}

bool isFolderReference(const std::string &model)
{
    return !model.empty() && !model.starts_with("bundled:") && !model.starts_with("run:");
}

/// Paths in a file are relative to that file.
void resolvePaths(Experiment &experiment, const fs::path &base)
{
    if (base.empty())
        return;
    if (!experiment.data.path.empty())
        experiment.data.path = (base / experiment.data.path).lexically_normal().string();
    const auto resolve = [&base](std::string &path) {
        path = (base / path).lexically_normal().string();
    };
    if (!experiment.data.tokenizerPath.empty())
        resolve(experiment.data.tokenizerPath);
    if (isFolderReference(experiment.teacher.model))
        resolve(experiment.teacher.model);
    const auto origin = parseStudentOrigin(experiment.student.initial);
    if (origin && origin->kind == StudentOrigin::Kind::Model && isFolderReference(origin->model))
        resolve(experiment.student.initial);
}

Result<Experiment> fromJson(const Json &json, const fs::path &base)
{
    if (!json.is_object()) {
        return Error{
            RETORT_SENTENCE("An experiment is one JSON object {…}, but the text holds %1."),
            {shown(json)}};
    }
    Experiment experiment;
    std::set<std::string> given;
    if (Status status = apply(experiment, {}, json, given); !status)
        return status.error();
    if (!experiment.hasTeacher()) {
        if (!given.contains("objective.alpha"))
            experiment.objective.alpha = 0;
        if (!given.contains("objective.beta"))
            experiment.objective.beta = 0;
    }
    resolvePaths(experiment, base);
    return experiment;
}

Result<std::string> readText(const fs::path &file)
{
    constexpr std::uintmax_t largest = std::uintmax_t(1) << 20;
    std::error_code failure;
    const auto status = fs::status(file, failure);
    if (!fs::exists(status)) {
        return Error{RETORT_SENTENCE("There is no file %1. Check the path of the experiment."),
                     {file.string()}};
    }
    if (fs::is_directory(status)) {
        return Error{RETORT_SENTENCE("%1 is a folder. Give the experiment file itself (.json)."),
                     {file.string()}};
    }
    if (!fs::is_regular_file(status)) { // a pipe may never end, or never begin
        return Error{RETORT_SENTENCE("%1 is not a regular file. Choose a file on a disk."),
                     {file.string()}};
    }
    std::ifstream stream(file, std::ios::binary);
    std::string text;
    // A file under /proc has no size, so the limit is kept while reading.
    char block[4096];
    while (stream && text.size() <= largest) {
        stream.read(block, sizeof block);
        text.append(block, std::size_t(stream.gcount()));
    }
    if (!stream.eof() && text.size() <= largest) {
        return Error{RETORT_SENTENCE("%1 cannot be read. Check its permissions."), {file.string()}};
    }
    return text;
}

/// "10-first-distillation.json" → "first-distillation".
std::string presetId(const fs::path &file)
{
    const std::string stem = file.stem().string();
    const auto begin = stem.find_first_not_of("0123456789-");
    return begin == std::string::npos ? stem : stem.substr(begin);
}

Result<Preset> readPreset(const fs::path &file)
{
    const auto text = readText(file);
    if (!text)
        return text.error();
    const auto json = parseBoundedJson(*text);
    if (!json)
        return json.error();
    auto experiment = fromJson(*json, {});
    if (!experiment)
        return experiment.error();
    const auto description = json->find(DescriptionKey);
    return Preset{presetId(file), *std::move(experiment),
                  description == json->end() ? std::string() : description->get<std::string>()};
}

} // namespace

Result<Experiment> parseExperiment(std::string_view text, const fs::path &base)
{
    const auto json = parseBoundedJson(text);
    if (!json)
        return json.error();
    return fromJson(*json, base);
}

Result<Experiment> readExperiment(const fs::path &file)
{
    const auto text = readText(file);
    if (!text)
        return text.error();
    return parseExperiment(*text, fs::absolute(file).parent_path());
}

std::string toJson(const Experiment &experiment)
{
    Json json = Json::object();
    for (const Field &field : experimentFields()) {
        Json *place = &json;
        std::size_t begin = 0;
        for (auto dot = field.key.find('.'); dot != std::string::npos;
             begin = dot + 1, dot = field.key.find('.', begin))
            place = &(*place)[field.key.substr(begin, dot - begin)];
        (*place)[field.key.substr(begin)] = field.get(experiment);
    }
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

Result<Experiment> withSetting(const Experiment &experiment, std::string_view assignment)
{
    const auto equals = assignment.find('=');
    if (equals == std::string_view::npos || equals == 0) {
        return Error{RETORT_SENTENCE("%1 is no setting. Write key=value, such as "
                                     "objective.alpha=0.3."),
                     {shown(std::string(assignment))}};
    }
    const std::string key(assignment.substr(0, equals));
    const std::string word(assignment.substr(equals + 1));
    const Field *field = findField(key);
    if (!field && !isSection(key)) {
        auto section = key;
        do {
            const auto dot = section.rfind('.');
            section.resize(dot == std::string::npos ? 0 : dot);
        } while (!section.empty() && !isSection(section));
        return unknownKey(key, section);
    }
    auto json = parseBoundedJson(word);
    const bool isWord = !json || (field && field->text && !json->is_string());
    Experiment changed = experiment;
    std::set<std::string> given;
    if (Status status = apply(changed, key, isWord ? Json(word) : *json, given); !status)
        return status.error();
    return given.contains("teacher.model") ? withTeacher(experiment, changed.teacher.model)
                                           : changed;
}

Knobs knobsOf(const Experiment &experiment)
{
    const ObjectiveSettings &objective = experiment.objective;
    const Courses &courses = objective.courses;
    const auto isHeld = [](const Course &course) { return course.kind == CourseKind::Constant; };
    return {.alpha = objective.alpha,
            .beta = objective.beta,
            .sequenceTemperature = objective.sequence.divergence.temperature,
            .tokenTemperature = objective.token.divergence.temperature,
            .studentShare = objective.studentShare,
            .learningRate = experiment.optimizer.learningRate,
            .held = {.alpha = isHeld(courses.alpha),
                     .beta = isHeld(courses.beta),
                     .temperature = isHeld(courses.temperature),
                     .studentShare = isHeld(courses.studentShare)}};
}

Experiment withKnobs(Experiment experiment, const Knobs &knobs)
{
    ObjectiveSettings &objective = experiment.objective;
    objective.alpha = knobs.alpha;
    objective.beta = knobs.beta;
    objective.sequence.divergence.temperature = knobs.sequenceTemperature;
    objective.token.divergence.temperature = knobs.tokenTemperature;
    objective.studentShare = knobs.studentShare;
    const auto hold = [](Course &course, bool held) {
        if (held)
            course = {};
    };
    hold(objective.courses.alpha, knobs.held.alpha);
    hold(objective.courses.beta, knobs.held.beta);
    hold(objective.courses.temperature, knobs.held.temperature);
    hold(objective.courses.studentShare, knobs.held.studentShare);
    experiment.optimizer.learningRate = knobs.learningRate;
    return experiment;
}

Experiment withTeacher(Experiment experiment, const std::string &model)
{
    const bool had = experiment.hasTeacher();
    experiment.teacher.model = model;
    ObjectiveSettings &objective = experiment.objective;
    if (!experiment.hasTeacher()) {
        objective.alpha = objective.beta = 0;
    } else if (!had && objective.alpha == 0 && objective.beta == 0) {
        objective.alpha = ObjectiveSettings().alpha;
        objective.beta = ObjectiveSettings().beta;
    }
    return experiment;
}

std::vector<Setting> flatten(const Experiment &experiment)
{
    std::vector<Setting> settings;
    for (const Field &field : experimentFields()) {
        const Json value = field.get(experiment);
        settings.push_back(
            {field.key, value.is_string() ? value.get<std::string>() : value.dump()});
    }
    return settings;
}

Experiment inLanguage(Experiment experiment, const std::string &language)
{
    constexpr std::string_view bundled = "bundled:tales-";
    experiment.data.language = language;
    if (experiment.teacher.model.starts_with(bundled))
        experiment.teacher.model = std::string(bundled) + language;
    return experiment;
}

Result<std::vector<Preset>> readPresets(const fs::path &folder)
{
    std::error_code failure;
    std::vector<fs::path> files;
    for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
         entry.increment(failure)) {
        if (entry->path().extension() == ".json")
            files.push_back(entry->path());
    }
    if (failure) {
        return Error{RETORT_SENTENCE("The folder of presets, %1, cannot be read: %2."),
                     {folder.string(), failure.message()}};
    }
    std::sort(files.begin(), files.end());
    std::vector<Preset> presets;
    for (const auto &file : files) {
        auto preset = readPreset(file);
        if (!preset) {
            return Error{RETORT_SENTENCE("The preset %1 cannot be read: %2"),
                         {file.string(), preset.error().message()}};
        }
        presets.push_back(*std::move(preset));
    }
    return presets;
}

} // namespace retort
