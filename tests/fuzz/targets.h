#pragma once
// What the fuzzers call with each input, and the tests with each file of the corpus: a reader, and
// a little use of what it gave. A result that contradicts itself ends the program.

#include <span>
#include <string_view>

namespace retort::fuzz {

struct Target
{
    std::string_view name; ///< also that of its folder in corpus/
    void (*run)(std::string_view input);
};

std::span<const Target> targets();

void readSafetensorsHeader(std::string_view input);
void readSafetensorsFile(std::string_view input);
void readTokenizer(std::string_view input);
void readPieces(std::string_view input);
void readLlama2c(std::string_view input);
void readConfig(std::string_view input);
void readExperiment(std::string_view input);
void readLogits(std::string_view input);

/// Ends the program, so that the fuzzer keeps the input.
void mustHold(bool condition, const char *what);

/// Bytes under a path, for readers that open a file. They stay in memory.
class InputFile
{
public:
    explicit InputFile(std::string_view bytes);
    ~InputFile();
    InputFile(const InputFile &) = delete;
    InputFile &operator=(const InputFile &) = delete;

    const char *path() const { return m_path; }

private:
    int m_descriptor;
    char m_path[32];
};

} // namespace retort::fuzz
