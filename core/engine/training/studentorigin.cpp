// Where a student's weights come from: the setting student.initial, and the sizes of a random one.

#include "core/engine/training/experiment.h"
#include "core/engine/training/experiment_fields.h"

#include <charconv>

namespace retort {

ModelConfig studentConfig(const Experiment &experiment, int vocabulary)
{
    const StudentSettings &student = experiment.student;
    ModelConfig config;
    config.architecture = student.architecture;
    config.layers = student.layers;
    config.heads = student.heads;
    config.keyValueHeads = student.keyValueHeads;
    config.width = student.width;
    config.inner = student.inner;
    config.tied = student.tied;
    config.context = experiment.data.context;
    config.vocabulary = vocabulary;
    config.dropout = student.dropout;
    return config;
}

Result<StudentOrigin> parseStudentOrigin(const std::string &initial)
{
    constexpr std::string_view teacher = "teacher";
    if (initial.empty())
        return StudentOrigin{};
    if (initial == teacher)
        return StudentOrigin{StudentOrigin::Kind::Teacher, {}, {}};
    if (!initial.starts_with("teacher:"))
        return StudentOrigin{StudentOrigin::Kind::Model, initial, {}};

    StudentOrigin origin{StudentOrigin::Kind::Teacher, {}, {}};
    std::string_view rest = std::string_view(initial).substr(teacher.size());
    while (!rest.empty()) {
        rest.remove_prefix(1); // ":" or ","
        int layer = -1;
        const auto [end, failure] = std::from_chars(rest.data(), rest.data() + rest.size(), layer);
        rest.remove_prefix(std::size_t(end - rest.data()));
        const bool ordered = origin.layers.empty() || layer > origin.layers.back();
        if (failure != std::errc() || layer < 0 || !ordered || (!rest.empty() && rest[0] != ',')) {
            return Error{RETORT_SENTENCE("student.initial is %1, but the layers of a teacher are "
                                         "written in rising order, such as teacher:0,2,4."),
                         {shown(Json(initial))}};
        }
        origin.layers.push_back(layer);
    }
    return origin;
}

} // namespace retort
