#pragma once
// The commands of retort-cli. Each adds itself to the program and, once chosen, leaves its exit
// code.

namespace CLI {
class App;
}

namespace retort {

void addTrainCommand(CLI::App &program, int &exitCode);
void addPresetsCommand(CLI::App &program, int &exitCode);
void addRunsCommand(CLI::App &program, int &exitCode);
void addEvalCommand(CLI::App &program, int &exitCode);
void addInspectCommand(CLI::App &program, int &exitCode);
void addGenerateCommand(CLI::App &program, int &exitCode);
void addLogitsCommand(CLI::App &program, int &exitCode);
void addObjectiveCommand(CLI::App &program, int &exitCode);
void addExportCommand(CLI::App &program, int &exitCode);
void addImportCommand(CLI::App &program, int &exitCode);
void addTensorsCommand(CLI::App &program, int &exitCode);
void addTokenizeCommand(CLI::App &program, int &exitCode);
void addTrainTokenizerCommand(CLI::App &program, int &exitCode);

} // namespace retort
