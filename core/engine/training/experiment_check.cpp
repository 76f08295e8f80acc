#include "core/engine/training/experiment_fields.h"

#include <cmath>

namespace retort {
namespace {

constexpr double MostParameters = 2e9;
constexpr auto MostPositions = double(mostTargets);
constexpr double MostPoolTokens = double(1 << 30);

std::string rounded(double value)
{
    return std::to_string(std::llround(value));
}

void checkData(const Experiment &experiment, std::vector<Problem> &problems)
{
    const auto &data = experiment.data;
    if (data.kind == DataKind::Text && data.path.empty()) {
        problems.push_back({"data.path",
                            {RETORT_SENTENCE("data.path is empty: choose the text file or folder "
                                             "to learn from."),
                             {}}});
    }
    const bool modelSpeaks = experiment.hasTeacher() || experiment.startsFromModel();
    if (data.kind == DataKind::Text && data.tokenizer == "file" && data.tokenizerPath.empty()
        && !modelSpeaks) {
        problems.push_back({"data.tokenizer_path",
                            {RETORT_SENTENCE("data.tokenizer_path is empty: choose a "
                                             "tokenizer.json, a tokenizer.model or a folder that "
                                             "holds one."),
                             {}}});
    }
}

void checkOrigin(const Experiment &experiment, std::vector<Problem> &problems)
{
    const auto origin = parseStudentOrigin(experiment.student.initial);
    if (!origin) {
        problems.push_back({"student.initial", origin.error()});
    } else if (origin->kind == StudentOrigin::Kind::Teacher && !experiment.hasTeacher()) {
        problems.push_back({"student.initial",
                            {RETORT_SENTENCE("student.initial takes layers of the teacher, but "
                                             "there is no teacher. Choose one (teacher.model), or "
                                             "let the student start at random."),
                             {}}});
    }
}

/// The sizes of a student with random weights.
void checkStudent(const Experiment &experiment, std::vector<Problem> &problems)
{
    const auto &student = experiment.student;
    if (student.width % student.heads != 0) {
        const int below = student.width / student.heads * student.heads;
        problems.push_back(
            {"student.heads",
             {RETORT_SENTENCE("student.width is %1, which student.heads, %2, does not divide. A "
                              "width of %3 would do."),
              {std::to_string(student.width), std::to_string(student.heads),
               std::to_string(below > 0 ? below : student.heads)}}});
    }
    if (student.keyValueHeads > 0 && student.heads % student.keyValueHeads != 0) {
        problems.push_back(
            {"student.key_value_heads",
             {RETORT_SENTENCE("student.key_value_heads is %1, which does not divide student.heads, "
                              "%2. Use a divisor, or 0 for as many as heads."),
              {std::to_string(student.keyValueHeads), std::to_string(student.heads)}}});
    }
    if (student.keyValueHeads > 0 && student.architecture == "gpt2") {
        problems.push_back(
            {"student.key_value_heads",
             {RETORT_SENTENCE("student.key_value_heads is %1, but a gpt2 student has as many "
                              "as heads. Set it to 0, or student.architecture to llama."),
              {std::to_string(student.keyValueHeads)}}});
    }
    // The embedding adds a vocabulary that is not known here.
    const double parameters = double(parameterCount(studentConfig(experiment, 0)));
    if (parameters > MostParameters) {
        problems.push_back(
            {"student.width",
             {RETORT_SENTENCE("student.layers and student.width give %1 parameters; at most %2 are "
                              "possible. Make the student smaller."),
              {rounded(parameters), rounded(MostParameters)}}});
    }
}

bool isReverse(Divergence divergence)
{
    return divergence == Divergence::ReverseKl || divergence == Divergence::SkewedReverseKl;
}

void checkTerm(const std::string &key, const TermSettings &term, const PoolSettings &pool,
               std::vector<Problem> &problems)
{
    const bool beam = term.prefixes == PrefixSource::TeacherBeam;
    const bool hard = term.targets == Targets::Hard;
    const std::string divergence = toString(term.divergence.kind);
    if (hard && term.divergence.kind != Divergence::ForwardKl) {
        problems.push_back(
            {key + ".targets",
             {RETORT_SENTENCE("%1.targets is hard, the cross-entropy of one token, which %2 has no "
                              "part in. Set %1.divergence to forward-kl, or %1.targets to soft."),
              {key, divergence}}});
    }
    if (hard && (term.prefixes == PrefixSource::Student || term.prefixes == PrefixSource::Mixed)) {
        problems.push_back(
            {key + ".targets",
             {RETORT_SENTENCE("%1.targets is hard along the student's own samples: it would learn "
                              "what it says already, and nothing from the teacher. Set "
                              "%1.targets to soft, or %1.prefixes to teacher or data."),
              {key}}});
    }
    if (beam && !hard && isReverse(term.divergence.kind)) {
        problems.push_back(
            {key + ".prefixes",
             {RETORT_SENTENCE("%1.divergence is %2, a mean over what the student would write, but "
                              "%1.prefixes is teacher-beam, the teacher's likeliest text alone. "
                              "Set %1.prefixes to student, or %1.divergence to forward-kl."),
              {key, divergence}}});
    }
    if (beam && pool.prompt == 0) {
        problems.push_back(
            {"objective.pool.prompt",
             {RETORT_SENTENCE("objective.pool.prompt is 0, so that the beam search of %1 would "
                              "find one and the same sequence each time. Let the sequences begin "
                              "with some tokens of the text, such as 8."),
              {key}}});
    }
}

void checkCourses(const Experiment &experiment, std::vector<Problem> &problems)
{
    const Courses &courses = experiment.objective.courses;
    const auto checkCourse = [&](const char *name, const Course &course) {
        if (course.kind == CourseKind::Constant || course.last == 0 || course.last > course.first)
            return;
        const std::string key = std::string("objective.schedule.") + name;
        problems.push_back({key + ".last_step",
                            {RETORT_SENTENCE("%1.last_step is %2, but must be above "
                                             "%1.first_step, %3, or 0 for the end of the run."),
                             {key, std::to_string(course.last), std::to_string(course.first)}}});
    };
    checkCourse("alpha", courses.alpha);
    checkCourse("beta", courses.beta);
    checkCourse("temperature", courses.temperature);
    checkCourse("student_share", courses.studentShare);
}

void checkPool(const Experiment &experiment, std::vector<Problem> &problems)
{
    const PoolSettings &pool = experiment.pool;
    const double poolTokens = double(pool.size) * experiment.data.context;
    if (poolTokens > MostPoolTokens) {
        problems.push_back(
            {"objective.pool.size",
             {RETORT_SENTENCE("objective.pool.size × data.context is %1 tokens; at most %2 are "
                              "possible. Make the pool smaller."),
              {rounded(poolTokens), rounded(MostPoolTokens)}}});
    }
    const double drawn = double(pool.refresh) * experiment.training.batch;
    if (drawn * experiment.data.context > MostPoolTokens) {
        problems.push_back(
            {"objective.pool.refresh",
             {RETORT_SENTENCE("objective.pool.refresh × training.batch × data.context is %1 "
                              "tokens; at most %2 are possible. Refresh the student's samples "
                              "more often."),
              {rounded(drawn * experiment.data.context), rounded(MostPoolTokens)}}});
    }
    if (usesGenerated(experiment.objective) && pool.prompt >= experiment.data.context) {
        problems.push_back(
            {"objective.pool.prompt",
             {RETORT_SENTENCE("objective.pool.prompt is %1, which leaves nothing to generate in a "
                              "context of %2 tokens. Use at most %3."),
              {std::to_string(pool.prompt), std::to_string(experiment.data.context),
               std::to_string(experiment.data.context - 1)}}});
    }
}

void checkObjective(const Experiment &experiment, std::vector<Problem> &problems)
{
    const auto needsTeacher = [&](const char *key, double weight) {
        if (weight <= 0 || experiment.hasTeacher())
            return;
        problems.push_back({key,
                            {RETORT_SENTENCE("%1 is %2, but there is no teacher. Set it to 0, or "
                                             "choose a teacher (teacher.model)."),
                             {key, shown(numberJson(weight))}}});
    };
    needsTeacher("objective.alpha", experiment.objective.alpha);
    needsTeacher("objective.beta", experiment.objective.beta);

    if (!experiment.hasTeacher())
        return;
    checkTerm("objective.sequence", experiment.objective.sequence, experiment.pool, problems);
    checkTerm("objective.token", experiment.objective.token, experiment.pool, problems);
    checkCourses(experiment, problems);
    checkPool(experiment, problems);
}

void checkTraining(const Experiment &experiment, std::vector<Problem> &problems)
{
    const auto &training = experiment.training;
    const auto &windows = experiment.data.windows;
    if (experiment.data.kind == DataKind::Tales && windows && training.batch > *windows) {
        problems.push_back({"training.batch",
                            {RETORT_SENTENCE("training.batch is %1, but data.windows is only %2. "
                                             "Use a batch of at most %2."),
                             {std::to_string(training.batch), std::to_string(*windows)}}});
    }
    if (training.accumulate > training.batch) {
        problems.push_back(
            {"training.accumulate",
             {RETORT_SENTENCE("training.accumulate is %1, but a batch of %2 cannot "
                              "be cut into more than %2 parts."),
              {std::to_string(training.accumulate), std::to_string(training.batch)}}});
    }
    if (const int least = training.batch / training.accumulate; training.shards > least) {
        problems.push_back(
            {"training.shards",
             {RETORT_SENTENCE("training.shards is %1, but a batch of %2 in %3 parts has only %4 "
                              "windows to share out. Use at most %4 shards."),
              {std::to_string(training.shards), std::to_string(training.batch),
               std::to_string(training.accumulate), std::to_string(std::max(1, least))}}});
    }
    const double positions = double(training.batch) * experiment.data.context;
    if (positions > MostPositions) {
        problems.push_back({"training.batch",
                            {RETORT_SENTENCE("training.batch × data.context is %1 tokens a step; "
                                             "at most %2 are possible. Use a smaller batch."),
                             {rounded(positions), rounded(MostPositions)}}});
    }
    const double held = double(training.evaluationWindows) * experiment.data.context;
    if (held > MostPositions) {
        problems.push_back(
            {"training.evaluation_windows",
             {RETORT_SENTENCE("training.evaluation_windows × data.context is %1 tokens; at most %2 "
                              "are possible. Look at fewer windows."),
              {rounded(held), rounded(MostPositions)}}});
    }
}

} // namespace

std::vector<Problem> check(const Experiment &experiment)
{
    std::vector<Problem> problems;
    Experiment copy = experiment;
    for (const Field &field : experimentFields()) {
        if (Status status = field.set(copy, field.get(experiment)); !status)
            problems.push_back({field.key, status.error()});
    }
    if (!problems.empty())
        return problems; // sums over values out of range would only confuse
    checkData(experiment, problems);
    checkOrigin(experiment, problems);
    if (!experiment.startsFromModel())
        checkStudent(experiment, problems);
    checkObjective(experiment, problems);
    checkTraining(experiment, problems);
    return problems;
}

} // namespace retort
