#include "app/cli/commands.h"

#include "app/cli/files.h"
#include "app/cli/options.h"
#include "app/cli/texttable.h"
#include "core/engine/inference/inspect.h"
#include "core/engine/text/tales.h"
#include "core/plotdata/format.h"

#include <algorithm>

namespace retort {
namespace {

struct InspectOptions : CommonOptions
{
    std::string teacher;
    std::string student;
    std::optional<std::string> text;
    std::string file;
    int top = 10;
};

/// A member of Candidate: one model's probability.
using Side = std::optional<double> Candidate::*;

/// The model's own K likeliest tokens, best first. The candidates hold those of either model.
std::vector<Candidate> topOf(const InspectedPosition &position, Side side, int top)
{
    std::vector<Candidate> list = position.candidates;
    std::erase_if(list, [&](const Candidate &candidate) { return !(candidate.*side); });
    std::stable_sort(list.begin(), list.end(), [&](const Candidate &a, const Candidate &b) {
        return *(a.*side) > *(b.*side);
    });
    list.resize(std::min(list.size(), std::size_t(top)));
    return list;
}

JsonValue toJson(const std::optional<Belief> &belief, const InspectedPosition &position, Side side,
                 int top)
{
    if (!belief)
        return {};
    JsonValue list = JsonValue::array();
    double listed = 0;
    for (const Candidate &candidate : topOf(position, side, top)) {
        const double probability = *(candidate.*side);
        listed += probability;
        list.push_back({{"token", candidate.text},
                        {"id", candidate.id},
                        {"probability", orNull(probability)}});
    }
    return {{"probability", orNull(belief->probability)},
            {"rank", belief->rank},
            {"entropy", orNull(belief->entropy)},
            {"top", list},
            {"remaining", orNull(std::max(0.0, 1 - listed))}};
}

JsonValue toJson(const InspectedPosition &position, int top)
{
    return {{"token", position.text},
            {"id", position.id},
            {"predicted", position.predicted},
            {"teacher", toJson(position.teacher, position, &Candidate::teacher, top)},
            {"student", toJson(position.student, position, &Candidate::student, top)},
            {"truth", toJson(position.truth, position, &Candidate::truth, top)},
            {"kl_teacher_student", orNull(position.klTeacherStudent)},
            {"kl_student_teacher", orNull(position.klStudentTeacher)},
            {"jensen_shannon", orNull(position.jensenShannon)},
            {"total_variation", orNull(position.totalVariation)},
            {"kl_truth_teacher", orNull(position.klTruthTeacher)},
            {"kl_truth_student", orNull(position.klTruthStudent)}};
}

QString probability(const std::optional<Belief> &belief)
{
    return belief ? QString::number(belief->probability, 'f', 3) : QStringLiteral("–");
}

QString favourites(const InspectedPosition &position, Side side)
{
    constexpr int shown = 3;
    QStringList words;
    for (const Candidate &candidate : topOf(position, side, shown))
        words << QStringLiteral("%1 %2").arg(QString::fromStdString(candidate.text),
                                             QString::number(*(candidate.*side), 'f', 2));
    return words.join(QStringLiteral(", "));
}

QString toTable(const Inspection &inspection)
{
    QList<QStringList> rows{{QStringLiteral("token"), QStringLiteral("teacher expects"),
                             QStringLiteral("student expects"), QStringLiteral("p teacher"),
                             QStringLiteral("p student"), QStringLiteral("p truth"),
                             QStringLiteral("KL(p‖q)"), QStringLiteral("JS")}};
    for (const InspectedPosition &position : inspection.positions) {
        const auto nats = [](const std::optional<double> &value) {
            return value ? formatNats(*value) : QStringLiteral("–");
        };
        rows << QStringList{QString::fromStdString(position.text),
                            favourites(position, &Candidate::teacher),
                            favourites(position, &Candidate::student),
                            probability(position.teacher),
                            probability(position.student),
                            probability(position.truth),
                            nats(position.klTeacherStudent),
                            nats(position.jensenShannon)};
    }
    return alignedTable(rows, 3);
}

/// Models that speak Tales can be held against its truth.
std::shared_ptr<const TextTruth> truthFor(const LanguageModel &model)
{
    for (const TalesLanguage language : {TalesLanguage::English, TalesLanguage::Chinese}) {
        const auto known = tales(language);
        if (known->tokenizer()->fingerprint() == model.tokenizer()->fingerprint())
            return known;
    }
    return nullptr;
}

std::int64_t unknownTokens(const Inspection &inspection, const Tokenizer &tokenizer)
{
    const auto &positions = inspection.positions;
    return std::count_if(positions.begin(), positions.end(), [&](const InspectedPosition &p) {
        return p.id == tokenizer.unknownToken();
    });
}

Result<std::string> textToInspect(const InspectOptions &options)
{
    if (options.text)
        return *options.text;
    return readTextFile(options.file);
}

int run(const InspectOptions &options)
{
    const Report report = options.report();
    const auto text = textToInspect(options);
    if (!text)
        return report.inputError(text.error());
    std::optional<LanguageModel> teacher, student;
    for (auto [reference, model] :
         {std::pair(&options.teacher, &teacher), std::pair(&options.student, &student)}) {
        if (reference->empty())
            continue;
        auto opened = openModel(*reference, options);
        if (!opened)
            return report.inputError(opened.error());
        *model = *std::move(opened);
    }
    if (!teacher && !student)
        return report.inputError({"Name at least one model with --teacher or --student.", {}});

    const LanguageModel &either = teacher ? *teacher : *student;
    const auto inspection = inspect({*text, options.top}, teacher, student, truthFor(either));
    if (!inspection)
        return report.inputError(inspection.error());
    if (inspection->truncated)
        report.note(QStringLiteral("The text is longer than the models see; its first %1 tokens "
                                   "are shown.")
                        .arg(inspection->positions.size()));
    const std::int64_t unknown = unknownTokens(*inspection, *either.tokenizer());
    noteUnknownTokens(report, unknown, std::int64_t(inspection->positions.size()), "text",
                      teacher ? options.teacher : options.student);
    JsonValue positions = JsonValue::array();
    for (const InspectedPosition &position : inspection->positions)
        positions.push_back(toJson(position, options.top));
    report.text(toTable(*inspection));
    report.object({{"teacher", options.teacher.empty() ? JsonValue() : JsonValue(options.teacher)},
                   {"student", options.student.empty() ? JsonValue() : JsonValue(options.student)},
                   {"vocabulary", inspection->vocabulary},
                   {"truncated", inspection->truncated},
                   {"unknown_tokens", unknown},
                   {"positions", positions}});
    return exitcode::done;
}

} // namespace

void addInspectCommand(CLI::App &program, int &exitCode)
{
    auto options = std::make_shared<InspectOptions>();
    CLI::App *command = program.add_subcommand(
        "inspect", "What teacher and student believe about each next token of a text");
    command->add_option("--teacher", options->teacher, ModelHelp)->type_name("M");
    command->add_option("--student", options->student, ModelHelp)->type_name("M");
    auto *source = command->add_option_group("text", "what to look at");
    source->add_option("--text", options->text, "the text itself")->type_name("T");
    source->add_option("--file", options->file, "a UTF-8 text file")->type_name("F");
    source->require_option(1);
    command->add_option("--top", options->top, "likeliest tokens of each model to list")
        ->type_name("K")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    addCommonOptions(*command, *options);
    command->callback([options, &exitCode] { exitCode = run(*options); });
}

} // namespace retort
