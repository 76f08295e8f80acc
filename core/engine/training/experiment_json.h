#pragma once
// JSON from files that nobody has checked: size, nesting, encoding and duplicate keys are examined
// before a document is built. Internal to the experiment's reader.

#include "core/engine/result.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace retort {

using Json = nlohmann::ordered_json;

/// Errors: longer than 1 MiB, invalid UTF-8 (offset), syntax (line and column), nested deeper than
/// 32, a key twice in one object (named), a number that no double can hold.
Result<Json> parseBoundedJson(std::string_view text);

/// A value on one line for a message, shortened where it is long.
std::string shown(const Json &value);

/// Whole numbers without a fraction: 1, not 1.0. Not finite: as such, so that checks see it.
Json numberJson(double value);

} // namespace retort
