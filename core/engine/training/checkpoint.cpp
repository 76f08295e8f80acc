#include "core/engine/training/checkpoint_torch.h"

#include "core/engine/formats/atomicfiles.h"
#include "core/engine/formats/safetensors_torch.h"

#include <nlohmann/json.hpp>

#include <cstdio>

namespace retort {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::size_t largestStateFile = 1 << 20;

Error notWritten(const fs::path &folder, const std::string &reason)
{
    return Error{
        RETORT_SENTENCE("The checkpoint %1 could not be written (%2). Free some disk space "
                        "or check the folder's permissions."),
        {folder.string(), reason}};
}

Error notRead(const fs::path &file, const std::string &reason)
{
    return Error{RETORT_SENTENCE("The checkpoint file %1 cannot be used (%2). Choose an earlier "
                                 "checkpoint."),
                 {file.string(), reason}};
}

struct PoolName
{
    PrefixSource source;
    const char *name;
};
constexpr PoolName poolNames[] = {{PrefixSource::Teacher, "teacher"},
                                  {PrefixSource::TeacherBeam, "teacher-beam"},
                                  {PrefixSource::Student, "student"}};

Json toJson(const std::map<PrefixSource, PoolPosition> &pools)
{
    Json json = Json::object();
    for (const auto &[source, name] : poolNames) {
        if (const auto found = pools.find(source); found != pools.end())
            json[name] = {{"draws", found->second.draws},
                          {"first_chunk", found->second.firstChunk}};
    }
    return json;
}

std::map<PrefixSource, PoolPosition> poolsFromJson(const Json &json)
{
    std::map<PrefixSource, PoolPosition> pools;
    for (const auto &[source, name] : poolNames) {
        if (const auto found = json.find(name); found != json.end()) {
            pools[source] = {found->at("draws").get<std::int64_t>(),
                             found->at("first_chunk").get<std::int64_t>()};
        }
    }
    return pools;
}

/// Formats 1 and 2 knew the teacher's samples alone; in the first every step counted as a draw.
std::map<PrefixSource, PoolPosition> olderPools(const Json &json, const TrainingState &state)
{
    const auto draws = state.format == 1 ? state.step : json.at("pool_draws").get<std::int64_t>();
    if (draws == 0)
        return {};
    return {{PrefixSource::Teacher, {draws, json.at("pool_first_chunk").get<std::int64_t>()}}};
}

Json toJson(const TrainingState &state)
{
    return {
        {"format", state.format},
        {"step", state.step},
        {"tokens", state.tokens},
        {"seconds", state.seconds},
        {"alpha", state.knobs.alpha},
        {"beta", state.knobs.beta},
        {"sequence_temperature", state.knobs.sequenceTemperature},
        {"token_temperature", state.knobs.tokenTemperature},
        {"student_share", state.knobs.studentShare},
        {"learning_rate", state.knobs.learningRate},
        {"held",
         {{"alpha", state.knobs.held.alpha},
          {"beta", state.knobs.held.beta},
          {"temperature", state.knobs.held.temperature},
          {"student_share", state.knobs.held.studentShare}}},
        {"adapted",
         {{"rises", state.adapted.rises},
          {"last_figure", state.adapted.lastFigure ? Json(*state.adapted.lastFigure) : Json()}}},
        {"pools", toJson(state.pools)},
        {"shards", state.shards},
        {"text", state.text},
        {"evaluated", state.evaluated}};
}

TrainingState fromJson(const Json &json)
{
    TrainingState state;
    json.at("format").get_to(state.format);
    json.at("step").get_to(state.step);
    json.at("tokens").get_to(state.tokens);
    json.at("seconds").get_to(state.seconds);
    json.at("alpha").get_to(state.knobs.alpha);
    json.at("beta").get_to(state.knobs.beta);
    json.at("sequence_temperature").get_to(state.knobs.sequenceTemperature);
    json.at("token_temperature").get_to(state.knobs.tokenTemperature);
    json.at("learning_rate").get_to(state.knobs.learningRate);
    state.pools = state.format < 3 ? olderPools(json, state) : poolsFromJson(json.at("pools"));
    // In format 1 every due evaluation had been done.
    state.evaluated = state.format == 1 || json.at("evaluated").get<bool>();
    if (state.format > 2) {
        json.at("student_share").get_to(state.knobs.studentShare);
        json.at("shards").get_to(state.shards);
        const Json &held = json.at("held");
        held.at("alpha").get_to(state.knobs.held.alpha);
        held.at("beta").get_to(state.knobs.held.beta);
        held.at("temperature").get_to(state.knobs.held.temperature);
        held.at("student_share").get_to(state.knobs.held.studentShare);
        const Json &adapted = json.at("adapted");
        adapted.at("rises").get_to(state.adapted.rises);
        if (const Json &figure = adapted.at("last_figure"); !figure.is_null())
            state.adapted.lastFigure = figure.get<double>();
    }
    if (state.format > 1)
        json.at("text").get_to(state.text);
    state.format = TrainingState().format;
    return state;
}

Result<TrainingState> readState(const fs::path &file)
{
    const Result<std::string> text = readSmallFile(file, largestStateFile);
    if (!text)
        return notRead(file, text.error().message());
    try {
        TrainingState state = fromJson(Json::parse(*text));
        bool isNegative = state.step < 0 || state.tokens < 0 || state.shards < 1;
        for (const auto &[source, pool] : state.pools)
            isNegative = isNegative || pool.draws < 0 || pool.firstChunk < 0;
        if (isNegative)
            return notRead(file, "a count is negative");
        return state;
    } catch (const Json::exception &exception) {
        return notRead(file, exception.what());
    }
}

} // namespace

std::string checkpointName(std::int64_t step)
{
    char name[32];
    std::snprintf(name, sizeof name, "step-%08lld", static_cast<long long>(step));
    return name;
}

Result<fs::path> writeCheckpoint(const fs::path &parent, const Checkpoint &checkpoint)
{
    const fs::path folder = parent / checkpointName(checkpoint.state.step);
    const fs::path partial = parent / (checkpointName(checkpoint.state.step) + ".partial");
    std::error_code code;
    fs::remove_all(partial, code);
    fs::create_directories(partial, code);
    if (code)
        return notWritten(folder, code.message());
    if (Status saved = checkpoint.student.save(partial); !saved)
        return saved.error();
    AtomicFiles files;
    if (Status added =
            addSafetensors(files, partial / "optimizer.safetensors", {checkpoint.tensors, {}});
        !added)
        return added.error();
    if (Status added = files.add(partial / "state.json", toJson(checkpoint.state).dump(2) + '\n');
        !added)
        return added.error();
    if (Status written = files.commit(); !written)
        return written.error();
    // A folder of this step is there already after a pause, or when a resumed run comes by again.
    if (Status replaced = replaceFolder(partial, folder); !replaced)
        return replaced.error();
    return folder;
}

Result<Checkpoint> readCheckpoint(const fs::path &folder)
{
    Result<TrainingState> state = readState(folder / "state.json");
    if (!state)
        return state.error();
    Result<LanguageModel> student = LanguageModel::load(folder);
    if (!student)
        return student.error();
    Result<TensorFile> file = readSafetensors(folder / "optimizer.safetensors");
    if (!file)
        return file.error();
    return Checkpoint{*state, *std::move(student), std::move(file->tensors)};
}

} // namespace retort
