#pragma once
// Training makes the same large tensors again and again. By default glibc hands each back to the
// kernel, and every step faults its pages in anew, which can cost more than the arithmetic.

#include <climits>
#include <cstdlib>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace retort {

/// Keeps freed memory in the process. Call first in main(), before another thread exists.
inline void keepLargeBlocks()
{
#ifdef __GLIBC__
    mallopt(M_MMAP_MAX, 0);
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
#endif
}

} // namespace retort
