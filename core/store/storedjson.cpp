#include "core/store/storedjson.h"

#include <nlohmann/json.hpp>

namespace retort {

namespace {

using Json = nlohmann::ordered_json;

std::string dumped(const Json &json)
{
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

template <class T>
Json orNull(const std::optional<T> &value)
{
    return value ? Json(*value) : Json();
}

template <class T>
void read(const Json &json, const char *key, T &value)
{
    if (const auto found = json.find(key); found != json.end() && !found->is_null())
        found->get_to(value);
}

template <class T>
void read(const Json &json, const char *key, std::optional<T> &value)
{
    if (const auto found = json.find(key); found != json.end() && !found->is_null())
        value = found->get<T>();
}

} // namespace

std::string factsToJson(const RunFacts &facts)
{
    std::optional<double> whole, sharded;
    if (facts.calibration) {
        whole = facts.calibration->whole;
        sharded = facts.calibration->sharded;
    }
    return dumped({
        {"vocabulary", facts.vocabulary},
        {"context", facts.context},
        {"student_layers", facts.studentLayers},
        {"student_width", facts.studentWidth},
        {"student_parameters", facts.studentParameters},
        {"teacher_parameters", orNull(facts.teacherParameters)},
        {"training_windows", orNull(facts.trainingWindows)},
        {"validation_targets", facts.validationTargets},
        {"bytes_per_token", orNull(facts.bytesPerToken)},
        {"teacher_cross_entropy", orNull(facts.teacherCrossEntropy)},
        {"truth_cross_entropy", orNull(facts.truthCrossEntropy)},
        {"teacher_error", orNull(facts.teacherError)},
        {"first_step", facts.firstStep},
        {"total_steps", facts.totalSteps},
        {"threads", facts.threads},
        {"shards", facts.shards},
        {"seconds_whole", orNull(whole)},
        {"seconds_sharded", orNull(sharded)},
    });
}

Result<RunFacts> factsFromJson(const std::string &text)
{
    try {
        const auto json = Json::parse(text);
        RunFacts facts;
        read(json, "vocabulary", facts.vocabulary);
        read(json, "context", facts.context);
        read(json, "student_layers", facts.studentLayers);
        read(json, "student_width", facts.studentWidth);
        read(json, "student_parameters", facts.studentParameters);
        read(json, "teacher_parameters", facts.teacherParameters);
        read(json, "training_windows", facts.trainingWindows);
        read(json, "validation_targets", facts.validationTargets);
        read(json, "bytes_per_token", facts.bytesPerToken);
        read(json, "teacher_cross_entropy", facts.teacherCrossEntropy);
        read(json, "truth_cross_entropy", facts.truthCrossEntropy);
        read(json, "teacher_error", facts.teacherError);
        read(json, "first_step", facts.firstStep);
        read(json, "total_steps", facts.totalSteps);
        read(json, "threads", facts.threads);
        read(json, "shards", facts.shards);
        std::optional<double> whole, sharded;
        read(json, "seconds_whole", whole);
        read(json, "seconds_sharded", sharded);
        if (whole && sharded)
            facts.calibration = {*whole, *sharded};
        return facts;
    } catch (const Json::exception &problem) {
        return Error{RETORT_SENTENCE("The facts stored with the run cannot be read: %1."),
                     {problem.what()}};
    }
}

std::string listToJson(const std::vector<std::string> &texts)
{
    return dumped(Json(texts));
}

std::vector<std::string> listFromJson(const std::string &text)
{
    const auto json = Json::parse(text, nullptr, false);
    std::vector<std::string> texts;
    if (!json.is_array())
        return texts;
    for (const Json &entry : json)
        texts.push_back(entry.is_string() ? entry.get<std::string>() : entry.dump());
    return texts;
}

} // namespace retort
