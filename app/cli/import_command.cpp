#include "app/cli/commands.h"

#include "app/cli/modeloutput.h"
#include "app/cli/options.h"
#include "core/engine/models/llama2c.h"
#include "core/engine/text/tokenizerfiles.h"
#include "core/plotdata/format.h"

namespace retort {
namespace {

struct ImportOptions
{
    std::string model;
    std::string tokenizer;
    std::string output;
    bool json = false;
};

int run(const ImportOptions &options)
{
    const Report report(options.json);
    if (const Status usable = checkModelOutput(options.output); !usable)
        return report.inputError(usable.error());
    auto tokenizer = openTokenizer(options.tokenizer);
    if (!tokenizer)
        return report.inputError(tokenizer.error());
    const auto model = importLlama2c(options.model, *std::move(tokenizer));
    if (!model)
        return report.inputError(model.error());
    if (const Status written = writeModel(*model, options.output, WeightType::Float32); !written)
        return report.failure(written.error());
    const ModelConfig &config = model->config();
    report.text(QStringLiteral("%1: %2, %3 parameters")
                    .arg(QString::fromStdString(options.output),
                         QString::fromStdString(config.architecture),
                         formatCount(model->parameters())));
    report.object({{"model", options.model},
                   {"tokenizer", options.tokenizer},
                   {"output", options.output},
                   {"architecture", config.architecture},
                   {"parameters", model->parameters()},
                   {"vocabulary", config.vocabulary},
                   {"context", config.context}});
    return exitcode::done;
}

} // namespace

void addImportCommand(CLI::App &program, int &exitCode)
{
    auto options = std::make_shared<ImportOptions>();
    CLI::App *command =
        program.add_subcommand("import", "Make a model folder from a model file of llama2.c");
    command->add_option("--model", options->model, "the weights, a .bin of version 0 or 1")
        ->required()
        ->type_name("FILE");
    command
        ->add_option("--tokenizer", options->tokenizer,
                     "llama2.c's tokenizer .bin, a tokenizer.json, or a folder with one")
        ->required()
        ->type_name("FILE|FOLDER");
    command->add_option("--output", options->output, "the folder: new, empty, or of a model")
        ->required()
        ->type_name("DIR");
    command->add_flag("--json", options->json,
                      "one JSON object on standard output, everything else on standard error");
    command->callback([options, &exitCode] { exitCode = run(*options); });
}

} // namespace retort
