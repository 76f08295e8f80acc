#include "core/store/runrows.h"

#include "core/store/processidentity.h"
#include "core/store/storedjson.h"

#include <bit>

namespace retort {

namespace fs = std::filesystem;

namespace {

void bindAll(SQLite::Statement &, int) {}

template <class Value, class... Values>
void bindAll(SQLite::Statement &statement, int index, const Value &value, const Values &...values);

template <class... Values>
void bindAll(SQLite::Statement &statement, int index, const std::optional<double> &value,
             const Values &...values)
{
    if (value)
        statement.bind(index, *value);
    else
        statement.bind(index);
    bindAll(statement, index + 1, values...);
}

template <class Value, class... Values>
void bindAll(SQLite::Statement &statement, int index, const Value &value, const Values &...values)
{
    statement.bind(index, value);
    bindAll(statement, index + 1, values...);
}

template <class... Values>
int executeWith(SQLite::Database &database, const char *sql, const Values &...values)
{
    SQLite::Statement statement(database, sql);
    bindAll(statement, 1, values...);
    return statement.exec();
}

std::string sizeText(int layers, int width)
{
    return std::to_string(layers) + " × " + std::to_string(width);
}

/// Until the sizes of a model that it starts from are known, which one: "stories260K-hf".
std::string studentText(const StudentSettings &student)
{
    if (!student.initial.empty())
        return student.initial.substr(student.initial.rfind('/') + 1);
    return sizeText(student.layers, student.width);
}

/// The value that a live command had given `key` by then, or what the experiment says.
double valueAfterEvents(SQLite::Database &database, RunId run, ControlKey key, double fromStart)
{
    SQLite::Statement last(database, "SELECT after FROM control_events WHERE run = ? AND key = ? "
                                     "ORDER BY step DESC, id DESC LIMIT 1");
    bindAll(last, 1, run.value, toString(key));
    return last.executeStep() ? last.getColumn(0).getDouble() : fromStart;
}

std::optional<double> lastValue(SQLite::Database &database, RunId run, const char *series)
{
    SQLite::Statement last(database, "SELECT value FROM metrics WHERE run = ? AND series = (SELECT "
                                     "id FROM series WHERE name = ?) ORDER BY step DESC LIMIT 1");
    bindAll(last, 1, run.value, series);
    if (!last.executeStep() || last.getColumn(0).isNull())
        return {};
    return last.getColumn(0).getDouble();
}

void deleteAfter(SQLite::Database &database, const RunWriter::Resumed &resumed)
{
    for (const char *sql : {"DELETE FROM metrics WHERE run = ? AND step > ?",
                            "DELETE FROM control_events WHERE run = ? AND step > ?",
                            "DELETE FROM checkpoints WHERE run = ? AND step > ?",
                            "DELETE FROM probes WHERE run = ? AND step > ?",
                            "DELETE FROM samples WHERE run = ? AND step > ?"})
        executeWith(database, sql, resumed.run.value, resumed.step);
}

void setFiguresAt(SQLite::Database &database, const RunWriter::Resumed &resumed,
                  const Experiment &experiment)
{
    double seconds = 0;
    std::int64_t tokens = 0;
    SQLite::Statement last(database, "SELECT seconds, tokens FROM metrics WHERE run = ? AND series "
                                     "= (SELECT id FROM series WHERE name = ?) ORDER BY step DESC "
                                     "LIMIT 1");
    bindAll(last, 1, resumed.run.value, series::total);
    if (last.executeStep()) {
        seconds = last.getColumn(0).getDouble();
        tokens = last.getColumn(1).getInt64();
    }
    const RunId run = resumed.run;
    executeWith(database,
                "UPDATE runs SET step = ?, seconds = ?, tokens = ?, alpha = ?, beta = ?, "
                "cross_entropy = ?, kl_to_teacher = ?, kl_to_truth = ? WHERE id = ?",
                resumed.step, seconds, tokens,
                valueAfterEvents(database, run, ControlKey::Alpha, experiment.objective.alpha),
                valueAfterEvents(database, run, ControlKey::Beta, experiment.objective.beta),
                lastValue(database, run, series::validationCrossEntropy),
                lastValue(database, run, series::klToTeacher),
                lastValue(database, run, series::klToTruth), run.value);
}

} // namespace

std::size_t rowCount(const Record &record)
{
    if (const auto *step = std::get_if<StepMetrics>(&record))
        return 5u + (step->sequenceDivergence ? 1 : 0) + (step->tokenDivergence ? 1 : 0);
    if (const auto *evaluation = std::get_if<Evaluation>(&record)) {
        return 1u + (evaluation->bitsPerByte ? 1 : 0) + (evaluation->klToTeacher ? 1 : 0)
               + (evaluation->topAgreement ? 1 : 0) + (evaluation->klToTruth ? 1 : 0);
    }
    return 1;
}

RunId insertRun(SQLite::Database &database, const Experiment &experiment)
{
    const auto environment = RunEnvironment::current();
    const auto process = ProcessIdentity::current();
    executeWith(database,
                "INSERT INTO runs (name, status, experiment, seed, started, planned_steps, alpha, "
                "beta, has_teacher, student, program, torch_version, cpu, git_revision, "
                "process_id, process_start, boot_id) "
                "VALUES (?, 'running', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                experiment.name, toJson(experiment), std::bit_cast<std::int64_t>(experiment.seed),
                std::int64_t(QDateTime::currentMSecsSinceEpoch()), experiment.training.steps,
                experiment.objective.alpha, experiment.objective.beta, int(experiment.hasTeacher()),
                studentText(experiment.student), environment.program.toStdString(),
                environment.torchVersion.toStdString(), environment.cpu.toStdString(),
                environment.gitRevision.toStdString(), process.id, process.startTicks,
                process.bootId);
    return {database.getLastInsertRowid()};
}

Status continueRun(SQLite::Database &database, const RunWriter::Resumed &resumed,
                   const Experiment &experiment)
{
    WriteTransaction transaction(database);
    SQLite::Statement row(database, "SELECT status IN ('running', 'paused'), process_id, "
                                    "process_start, boot_id FROM runs WHERE id = ?");
    bindAll(row, 1, resumed.run.value);
    const std::string id = std::to_string(resumed.run.value);
    if (!row.executeStep()) {
        return Error{RETORT_SENTENCE("Run %1 is not in the store any more, so it cannot go on."),
                     {id}};
    }
    const ProcessIdentity writer{row.getColumn(1).getInt64(), row.getColumn(2).getInt64(),
                                 row.getColumn(3).getString()};
    if (row.getColumn(0).getInt() != 0 && writer.isAlive()) {
        return Error{RETORT_SENTENCE("Run %1 is still running, in this or another window. Stop it "
                                     "there before it is resumed here."),
                     {id}};
    }
    row.reset();

    deleteAfter(database, resumed);
    setFiguresAt(database, resumed, experiment);
    const auto process = ProcessIdentity::current();
    executeWith(database,
                "UPDATE runs SET status = 'running', reason = '', reason_arguments = '[]', "
                "ended = NULL, experiment = ?, planned_steps = ?, process_id = ?, "
                "process_start = ?, boot_id = ? WHERE id = ?",
                toJson(experiment), experiment.training.steps, process.id, process.startTicks,
                process.bootId, resumed.run.value);
    transaction.commit();
    return {};
}

RunRows::RunRows(SQLite::Database &database, RunId run, fs::path checkpointFolder)
    : m_database(database)
    , m_run(run)
    , m_checkpointFolder(std::move(checkpointFolder))
    // A step that is tried again after a loss that was not finite replaces its first try.
    , m_insertPoint(database, "INSERT OR REPLACE INTO metrics (run, series, step, seconds, tokens, "
                              "value) VALUES (?, ?, ?, ?, ?, ?)")
{
    SQLite::Statement row(database, "SELECT tokens FROM runs WHERE id = ?");
    row.bind(1, run.value);
    if (row.executeStep())
        m_tokens = row.getColumn(0).getInt64();
}

Status RunRows::write(std::span<const Record> records)
{
    WriteTransaction transaction(m_database);
    SQLite::Statement row(m_database, "SELECT 1 FROM runs WHERE id = ?");
    row.bind(1, m_run.value);
    if (!row.executeStep()) {
        return Error{RETORT_SENTENCE("Run %1 is not in the store any more. Bring the store back as "
                                     "it was, or stop the run."),
                     {std::to_string(m_run.value)}};
    }
    row.reset();
    const StepMetrics *lastStep = nullptr;
    const auto updateAfterSteps = [&] {
        if (lastStep)
            updateFigures(*std::exchange(lastStep, nullptr));
    };
    for (const Record &record : records) {
        const auto *step = std::get_if<StepMetrics>(&record);
        // What comes after the steps has the last word: a weight set while paused, a mean speed.
        if (!step)
            updateAfterSteps();
        std::visit([this](const auto &entry) { add(entry); }, record);
        if (step)
            lastStep = step;
    }
    updateAfterSteps();
    transaction.commit();
    return {};
}

template <class... Values>
void RunRows::execute(const char *sql, const Values &...values)
{
    executeWith(m_database, sql, m_run.value, values...);
}

void RunRows::add(const RunFacts &facts)
{
    execute("UPDATE runs SET facts = ?2, parameters = ?3, planned_steps = ?4, student = ?5 "
            "WHERE id = ?1",
            factsToJson(facts), facts.studentParameters, facts.totalSteps,
            sizeText(facts.studentLayers, facts.studentWidth));
}

void RunRows::add(const StepMetrics &metrics)
{
    m_tokens = metrics.tokens;
    const Place place{metrics.step, metrics.seconds};
    addPoint(series::total, place, metrics.total);
    addPoint(series::crossEntropy, place, metrics.crossEntropy);
    addPoint(series::sequenceDivergence, place, metrics.sequenceDivergence);
    addPoint(series::tokenDivergence, place, metrics.tokenDivergence);
    addKnobs(metrics);
    addPoint(series::learningRate, place, metrics.learningRate);
    addPoint(series::gradientNorm, place, metrics.gradientNorm);
    addPoint(series::tokensPerSecond, place, metrics.tokensPerSecond);
}

/// Where a knob stands, as often as it moves.
void RunRows::addKnobs(const StepMetrics &metrics)
{
    const Place place{metrics.step, metrics.seconds};
    addKnob(series::alpha, place, metrics.alpha);
    addKnob(series::beta, place, metrics.beta);
    addKnob(series::temperature, place, metrics.temperature);
    addKnob(series::studentShare, place, metrics.studentShare);
}

void RunRows::addKnob(const char *series, const Place &place, double value)
{
    auto known = m_knobs.find(series);
    if (known == m_knobs.end()) {
        // A run that goes on has points already.
        if (const auto last = lastValue(m_database, m_run, series))
            known = m_knobs.emplace(series, *last).first;
    }
    if (known != m_knobs.end() && known->second == value)
        return;
    addPoint(series, place, value);
    m_knobs[series] = value;
}

void RunRows::add(const Evaluation &evaluation)
{
    const Place place{evaluation.step, evaluation.seconds};
    addPoint(series::validationCrossEntropy, place, evaluation.crossEntropy);
    addPoint(series::validationBitsPerByte, place, evaluation.bitsPerByte);
    addPoint(series::klToTeacher, place, evaluation.klToTeacher);
    addPoint(series::topAgreement, place, evaluation.topAgreement);
    addPoint(series::klToTruth, place, evaluation.klToTruth);
    execute("UPDATE runs SET cross_entropy = ?2, kl_to_teacher = ?3, kl_to_truth = ?4 WHERE id = "
            "?1",
            evaluation.crossEntropy, evaluation.klToTeacher, evaluation.klToTruth);
}

void RunRows::add(const ControlEvent &event)
{
    execute("INSERT INTO control_events (run, step, seconds, key, before, after) VALUES (?, ?, ?, "
            "?, ?, ?)",
            event.step, event.seconds, toString(event.key), event.before, event.after);
    // While the run is paused no step comes that would tell the new weight.
    if (event.key == ControlKey::Alpha)
        execute("UPDATE runs SET alpha = ?2 WHERE id = ?1", event.after);
    if (event.key == ControlKey::Beta)
        execute("UPDATE runs SET beta = ?2 WHERE id = ?1", event.after);
}

void RunRows::add(const record::Checkpoint &checkpoint)
{
    // Relative where it can be, so that a store may be moved together with its checkpoints.
    const fs::path relative = checkpoint.info.folder.lexically_relative(m_checkpointFolder);
    const bool inside = !relative.empty() && *relative.begin() != "..";
    execute("INSERT OR REPLACE INTO checkpoints (run, step, folder, written) VALUES (?, ?, ?, ?)",
            checkpoint.info.step,
            (inside ? relative : fs::absolute(checkpoint.info.folder)).string(),
            checkpoint.written);
}

void RunRows::add(const record::Paused &paused)
{
    setStatus(RunStatus::Paused, paused.reason);
}

void RunRows::add(const record::Resumed &)
{
    setStatus(RunStatus::Running, {});
}

void RunRows::add(const record::Probe &probe)
{
    execute("INSERT INTO probes (run, step, text) VALUES (?, ?, ?)", probe.step, probe.text);
}

void RunRows::add(const record::Sample &sample)
{
    execute("INSERT INTO samples (run, step, model, text) VALUES (?, ?, ?, ?)", sample.step,
            sample.model, sample.text);
}

void RunRows::add(const record::Ended &ended)
{
    setStatus(ended.status, ended.reason);
    execute("UPDATE runs SET ended = ?2 WHERE id = ?1", ended.at);
    if (ended.tokensPerSecond > 0)
        execute("UPDATE runs SET tokens_per_second = ?2 WHERE id = ?1", ended.tokensPerSecond);
}

void RunRows::addPoint(const char *series, const Place &place, double value)
{
    m_insertPoint.reset();
    bindAll(m_insertPoint, 1, m_run.value, seriesId(series), place.step, place.seconds, m_tokens,
            value);
    m_insertPoint.exec();
}

void RunRows::addPoint(const char *series, const Place &place, const std::optional<double> &value)
{
    if (value)
        addPoint(series, place, *value);
}

std::int64_t RunRows::seriesId(const std::string &name)
{
    if (const auto known = m_seriesIds.find(name); known != m_seriesIds.end())
        return known->second;
    executeWith(m_database, "INSERT OR IGNORE INTO series (name) VALUES (?)", name);
    SQLite::Statement row(m_database, "SELECT id FROM series WHERE name = ?");
    row.bind(1, name);
    row.executeStep();
    return m_seriesIds[name] = row.getColumn(0).getInt64();
}

void RunRows::updateFigures(const StepMetrics &metrics)
{
    execute("UPDATE runs SET step = ?2, seconds = ?3, tokens = ?4, tokens_per_second = ?5, "
            "alpha = ?6, beta = ?7 WHERE id = ?1",
            metrics.step, metrics.seconds, metrics.tokens, metrics.tokensPerSecond, metrics.alpha,
            metrics.beta);
}

void RunRows::setStatus(RunStatus status, const Error &reason)
{
    execute("UPDATE runs SET status = ?2, reason = ?3, reason_arguments = ?4 WHERE id = ?1",
            toString(status).toStdString(), reason.text, listToJson(reason.arguments));
}

} // namespace retort
