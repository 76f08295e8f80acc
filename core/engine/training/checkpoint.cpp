#include "core/engine/training/checkpoint_torch.h"

#include "core/engine/formats/safetensors_torch.h"

#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <sstream>

namespace retort {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::int64_t largestStateFile = 1 << 20;

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

/// Makes what was written to a file or folder survive a power cut.
bool syncToDisk(const fs::path &path)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    const bool done = ::fsync(descriptor) == 0;
    ::close(descriptor);
    return done;
}

Json toJson(const TrainingState &state)
{
    return {{"format", 1},
            {"step", state.step},
            {"tokens", state.tokens},
            {"seconds", state.seconds},
            {"alpha", state.alpha},
            {"beta", state.beta},
            {"sequence_temperature", state.sequenceTemperature},
            {"token_temperature", state.tokenTemperature},
            {"learning_rate", state.learningRate},
            {"pool_first_chunk", state.poolFirstChunk}};
}

TrainingState fromJson(const Json &json)
{
    TrainingState state;
    json.at("step").get_to(state.step);
    json.at("tokens").get_to(state.tokens);
    json.at("seconds").get_to(state.seconds);
    json.at("alpha").get_to(state.alpha);
    json.at("beta").get_to(state.beta);
    json.at("sequence_temperature").get_to(state.sequenceTemperature);
    json.at("token_temperature").get_to(state.tokenTemperature);
    json.at("learning_rate").get_to(state.learningRate);
    json.at("pool_first_chunk").get_to(state.poolFirstChunk);
    return state;
}

Result<TrainingState> readState(const fs::path &file)
{
    std::error_code code;
    const auto size = fs::file_size(file, code);
    if (code)
        return notRead(file, code.message());
    if (size > largestStateFile)
        return notRead(file, "it is too large");
    std::ifstream stream(file);
    std::stringstream text;
    text << stream.rdbuf();
    try {
        TrainingState state = fromJson(Json::parse(text.str()));
        if (state.step < 0 || state.tokens < 0 || state.poolFirstChunk < 0)
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
    if (Status saved =
            writeSafetensors(partial / "optimizer.safetensors", {checkpoint.tensors, {}});
        !saved)
        return saved.error();
    {
        std::ofstream stream(partial / "state.json");
        stream << toJson(checkpoint.state).dump(2) << '\n';
        if (!stream.flush())
            return notWritten(folder, "state.json");
    }
    for (const auto &entry : fs::directory_iterator(partial, code)) {
        if (!syncToDisk(entry.path()))
            return notWritten(folder, entry.path().filename().string());
    }
    syncToDisk(partial);
    // A folder of this step is there already after a pause, or when a resumed run comes by again.
    fs::remove_all(folder, code);
    fs::rename(partial, folder, code);
    if (code)
        return notWritten(folder, code.message());
    syncToDisk(parent);
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
