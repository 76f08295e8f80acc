#include "tests/fuzz/targets.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <sys/mman.h>
#include <unistd.h>

namespace retort::fuzz {

std::span<const Target> targets()
{
    static constexpr std::array all{
        Target{"safetensors_header", readSafetensorsHeader},
        Target{"safetensors_file", readSafetensorsFile},
        Target{"tokenizer", readTokenizer},
        Target{"sentencepiece", readPieces},
        Target{"llama2c", readLlama2c},
        Target{"config", readConfig},
        Target{"experiment", readExperiment},
        Target{"logits", readLogits},
    };
    return all;
}

void mustHold(bool condition, const char *what)
{
    if (condition)
        return;
    std::fprintf(stderr, "It must hold that %s.\n", what);
    std::abort();
}

InputFile::InputFile(std::string_view bytes) : m_descriptor(::memfd_create("input", MFD_CLOEXEC))
{
    mustHold(m_descriptor >= 0, "there are files in memory");
    while (!bytes.empty()) {
        const auto written = ::write(m_descriptor, bytes.data(), bytes.size());
        mustHold(written > 0, "an input can be written");
        bytes.remove_prefix(std::size_t(written));
    }
    std::snprintf(m_path, sizeof m_path, "/proc/self/fd/%d", m_descriptor);
}

InputFile::~InputFile()
{
    ::close(m_descriptor);
}

} // namespace retort::fuzz
