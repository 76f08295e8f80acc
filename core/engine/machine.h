#pragma once
// The machine that a run works on, as it is stored with the run and told to the user.

#include "core/engine/result.h"

#include <cstdint>
#include <string>

namespace retort {

struct MachineFacts
{
    std::string torchVersion; ///< "2.6.0"
    std::string blas;         ///< what multiplies matrices under LibTorch: "OpenBLAS", "MKL", …
    bool slowBlas = false;    ///< the reference BLAS: training takes about 20 times as long
    std::string cpu;          ///< model name; empty if the system does not tell
    int cores = 1;            ///< that this process may use
    std::int64_t memory = 0;  ///< bytes; 0 if the system does not tell
};

/// Found once, then kept. Thread-safe.
const MachineFacts &machineFacts();

/// Whether so many bytes are within the memory; true where it is not known.
bool fitsIntoMemory(double bytes);
/// "24": gigabytes (10^9 bytes), rounded.
std::string gigabytes(double bytes);

/// What to say, and to do, about a slow BLAS.
Error slowBlasWarning();

} // namespace retort
