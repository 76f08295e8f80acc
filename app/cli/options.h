#pragma once
// Options that several commands share, and what they lead to.

#include "app/cli/report.h"
#include "core/engine/models/languagemodel.h"
#include "core/store/runstore.h"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

struct CommonOptions
{
    std::string store; ///< empty: the default file
    bool json = false;

    Report report() const { return Report(json); }
    std::filesystem::path storeFile() const;
};

void addCommonOptions(CLI::App &command, CommonOptions &options);

/// How a model may be named, for help texts.
inline constexpr char ModelHelp[] = "a model folder, bundled:NAME or run:ID[@STEP]";

/// How a tokeniser may be named.
inline constexpr char TokenizerHelp[] =
    "a tokeniser's file or folder, or a model: bundled:NAME or run:ID[@STEP]";

Result<TokenizerPtr> openTokenizerOf(const std::string &reference, const CommonOptions &options);

Result<LanguageModel> openModel(const std::string &reference, const CommonOptions &options,
                                TokenizerNeed need = TokenizerNeed::Always);

/// A remark where a model knows only a part of a text.
void noteUnknownTokens(const Report &report, std::int64_t unknown, std::int64_t all,
                       const char *what, const std::string &model);

/// Opens the store, which must be there if the user named it, and marks runs whose process is gone.
/// A remark of the store is passed on.
Result<std::unique_ptr<RunStore>> openStore(const CommonOptions &options);

/// "12" or "run:12".
Result<RunId> parseRunId(std::string_view text);

/// The preset with this id; an error lists all ids.
Result<Preset> findPreset(const std::vector<Preset> &presets, const std::string &id);

/// For CLI::Option::check(): refuses "nan" and "inf", which CLI11 takes for numbers.
std::string notFinite(const std::string &text);

} // namespace retort
