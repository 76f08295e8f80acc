#pragma once
// All kernels for the instruction set that RETORT_SIMD_BYTES and the file's options stand for.
// Included by headkernels_*.cpp only.

#include "core/engine/objective/fusedhead/backward.h"
#include "core/engine/objective/fusedhead/forward.h"
#include "core/engine/objective/fusedhead/panels.h"

namespace retort {
namespace {

inline constexpr HeadKernels kernels{panelLanes,    packPanel,   forwardSlice, shareSlice,
                                     backwardSlice, unpackPanel, combineSlices};

} // namespace
} // namespace retort
