#pragma once
// A stored run as one text, with everything that is known of it and every point.

#include "core/store/runstore.h"

#include <string>

namespace retort {

enum class ExportFormat {
    /// One object: run{}, experiment{}, facts{}, metrics{series: [{step, seconds, tokens, value}]},
    /// events[], checkpoints[]. Numbers that are not finite are null.
    Json,
    /// RFC 4180, one table: kind,key,step,seconds,tokens,value,before with the kinds run, setting,
    /// fact, metric, event and checkpoint.
    Csv,
};

Result<std::string> exportRun(const RunStore &store, RunId run, ExportFormat format);

} // namespace retort
