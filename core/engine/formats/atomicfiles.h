#pragma once
// Files and folders that are replaced at once: written and flushed beside their names, renamed at
// the end, so that a crash or a full disk leaves the old ones.

#include "core/engine/result.h"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

class AtomicFiles
{
public:
    AtomicFiles() = default;
    /// Removes what was not committed.
    ~AtomicFiles();
    AtomicFiles(const AtomicFiles &) = delete;
    AtomicFiles &operator=(const AtomicFiles &) = delete;

    /// Writes `pieces`, one after another, beside `file`. The error names the file and the cause.
    Status add(const std::filesystem::path &file, std::span<const std::string_view> pieces);
    Status add(const std::filesystem::path &file, std::string_view content);

    /// Renames all files into place and flushes their folders.
    Status commit();

private:
    struct Pending
    {
        std::filesystem::path temporary, file;
    };
    std::vector<Pending> m_pending;
};

/// Gives the folder `complete`, whose files are flushed, the name `folder`; a folder of that name
/// is removed once the new one has its place.
Status replaceFolder(const std::filesystem::path &complete, const std::filesystem::path &folder);

/// The whole of a regular file of at most `limit` bytes.
Result<std::string> readSmallFile(const std::filesystem::path &file, std::size_t limit);

} // namespace retort
