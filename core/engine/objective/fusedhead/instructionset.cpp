#include "core/engine/objective/fusedhead/instructionset.h"

namespace retort {

std::vector<InstructionSet> supportedInstructionSets()
{
    std::vector<InstructionSet> sets{InstructionSet::Plain};
#ifdef RETORT_X86_KERNELS
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        sets.push_back(InstructionSet::Avx2);
        if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")
            && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw"))
            sets.push_back(InstructionSet::Avx512);
    }
#endif
    return sets;
}

InstructionSet fastestInstructionSet()
{
    return supportedInstructionSets().back();
}

std::string_view toString(InstructionSet set)
{
    switch (set) {
    case InstructionSet::Plain: return "plain";
    case InstructionSet::Avx2: return "avx2";
    case InstructionSet::Avx512: return "avx512";
    }
    return {};
}

} // namespace retort
