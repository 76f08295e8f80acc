#include "core/engine/training/workers.h"

namespace retort {

Workers::Workers(int count, const std::function<void()> &begin)
{
    for (int worker = 0; worker < count; ++worker) {
        m_threads.emplace_back([this, worker, begin] {
            begin();
            work(worker);
        });
    }
}

Workers::~Workers()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ends = true;
    }
    m_changed.notify_all();
}

void Workers::run(int tasks, const Task &task)
{
    std::unique_lock lock(m_mutex);
    m_task = &task;
    m_next = m_finished = 0;
    m_tasks = tasks;
    m_failure = nullptr;
    m_changed.notify_all();
    m_done.wait(lock, [this] { return m_finished == m_tasks; });
    m_task = nullptr;
    m_tasks = 0;
    if (m_failure)
        std::rethrow_exception(m_failure);
}

void Workers::work(int worker)
{
    std::unique_lock lock(m_mutex);
    while (true) {
        m_changed.wait(lock, [this] { return m_ends || m_next < m_tasks; });
        if (m_ends)
            return;
        const int index = m_next++;
        const Task &task = *m_task;
        lock.unlock();
        std::exception_ptr failure;
        try {
            task(worker, index);
        } catch (...) {
            failure = std::current_exception();
        }
        lock.lock();
        if (failure && (!m_failure || index < m_failedIndex)) {
            m_failure = failure;
            m_failedIndex = index;
        }
        if (++m_finished == m_tasks)
            m_done.notify_one();
    }
}

} // namespace retort
