#include "widgets/experiment/fieldspec.h"

namespace retort {

namespace {

using enum FieldKind;
constexpr auto Data = FormSection::Data;
constexpr auto Teacher = FormSection::Teacher;
constexpr auto Student = FormSection::Student;
constexpr auto Objective = FormSection::Objective;
constexpr auto Courses = FormSection::Courses;
constexpr auto Optimizer = FormSection::Optimizer;
constexpr auto Training = FormSection::Training;
constexpr double many = 1'000'000'000;

// Ranges are those of docs/experiment-file.md.
constexpr FieldSpec specs[] = {
    {.key = fieldkey::dataSource, .section = Data, .kind = Choice, .wide = true},
    {.key = "data.windows",
     .section = Data,
     .kind = Count,
     .most = many,
     .step = 10,
     .endless = true},
    {.key = fieldkey::path, .section = Data, .kind = Path, .wide = true},
    {"data.tokenizer", Data, Choice},
    {"data.vocabulary", Data, Count, 258, 1'000'000, 256},
    {.key = fieldkey::tokenizerPath, .section = Data, .kind = Path, .wide = true, .folders = true},
    {"data.validation", Data, Number, 0.001, 0.9, 0.05, 3},

    {.key = fieldkey::teacher, .section = Teacher, .kind = Choice, .wide = true},

    {.key = fieldkey::initial, .section = Student, .kind = Choice, .wide = true},
    {.key = fieldkey::originLayers, .section = Student, .kind = Text, .wide = true},
    {.key = fieldkey::originSizes, .section = Student, .kind = Fact, .wide = true},
    {fieldkey::architecture, Student, Choice},
    {fieldkey::studentSize, Student, Choice},
    {"student.layers", Student, Count, 1, 128},
    {"student.width", Student, Count, 1, 16384, 4},
    {"student.heads", Student, Count, 1, 256},
    {"student.key_value_heads", Student, Count, 0, 256},
    {"student.inner", Student, Count, 0, 131'072, 16},
    {"student.tied", Student, Switch},
    {"data.context", Student, Count, 2, 8192, 8},
    {"student.dropout", Student, Number, 0, 0.9, 0.05, 2},
    {fieldkey::parameters, Student, Fact},

    {.key = fieldkey::recipe, .section = Objective, .kind = Choice, .wide = true},
    {"objective.sequence.divergence", Objective, Choice},
    {"objective.sequence.weight", Objective, Number, 0.001, 0.999, 0.05, 3},
    {"objective.sequence.skew", Objective, Number, 0, 0.999, 0.05, 3},
    {"objective.sequence.prefixes", Objective, Choice},
    {"objective.sequence.targets", Objective, Choice},
    {"objective.sequence.temperature", Objective, Number, 0.05, 100, 0.1, 2},
    {"objective.sequence.tau_squared", Objective, Switch},
    {"objective.sequence.reduction", Objective, Choice},
    {"objective.token.divergence", Objective, Choice},
    {"objective.token.weight", Objective, Number, 0.001, 0.999, 0.05, 3},
    {"objective.token.skew", Objective, Number, 0, 0.999, 0.05, 3},
    {"objective.token.prefixes", Objective, Choice},
    {"objective.token.targets", Objective, Choice},
    {"objective.token.temperature", Objective, Number, 0.05, 100, 0.1, 2},
    {"objective.token.tau_squared", Objective, Switch},
    {"objective.token.reduction", Objective, Choice},
    {"objective.student_share", Objective, Number, 0, 1, 0.05, 2},
    {"objective.reduction", Objective, Choice},
    {"objective.pool.size", Objective, Count, 1, 10'000'000, 64},
    {"objective.pool.reuse", Objective, Number, 1, many, 1, 1},
    {"objective.pool.temperature", Objective, Number, 0.05, 100, 0.05, 2},
    {"objective.pool.top_k", Objective, Count, 0, 1'000'000},
    {"objective.pool.top_p", Objective, Number, 0.01, 1, 0.05, 2},
    {"objective.pool.prompt", Objective, Count, 0, 8192},
    {"objective.pool.beams", Objective, Count, 1, 64},
    {"objective.pool.refresh", Objective, Count, 0, 1'000'000},

    {"objective.schedule.alpha.kind", Courses, Choice},
    {"objective.schedule.alpha.end", Courses, Number, 0, 1, 0.05, 2},
    {"objective.schedule.alpha.first_step", Courses, Count, 0, many, 10},
    {"objective.schedule.alpha.last_step", Courses, Count, 0, many, 10},
    {"objective.schedule.alpha.stairs", Courses, Count, 1, 1000},
    {"objective.schedule.beta.kind", Courses, Choice},
    {"objective.schedule.beta.end", Courses, Number, 0, 1000, 0.05, 2},
    {"objective.schedule.beta.first_step", Courses, Count, 0, many, 10},
    {"objective.schedule.beta.last_step", Courses, Count, 0, many, 10},
    {"objective.schedule.beta.stairs", Courses, Count, 1, 1000},
    {"objective.schedule.temperature.kind", Courses, Choice},
    {"objective.schedule.temperature.end", Courses, Number, 0.05, 100, 0.05, 2},
    {"objective.schedule.temperature.first_step", Courses, Count, 0, many, 10},
    {"objective.schedule.temperature.last_step", Courses, Count, 0, many, 10},
    {"objective.schedule.temperature.stairs", Courses, Count, 1, 1000},
    {"objective.schedule.student_share.kind", Courses, Choice},
    {"objective.schedule.student_share.end", Courses, Number, 0, 1, 0.05, 2},
    {"objective.schedule.student_share.first_step", Courses, Count, 0, many, 10},
    {"objective.schedule.student_share.last_step", Courses, Count, 0, many, 10},
    {"objective.schedule.student_share.stairs", Courses, Count, 1, 1000},

    {fieldkey::learningRate, Optimizer, Rate, 1e-9, 10},
    {"optimizer.schedule", Optimizer, Choice},
    {"optimizer.warmup_steps", Optimizer, Count, 0, many, 10},
    {"optimizer.final_share", Optimizer, Number, 0, 1, 0.05, 2},
    {"optimizer.clip", Optimizer, Number, 0, 1e6, 0.1, 2},
    {"optimizer.weight_decay", Optimizer, Number, 0, 10, 0.01, 3},
    {"optimizer.beta1", Optimizer, Number, 0, 0.99999, 0.01, 5},
    {"optimizer.beta2", Optimizer, Number, 0, 0.99999, 0.01, 5},

    {"training.steps", Training, Count, 1, many, 100},
    {"training.batch", Training, Count, 1, 65536},
    {"training.accumulate", Training, Count, 1, 65536},
    {"training.evaluate_every", Training, Count, 1, many, 10},
    {"training.evaluation_windows", Training, Count, 1, 1'000'000, 16},
    {"training.checkpoint_every", Training, Count, 1, many, 50},
    {"training.threads", Training, Count, 0, 1024},
    {"training.shards", Training, Count, 0, 1024},
    {"training.workers", Training, Count, 0, 1024},
    {"training.logits_memory", Training, Count, 1, 65536, 16},
    {"seed", Training, Count, 0, 2'147'483'647},
    {.key = fieldkey::estimate, .section = Training, .kind = Fact, .wide = true},
};

} // namespace

std::span<const FieldSpec> fieldSpecs()
{
    return specs;
}

} // namespace retort
