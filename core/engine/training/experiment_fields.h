#pragma once
// The one table of an experiment's keys: reading, writing, checking and listing all go through it.
// Internal; docs/experiment-file.md describes the same keys for people.

#include "core/engine/training/experiment.h"
#include "core/engine/training/experiment_json.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

struct Field
{
    std::string key;   ///< path in the file, "objective.sequence.temperature"
    bool text = false; ///< any word is a value, so that one from a command line needs no quotes
    std::function<Json(const Experiment &)> get;
    /// Refuses wrong types and values out of range with a sentence; the experiment then stays as
    /// it was.
    std::function<Status(Experiment &, const Json &)> set;
};

/// In the order of the file.
const std::vector<Field> &experimentFields();
/// Null where there is no such key.
const Field *findField(std::string_view key);

/// The key that people may use for remarks at the top of a file; it is read over.
inline constexpr std::string_view DescriptionKey = "description";

} // namespace retort
