#include "core/engine/machine.h"

#include <ATen/Context.h>
#include <torch/version.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <optional>
#include <thread>
#include <utility>

#include <sched.h>
#include <unistd.h>

namespace retort {
namespace {

/// Path of the first mapped library whose path contains `name`. The kernel lists real paths, so it
/// tells which of a distribution's alternatives stands behind libblas.so.3.
std::optional<std::string> mappedLibrary(const std::string &name)
{
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
        const auto slash = line.find('/');
        if (slash != std::string::npos && line.find(name, slash) != std::string::npos)
            return line.substr(slash);
    }
    return std::nullopt;
}

std::string blasName()
{
    if (at::hasMKL() || mappedLibrary("libmkl"))
        return "MKL";
    // The library of the name that all of them share comes first: others may be mapped as well.
    const auto library = mappedLibrary("libblas.so");
    for (const auto &[part, name] :
         {std::pair("openblas", "OpenBLAS"), std::pair("blis", "BLIS"),
          std::pair("flexiblas", "FlexiBLAS"), std::pair("atlas", "ATLAS")}) {
        if (library ? library->find(part) != std::string::npos : mappedLibrary(part).has_value())
            return name;
    }
    return library ? "reference BLAS" : "built-in BLAS";
}

std::string cpuName()
{
    std::ifstream info("/proc/cpuinfo");
    for (std::string line; std::getline(info, line);) {
        const auto colon = line.find(": ");
        if (line.starts_with("model name") && colon != std::string::npos)
            return line.substr(colon + 2);
    }
    return {};
}

int usableCores()
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        return CPU_COUNT(&set);
    return std::max(1, int(std::thread::hardware_concurrency()));
}

std::int64_t memoryBytes()
{
    const auto pages = sysconf(_SC_PHYS_PAGES);
    const auto size = sysconf(_SC_PAGESIZE);
    return pages > 0 && size > 0 ? std::int64_t(pages) * size : 0;
}

MachineFacts find()
{
    MachineFacts facts;
    facts.torchVersion = TORCH_VERSION;
    facts.blas = blasName();
    facts.slowBlas = facts.blas == "reference BLAS";
    facts.cpu = cpuName();
    facts.cores = usableCores();
    facts.memory = memoryBytes();
    return facts;
}

} // namespace

const MachineFacts &machineFacts()
{
    static const MachineFacts facts = find();
    return facts;
}

bool fitsIntoMemory(double bytes)
{
    const auto memory = double(machineFacts().memory);
    return memory == 0 || bytes <= memory;
}

std::string gigabytes(double bytes)
{
    return std::to_string(std::lround(bytes / 1e9));
}

Error slowBlasWarning()
{
    return {
        RETORT_SENTENCE("LibTorch multiplies matrices with the reference BLAS here, so training "
                        "takes about 20 times as long. Install OpenBLAS (on Debian: sudo apt "
                        "install libopenblas0-openmp) and start again."),
        {}};
}

} // namespace retort
