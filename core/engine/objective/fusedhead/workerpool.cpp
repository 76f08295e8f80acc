#include "core/engine/objective/fusedhead/workerpool.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace retort {

namespace {

using Task = std::function<void(int, int)>;

/// About 20 µs: less than it takes to fall asleep and be woken. Yielding, so that a busy processor
/// loses nothing by it.
constexpr int looks = 40;

template <typename Condition>
bool soon(Condition condition)
{
    for (int i = 0; i < looks; ++i) {
        if (condition())
            return true;
        std::this_thread::yield();
    }
    return condition();
}

} // namespace

struct WorkerPool::State
{
    std::mutex mutex;
    std::condition_variable opened, left;
    const Task *task = nullptr; ///< null while closed
    int count = 0;
    bool ending = false;
    std::atomic<unsigned> round{0};
    std::atomic<int> next{0};
    std::atomic<int> inside{0};
    std::vector<std::thread> threads;

    void takeTasks(const Task &work, int total, int worker)
    {
        for (int index = next++; index < total; index = next++)
            work(index, worker);
    }

    void serve(int worker)
    {
        unsigned seen = 0;
        for (;;) {
            soon([&] { return round != seen; });
            std::unique_lock lock(mutex);
            opened.wait(lock, [&] { return round != seen || ending; });
            if (ending)
                return;
            seen = round;
            if (!task)
                continue;
            const Task &work = *task;
            const int total = count;
            ++inside;
            lock.unlock();
            takeTasks(work, total, worker);
            lock.lock();
            if (--inside == 0)
                left.notify_one();
        }
    }
};

WorkerPool::WorkerPool(int threads) : m_state(std::make_unique<State>())
{
    for (int worker = 1; worker < threads; ++worker)
        m_state->threads.emplace_back([state = m_state.get(), worker] { state->serve(worker); });
}

WorkerPool::~WorkerPool()
{
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->ending = true;
    }
    m_state->opened.notify_all();
    for (auto &thread : m_state->threads)
        thread.join();
}

int WorkerPool::threads() const
{
    return int(m_state->threads.size()) + 1;
}

void WorkerPool::run(int count, const Task &task)
{
    State &state = *m_state;
    if (count == 1 || state.threads.empty()) {
        for (int index = 0; index < count; ++index)
            task(index, 0);
        return;
    }
    {
        const std::lock_guard lock(state.mutex);
        state.task = &task;
        state.count = count;
        state.next = 0;
        ++state.round;
    }
    state.opened.notify_all();
    state.takeTasks(task, count, 0);
    {
        const std::lock_guard lock(state.mutex);
        state.task = nullptr;
    }
    if (soon([&] { return state.inside == 0; }))
        return;
    std::unique_lock lock(state.mutex);
    state.left.wait(lock, [&] { return state.inside == 0; });
}

} // namespace retort
