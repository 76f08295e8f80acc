#pragma once
// The instruction sets that the fused head is compiled for; one is chosen at run time.

#include <string_view>
#include <vector>

namespace retort {

enum class InstructionSet {
    Plain,  ///< what the compiler assumes of every processor of the kind
    Avx2,   ///< AVX2 and FMA
    Avx512, ///< AVX-512 F, DQ, VL, BW
};

/// What this processor and this build can do, slowest first; Plain is always among it.
std::vector<InstructionSet> supportedInstructionSets();
InstructionSet fastestInstructionSet();
std::string_view toString(InstructionSet set);

} // namespace retort
