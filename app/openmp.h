#pragma once
// Small operations come thousands a second, each ending in a barrier of OpenMP's threads. GNU's
// OpenMP lets them spin there for milliseconds, which starves whatever else wants a core: the pool
// of teacher samples, the window, other programs. Measured on two cores with the default
// experiment, sleeping after about a thousand turns doubles the training's speed.

#include <cstdlib>
#include <unistd.h>

namespace retort {

/// OpenMP reads its settings before main(), so the program starts itself again with them, once.
/// Settings that the user has made win. Call first in main().
inline void keepOpenMpFromSpinning(char **argv)
{
    if (std::getenv("GOMP_SPINCOUNT") || std::getenv("OMP_WAIT_POLICY"))
        return;
    if (setenv("GOMP_SPINCOUNT", "1000", 1) == 0)
        execv("/proc/self/exe", argv); // returns only if it failed: then it spins as usual
}

} // namespace retort
