#pragma once
// A few threads that share out numbered tasks. Between tasks they wait a moment, then sleep.

#include <functional>
#include <memory>

namespace retort {

class WorkerPool final
{
public:
    /// @param threads  how many work, the caller of run() among them; 1 starts none
    explicit WorkerPool(int threads);
    ~WorkerPool();

    int threads() const;

    /// Calls task(index, worker) for each index below `count`, in no order; worker < threads(). It
    /// does not wait for a thread that has not come to its first task yet. One caller at a time.
    void run(int count, const std::function<void(int index, int worker)> &task);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace retort
