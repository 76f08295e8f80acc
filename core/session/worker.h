#pragma once
// A thread that runs jobs one after another; it starts with the first job.

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace retort {

class Worker
{
public:
    using Job = std::function<void(const std::stop_token &)>;

    ~Worker();
    /// Jobs of the same non-empty `topic` that have not begun are dropped.
    void run(const std::string &topic, Job job);
    /// The job that runs now is asked to stop; those that wait are dropped.
    void cancel();

private:
    void loop(const std::stop_token &stop);

    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<std::pair<std::string, Job>> m_jobs;
    std::stop_source m_current;
    std::jthread m_thread; ///< last, so that it is joined first
};

} // namespace retort
