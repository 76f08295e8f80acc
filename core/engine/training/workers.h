#pragma once
// Threads that take tasks of a common list until it is empty. They sleep while there is none, so a
// core that another program keeps busy costs no more than that core.

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace retort {

class Workers
{
public:
    /// @param begin what each thread does first
    Workers(int count, const std::function<void()> &begin);
    ~Workers();

    int count() const { return int(m_threads.size()); }
    /// Does task(worker, i) for i = 0 … tasks − 1, in any order, and waits for all of them. The
    /// exception of the first task that threw is thrown here.
    using Task = std::function<void(int worker, int index)>;
    void run(int tasks, const Task &task);

private:
    void work(int worker);

    std::mutex m_mutex;
    std::condition_variable m_changed, m_done;
    const Task *m_task = nullptr;
    int m_next = 0, m_tasks = 0, m_finished = 0;
    int m_failedIndex = 0;
    std::exception_ptr m_failure;
    bool m_ends = false;
    std::vector<std::jthread> m_threads; ///< last, so that they are joined first
};

} // namespace retort
