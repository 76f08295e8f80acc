#include "app/cli/commands.h"

#include "app/cli/files.h"
#include "app/cli/report.h"
#include "app/cli/texttable.h"
#include "core/engine/objective/logitsobjective.h"
#include "core/plotdata/format.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

namespace retort {
namespace {

struct ObjectiveOptions
{
    std::string file;
    bool json = false;
};

/// In as few digits as give the same number back.
void append(std::string &text, double value)
{
    if (!std::isfinite(value)) {
        text += "null";
        return;
    }
    char digits[32];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), value).ptr;
    text.append(digits, end);
}

/// A row a line: a tree of all numbers would take many times their memory.
void writeMatrix(const Report &report, const char *key, const RealMatrix &matrix)
{
    constexpr std::size_t block = 1 << 16;
    std::string text = '"' + std::string(key) + "\": [";
    for (std::size_t n = 0; n < matrix.rows; ++n) {
        text += n == 0 ? "\n" : ",\n";
        char separator = '[';
        for (const double value : matrix.row(n)) {
            text += separator;
            append(text, value);
            separator = ',';
        }
        text += ']';
        if (text.size() > block) {
            report.raw(text);
            text.clear();
        }
    }
    report.raw(text + ']');
}

void writeJson(const Report &report, const ObjectiveFigures &figures)
{
    JsonValue head{{"rows", figures.rows}};
    if (figures.crossEntropy)
        head["ce"] = orNull(*figures.crossEntropy);
    head["divergence"] = orNull(figures.divergence);
    head["teacher_entropy"] = orNull(figures.teacherEntropy);
    std::string begin = head.dump(0);
    begin.resize(begin.size() - std::string_view("\n}").size());
    report.raw(begin + ",\n\"gradient\": {");
    if (figures.crossEntropyGradient) {
        writeMatrix(report, "ce", *figures.crossEntropyGradient);
        report.raw(",\n");
    }
    writeMatrix(report, "divergence", figures.divergenceGradient);
    report.raw("}}\n");
}

QString numberText(double value)
{
    constexpr int digits = 6;
    if (std::isnan(value))
        return QStringLiteral("undefined");
    if (std::isinf(value))
        return value > 0 ? QStringLiteral("infinite") : QStringLiteral("−infinite");
    return QString::number(value == 0 ? 0 : value, 'g', digits);
}

QString settingsText(const DivergenceSettings &divergence)
{
    QStringList parts{QString::fromStdString(toString(divergence.kind))};
    if (usesWeight(divergence.kind))
        parts << QStringLiteral("weight %1").arg(divergence.weight);
    if (usesSkew(divergence.kind))
        parts << QStringLiteral("skew %1").arg(divergence.skew);
    parts << QStringLiteral("temperature %1").arg(divergence.temperature)
          << (divergence.tauSquared ? QStringLiteral("times τ²") : QStringLiteral("without τ²"));
    return parts.join(QStringLiteral(", "));
}

/// The upper left corner, and how much is left out.
QString gradientText(const QString &name, const RealMatrix &gradient)
{
    constexpr std::size_t shown = 6;
    const std::size_t rows = std::min(shown, gradient.rows);
    const std::size_t columns = std::min(shown, gradient.columns);
    QList<QStringList> table{{QStringLiteral("row")}};
    for (std::size_t v = 0; v < columns; ++v)
        table.front() << QString::number(v);
    for (std::size_t n = 0; n < rows; ++n) {
        table << QStringList{QString::number(n)};
        for (const double value : gradient.row(n).first(columns))
            table.back() << numberText(value);
    }
    QString text = QStringLiteral("\ngradient of %1\n%2").arg(name, alignedTable(table));
    if (rows < gradient.rows || columns < gradient.columns) {
        text += QStringLiteral("\n(%1 rows and %2 columns are left out; --json has them all)")
                    .arg(formatCount(std::int64_t(gradient.rows - rows)),
                         formatCount(std::int64_t(gradient.columns - columns)));
    }
    return text;
}

void writeText(const Report &report, const LogitsObjective &objective,
               const ObjectiveFigures &figures)
{
    const bool isMean = objective.reduction == Reduction::TokenMean;
    const QString unit = isMean ? QStringLiteral(" nats/token") : QStringLiteral(" nats");
    const QString reduction = isMean ? QStringLiteral("token-mean, over the rows that count")
                                     : QStringLiteral("sequence-sum, over the rows that count");
    const RealMatrix &student = objective.student;
    QList<QStringList> rows{
        {QStringLiteral("settings"), settingsText(objective.divergence)},
        {QStringLiteral("reduction"), reduction},
        {QStringLiteral("rows that count"),
         QStringLiteral("%1 of %2, %3 tokens each")
             .arg(formatCount(std::int64_t(figures.rows)), formatCount(std::int64_t(student.rows)),
                  formatCount(std::int64_t(student.columns)))}};
    if (figures.crossEntropy)
        rows << QStringList{QStringLiteral("ce"), numberText(*figures.crossEntropy) + unit};
    rows << QStringList{QStringLiteral("divergence"), numberText(figures.divergence) + unit}
         << QStringList{QStringLiteral("teacher entropy"),
                        numberText(figures.teacherEntropy) + unit};
    report.text(alignedTable(rows, 2));
    if (figures.crossEntropyGradient)
        report.text(gradientText(QStringLiteral("ce"), *figures.crossEntropyGradient));
    report.text(gradientText(QStringLiteral("divergence"), figures.divergenceGradient));
}

Result<LogitsObjective> readObjective(const std::string &file)
{
    auto text = readRegularFile(file, largestLogitsText);
    if (!text)
        return text.error();
    auto objective = readLogitsObjective(std::move(*text));
    if (!objective)
        return Error{"%1 cannot be used. %2", {file, objective.error().message()}};
    return objective;
}

int run(const ObjectiveOptions &options)
{
    const Report report(options.json);
    const auto objective = readObjective(options.file);
    if (!objective)
        return report.inputError(objective.error());
    const ObjectiveFigures figures = figuresOf(*objective);
    if (options.json)
        writeJson(report, figures);
    else
        writeText(report, *objective, figures);
    return exitcode::done;
}

} // namespace

void addObjectiveCommand(CLI::App &program, int &exitCode)
{
    auto options = std::make_shared<ObjectiveOptions>();
    CLI::App *command = program.add_subcommand(
        "objective",
        "Cross-entropy and divergence of a teacher's and a student's logits, with gradients");
    command
        ->add_option("file", options->file,
                     "a JSON object with teacher_logits, student_logits and settings")
        ->required()
        ->type_name("FILE");
    command->add_flag("--json", options->json,
                      "one JSON object on standard output, everything else on standard error");
    command->callback([options, &exitCode] { exitCode = run(*options); });
}

} // namespace retort
