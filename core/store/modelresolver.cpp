#include "core/store/modelresolver.h"

#include "core/store/runstore.h"

#include <charconv>
#include <string_view>

namespace retort {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view prefix = "run:";

struct RunReference
{
    RunId run;
    std::optional<std::int64_t> step;
};

std::optional<std::int64_t> wholeNumber(std::string_view text)
{
    std::int64_t value = 0;
    const auto end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (parsed.ec != std::errc() || parsed.ptr != end || value < 0)
        return {};
    return value;
}

/// "12" or "12@900"
std::optional<RunReference> parse(std::string_view text)
{
    const auto at = text.find('@');
    const auto run = wholeNumber(text.substr(0, at));
    if (!run)
        return {};
    if (at == std::string_view::npos)
        return RunReference{{*run}, {}};
    const auto step = wholeNumber(text.substr(at + 1));
    if (!step)
        return {};
    return RunReference{{*run}, step};
}

std::string listed(const std::vector<StoredCheckpoint> &checkpoints)
{
    std::string steps;
    for (const StoredCheckpoint &checkpoint : checkpoints)
        steps += (steps.empty() ? "" : ", ") + std::to_string(checkpoint.step);
    return steps;
}

Result<fs::path> checkpointOf(const RunStore &store, const RunReference &reference)
{
    const auto checkpoints = store.checkpoints(reference.run);
    if (!checkpoints)
        return checkpoints.error();
    const std::string run = std::to_string(reference.run.value);
    if (checkpoints->empty()) {
        return Error{RETORT_SENTENCE("Run %1 has no checkpoint in %2, so there is no model of it "
                                     "to use. Train it until its first checkpoint, bring that "
                                     "folder back if it was moved, or choose another run."),
                     {run, store.checkpointFolder(reference.run).string()}};
    }
    if (!reference.step)
        return checkpoints->back().folder;
    for (const StoredCheckpoint &checkpoint : *checkpoints) {
        if (checkpoint.step == *reference.step)
            return checkpoint.folder;
    }
    return Error{RETORT_SENTENCE("Run %1 has no checkpoint of step %2. It has those of the steps "
                                 "%3."),
                 {run, std::to_string(*reference.step), listed(*checkpoints)}};
}

} // namespace

StoreResolver::StoreResolver(fs::path storeFile, fs::path teachers)
    : FolderResolver(std::move(teachers)), m_storeFile(std::move(storeFile))
{
}

Result<fs::path> StoreResolver::folder(const std::string &reference) const
{
    if (!reference.starts_with(prefix))
        return FolderResolver::folder(reference);
    const auto parsed = parse(std::string_view(reference).substr(prefix.size()));
    if (!parsed) {
        return Error{RETORT_SENTENCE("%1 is not a run. Write run:ID for its newest checkpoint, "
                                     "such as run:12, or run:ID@STEP for another, such as "
                                     "run:12@900."),
                     {reference}};
    }
    std::error_code error;
    if (m_storeFile.empty() || !fs::exists(m_storeFile, error)) {
        return Error{RETORT_SENTENCE("%1 cannot be looked up, because there is no store of runs "
                                     "%2 yet. Choose another model, or another store."),
                     {reference, m_storeFile.string()}};
    }
    const auto store = RunStore::open(m_storeFile);
    if (!store)
        return store.error();
    return checkpointOf(**store, *parsed);
}

} // namespace retort
