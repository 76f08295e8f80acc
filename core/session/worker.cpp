#include "core/session/worker.h"

#include "core/engine/threads.h"

#include <algorithm>

namespace retort {

Worker::~Worker()
{
    cancel();
}

void Worker::run(const std::string &topic, Job job)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!topic.empty())
            std::erase_if(m_jobs, [&](const auto &waiting) { return waiting.first == topic; });
        m_jobs.emplace_back(topic, std::move(job));
        if (!m_thread.joinable())
            m_thread = std::jthread([this](const std::stop_token &stop) { loop(stop); });
    }
    m_changed.notify_one();
}

void Worker::cancel()
{
    const std::lock_guard lock(m_mutex);
    m_jobs.clear();
    m_current.request_stop();
}

void Worker::loop(const std::stop_token &stop)
{
    // One thread beside the training's, so that looking at a model hardly slows the run.
    lowerThreadPriority();
    useIntraOpThreads(1);
    for (;;) {
        Job job;
        std::stop_token token;
        {
            std::unique_lock lock(m_mutex);
            if (!m_changed.wait(lock, stop, [this] { return !m_jobs.empty(); }))
                return;
            job = std::move(m_jobs.front().second);
            m_jobs.pop_front();
            m_current = std::stop_source();
            token = m_current.get_token();
        }
        job(token);
    }
}

} // namespace retort
