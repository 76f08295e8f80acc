#pragma once
// Internal: whole files as bytes, and whether bytes are the same.

#include "core/engine/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace retort {

/// An error if `file` is no regular file, cannot be read, or is larger than `maximumBytes`.
Result<std::string> readWholeFile(const std::filesystem::path &file, std::uintmax_t maximumBytes);

/// Two 64-bit FNV-1a hashes that start from different values, as 32 hexadecimal digits: no defence,
/// but a sure sign of change.
std::string hash128(std::string_view text);

} // namespace retort
