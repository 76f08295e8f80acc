#include "app/cli/commands.h"

#include "app/cli/options.h"
#include "app/cli/texttable.h"
#include "core/session/resources.h"

namespace retort {
namespace {

struct PresetsOptions
{
    std::string id;
    bool json = false;
};

JsonValue toJsonObject(const Preset &preset)
{
    return {{"id", preset.id},
            {"name", preset.experiment.name},
            {"description", preset.description},
            {"experiment", JsonValue::parse(toJson(preset.experiment))}};
}

int list(const std::vector<Preset> &presets, const Report &report)
{
    JsonValue listed = JsonValue::array();
    QStringList blocks;
    for (const Preset &preset : presets) {
        listed.push_back(toJsonObject(preset));
        blocks << QStringLiteral("%1\n    %2. %3")
                      .arg(QString::fromStdString(preset.id),
                           QString::fromStdString(preset.experiment.name),
                           QString::fromStdString(preset.description));
    }
    report.text(blocks.join(QLatin1Char('\n')));
    report.object({{"presets", listed}});
    return exitcode::done;
}

int run(const PresetsOptions &options)
{
    const Report report(options.json);
    const auto presets = readPresets(Resources::find().presets);
    if (!presets)
        return report.failure(presets.error());
    if (options.id.empty())
        return list(*presets, report);
    const auto preset = findPreset(*presets, options.id);
    if (!preset)
        return report.inputError(preset.error());
    report.text(QString::fromStdString(toJson(preset->experiment)).trimmed());
    report.object(toJsonObject(*preset));
    return exitcode::done;
}

} // namespace

void addPresetsCommand(CLI::App &program, int &exitCode)
{
    auto options = std::make_shared<PresetsOptions>();
    CLI::App *command = program.add_subcommand(
        "presets", "List the experiments that come with Retort, or print one as a file");
    command->add_option("NAME", options->id, "the preset to print as an experiment file");
    command->add_flag("--json", options->json, "one JSON object on standard output");
    command->callback([options, &exitCode] { exitCode = run(*options); });
}

} // namespace retort
