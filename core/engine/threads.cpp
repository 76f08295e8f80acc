#include "core/engine/threads.h"

#include <ATen/Parallel.h>

#include <thread>

#include <sys/resource.h>

namespace retort {

int useIntraOpThreads(int count)
{
    const int wanted = count > 0 ? count : int(std::max(1U, std::thread::hardware_concurrency()));
    // LibTorch applies the process's last setting at a thread's first parallel operation; asking
    // for the number lets that happen now, so that it cannot undo ours.
    at::get_num_threads();
    at::set_num_threads(wanted);
    return wanted;
}

void lowerThreadPriority()
{
    // On Linux a nice value belongs to the calling thread. Failure only means no lower priority.
    (void)setpriority(PRIO_PROCESS, 0, 5);
}

} // namespace retort
