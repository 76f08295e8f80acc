#include "app/cli/commands.h"

#include "app/cli/interrupts.h"
#include "app/cli/options.h"
#include "app/cli/texttable.h"
#include "core/plotdata/format.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

namespace retort {
namespace {

struct LogitsOptions : CommonOptions
{
    std::string model;
    std::optional<std::string> text;
    std::optional<std::string> ids;
};

/// "1,2,3", blanks allowed.
Result<std::vector<TokenId>> parseIds(const std::string &list)
{
    std::vector<TokenId> ids;
    std::string_view rest = list;
    while (!rest.empty()) {
        const auto end = std::min(rest.find(','), rest.size());
        std::string_view word = rest.substr(0, end);
        while (!word.empty() && word.front() == ' ')
            word.remove_prefix(1);
        while (!word.empty() && word.back() == ' ')
            word.remove_suffix(1);
        TokenId id = -1;
        const auto [last, failure] = std::from_chars(word.data(), word.data() + word.size(), id);
        if (failure != std::errc() || last != word.data() + word.size()) {
            return Error{
                "\"%1\" after --ids is no token id. Give whole numbers with commas between "
                "them, such as 1,403,407.",
                {std::string(word)}};
        }
        ids.push_back(id);
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return ids;
}

Result<std::vector<TokenId>> idsOf(const LogitsOptions &options, const LanguageModel &model)
{
    if (options.ids)
        return parseIds(*options.ids);
    auto encoding = model.tokenizer()->encodeWithSpans(*options.text, true);
    if (!encoding)
        return encoding.error();
    return std::move(encoding->ids);
}

/// In as few digits as give the same float32 back.
void append(std::string &text, float value)
{
    if (!std::isfinite(value)) {
        text += "null";
        return;
    }
    char digits[32];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), value).ptr;
    text.append(digits, end);
}

/// The object is written row by row: it may be larger than what a tree of it could be held in.
Status writeJson(const LogitsOptions &options, const LanguageModel &model,
                 const std::vector<TokenId> &ids, const std::stop_token &stop)
{
    const Report report(true);
    JsonValue head{
        {"model", options.model}, {"ids", ids}, {"vocabulary", model.config().vocabulary}};
    if (const TokenizerPtr tokenizer = model.tokenizer()) {
        for (const TokenId id : ids)
            head["tokens"].push_back(tokenizer->tokenText(id));
    }
    std::string begin = head.dump(-1, ' ', false, JsonValue::error_handler_t::replace);
    begin.back() = ',';
    std::string line = begin + "\n\"logits\": [\n";
    std::size_t rows = 0;
    const Status status = model.logits(ids, [&](std::span<const float> logits) {
        char separator = '[';
        for (const float value : logits) {
            line += separator;
            append(line, value);
            separator = ',';
        }
        line += ++rows < ids.size() ? "],\n" : "]]}\n";
        report.raw(line);
        line.clear();
        return !stop.stop_requested();
    });
    return status;
}

struct Row
{
    QString token, favourites;
    std::optional<double> loss; ///< nats of the token that follows
};

/// Natural logarithm of the sum of exponentials.
double logSum(std::span<const float> logits)
{
    const double highest = *std::ranges::max_element(logits);
    double sum = 0;
    for (const float value : logits)
        sum += std::exp(double(value) - highest);
    return highest + std::log(sum);
}

/// Its number, where there is no tokeniser.
QString nameOf(TokenId id, const LanguageModel &model)
{
    const TokenizerPtr tokenizer = model.tokenizer();
    return tokenizer ? QString::fromStdString(tokenizer->tokenText(id))
                     : QStringLiteral("#%1").arg(id);
}

QString favouritesOf(std::span<const float> logits, double total, const LanguageModel &model)
{
    const auto shown = std::min<std::size_t>(5, logits.size());
    std::vector<TokenId> order(logits.size());
    std::iota(order.begin(), order.end(), 0);
    std::partial_sort(order.begin(), order.begin() + std::ptrdiff_t(shown), order.end(),
                      [&](TokenId a, TokenId b) {
                          const float left = logits[std::size_t(a)], right = logits[std::size_t(b)];
                          return left > right || (left == right && a < b);
                      });
    QStringList words;
    for (std::size_t i = 0; i < shown; ++i) {
        const double probability = std::exp(double(logits[std::size_t(order[i])]) - total);
        words << QStringLiteral("%1 %2").arg(nameOf(order[i], model),
                                             QString::number(probability, 'f', 3));
    }
    return words.join(QStringLiteral(", "));
}

Status writeTable(const LanguageModel &model, const std::vector<TokenId> &ids,
                  const std::stop_token &stop)
{
    QList<QStringList> rows{{QStringLiteral("position"), QStringLiteral("id"),
                             QStringLiteral("token"), QStringLiteral("likeliest next tokens")}};
    double loss = 0;
    std::size_t position = 0;
    const Status status = model.logits(ids, [&](std::span<const float> logits) {
        const double total = logSum(logits);
        rows << QStringList{QString::number(position), QString::number(ids[position]),
                            nameOf(ids[position], model), favouritesOf(logits, total, model)};
        if (++position < ids.size())
            loss += total - double(logits[std::size_t(ids[position])]);
        return !stop.stop_requested();
    });
    if (!status || stop.stop_requested())
        return status;
    const Report report(false);
    report.text(alignedTable(rows, 4));
    if (ids.size() > 1) {
        report.text(QStringLiteral("\nmean negative log-likelihood: %1 nats a token (%2 tokens)")
                        .arg(QString::number(loss / double(ids.size() - 1), 'f', 6))
                        .arg(ids.size() - 1));
    }
    return {};
}

int run(const LogitsOptions &options)
{
    const Report report = options.report();
    const Interrupts interrupts;
    const auto model = openModel(options.model, options,
                                 options.ids ? TokenizerNeed::IfThere : TokenizerNeed::Always);
    if (!model)
        return report.inputError(model.error());
    const auto ids = idsOf(options, *model);
    if (!ids)
        return report.inputError(ids.error());
    if (options.text) {
        const auto unknown = std::ranges::count(*ids, model->tokenizer()->unknownToken());
        noteUnknownTokens(report, unknown, std::int64_t(ids->size()), "text", options.model);
    }
    const Status status = options.json ? writeJson(options, *model, *ids, interrupts.token())
                                       : writeTable(*model, *ids, interrupts.token());
    if (!status)
        return report.inputError(status.error());
    return interrupts.interrupted() ? exitcode::interrupted : exitcode::done;
}

} // namespace

void addLogitsCommand(CLI::App &program, int &exitCode)
{
    auto options = std::make_shared<LogitsOptions>();
    CLI::App *command = program.add_subcommand(
        "logits",
        "What a model computes after each token of a text, to compare with other programs");
    command->add_option("--model", options->model, ModelHelp)->required()->type_name("M");
    auto *source = command->add_option_group("text", "what the model reads");
    source->add_option("--text", options->text, "a text, with the tokens that are put around it")
        ->type_name("T");
    source->add_option("--ids", options->ids, "token ids with commas between them")
        ->type_name("1,2,3");
    source->require_option(1);
    addCommonOptions(*command, *options);
    command->callback([options, &exitCode] { exitCode = run(*options); });
}

} // namespace retort
