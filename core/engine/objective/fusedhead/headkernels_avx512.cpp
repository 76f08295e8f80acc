#define RETORT_SIMD_BYTES 64
#include "core/engine/objective/fusedhead/headkernels.h"

namespace retort {

const HeadKernels &avx512HeadKernels()
{
    return kernels;
}

} // namespace retort
