#include "widgets/experiment/fieldspec.h"

namespace retort {

namespace {

using enum FieldKind;
constexpr auto Data = FormSection::Data;
constexpr auto Teacher = FormSection::Teacher;
constexpr auto Student = FormSection::Student;
constexpr auto Objective = FormSection::Objective;
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

    {"objective.sequence.divergence", Objective, Choice},
    {"objective.sequence.prefixes", Objective, Choice},
    {"objective.token.divergence", Objective, Choice},
    {"objective.token.prefixes", Objective, Choice},
    {"objective.reduction", Objective, Choice},
    {"objective.sequence.tau_squared", Objective, Switch},
    {"objective.token.tau_squared", Objective, Switch},
    {"objective.pool.size", Objective, Count, 1, 10'000'000, 64},
    {"objective.pool.reuse", Objective, Number, 1, many, 1, 1},
    {"objective.pool.temperature", Objective, Number, 0.05, 100, 0.05, 2},
    {"objective.pool.top_k", Objective, Count, 0, 1'000'000},
    {"objective.pool.top_p", Objective, Number, 0.01, 1, 0.05, 2},

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
    {"seed", Training, Count, 0, 2'147'483'647},
    {.key = fieldkey::estimate, .section = Training, .kind = Fact, .wide = true},
};

} // namespace

std::span<const FieldSpec> fieldSpecs()
{
    return specs;
}

} // namespace retort
