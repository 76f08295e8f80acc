// retort-cli: the workbench without a window.

#include "app/allocator.h"
#include "app/openmp.h"
#include "app/cli/commands.h"
#include "app/cli/report.h"

#include <QCoreApplication>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <filesystem>
#include <string_view>

namespace {

/// A line of usage errors has no options yet to ask.
bool wantsJson(int argc, char **argv)
{
    return std::any_of(argv + 1, argv + argc,
                       [](const char *argument) { return std::string_view(argument) == "--json"; });
}

int usageError(const CLI::ParseError &error, bool json)
{
    std::string sentence = error.what();
    if (!sentence.ends_with('.'))
        sentence += '.';
    return retort::Report(json).inputError(
        {"%1 See \"retort-cli --help\" and \"retort-cli COMMAND --help\".", {sentence}});
}

bool isFolderGone()
{
    std::error_code failure;
    return std::filesystem::current_path(failure).empty();
}

int gaveUp(const std::exception &exception, bool json)
{
    const retort::Report report(json);
    if (isFolderGone()) { // where relative paths lead nowhere
        return report.inputError({"The folder in which you are is not there any more. Change to "
                                  "another one and try again.",
                                  {}});
    }
    return report.failure({"Retort gave up: %1. If memory ran short, take a smaller model or a "
                           "shorter text; otherwise please report this with the command that led "
                           "to it.",
                           {retort::reasonOf(exception)}});
}

int run(int argc, char **argv)
{
    CLI::App program("Retort: a small language model learns from a large one.", "retort-cli");
    program.set_version_flag("--version", "retort-cli " RETORT_VERSION);
    program.require_subcommand(0, 1); // none is told below, an unknown one by CLI11
    program.footer("Exit codes: 0 done, 1 failure, 2 usage or input error, 3 interrupted "
                   "(a training that had begun goes on with --resume).");
    int exitCode = retort::exitcode::done;
    retort::addTrainCommand(program, exitCode);
    retort::addPresetsCommand(program, exitCode);
    retort::addRunsCommand(program, exitCode);
    retort::addEvalCommand(program, exitCode);
    retort::addInspectCommand(program, exitCode);
    retort::addGenerateCommand(program, exitCode);
    retort::addLogitsCommand(program, exitCode);
    retort::addObjectiveCommand(program, exitCode);
    retort::addExportCommand(program, exitCode);
    retort::addImportCommand(program, exitCode);
    retort::addTensorsCommand(program, exitCode);
    retort::addTokenizeCommand(program, exitCode);
    retort::addTrainTokenizerCommand(program, exitCode);

    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        const bool asked = error.get_exit_code() == int(CLI::ExitCodes::Success);
        return asked ? program.exit(error) : usageError(error, wantsJson(argc, argv));
    } catch (const std::exception &exception) {
        return gaveUp(exception, wantsJson(argc, argv));
    }
    if (program.get_subcommands().empty()) {
        return retort::Report(false).inputError(
            {"Name a command, such as \"retort-cli train\". \"retort-cli --help\" lists them.",
             {}});
    }
    return exitCode;
}

} // namespace

int main(int argc, char **argv)
{
    retort::keepOpenMpFromSpinning(argv);
    retort::keepLargeBlocks();
    QCoreApplication application(argc, argv);
    return retort::withOutputWritten(run(argc, argv));
}
