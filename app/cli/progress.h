#pragma once
// A run's progress in a terminal: one line that is drawn anew, or plain lines where output goes to
// a file or another program.

#include "core/engine/training/observer.h"

#include <QString>

#include <chrono>
#include <cstdio>
#include <mutex>
#include <optional>

namespace retort {

class Progress
{
public:
    explicit Progress(std::FILE *stream);
    ~Progress();

    void begin(const RunFacts &facts);
    void step(const StepMetrics &metrics);
    void evaluation(const Evaluation &evaluation);
    /// A line of its own; may be called on any thread.
    void message(const QString &line);
    /// The bar's line ends.
    void end();

private:
    using Clock = std::chrono::steady_clock;

    QString state() const;
    QString bar(int width) const;
    QString timeLeft() const;
    void drawBar();
    void eraseBar();
    void write(const QString &text);

    std::FILE *m_stream;
    bool m_terminal;
    std::mutex m_mutex;
    RunFacts m_facts;
    StepMetrics m_metrics;
    std::optional<double> m_secondsAtBegin; ///< training time before the first step seen here
    std::optional<Evaluation> m_evaluation;
    Clock::time_point m_shown{};
    bool m_drawn = false;
};

} // namespace retort
