#pragma once
// Ctrl+C and SIGTERM as a stop request.

#include <atomic>
#include <csignal>
#include <functional>
#include <stop_token>
#include <thread>

namespace retort {

/// While it lives, the first SIGINT or SIGTERM requests a stop and a second one ends the process at
/// once (exit code 130). Make it before any other thread, which then inherits the blocked signals.
class Interrupts
{
public:
    /// `told` is called on a thread of its own, before the stop is requested.
    explicit Interrupts(std::function<void()> told = {});
    ~Interrupts();
    Interrupts(const Interrupts &) = delete;
    Interrupts &operator=(const Interrupts &) = delete;

    std::stop_source &source() { return m_stop; }
    std::stop_token token() const { return m_stop.get_token(); }
    /// A signal came; a stop that someone else requested is none.
    bool interrupted() const { return m_interrupted; }

private:
    void watch();

    std::function<void()> m_told;
    std::stop_source m_stop;
    std::atomic<bool> m_interrupted = false;
    sigset_t m_signals{};
    sigset_t m_before{};
    std::thread m_thread;
};

} // namespace retort
