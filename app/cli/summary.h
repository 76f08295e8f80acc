#pragma once
// A run on one page, to be kept or sent: figures beside their floors, curves, and every setting.

#include "app/cli/figures.h"
#include "core/engine/training/experiment.h"

#include <filesystem>
#include <optional>

namespace retort {

enum class SummaryFormat { Html, Text };

/// By the file's suffix; nullopt where it is neither .html nor .txt.
std::optional<SummaryFormat> summaryFormat(const std::filesystem::path &file);

/// Replaces the file when everything has been written. HTML is one file with its curves inside.
Status writeSummary(const std::filesystem::path &file, const Experiment &experiment,
                    const Figures &figures, const std::vector<MetricPoint> &trainingCurve);

} // namespace retort
