#include "app/cli/commands.h"

#include "app/cli/interrupts.h"
#include "app/cli/options.h"
#include "core/engine/inference/generate.h"

#include <charconv>

namespace retort {
namespace {

struct GenerateOptions : CommonOptions
{
    std::string model;
    std::string prompt;
    SamplingSettings sampling;
};

const char *endName(GenerationEnd end)
{
    switch (end) {
    case GenerationEnd::EndToken: return "end-token";
    case GenerationEnd::Interrupted: return "interrupted";
    case GenerationEnd::Length: break;
    }
    return "length";
}

JsonValue toJson(const GenerateOptions &options, const Generation &generation)
{
    JsonValue tokens = JsonValue::array();
    for (const GeneratedToken &token : generation.tokens) {
        tokens.push_back({{"token", token.text},
                          {"id", token.id},
                          {"probability", orNull(token.probability)},
                          {"entropy", orNull(token.entropy)},
                          {"likeliest", token.likeliest}});
    }
    return {{"model", options.model},
            {"prompt", options.prompt},
            {"text", generation.text},
            {"prompt_tokens", generation.prompt.size()},
            {"unknown_prompt_tokens", generation.unknownTokens},
            {"tokens", tokens},
            {"seconds", orNull(generation.seconds)},
            {"end", endName(generation.end)}};
}

/// CLI11 would take −1 for the largest seed.
std::string notSeed(const std::string &text)
{
    std::uint64_t seed = 0;
    const char *end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, seed);
    if (parsed.ec == std::errc() && parsed.ptr == end)
        return {};
    return text + " is not a whole number from 0 to 18446744073709551615";
}

int run(const GenerateOptions &options)
{
    const Report report = options.report();
    const Interrupts interrupts;
    const auto model = openModel(options.model, options);
    if (!model)
        return report.inputError(model.error());
    const auto generation = generate(*model, options.prompt, options.sampling, interrupts.token());
    if (!generation)
        return report.inputError(generation.error());
    noteUnknownTokens(report, generation->unknownTokens, std::int64_t(generation->prompt.size()),
                      "prompt", options.model);
    report.text(QString::fromStdString(generation->text));
    report.object(toJson(options, *generation));
    return generation->end == GenerationEnd::Interrupted ? exitcode::interrupted : exitcode::done;
}

} // namespace

void addGenerateCommand(CLI::App &program, int &exitCode)
{
    auto options = std::make_shared<GenerateOptions>();
    SamplingSettings &sampling = options->sampling;
    CLI::App *command = program.add_subcommand("generate", "Continue a prompt with a model");
    command->add_option("--model", options->model, ModelHelp)->required()->type_name("M");
    command->add_option("--prompt", options->prompt, "the text to continue")
        ->required()
        ->type_name("T");
    command->add_option("--length", sampling.length, "tokens to add")
        ->check(CLI::Range(1, 100'000))
        ->capture_default_str();
    auto *greedy = command->add_flag("--greedy", sampling.greedy, "always the likeliest token");
    command->add_option("--temperature", sampling.temperature, "1 is the model itself")
        ->excludes(greedy)
        ->check(notFinite)
        ->capture_default_str();
    command->add_option("--top-k", sampling.topK, "among the k likeliest tokens; 0: among all")
        ->excludes(greedy)
        ->capture_default_str();
    command->add_option("--top-p", sampling.topP, "among the likeliest that hold this mass; 1: all")
        ->excludes(greedy)
        ->check(notFinite)
        ->capture_default_str();
    command->add_option("--seed", sampling.seed, "the same seed gives the same text")
        ->excludes(greedy)
        ->check(notSeed)
        ->capture_default_str();
    addCommonOptions(*command, *options);
    command->callback([options, &exitCode] { exitCode = run(*options); });
}

} // namespace retort
