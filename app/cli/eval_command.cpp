#include "app/cli/commands.h"

#include "app/cli/interrupts.h"
#include "app/cli/options.h"
#include "app/cli/texttable.h"
#include "app/cli/yardsticks.h"
#include "core/engine/training/trainer.h"
#include "core/plotdata/format.h"

#include <algorithm>
#include <cmath>

namespace retort {
namespace {

constexpr std::int64_t NgramTokens = 1'920'000;

struct EvalOptions : CommonOptions
{
    std::string model;
    std::string teacher;
    std::string data;
    std::optional<int> context;
    std::optional<int> windows;
    double validation = 0.1;
    bool ngrams = false;
};

struct EvalResult
{
    Evaluation model;
    std::int64_t unknown = 0; ///< targets that the vocabulary lacks
    std::optional<Evaluation> teacher;
    std::optional<double> truthEntropy;
    std::vector<NgramFigures> ngrams;
    std::int64_t windows = 0;
    int context = 0;
};

int mostWindows(int context)
{
    return int(std::min<std::int64_t>(1'000'000, mostTargets / std::max(context, 1)));
}

/// What --data names, as the data of an experiment.
Experiment dataExperiment(const EvalOptions &options, int largestContext)
{
    constexpr int talesContext = 96;
    constexpr int talesWindows = 128;
    Experiment experiment;
    experiment.objective.alpha = experiment.objective.beta = 0;
    DataSettings &data = experiment.data;
    const bool tales = options.data == "tales-en" || options.data == "tales-zh";
    if (tales) {
        data.language = options.data.substr(options.data.size() - 2);
    } else {
        data.kind = DataKind::Text;
        data.path = options.data;
        data.validation = options.validation;
    }
    const int usual = tales ? std::min(talesContext, largestContext) : largestContext;
    data.context = options.context.value_or(usual);
    experiment.training.evaluationWindows =
        options.windows.value_or(tales ? talesWindows : mostWindows(data.context));
    return experiment;
}

Status checkOptions(const EvalOptions &options, const Experiment &experiment, int largestContext)
{
    const int context = experiment.data.context;
    if (context > largestContext) {
        return Error{"--context is %1, but the models see %2 tokens at most.",
                     {std::to_string(context), std::to_string(largestContext)}};
    }
    const int most = mostWindows(context);
    if (options.windows && (*options.windows < 1 || *options.windows > most)) {
        return Error{"--windows is %1, but must be from 1 to %2.",
                     {std::to_string(*options.windows), std::to_string(most)}};
    }
    for (const Problem &problem : check(experiment)) {
        if (problem.key.starts_with("data."))
            return problem.error;
    }
    return {};
}

Result<DatasetPtr> openEvaluationData(const EvalOptions &options, const Experiment &experiment,
                                      const LanguageModel &model)
{
    auto dataset = openDataset(experiment, model.tokenizer());
    if (!dataset)
        return dataset;
    if ((*dataset)->tokenizer()->fingerprint() != model.tokenizer()->fingerprint()) {
        return Error{RETORT_SENTENCE("The model %1 has another vocabulary than %2, so it cannot be "
                                     "measured on it."),
                     {options.model, options.data}};
    }
    return dataset;
}

Status checkTeacher(const EvalOptions &options, const LanguageModel &model,
                    const LanguageModel &teacher)
{
    if (teacher.tokenizer()->fingerprint() == model.tokenizer()->fingerprint())
        return {};
    return Error{RETORT_SENTENCE("The models %1 and %2 have different vocabularies, so they cannot "
                                 "be compared."),
                 {options.model, options.teacher}};
}

JsonValue figuresOf(const Evaluation &evaluation)
{
    return {{"cross_entropy", orNull(evaluation.crossEntropy)},
            {"perplexity", orNull(std::exp(evaluation.crossEntropy))},
            {"bits_per_byte", orNull(evaluation.bitsPerByte)},
            {"kl_to_teacher", orNull(evaluation.klToTeacher)},
            {"top_agreement", orNull(evaluation.topAgreement)},
            {"kl_to_truth", orNull(evaluation.klToTruth)}};
}

JsonValue toJsonObject(const EvalOptions &options, const EvalResult &result)
{
    JsonValue object{{"model", options.model}, {"data", options.data}};
    object["context"] = result.context;
    object["windows"] = result.windows;
    object["targets"] = result.windows * result.context;
    object["unknown_tokens"] = result.unknown;
    object.update(figuresOf(result.model));
    object["truth_entropy"] = orNull(result.truthEntropy);
    object["teacher"] = JsonValue();
    if (result.teacher) {
        object["teacher"] = figuresOf(*result.teacher);
        object["teacher"]["model"] = options.teacher;
    }
    object["ngrams"] = JsonValue::array();
    for (const NgramFigures &figures : result.ngrams) {
        object["ngrams"].push_back({{"order", figures.order},
                                    {"cross_entropy", orNull(figures.crossEntropy)},
                                    {"kl_to_truth", orNull(figures.klToTruth)}});
    }
    return object;
}

QString nats(const std::optional<double> &value)
{
    return value ? formatNats(*value) : QStringLiteral("–");
}

QStringList row(const QString &name, const Evaluation &evaluation)
{
    return {name,
            formatNats(evaluation.crossEntropy),
            formatNats(std::exp(evaluation.crossEntropy)),
            nats(evaluation.bitsPerByte),
            nats(evaluation.klToTruth),
            nats(evaluation.klToTeacher),
            evaluation.topAgreement ? formatPercent(*evaluation.topAgreement)
                                    : QStringLiteral("–")};
}

QString toTable(const EvalOptions &options, const EvalResult &result)
{
    QList<QStringList> rows{
        {QStringLiteral("%1 targets, nats/token").arg(formatCount(result.windows * result.context)),
         QStringLiteral("CE"), QStringLiteral("perplexity"), QStringLiteral("bits/byte"),
         QStringLiteral("KL truth"), QStringLiteral("KL teacher"), QStringLiteral("same choice")}};
    rows << row(QString::fromStdString(options.model), result.model);
    if (result.teacher)
        rows << row(QString::fromStdString(options.teacher), *result.teacher);
    for (const NgramFigures &figures : result.ngrams) {
        Evaluation evaluation;
        evaluation.crossEntropy = figures.crossEntropy;
        evaluation.klToTruth = figures.klToTruth;
        rows << row(QStringLiteral("%1-gram").arg(figures.order), evaluation);
    }
    if (result.truthEntropy) {
        Evaluation evaluation;
        evaluation.crossEntropy = *result.truthEntropy;
        evaluation.klToTruth = 0;
        rows << row(QStringLiteral("truth (entropy)"), evaluation);
    }
    return alignedTable(rows);
}

/// Without meaning once `stop` is requested.
Result<EvalResult> measure(const EvalOptions &options, const LanguageModel &model,
                           const std::optional<LanguageModel> &teacher, const Dataset &dataset,
                           int windows, const std::stop_token &stop)
{
    EvalResult result;
    result.context = dataset.context();
    result.windows = std::min<std::int64_t>(windows, dataset.validationWindows());
    result.unknown = unknownTargets(dataset, windows);
    const auto figures = evaluate(model, teacher, dataset, windows, stop);
    if (!figures)
        return figures.error();
    result.model = *figures;
    if (teacher) {
        const auto own = evaluate(*teacher, std::nullopt, dataset, windows, stop);
        if (!own)
            return own.error();
        result.teacher = *own;
    }
    result.truthEntropy = truthEntropy(dataset, windows, stop);
    if (options.ngrams)
        result.ngrams = measureNgrams(dataset, NgramTokens, windows, stop);
    return result;
}

int run(const EvalOptions &options)
{
    const Report report = options.report();
    const Interrupts interrupts;
    const auto model = openModel(options.model, options);
    if (!model)
        return report.inputError(model.error());
    int largestContext = model->config().context;
    std::optional<LanguageModel> teacher;
    if (!options.teacher.empty()) {
        const auto opened = openModel(options.teacher, options);
        if (!opened)
            return report.inputError(opened.error());
        if (Status same = checkTeacher(options, *model, *opened); !same)
            return report.inputError(same.error());
        teacher = *opened;
        largestContext = std::min(largestContext, teacher->config().context);
    }
    const Experiment experiment = dataExperiment(options, largestContext);
    if (Status checked = checkOptions(options, experiment, largestContext); !checked)
        return report.inputError(checked.error());
    const auto dataset = openEvaluationData(options, experiment, *model);
    if (!dataset)
        return report.inputError(dataset.error());

    const auto result = measure(options, *model, teacher, **dataset,
                                experiment.training.evaluationWindows, interrupts.token());
    if (interrupts.interrupted()) {
        return report.interrupted(
            {"The measurement was stopped before it was done, so there are no figures.", {}});
    }
    if (!result)
        return report.failure(result.error());
    noteUnknownTokens(report, result->unknown, result->windows * result->context, "text",
                      options.model);
    report.text(toTable(options, *result));
    report.object(toJsonObject(options, *result));
    return exitcode::done;
}

} // namespace

void addEvalCommand(CLI::App &program, int &exitCode)
{
    auto options = std::make_shared<EvalOptions>();
    CLI::App *command = program.add_subcommand("eval", "Measure a model on held-out text");
    command->add_option("--model", options->model, ModelHelp)->required()->type_name("M");
    command->add_option("--teacher", options->teacher, "a model to compare with")->type_name("M");
    command
        ->add_option("--data", options->data, "tales-en, tales-zh, or a UTF-8 text file or folder")
        ->required()
        ->type_name("DATA");
    command->add_option("--context", options->context,
                        "tokens in a window; as many as the model sees without (Tales: 96)");
    command->add_option("--windows", options->windows,
                        "most windows looked at; all without (Tales: 128)");
    command
        ->add_option("--validation", options->validation,
                     "text: the share at its end that is measured")
        ->check(notFinite)
        ->capture_default_str();
    command->add_flag("--ngrams", options->ngrams,
                      "measure 2-, 3-, 5- and 8-gram models of 1.9 million tokens as well");
    addCommonOptions(*command, *options);
    command->callback([options, &exitCode] { exitCode = run(*options); });
}

} // namespace retort
