#include "app/cli/interrupts.h"

#include <csignal>

#include <unistd.h>

namespace retort {
namespace {

constexpr int EndOfWatch = SIGUSR1;
constexpr int KilledByInterrupt = 130;

} // namespace

Interrupts::Interrupts(std::function<void()> told) : m_told(std::move(told))
{
    sigemptyset(&m_signals);
    for (const int signal : {SIGINT, SIGTERM, EndOfWatch})
        sigaddset(&m_signals, signal);
    pthread_sigmask(SIG_BLOCK, &m_signals, &m_before);
    m_thread = std::thread([this] { watch(); });
}

Interrupts::~Interrupts()
{
    pthread_kill(m_thread.native_handle(), EndOfWatch);
    m_thread.join();
    pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
}

void Interrupts::watch()
{
    // A handler may hardly do anything, so the signals are waited for instead.
    for (int signal = 0; sigwait(&m_signals, &signal) == 0 && signal != EndOfWatch;) {
        if (m_interrupted.exchange(true))
            _exit(KilledByInterrupt);
        if (m_told)
            m_told();
        m_stop.request_stop();
    }
}

} // namespace retort
