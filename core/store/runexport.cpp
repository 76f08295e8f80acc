#include "core/store/runexport.h"

#include "core/store/storedjson.h"

#include <nlohmann/json.hpp>

#include <array>
#include <charconv>
#include <map>

namespace retort {

namespace {

using Json = nlohmann::ordered_json;

struct ExportedSeries
{
    std::string name;
    std::vector<MetricPoint> points;
};

struct ExportedRun
{
    RunSummary summary;
    Experiment experiment;
    std::optional<RunFacts> facts; ///< a run that failed early has none
    std::vector<ExportedSeries> metrics;
    std::vector<ControlEvent> events;
    std::vector<StoredCheckpoint> checkpoints;
};

Result<ExportedRun> collect(const RunStore &store, RunId id)
{
    const auto summary = store.run(id);
    if (!summary)
        return summary.error();
    const auto experiment = store.experiment(id);
    if (!experiment)
        return experiment.error();
    const auto events = store.controlEvents(id);
    if (!events)
        return events.error();
    const auto checkpoints = store.checkpoints(id);
    if (!checkpoints)
        return checkpoints.error();
    const auto names = store.seriesNames(id);
    if (!names)
        return names.error();
    ExportedRun run{*summary, *experiment, {}, {}, *events, *checkpoints};
    if (const auto facts = store.facts(id))
        run.facts = *facts;
    for (const std::string &name : *names) {
        auto points = store.metrics(id, name);
        if (!points)
            return points.error();
        run.metrics.push_back({name, std::move(*points)});
    }
    return run;
}

std::string isoTime(const QDateTime &time)
{
    return time.toUTC().toString(Qt::ISODateWithMs).toStdString();
}

template <class T>
Json orNull(const std::optional<T> &value)
{
    return value ? Json(*value) : Json();
}

Json summaryJson(const RunSummary &run)
{
    Json tags = Json::array();
    for (const QString &tag : run.tags)
        tags.push_back(tag.toStdString());
    return {
        {"id", run.id.value},
        {"name", run.name.toStdString()},
        {"status", toString(run.status).toStdString()},
        {"reason", run.reason.toStdString()},
        {"seed", run.seed},
        {"started", isoTime(run.started)},
        {"step", run.step},
        {"steps", run.steps},
        {"seconds", run.seconds},
        {"tokens_per_second", run.tokensPerSecond},
        {"alpha", run.alpha},
        {"beta", run.beta},
        {"student", run.student.toStdString()},
        {"parameters", run.parameters},
        {"cross_entropy", orNull(run.crossEntropy)},
        {"kl_to_teacher", orNull(run.klToTeacher)},
        {"kl_to_truth", orNull(run.klToTruth)},
        {"tags", tags},
        {"notes", run.notes.toStdString()},
        {"starred", run.starred},
        {"archived", run.archived},
    };
}

std::string asJson(const ExportedRun &run)
{
    Json metrics = Json::object();
    for (const auto &[name, points] : run.metrics) {
        Json &series = metrics[name] = Json::array();
        for (const MetricPoint &point : points) {
            series.push_back({{"step", point.step},
                              {"seconds", point.seconds},
                              {"tokens", point.tokens},
                              {"value", point.value}});
        }
    }
    Json events = Json::array();
    for (const ControlEvent &event : run.events) {
        events.push_back({{"step", event.step},
                          {"seconds", event.seconds},
                          {"key", toString(event.key)},
                          {"before", event.before},
                          {"after", event.after}});
    }
    Json checkpoints = Json::array();
    for (const StoredCheckpoint &checkpoint : run.checkpoints) {
        checkpoints.push_back({{"step", checkpoint.step},
                               {"folder", checkpoint.folder.string()},
                               {"written", isoTime(checkpoint.written)}});
    }
    const Json exported = {
        {"run", summaryJson(run.summary)},
        {"experiment", Json::parse(toJson(run.experiment))},
        {"facts", run.facts ? Json::parse(factsToJson(*run.facts)) : Json()},
        {"metrics", metrics},
        {"events", events},
        {"checkpoints", checkpoints},
    };
    return exported.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

/// The shortest digits that give the same number again, in any locale.
template <class Number>
std::string digits(Number number)
{
    std::array<char, 32> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
    return {buffer.data(), end};
}

std::string quoted(const std::string &text)
{
    if (text.find_first_of(",\"\r\n") == std::string::npos)
        return text;
    std::string quoted = "\"";
    for (const char c : text)
        quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + '"';
}

struct CsvRow
{
    std::string kind;
    std::string key;
    std::string step{};
    std::string seconds{};
    std::string tokens{};
    std::string value{};
    std::string before{};
};

std::string line(const CsvRow &row)
{
    return quoted(row.kind) + ',' + quoted(row.key) + ',' + row.step + ',' + row.seconds + ','
           + row.tokens + ',' + quoted(row.value) + ',' + quoted(row.before) + "\r\n";
}

/// Each member of a flat object as a row.
std::string linesOf(const char *kind, const Json &object)
{
    std::string lines;
    for (const auto &[key, value] : object.items()) {
        lines += line({.kind = kind,
                       .key = key,
                       .value = value.is_string() ? value.get<std::string>()
                                : value.is_null() ? std::string()
                                                  : value.dump()});
    }
    return lines;
}

std::string asCsv(const ExportedRun &run)
{
    std::string csv = "kind,key,step,seconds,tokens,value,before\r\n";
    csv += linesOf("run", summaryJson(run.summary));
    for (const Setting &setting : flatten(run.experiment))
        csv += line({.kind = "setting", .key = setting.key, .value = setting.value});
    if (run.facts)
        csv += linesOf("fact", Json::parse(factsToJson(*run.facts)));
    for (const auto &[name, points] : run.metrics) {
        for (const MetricPoint &point : points) {
            csv += line({.kind = "metric",
                         .key = name,
                         .step = digits(point.step),
                         .seconds = digits(point.seconds),
                         .tokens = digits(point.tokens),
                         .value = digits(point.value)});
        }
    }
    for (const ControlEvent &event : run.events) {
        csv += line({.kind = "event",
                     .key = toString(event.key),
                     .step = digits(event.step),
                     .seconds = digits(event.seconds),
                     .value = digits(event.after),
                     .before = digits(event.before)});
    }
    for (const StoredCheckpoint &checkpoint : run.checkpoints) {
        csv += line({.kind = "checkpoint",
                     .key = isoTime(checkpoint.written),
                     .step = digits(checkpoint.step),
                     .value = checkpoint.folder.string()});
    }
    return csv;
}

} // namespace

Result<std::string> exportRun(const RunStore &store, RunId id, ExportFormat format)
{
    const auto run = collect(store, id);
    if (!run)
        return run.error();
    return format == ExportFormat::Json ? asJson(*run) : asCsv(*run);
}

} // namespace retort
