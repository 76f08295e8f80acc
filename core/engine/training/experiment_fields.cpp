#include "core/engine/training/experiment_fields.h"

#include "core/engine/text/dataset.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace retort {
namespace {

/// Follows members from the experiment to one value: at(&Experiment::student,
/// &StudentSettings::width).
template <class... Member>
auto at(Member... members)
{
    return [=](auto &experiment) -> auto &
    {
        return (experiment.*....*members);
    };
}

template <class Access>
using ValueAt =
    std::remove_reference_t<decltype(std::declval<Access>()(std::declval<Experiment &>()))>;

/// A whole number in JSON that lies in the range; 2.0 is none.
bool isWholeWithin(const Json &value, std::int64_t least, std::int64_t most)
{
    if (value.is_number_unsigned() && value.get<std::uint64_t>() > std::uint64_t(most))
        return false;
    return value.is_number_integer() && value.get<std::int64_t>() >= least
           && value.get<std::int64_t>() <= most;
}

template <class Access>
Field whole(std::string key, Access access, std::int64_t least, std::int64_t most)
{
    auto set = [=](Experiment &experiment, const Json &value) -> Status {
        if (!isWholeWithin(value, least, most)) {
            return Error{RETORT_SENTENCE("%1 is %2, but must be a whole number from %3 to %4."),
                         {key, shown(value), std::to_string(least), std::to_string(most)}};
        }
        access(experiment) = value.get<ValueAt<Access>>();
        return {};
    };
    return {key, false, [=](const Experiment &experiment) { return Json(access(experiment)); },
            set};
}

template <class Access>
Field wholeOrNull(std::string key, Access access, std::int64_t least, std::int64_t most)
{
    auto get = [=](const Experiment &experiment) {
        const auto &value = access(experiment);
        return value ? Json(*value) : Json();
    };
    auto set = [=](Experiment &experiment, const Json &value) -> Status {
        if (!value.is_null() && !isWholeWithin(value, least, most)) {
            return Error{RETORT_SENTENCE("%1 is %2, but must be a whole number from %3 to %4, or "
                                         "null for no end."),
                         {key, shown(value), std::to_string(least), std::to_string(most)}};
        }
        access(experiment).reset();
        if (!value.is_null())
            access(experiment) = value.get<std::int64_t>();
        return {};
    };
    return {key, false, get, set};
}

template <class Access>
Field number(std::string key, Access access, double least, double most)
{
    auto set = [=](Experiment &experiment, const Json &value) -> Status {
        const double given = value.is_number() ? value.get<double>() : std::nan("");
        if (!(given >= least && given <= most)) {
            return Error{RETORT_SENTENCE("%1 is %2, but must be a number from %3 to %4."),
                         {key, shown(value), shown(numberJson(least)), shown(numberJson(most))}};
        }
        access(experiment) = given;
        return {};
    };
    return {key, false,
            [=](const Experiment &experiment) { return numberJson(access(experiment)); }, set};
}

template <class Access>
Field numberAboveZero(std::string key, Access access, double most)
{
    auto set = [=](Experiment &experiment, const Json &value) -> Status {
        const double given = value.is_number() ? value.get<double>() : std::nan("");
        if (!(given > 0 && given <= most)) {
            return Error{RETORT_SENTENCE("%1 is %2, but must be a number above 0 and at most %3."),
                         {key, shown(value), shown(numberJson(most))}};
        }
        access(experiment) = given;
        return {};
    };
    return {key, false,
            [=](const Experiment &experiment) { return numberJson(access(experiment)); }, set};
}

template <class Access>
Field toggle(std::string key, Access access)
{
    auto set = [=](Experiment &experiment, const Json &value) -> Status {
        if (!value.is_boolean()) {
            return Error{RETORT_SENTENCE("%1 is %2, but must be true or false."),
                         {key, shown(value)}};
        }
        access(experiment) = value.get<bool>();
        return {};
    };
    return {key, false, [=](const Experiment &experiment) { return Json(access(experiment)); },
            set};
}

template <class Access>
Field text(std::string key, Access access, std::size_t longest)
{
    auto isControl = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    auto set = [=](Experiment &experiment, const Json &value) -> Status {
        const auto *given = value.get_ptr<const std::string *>();
        if (!given || given->size() > longest || firstInvalidUtf8(*given)
            || std::any_of(given->begin(), given->end(), isControl)) {
            return Error{RETORT_SENTENCE("%1 is %2, but must be one line of text of at most %3 "
                                         "bytes."),
                         {key, shown(value), std::to_string(longest)}};
        }
        access(experiment) = *given;
        return {};
    };
    return {key, true, [=](const Experiment &experiment) { return Json(access(experiment)); }, set};
}

/// What a choice may be, as it stands in the file.
template <class Value>
using Names = std::vector<std::pair<std::string, Value>>;

template <class Access>
Field choice(std::string key, Access access, Names<ValueAt<Access>> names)
{
    auto get = [=](const Experiment &experiment) {
        for (const auto &[name, value] : names) {
            if (value == access(experiment))
                return Json(name);
        }
        if constexpr (std::is_same_v<ValueAt<Access>, std::string>)
            return Json(access(experiment));
        return Json();
    };
    auto set = [=](Experiment &experiment, const Json &given) -> Status {
        std::string allowed;
        for (const auto &[name, value] : names) {
            if (given == name) {
                access(experiment) = value;
                return {};
            }
            allowed += (allowed.empty() ? "" : ", ") + shown(name);
        }
        return Error{RETORT_SENTENCE("%1 is %2, but must be one of: %3."),
                     {key, shown(given), allowed}};
    };
    return {key, true, get, set};
}

void addTerm(std::vector<Field> &fields, const std::string &key,
             TermSettings ObjectiveSettings::*term)
{
    using T = TermSettings;
    using D = DivergenceSettings;
    const auto in = [term](auto... members) {
        return at(&Experiment::objective, term, members...);
    };
    fields.push_back(choice(key + ".divergence", in(&T::divergence, &D::kind), divergenceNames()));
    fields.push_back(number(key + ".weight", in(&T::divergence, &D::weight), 0.001, 0.999));
    fields.push_back(number(key + ".skew", in(&T::divergence, &D::skew), 0, 0.999));
    fields.push_back(choice(key + ".targets", in(&T::targets),
                            {{"soft", Targets::Soft}, {"hard", Targets::Hard}}));
    fields.push_back(choice(key + ".prefixes", in(&T::prefixes),
                            {{"data", PrefixSource::Data},
                             {"teacher", PrefixSource::Teacher},
                             {"teacher-beam", PrefixSource::TeacherBeam},
                             {"student", PrefixSource::Student},
                             {"mixed", PrefixSource::Mixed}}));
    fields.push_back(number(key + ".temperature", in(&T::divergence, &D::temperature), 0.05, 100));
    fields.push_back(toggle(key + ".tau_squared", in(&T::divergence, &D::tauSquared)));
    fields.push_back(choice(key + ".reduction", in(&T::reduction),
                            {{"objective", std::nullopt},
                             {"token-mean", Reduction::TokenMean},
                             {"sequence-sum", Reduction::SequenceSum}}));
}

void addCourse(std::vector<Field> &fields, const std::string &name, Course Courses::*course,
               double least, double most)
{
    const auto in = [course](auto member) {
        return at(&Experiment::objective, &ObjectiveSettings::courses, course, member);
    };
    const std::string key = "objective.schedule." + name;
    Names<CourseKind> kinds{{"constant", CourseKind::Constant},
                            {"linear", CourseKind::Linear},
                            {"cosine", CourseKind::Cosine},
                            {"steps", CourseKind::Steps}};
    if (course == &Courses::studentShare)
        kinds.push_back({"adaptive", CourseKind::Adaptive});
    fields.push_back(choice(key + ".kind", in(&Course::kind), kinds));
    fields.push_back(number(key + ".end", in(&Course::end), least, most));
    fields.push_back(whole(key + ".first_step", in(&Course::first), 0, 1'000'000'000));
    fields.push_back(whole(key + ".last_step", in(&Course::last), 0, 1'000'000'000));
    fields.push_back(whole(key + ".stairs", in(&Course::stairs), 1, 1000));
}

void addData(std::vector<Field> &fields)
{
    const auto in = [](auto member) { return at(&Experiment::data, member); };
    using S = DataSettings;
    fields.push_back(
        choice("data.kind", in(&S::kind), {{"tales", DataKind::Tales}, {"text", DataKind::Text}}));
    fields.push_back(choice("data.language", in(&S::language), {{"en", "en"}, {"zh", "zh"}}));
    fields.push_back(wholeOrNull("data.windows", in(&S::windows), 1, 1'000'000'000));
    fields.push_back(text("data.path", in(&S::path), 4096));
    fields.push_back(choice("data.tokenizer", in(&S::tokenizer),
                            {{"byte", "byte"},
                             {"character", "character"},
                             {"word", "word"},
                             {"bpe", "bpe"},
                             {"file", "file"}}));
    fields.push_back(whole("data.vocabulary", in(&S::vocabulary), 258, ModelLimits::vocabulary));
    fields.push_back(text("data.tokenizer_path", in(&S::tokenizerPath), 4096));
    fields.push_back(whole("data.context", in(&S::context), 2, ModelLimits::context));
    fields.push_back(number("data.validation", in(&S::validation), 0.001, 0.9));
}

void addStudent(std::vector<Field> &fields)
{
    const auto in = [](auto member) { return at(&Experiment::student, member); };
    using S = StudentSettings;
    fields.push_back(text("student.initial", in(&S::initial), 4096));
    fields.push_back(choice("student.architecture", in(&S::architecture),
                            {{"gpt2", "gpt2"}, {"llama", "llama"}}));
    fields.push_back(whole("student.layers", in(&S::layers), 1, ModelLimits::layers));
    fields.push_back(whole("student.heads", in(&S::heads), 1, ModelLimits::heads));
    fields.push_back(
        whole("student.key_value_heads", in(&S::keyValueHeads), 0, ModelLimits::heads));
    fields.push_back(whole("student.width", in(&S::width), 1, ModelLimits::width));
    fields.push_back(whole("student.inner", in(&S::inner), 0, 8 * ModelLimits::width));
    fields.push_back(toggle("student.tied", in(&S::tied)));
    fields.push_back(number("student.dropout", in(&S::dropout), 0, 0.9));
}

void addObjective(std::vector<Field> &fields)
{
    const auto in = [](auto member) { return at(&Experiment::objective, member); };
    using S = ObjectiveSettings;
    fields.push_back(number("objective.alpha", in(&S::alpha), 0, 1));
    fields.push_back(number("objective.beta", in(&S::beta), 0, 1000));
    fields.push_back(number("objective.student_share", in(&S::studentShare), 0, 1));
    addTerm(fields, "objective.sequence", &S::sequence);
    addTerm(fields, "objective.token", &S::token);
    fields.push_back(
        choice("objective.reduction", in(&S::reduction),
               {{"token-mean", Reduction::TokenMean}, {"sequence-sum", Reduction::SequenceSum}}));
}

void addCourses(std::vector<Field> &fields)
{
    addCourse(fields, "alpha", &Courses::alpha, 0, 1);
    addCourse(fields, "beta", &Courses::beta, 0, 1000);
    addCourse(fields, "temperature", &Courses::temperature, 0.05, 100);
    addCourse(fields, "student_share", &Courses::studentShare, 0, 1);
}

void addPool(std::vector<Field> &fields)
{
    const auto in = [](auto member) { return at(&Experiment::pool, member); };
    using S = PoolSettings;
    fields.push_back(whole("objective.pool.size", in(&S::size), 1, 10'000'000));
    fields.push_back(number("objective.pool.reuse", in(&S::reuse), 1, 1e9));
    fields.push_back(number("objective.pool.temperature", in(&S::temperature), 0.05, 100));
    fields.push_back(whole("objective.pool.top_k", in(&S::topK), 0, 1'000'000));
    fields.push_back(numberAboveZero("objective.pool.top_p", in(&S::topP), 1));
    fields.push_back(whole("objective.pool.prompt", in(&S::prompt), 0, ModelLimits::context));
    fields.push_back(whole("objective.pool.beams", in(&S::beams), 1, 64));
    fields.push_back(whole("objective.pool.refresh", in(&S::refresh), 0, 1'000'000));
}

void addOptimizer(std::vector<Field> &fields)
{
    const auto in = [](auto member) { return at(&Experiment::optimizer, member); };
    using S = OptimizerSettings;
    fields.push_back(numberAboveZero("optimizer.learning_rate", in(&S::learningRate), 10));
    fields.push_back(
        choice("optimizer.schedule", in(&S::schedule),
               {{"constant", ScheduleKind::Constant}, {"cosine", ScheduleKind::Cosine}}));
    fields.push_back(whole("optimizer.warmup_steps", in(&S::warmupSteps), 0, 1'000'000'000));
    fields.push_back(number("optimizer.final_share", in(&S::finalShare), 0, 1));
    fields.push_back(number("optimizer.beta1", in(&S::beta1), 0, 0.99999));
    fields.push_back(number("optimizer.beta2", in(&S::beta2), 0, 0.99999));
    fields.push_back(number("optimizer.weight_decay", in(&S::weightDecay), 0, 10));
    fields.push_back(number("optimizer.clip", in(&S::clip), 0, 1e6));
}

void addTraining(std::vector<Field> &fields)
{
    const auto in = [](auto member) { return at(&Experiment::training, member); };
    using S = TrainingSettings;
    fields.push_back(whole("training.steps", in(&S::steps), 1, 1'000'000'000));
    fields.push_back(whole("training.batch", in(&S::batch), 1, 65536));
    fields.push_back(whole("training.accumulate", in(&S::accumulate), 1, 65536));
    fields.push_back(whole("training.evaluate_every", in(&S::evaluateEvery), 1, 1'000'000'000));
    fields.push_back(whole("training.evaluation_windows", in(&S::evaluationWindows), 1, 1'000'000));
    fields.push_back(whole("training.checkpoint_every", in(&S::checkpointEvery), 1, 1'000'000'000));
    fields.push_back(whole("training.threads", in(&S::threads), 0, 1024));
    fields.push_back(whole("training.shards", in(&S::shards), 0, 1024));
    fields.push_back(whole("training.workers", in(&S::workers), 0, 1024));
    fields.push_back(whole("training.logits_memory", in(&S::logitsMemory), 1, 65536));
}

std::vector<Field> makeFields()
{
    std::vector<Field> fields;
    fields.push_back(text("name", at(&Experiment::name), 200));
    fields.push_back(
        whole("seed", at(&Experiment::seed), 0, std::numeric_limits<std::int64_t>::max()));
    addData(fields);
    fields.push_back(
        text("teacher.model", at(&Experiment::teacher, &TeacherSettings::model), 4096));
    addStudent(fields);
    addObjective(fields);
    addCourses(fields);
    addPool(fields);
    addOptimizer(fields);
    addTraining(fields);
    return fields;
}

} // namespace

const std::vector<Field> &experimentFields()
{
    static const std::vector<Field> fields = makeFields();
    return fields;
}

const Field *findField(std::string_view key)
{
    const auto &fields = experimentFields();
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [key](const Field &field) { return field.key == key; });
    return found == fields.end() ? nullptr : &*found;
}

} // namespace retort
