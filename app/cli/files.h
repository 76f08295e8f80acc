#pragma once
// Files that a command reads or writes as a whole.

#include "core/engine/result.h"

#include <filesystem>
#include <string>

namespace retort {

/// The bytes of a file of at most `largest`, as they are.
Result<std::string> readBytes(const std::filesystem::path &file, std::size_t largest);

/// A text file of at most `largest` bytes, without a byte order mark.
Result<std::string> readTextFile(const std::filesystem::path &file,
                                 std::size_t largest = std::size_t(16) << 20);

/// The bytes of a regular file of at most `largest`. A device or a pipe, which may never end, is
/// refused.
Result<std::string> readRegularFile(const std::filesystem::path &file, std::size_t largest);

/// An error if `file`, which `option` names, cannot be written to. Changes nothing.
Status checkDestination(const std::string &file, const char *option);

/// Replaces `file` once all of `contents` is on the disk; until then the old one stays.
Status replaceFile(const std::string &file, const std::string &contents, const char *option);

} // namespace retort
