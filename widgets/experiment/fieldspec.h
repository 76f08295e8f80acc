#pragma once
// What the form shows: one entry a setting, by its key in the experiment file. Keys that begin with
// a star stand for several settings at once and are the dock's own.

#include <span>

namespace retort {

enum class FormSection { Data, Teacher, Student, Objective, Courses, Optimizer, Training };
inline constexpr int formSectionCount = int(FormSection::Training) + 1;

enum class FieldKind {
    Text,
    Path,   ///< with a button that opens a dialog; drops are taken
    Count,  ///< a whole number
    Number, ///< a fraction
    Rate,   ///< a fraction that may be very small: 0.0030, 3.0e-05
    Choice,
    Switch,
    Fact, ///< cannot be edited
};

struct FieldSpec
{
    const char *key;
    FormSection section;
    FieldKind kind;
    double least = 0;
    double most = 0;
    double step = 1;
    int decimals = 0;
    bool endless = false; ///< 0 stands for null: without end
    bool wide = false;    ///< takes what the label leaves
    bool folders = false; ///< of a path: its button offers files and folders
};

std::span<const FieldSpec> fieldSpecs();

namespace fieldkey {
inline constexpr char preset[] = "*preset";            ///< index of the preset; empty: none of them
inline constexpr char dataSource[] = "*data.source";   ///< tales-en, tales-zh, text
inline constexpr char studentSize[] = "*student.size"; ///< layers, heads and width together
inline constexpr char parameters[] = "*student.parameters";
inline constexpr char teacher[] = "teacher.model";
inline constexpr char initial[] = "student.initial"; ///< layers of the teacher: "teacher" alone
inline constexpr char originLayers[] = "*student.initial.layers"; ///< "0,2,4"
inline constexpr char originSizes[] = "*student.sizes";           ///< those of another model
inline constexpr char architecture[] = "student.architecture";
inline constexpr char recipe[] = "*objective.recipe"; ///< id of the recipe; empty: none of them
inline constexpr char estimate[] = "*training.estimate";
inline constexpr char tokenizerPath[] = "data.tokenizer_path";
inline constexpr char path[] = "data.path";
inline constexpr char learningRate[] = "optimizer.learning_rate";
} // namespace fieldkey

} // namespace retort
