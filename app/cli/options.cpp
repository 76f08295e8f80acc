#include "app/cli/options.h"

#include "core/engine/text/tokenizerfiles.h"
#include "core/engine/training/prepare.h"
#include "core/session/resources.h"
#include "core/store/modelresolver.h"

#include <charconv>
#include <cmath>

namespace retort {

namespace fs = std::filesystem;

fs::path CommonOptions::storeFile() const
{
    return store.empty() ? RunStore::defaultFile() : fs::absolute(store);
}

void addCommonOptions(CLI::App &command, CommonOptions &options)
{
    command
        .add_option("--store", options.store,
                    "the file with all runs; train makes it if there is none")
        ->type_name("FILE");
    command.add_flag("--json", options.json,
                     "one JSON object on standard output, everything else on standard error");
}

Result<TokenizerPtr> openTokenizerOf(const std::string &reference, const CommonOptions &options)
{
    if (reference.starts_with("run:") || reference.starts_with("bundled:")) {
        const StoreResolver resolver(options.storeFile(), Resources::find().teachers);
        const auto folder = resolver.folder(reference);
        return folder ? openTokenizer(*folder) : Result<TokenizerPtr>(folder.error());
    }
    std::error_code failure;
    if (!fs::exists(reference, failure)) {
        return Error{RETORT_SENTENCE("There is no tokenizer %1. Name its file or folder, "
                                     "bundled:NAME or run:ID."),
                     {reference}};
    }
    return openTokenizer(reference);
}

Result<LanguageModel> openModel(const std::string &reference, const CommonOptions &options,
                                TokenizerNeed need)
{
    const StoreResolver resolver(options.storeFile(), Resources::find().teachers);
    return loadModel(reference, resolver, need);
}

void noteUnknownTokens(const Report &report, std::int64_t unknown, std::int64_t all,
                       const char *what, const std::string &model)
{
    if (unknown == 0)
        return;
    report.note(QStringLiteral("%1 of %2 tokens of the %3 are not in the vocabulary of %4; it "
                               "reads them as its unknown token.")
                    .arg(unknown)
                    .arg(all)
                    .arg(QLatin1String(what), QString::fromStdString(model)));
}

Result<std::unique_ptr<RunStore>> openStore(const CommonOptions &options)
{
    std::error_code failure;
    if (!options.store.empty() && !fs::exists(options.storeFile(), failure)) {
        return Error{RETORT_SENTENCE("There is no store %1. Check the path after --store; "
                                     "\"retort-cli train\" makes a new one."),
                     {options.storeFile().string()}};
    }
    auto store = RunStore::open(options.storeFile());
    if (!store)
        return store;
    if (const QString notice = (*store)->notice(); !notice.isEmpty())
        options.report().note(notice);
    if (!(*store)->readOnly()) {
        if (const auto marked = (*store)->markInterrupted(); !marked)
            return marked.error();
    }
    return store;
}

Result<RunId> parseRunId(std::string_view text)
{
    constexpr std::string_view prefix = "run:";
    std::string_view digits = text;
    if (digits.starts_with(prefix))
        digits.remove_prefix(prefix.size());
    RunId id;
    const auto [end, failure] =
        std::from_chars(digits.data(), digits.data() + digits.size(), id.value);
    if (failure != std::errc() || end != digits.data() + digits.size() || id.value < 1) {
        return Error{RETORT_SENTENCE("\"%1\" is no run. Give its number, such as 12 or run:12; "
                                     "\"retort-cli runs list\" shows them."),
                     {std::string(text)}};
    }
    return id;
}

Result<Preset> findPreset(const std::vector<Preset> &presets, const std::string &id)
{
    std::string ids;
    for (const Preset &preset : presets) {
        if (preset.id == id)
            return preset;
        ids += (ids.empty() ? "" : ", ") + preset.id;
    }
    return Error{RETORT_SENTENCE("There is no preset %1. There are: %2."), {id, ids}};
}

std::string notFinite(const std::string &text)
{
    double value = 0;
    if (CLI::detail::lexical_cast(text, value) && std::isfinite(value))
        return {};
    return text + " is not a finite number";
}

} // namespace retort
