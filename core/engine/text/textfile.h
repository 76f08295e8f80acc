#pragma once
// Internal: whole files as bytes.

#include "core/engine/result.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace retort {

/// An error if `file` is no regular file, cannot be read, or is larger than `maximumBytes`.
Result<std::string> readWholeFile(const std::filesystem::path &file, std::uintmax_t maximumBytes);

} // namespace retort
