#pragma once
// The engine's side of a TrainingSession: an observer that gathers metrics on the engine's thread
// and hands everything on to the session's. For trainingsession.cpp alone.

#include "core/session/trainingsession.h"
#include "core/session/translate.h"
#include "core/store/runwriter.h"

#include <chrono>
#include <memory>
#include <utility>

namespace retort {

class TrainingSession::Bridge final : public TrainingObserver
{
public:
    Bridge(TrainingSession &session, RunWriter *writer) : m_session(session), m_writer(writer) {}

    void onPreparing(const Error &sentence, double done) override
    {
        post([this, sentence, done] { Q_EMIT m_session.preparing(toUserText(sentence), done); });
    }
    void onStarted(const RunFacts &facts) override
    {
        if (m_writer)
            m_writer->onStarted(facts);
        post([this, facts] { m_session.engineStarted(facts); });
    }
    void onStep(const StepMetrics &metrics) override
    {
        if (m_writer)
            m_writer->onStep(metrics);
        m_batch.steps.push_back(metrics);
        if (Clock::now() - m_sent >= shortestBatch)
            flush();
    }
    void onEvaluation(const Evaluation &evaluation) override
    {
        if (m_writer)
            m_writer->onEvaluation(evaluation);
        m_batch.evaluations.push_back(evaluation);
        flush();
    }
    void onControl(const ControlEvent &event) override
    {
        if (m_writer)
            m_writer->onControl(event);
        flush();
        post([this, event] { Q_EMIT m_session.controlActed(event); });
    }
    void onCheckpoint(const CheckpointInfo &checkpoint) override
    {
        if (m_writer)
            m_writer->onCheckpoint(checkpoint);
        post([this, checkpoint] { Q_EMIT m_session.checkpointWritten(checkpoint); });
    }
    void onPaused(PauseReason reason, const Error &sentence) override
    {
        if (m_writer)
            m_writer->onPaused(reason, sentence);
        flush();
        post([this, reason, sentence] { m_session.enginePaused(reason, toUserText(sentence)); });
    }
    void onResumed() override
    {
        if (m_writer)
            m_writer->onResumed();
        post([this] { m_session.engineResumed(); });
    }
    void onSnapshot(std::shared_ptr<const StudentSnapshot> snapshot) override
    {
        flush();
        post([this, snapshot] { m_session.engineSnapshot(snapshot); });
    }

    /// What is left, before the terminal signal.
    void flush()
    {
        if (m_batch.steps.empty() && m_batch.evaluations.empty())
            return;
        m_sent = Clock::now();
        post([this, batch = std::make_shared<const MetricBatch>(std::exchange(m_batch, {}))] {
            m_session.engineMetrics(batch);
        });
    }

    template <class Function>
    void post(Function function)
    {
        // Dropped by Qt if the session is destroyed first.
        QMetaObject::invokeMethod(&m_session, std::move(function), Qt::QueuedConnection);
    }

private:
    using Clock = std::chrono::steady_clock;
    static constexpr auto shortestBatch =
        std::chrono::milliseconds(200); ///< at most 5 batches a second

    TrainingSession &m_session;
    RunWriter *m_writer;
    MetricBatch m_batch;
    Clock::time_point m_sent{};
};

} // namespace retort
