#define RETORT_SIMD_BYTES 16
#include "core/engine/objective/fusedhead/headkernels.h"

namespace retort {

const HeadKernels &plainHeadKernels()
{
    return kernels;
}

} // namespace retort
