#pragma once
// Internal to core/store: what is kept as JSON text in columns of the store.

#include "core/engine/training/observer.h"

#include <string>
#include <vector>

namespace retort {

std::string factsToJson(const RunFacts &facts);
Result<RunFacts> factsFromJson(const std::string &json);

std::string listToJson(const std::vector<std::string> &texts);
std::vector<std::string> listFromJson(const std::string &json); ///< empty where it is no list

} // namespace retort
