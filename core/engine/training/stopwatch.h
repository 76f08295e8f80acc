#pragma once
// Training time without pauses, and tokens a second.

#include <chrono>
#include <cstdint>

namespace retort {

class Stopwatch
{
public:
    explicit Stopwatch(double secondsBefore = 0) : m_before(secondsBefore) {}

    double seconds() const { return m_before + (m_running ? sinceStart() : 0); }
    void start()
    {
        if (!m_running)
            m_start = Clock::now();
        m_running = true;
    }
    void stop()
    {
        if (m_running)
            m_before += sinceStart();
        m_running = false;
    }

private:
    using Clock = std::chrono::steady_clock;
    double sinceStart() const
    {
        return std::chrono::duration<double>(Clock::now() - m_start).count();
    }

    double m_before;
    Clock::time_point m_start;
    bool m_running = false;
};

/// Tokens a second of training steps alone: over the last second or so, and over all of them.
class SpeedMeter
{
public:
    void add(std::int64_t tokens, double seconds)
    {
        m_tokens += tokens;
        m_seconds += seconds;
        m_recentTokens += tokens;
        m_recentSeconds += seconds;
        if (m_recentSeconds >= 1 || m_recent == 0)
            m_recent = double(m_recentTokens) / m_recentSeconds;
        if (m_recentSeconds >= 1) {
            m_recentTokens = 0;
            m_recentSeconds = 0;
        }
    }
    double recent() const { return m_recent; }
    double mean() const { return m_seconds > 0 ? double(m_tokens) / m_seconds : 0; }

private:
    std::int64_t m_tokens = 0, m_recentTokens = 0;
    double m_seconds = 0, m_recentSeconds = 0, m_recent = 0;
};

} // namespace retort
