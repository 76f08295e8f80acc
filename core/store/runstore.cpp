#include "core/store/runstore.h"

#include "core/session/translate.h"
#include "core/store/runstoreimpl.h"
#include "core/store/storedjson.h"

#include <QStandardPaths>

#include <array>
#include <bit>
#include <limits>

namespace retort {

namespace fs = std::filesystem;

namespace {

constexpr char summaryColumns[] =
    "SELECT id, name, status, reason, reason_arguments, alpha, beta, has_teacher, student, "
    "parameters, step, planned_steps, seconds, tokens_per_second, cross_entropy, kl_to_teacher, "
    "kl_to_truth, started, notes, starred, archived, seed FROM runs ";

constexpr std::array allStatuses = {RunStatus::Running, RunStatus::Paused, RunStatus::Finished,
                                    RunStatus::Stopped, RunStatus::Failed, RunStatus::Interrupted};

RunStatus statusFrom(const std::string &text)
{
    for (const RunStatus status : allStatuses) {
        if (toString(status).toStdString() == text)
            return status;
    }
    return RunStatus::Failed;
}

QString text(const SQLite::Column &column)
{
    return QString::fromStdString(column.getString());
}

std::optional<double> optionalNumber(const SQLite::Column &column)
{
    if (column.isNull())
        return {};
    return column.getDouble();
}

RunSummary readSummary(SQLite::Statement &row)
{
    int i = 0;
    RunSummary run;
    run.id = {row.getColumn(i++).getInt64()};
    run.name = text(row.getColumn(i++));
    run.status = statusFrom(row.getColumn(i++).getString());
    const Error reason{row.getColumn(i).getString(),
                       listFromJson(row.getColumn(i + 1).getString())};
    i += 2;
    run.reason = reason.text.empty() ? QString() : toUserText(reason);
    run.alpha = row.getColumn(i++).getDouble();
    run.beta = row.getColumn(i++).getDouble();
    run.hasTeacher = row.getColumn(i++).getInt() != 0;
    run.student = text(row.getColumn(i++));
    run.parameters = row.getColumn(i++).getInt64();
    run.step = row.getColumn(i++).getInt64();
    run.steps = row.getColumn(i++).getInt64();
    run.seconds = row.getColumn(i++).getDouble();
    run.tokensPerSecond = row.getColumn(i++).getDouble();
    run.crossEntropy = optionalNumber(row.getColumn(i++));
    run.klToTeacher = optionalNumber(row.getColumn(i++));
    run.klToTruth = optionalNumber(row.getColumn(i++));
    run.started = QDateTime::fromMSecsSinceEpoch(row.getColumn(i++).getInt64());
    run.notes = text(row.getColumn(i++));
    run.starred = row.getColumn(i++).getInt() != 0;
    run.archived = row.getColumn(i++).getInt() != 0;
    run.seed = std::bit_cast<std::uint64_t>(row.getColumn(i++).getInt64());
    return run;
}

QStringList readTags(SQLite::Statement &rows)
{
    QStringList tags;
    while (rows.executeStep())
        tags << text(rows.getColumn(0));
    return tags;
}

double numberOrNan(const SQLite::Column &column)
{
    return column.isNull() ? std::numeric_limits<double>::quiet_NaN() : column.getDouble();
}

std::optional<ControlKey> controlKeyFrom(const std::string &name)
{
    for (int key = 0; key <= int(ControlKey::Stop); ++key) {
        if (toString(ControlKey(key)) == name)
            return ControlKey(key);
    }
    return {};
}

} // namespace

QString toString(RunStatus status)
{
    switch (status) {
    case RunStatus::Running: return QStringLiteral("running");
    case RunStatus::Paused: return QStringLiteral("paused");
    case RunStatus::Finished: return QStringLiteral("finished");
    case RunStatus::Stopped: return QStringLiteral("stopped");
    case RunStatus::Failed: return QStringLiteral("failed");
    case RunStatus::Interrupted: break;
    }
    return QStringLiteral("interrupted");
}

RunStore::RunStore(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}

RunStore::~RunStore() = default;

Result<std::unique_ptr<RunStore>> RunStore::open(const fs::path &file)
{
    auto impl = std::make_unique<Impl>();
    impl->file = fs::absolute(file);
    auto opened = openStoreFile(impl->file);
    if (!opened)
        return opened.error();
    impl->database = std::move(opened->database);
    impl->readOnly = opened->readOnly;
    impl->notice = std::move(opened->notice);
    return std::unique_ptr<RunStore>(new RunStore(std::move(impl)));
}

fs::path RunStore::defaultFile()
{
    const QString data = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
    return fs::path(data.toStdString()) / "retort" / "runs.sqlite";
}

fs::path RunStore::file() const
{
    return m_impl->file;
}

bool RunStore::readOnly() const
{
    return m_impl->readOnly;
}

QString RunStore::notice() const
{
    return m_impl->readOnly ? toUserText(m_impl->notice) : QString();
}

Result<std::vector<RunSummary>> RunStore::runs() const
{
    return guarded(m_impl->file, [&]() -> Result<std::vector<RunSummary>> {
        // One snapshot for both queries.
        SQLite::Transaction transaction(*m_impl->database);
        std::vector<RunSummary> runs;
        SQLite::Statement rows(*m_impl->database, std::string(summaryColumns) + "ORDER BY id DESC");
        while (rows.executeStep())
            runs.push_back(readSummary(rows));
        SQLite::Statement tags(*m_impl->database,
                               "SELECT run, tag FROM tags ORDER BY run DESC, position");
        auto run = runs.begin();
        while (tags.executeStep()) {
            const std::int64_t id = tags.getColumn(0).getInt64();
            while (run != runs.end() && run->id.value != id)
                ++run;
            if (run == runs.end())
                break;
            run->tags << text(tags.getColumn(1));
        }
        return runs;
    });
}

Result<RunSummary> RunStore::run(RunId id) const
{
    return guarded(m_impl->file, [&]() -> Result<RunSummary> {
        auto row = m_impl->about(id, std::string(summaryColumns) + "WHERE id = ?");
        if (!row.executeStep())
            return m_impl->noSuchRun(id);
        RunSummary run = readSummary(row);
        auto tags = m_impl->about(id, "SELECT tag FROM tags WHERE run = ? ORDER BY position");
        run.tags = readTags(tags);
        return run;
    });
}

Result<Experiment> RunStore::experiment(RunId id) const
{
    return guarded(m_impl->file, [&]() -> Result<Experiment> {
        auto row = m_impl->about(id, "SELECT experiment FROM runs WHERE id = ?");
        if (!row.executeStep())
            return m_impl->noSuchRun(id);
        return parseExperiment(row.getColumn(0).getString());
    });
}

Result<RunFacts> RunStore::facts(RunId id) const
{
    return guarded(m_impl->file, [&]() -> Result<RunFacts> {
        auto row = m_impl->about(id, "SELECT facts FROM runs WHERE id = ?");
        if (!row.executeStep())
            return m_impl->noSuchRun(id);
        if (row.getColumn(0).isNull()) {
            return Error{RETORT_SENTENCE("Run %1 ended before its training began, so nothing is "
                                         "known of its sizes and floor lines."),
                         {std::to_string(id.value)}};
        }
        return factsFromJson(row.getColumn(0).getString());
    });
}

Result<std::vector<MetricPoint>> RunStore::metrics(RunId id, const std::string &series) const
{
    return guarded(m_impl->file, [&]() -> Result<std::vector<MetricPoint>> {
        if (auto exists = m_impl->mustExist(id); !exists)
            return exists.error();
        auto rows = m_impl->about(id, "SELECT step, seconds, tokens, value FROM metrics WHERE "
                                      "run = ?1 AND series = (SELECT id FROM series WHERE "
                                      "name = ?2) ORDER BY step");
        rows.bind(2, series);
        std::vector<MetricPoint> points;
        while (rows.executeStep()) {
            points.push_back({rows.getColumn(0).getInt64(), rows.getColumn(1).getDouble(),
                              rows.getColumn(2).getInt64(), numberOrNan(rows.getColumn(3))});
        }
        return points;
    });
}

Result<std::vector<std::string>> RunStore::seriesNames(RunId id) const
{
    return guarded(m_impl->file, [&]() -> Result<std::vector<std::string>> {
        if (auto exists = m_impl->mustExist(id); !exists)
            return exists.error();
        // One look-up a series in the primary key, rather than a walk over all points.
        auto rows = m_impl->about(id, "SELECT name FROM series WHERE EXISTS (SELECT 1 FROM metrics "
                                      "WHERE run = ?1 AND series = series.id) ORDER BY series.id");
        std::vector<std::string> names;
        while (rows.executeStep())
            names.push_back(rows.getColumn(0).getString());
        return names;
    });
}

Result<std::vector<ControlEvent>> RunStore::controlEvents(RunId id) const
{
    return guarded(m_impl->file, [&]() -> Result<std::vector<ControlEvent>> {
        if (auto exists = m_impl->mustExist(id); !exists)
            return exists.error();
        auto rows = m_impl->about(id, "SELECT step, seconds, key, before, after FROM "
                                      "control_events WHERE run = ? ORDER BY step, id");
        std::vector<ControlEvent> events;
        while (rows.executeStep()) {
            // A key of a newer program's is nothing that this one could show.
            if (const auto key = controlKeyFrom(rows.getColumn(2).getString())) {
                events.push_back({rows.getColumn(0).getInt64(), rows.getColumn(1).getDouble(), *key,
                                  numberOrNan(rows.getColumn(3)), numberOrNan(rows.getColumn(4))});
            }
        }
        return events;
    });
}

Result<std::vector<StoredCheckpoint>> RunStore::checkpoints(RunId id) const
{
    return guarded(m_impl->file, [&]() -> Result<std::vector<StoredCheckpoint>> {
        if (auto exists = m_impl->mustExist(id); !exists)
            return exists.error();
        auto rows = m_impl->about(id, "SELECT step, folder, written FROM checkpoints WHERE run = ? "
                                      "ORDER BY step");
        std::vector<StoredCheckpoint> checkpoints;
        while (rows.executeStep()) {
            StoredCheckpoint checkpoint{
                rows.getColumn(0).getInt64(), checkpointFolder(id) / rows.getColumn(1).getString(),
                QDateTime::fromMSecsSinceEpoch(rows.getColumn(2).getInt64())};
            std::error_code error;
            if (fs::is_directory(checkpoint.folder, error))
                checkpoints.push_back(std::move(checkpoint));
        }
        return checkpoints;
    });
}

std::int64_t RunStore::changeCounter() const
{
    try {
        // data_version counts what others commit, total_changes what this connection did.
        m_impl->lastCounter = m_impl->database->execAndGet("PRAGMA data_version").getInt64()
                              + m_impl->database->getTotalChanges();
    } catch (const SQLite::Exception &) {
        // A locked store is read again at the next poll.
    }
    return m_impl->lastCounter;
}

fs::path RunStore::checkpointFolder(RunId id) const
{
    return checkpointFolderOf(m_impl->file, id);
}

} // namespace retort
