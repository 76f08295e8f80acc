#include "app/cli/commands.h"

#include "app/cli/modeloutput.h"
#include "app/cli/options.h"
#include "core/plotdata/format.h"

namespace retort {
namespace {

struct ExportOptions : CommonOptions
{
    std::string model;
    std::string output;
    std::string type = "float32";
};

int run(const ExportOptions &options)
{
    const Report report = options.report();
    if (const Status usable = checkModelOutput(options.output); !usable)
        return report.inputError(usable.error());
    const auto model = openModel(options.model, options, TokenizerNeed::IfThere);
    if (!model)
        return report.inputError(model.error());
    if (const Status written = writeModel(*model, options.output, weightTypes.at(options.type));
        !written)
        return report.failure(written.error());
    const ModelConfig &config = model->config();
    report.text(QStringLiteral("%1: %2, %3 parameters, %4")
                    .arg(QString::fromStdString(options.output),
                         QString::fromStdString(config.architecture),
                         formatCount(model->parameters()), QString::fromStdString(options.type)));
    if (!model->tokenizer()) {
        report.note(QStringLiteral("%1 has no tokenizer, so none was written.")
                        .arg(QString::fromStdString(options.model)));
    }
    report.object({{"model", options.model},
                   {"output", options.output},
                   {"architecture", config.architecture},
                   {"parameters", model->parameters()},
                   {"vocabulary", config.vocabulary},
                   {"context", config.context},
                   {"type", options.type}});
    return exitcode::done;
}

} // namespace

void addExportCommand(CLI::App &program, int &exitCode)
{
    auto options = std::make_shared<ExportOptions>();
    CLI::App *command = program.add_subcommand(
        "export", "Write a model as a folder that transformers and other programs load");
    command->add_option("--model", options->model, ModelHelp)->required()->type_name("M");
    command->add_option("--output", options->output, "the folder: new, empty, or of a model")
        ->required()
        ->type_name("DIR");
    command->add_option("--type", options->type, "float32, float16 or bfloat16")
        ->check(CLI::IsMember(weightTypes))
        ->capture_default_str()
        ->type_name("TYPE");
    addCommonOptions(*command, *options);
    command->callback([options, &exitCode] { exitCode = run(*options); });
}

} // namespace retort
