#pragma once
// Threads inside one operation (OpenMP), for the calling thread only.

namespace retort {

/// 0: all cores.
/// @returns the number in use
int useIntraOpThreads(int count);

/// Lets the window and other programs go first: the calling thread and the OpenMP threads that it
/// starts later run at a lower priority.
void lowerThreadPriority();

} // namespace retort
