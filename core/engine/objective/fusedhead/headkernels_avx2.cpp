#define RETORT_SIMD_BYTES 32
#include "core/engine/objective/fusedhead/headkernels.h"

namespace retort {

const HeadKernels &avx2HeadKernels()
{
    return kernels;
}

} // namespace retort
