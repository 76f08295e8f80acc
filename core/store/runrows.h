#pragma once
// Internal to core/store: what a training run says, as rows of the store. Everything here works on
// the connection it is given and may throw SQLite::Exception.

#include "core/engine/training/trainer.h"
#include "core/store/runwriter.h"
#include "core/store/storefile.h"

#include <map>
#include <span>
#include <variant>

namespace retort {

/// One thing to write. Times of day are taken when it happened, not when it is written.
namespace record {
struct Checkpoint
{
    CheckpointInfo info;
    std::int64_t written = 0; ///< ms since 1970
};
struct Paused
{
    Error reason;
};
struct Resumed
{
};
struct Probe
{
    std::int64_t step = 0;
    std::string text;
};
struct Sample
{
    std::int64_t step = 0;
    std::string model;
    std::string text;
};
struct Ended
{
    RunStatus status = RunStatus::Interrupted;
    Error reason;
    double tokensPerSecond = 0; ///< 0: unknown
    std::int64_t at = 0;        ///< ms since 1970
};
} // namespace record

using Record =
    std::variant<RunFacts, StepMetrics, Evaluation, ControlEvent, record::Checkpoint,
                 record::Paused, record::Resumed, record::Probe, record::Sample, record::Ended>;

/// How many rows a record becomes.
std::size_t rowCount(const Record &record);

/// A new row in runs, status running, written by this process.
RunId insertRun(SQLite::Database &database, const Experiment &experiment);

/// Takes an existing run back to a checkpoint's step: what came later is deleted.
Status continueRun(SQLite::Database &database, const RunWriter::Resumed &resumed,
                   const Experiment &experiment);

/// Writes the records of one run. To be thrown away after an exception.
class RunRows
{
public:
    RunRows(SQLite::Database &database, RunId run, std::filesystem::path checkpointFolder);

    /// All of them in one transaction, the run's summary columns included. An error if the run is
    /// not in the store any more.
    Status write(std::span<const Record> records);

private:
    void add(const RunFacts &facts);
    void add(const StepMetrics &metrics);
    void add(const Evaluation &evaluation);
    void add(const ControlEvent &event);
    void add(const record::Checkpoint &checkpoint);
    void add(const record::Paused &paused);
    void add(const record::Resumed &resumed);
    void add(const record::Probe &probe);
    void add(const record::Sample &sample);
    void add(const record::Ended &ended);

    struct Place
    {
        std::int64_t step = 0;
        double seconds = 0;
    };
    void addKnobs(const StepMetrics &metrics);
    void addKnob(const char *series, const Place &place, double value);
    void addPoint(const char *series, const Place &place, double value);
    void addPoint(const char *series, const Place &place, const std::optional<double> &value);
    std::int64_t seriesId(const std::string &name);
    template <class... Values>
    void execute(const char *sql, const Values &...values);
    void updateFigures(const StepMetrics &metrics);
    void setStatus(RunStatus status, const Error &reason);

    SQLite::Database &m_database;
    RunId m_run;
    std::filesystem::path m_checkpointFolder;
    SQLite::Statement m_insertPoint;
    std::map<std::string, std::int64_t> m_seriesIds;
    std::map<std::string, double> m_knobs; ///< by series, as they were written last
    std::int64_t m_tokens = 0;             ///< of the last step: an evaluation does not know it
};

} // namespace retort
