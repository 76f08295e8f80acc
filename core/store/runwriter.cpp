#include "core/store/runwriter.h"

#include "core/store/runrows.h"

#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <iterator>
#include <mutex>
#include <thread>

namespace retort {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t rowsOfFlush = 1000;
constexpr auto timeOfRetry = 1s;
/// How long end() tries before it gives the problem back.
constexpr auto patienceAtEnd = 15s;
/// About 100 MB in memory: the run should not go on much longer.
constexpr std::size_t manyRows = 5'000'000;

std::int64_t now()
{
    return QDateTime::currentMSecsSinceEpoch();
}

/// A connection to the store, and the statements of one run on it.
class Connection
{
public:
    Connection(std::unique_ptr<SQLite::Database> database, const fs::path &file, RunId run)
        : m_database(std::move(database)), m_rows(*m_database, run, checkpointFolderOf(file, run))
    {
    }

    Status write(std::span<const Record> records) { return m_rows.write(records); }

    /// SQLite would go on writing into a deleted file without an error.
    bool fileHasMoved()
    {
        int moved = 0;
        sqlite3_file_control(m_database->getHandle(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
        return moved != 0;
    }

private:
    std::unique_ptr<SQLite::Database> m_database;
    RunRows m_rows;
};

record::Ended endRecord(const Outcome &outcome)
{
    switch (outcome.status) {
    case OutcomeStatus::Finished: return {RunStatus::Finished, {}, outcome.tokensPerSecond, now()};
    case OutcomeStatus::Stopped: return {RunStatus::Stopped, {}, outcome.tokensPerSecond, now()};
    case OutcomeStatus::Failed: break;
    }
    return {RunStatus::Failed, outcome.error, outcome.tokensPerSecond, now()};
}

} // namespace

struct RunWriter::Impl
{
    fs::path file;
    RunId run;
    std::chrono::milliseconds flushAfter{};
    std::unique_ptr<Connection> connection; ///< the writer thread's; null after a problem

    mutable std::mutex mutex;
    std::condition_variable_any wake;
    std::condition_variable flushed;
    // Guarded by the mutex:
    std::vector<Record> queue;
    std::size_t queuedRows = 0;
    std::size_t unwrittenRows = 0; ///< taken from the queue, not yet on disk
    bool hurry = false;
    bool ended = false;
    bool endWritten = false;
    Clock::time_point lastFlush = Clock::now();
    Error problem; ///< empty: writing works
    std::function<void(const Error &)> problemHandler;

    std::jthread thread; ///< last, so that it is joined first

    void push(Record record, bool now = false);
    void work(std::stop_token stop);
    void waitForRecords(const std::stop_token &stop, std::vector<Record> &batch);
    Status write(std::span<const Record> records);
    Status reconnect();
    void reportWritten(const std::vector<Record> &batch);
    void reportProblem(Error error);
};

void RunWriter::Impl::push(Record record, bool atOnce)
{
    {
        const std::lock_guard lock(mutex);
        queuedRows += rowCount(record);
        queue.push_back(std::move(record));
        hurry = hurry || atOnce;
        if (queue.size() > 1 && queuedRows < rowsOfFlush && !hurry)
            return; // the thread is awake already and waits for its second to pass
    }
    wake.notify_one();
}

void RunWriter::Impl::work(std::stop_token stop)
{
    std::vector<Record> batch;
    while (true) {
        waitForRecords(stop, batch);
        // Asked before writing: what was queued before the stop is in this batch.
        const bool last = stop.stop_requested();
        if (!batch.empty()) {
            if (Status written = write(batch); written) {
                reportWritten(batch);
                batch.clear();
            } else {
                connection.reset();
                reportProblem(written.error());
            }
        }
        if (last)
            return;
    }
}

/// Appends what is queued to `batch`, when it has waited long enough, enough has come, or it is
/// urgent. A batch that could not be written is tried again after a while.
void RunWriter::Impl::waitForRecords(const std::stop_token &stop, std::vector<Record> &batch)
{
    std::unique_lock lock(mutex);
    if (batch.empty()) {
        wake.wait(lock, stop, [this] { return !queue.empty(); });
        wake.wait_for(lock, stop, flushAfter,
                      [this] { return queuedRows >= rowsOfFlush || hurry; });
    } else {
        wake.wait_for(lock, stop, timeOfRetry, [] { return false; });
    }
    batch.insert(batch.end(), std::make_move_iterator(queue.begin()),
                 std::make_move_iterator(queue.end()));
    queue.clear();
    unwrittenRows += std::exchange(queuedRows, 0);
    hurry = false;
}

Status RunWriter::Impl::write(std::span<const Record> records)
{
    return guarded(file, [&]() -> Status {
        if (connection && connection->fileHasMoved())
            connection.reset();
        if (!connection) {
            if (Status connected = reconnect(); !connected)
                return connected;
        }
        return connection->write(records);
    });
}

/// Opens the store again, but never makes a new one: the run's earlier rows would not be in it.
Status RunWriter::Impl::reconnect()
{
    std::error_code error;
    if (!fs::exists(file, error)) {
        return Error{RETORT_SENTENCE("The store %1 is not there any more, while run %2 writes to "
                                     "it. Bring it back, or stop the run; until then its rows are "
                                     "kept in memory."),
                     {file.string(), std::to_string(run.value)}};
    }
    auto opened = openStoreFile(file);
    if (!opened)
        return opened.error();
    if (opened->readOnly)
        return opened->notice;
    connection = std::make_unique<Connection>(std::move(opened->database), file, run);
    return {};
}

void RunWriter::Impl::reportWritten(const std::vector<Record> &batch)
{
    std::function<void(const Error &)> handler;
    {
        const std::lock_guard lock(mutex);
        unwrittenRows = 0;
        lastFlush = Clock::now();
        endWritten = endWritten || std::ranges::any_of(batch, [](const Record &written) {
                         return std::holds_alternative<record::Ended>(written);
                     });
        if (!std::exchange(problem, {}).text.empty())
            handler = problemHandler;
    }
    flushed.notify_all();
    if (handler)
        handler({});
}

void RunWriter::Impl::reportProblem(Error error)
{
    std::function<void(const Error &)> handler;
    {
        const std::lock_guard lock(mutex);
        if (unwrittenRows + queuedRows > manyRows) {
            error = {RETORT_SENTENCE("Rows of run %1 have been kept in memory for long because the "
                                     "store %2 cannot be written, and there are many by now. "
                                     "Pause or stop the run, or free the store."),
                     {std::to_string(run.value), file.string()}};
        }
        if (problem != error)
            handler = problemHandler;
        problem = error;
    }
    if (handler)
        handler(error);
}

RunWriter::RunWriter(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}

Result<std::unique_ptr<RunWriter>> RunWriter::begin(const fs::path &storeFile,
                                                    const Experiment &experiment,
                                                    const std::optional<Resumed> &resumed,
                                                    std::chrono::milliseconds flushAfter)
{
    auto impl = std::make_unique<Impl>();
    impl->flushAfter = flushAfter;
    impl->file = fs::absolute(storeFile);
    auto opened = openStoreFile(impl->file);
    if (!opened)
        return opened.error();
    if (opened->readOnly)
        return opened->notice;
    const Status begun = guarded(impl->file, [&]() -> Status {
        if (resumed) {
            if (Status continued = continueRun(*opened->database, *resumed, experiment); !continued)
                return continued;
            impl->run = resumed->run;
        } else {
            impl->run = insertRun(*opened->database, experiment);
        }
        impl->connection =
            std::make_unique<Connection>(std::move(opened->database), impl->file, impl->run);
        return {};
    });
    if (!begun)
        return begun.error();
    // The thread gets the Impl's address, which stays the same when the owner is moved.
    impl->thread = std::jthread([state = impl.get()](std::stop_token stop) { state->work(stop); });
    return std::unique_ptr<RunWriter>(new RunWriter(std::move(impl)));
}

RunWriter::~RunWriter()
{
    if (!m_impl->ended)
        m_impl->push(record::Ended{RunStatus::Interrupted, {}, 0, now()});
    m_impl->thread.request_stop();
    m_impl->thread.join();
}

RunId RunWriter::run() const
{
    return m_impl->run;
}

fs::path RunWriter::checkpointFolder() const
{
    return checkpointFolderOf(m_impl->file, m_impl->run);
}

void RunWriter::onStarted(const RunFacts &facts)
{
    m_impl->push(facts, true);
}

void RunWriter::onStep(const StepMetrics &metrics)
{
    m_impl->push(metrics);
}

void RunWriter::onEvaluation(const Evaluation &evaluation)
{
    m_impl->push(evaluation);
}

void RunWriter::onControl(const ControlEvent &event)
{
    m_impl->push(event);
}

void RunWriter::onCheckpoint(const CheckpointInfo &checkpoint)
{
    m_impl->push(record::Checkpoint{checkpoint, now()}, true);
}

void RunWriter::onPaused(PauseReason, const Error &sentence)
{
    m_impl->push(record::Paused{sentence}, true);
}

void RunWriter::onResumed()
{
    m_impl->push(record::Resumed{}, true);
}

void RunWriter::addProbe(std::int64_t step, const QString &text)
{
    m_impl->push(record::Probe{step, text.toStdString()});
}

void RunWriter::addSample(std::int64_t step, const QString &model, const QString &text)
{
    m_impl->push(record::Sample{step, model.toStdString(), text.toStdString()});
}

Status RunWriter::end(const Outcome &outcome)
{
    {
        const std::lock_guard lock(m_impl->mutex);
        m_impl->ended = true;
    }
    m_impl->push(endRecord(outcome), true);
    std::unique_lock lock(m_impl->mutex);
    if (m_impl->flushed.wait_for(lock, patienceAtEnd, [this] { return m_impl->endWritten; }))
        return {};
    if (!m_impl->problem.text.empty())
        return m_impl->problem;
    return Error{RETORT_SENTENCE("The last rows of run %1 could not be written to the store %2 in "
                                 "time, because its disk is busy. They are lost; the run goes on "
                                 "from its newest checkpoint when it is resumed."),
                 {std::to_string(m_impl->run.value), m_impl->file.string()}};
}

void RunWriter::setProblemHandler(std::function<void(const Error &)> problem)
{
    const std::lock_guard lock(m_impl->mutex);
    m_impl->problemHandler = std::move(problem);
}

std::pair<std::size_t, double> RunWriter::pending() const
{
    const std::lock_guard lock(m_impl->mutex);
    const std::chrono::duration<double> age = Clock::now() - m_impl->lastFlush;
    return {m_impl->queuedRows + m_impl->unwrittenRows, age.count()};
}

} // namespace retort
