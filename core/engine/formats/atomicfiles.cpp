#include "core/engine/formats/atomicfiles.h"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <set>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace retort {

namespace {

Error cannotWrite(const std::filesystem::path &file, int code)
{
    return {
        RETORT_SENTENCE("“%1” cannot be written: %2. Free some disk space or check the folder's "
                        "permissions."),
        {file.string(), std::generic_category().message(code)}};
}

Error cannotRead(const std::filesystem::path &file, int code)
{
    return {RETORT_SENTENCE("“%1” cannot be read: %2."),
            {file.string(), std::generic_category().message(code)}};
}

/// 0, or errno.
int writeAll(int descriptor, std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR)
            return errno;
        if (written > 0)
            bytes.remove_prefix(std::size_t(written));
    }
    return 0;
}

/// Makes a rename last through a power cut; 0, or errno.
int syncFolder(const std::filesystem::path &folder)
{
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return errno;
    // Some file systems cannot flush a folder and say EINVAL; nothing more can be done there.
    const int code = ::fsync(descriptor) == 0 || errno == EINVAL ? 0 : errno;
    ::close(descriptor);
    return code;
}

std::filesystem::path folderOf(const std::filesystem::path &file)
{
    return file.has_parent_path() ? file.parent_path() : ".";
}

} // namespace

AtomicFiles::~AtomicFiles()
{
    std::error_code ignored;
    for (const auto &pending : m_pending)
        std::filesystem::remove(pending.temporary, ignored);
}

Status AtomicFiles::add(const std::filesystem::path &file, std::span<const std::string_view> pieces)
{
    static std::atomic<unsigned> counter = 0;
    std::filesystem::path temporary;
    int descriptor = -1;
    do {
        temporary = file;
        temporary += '.' + std::to_string(::getpid()) + '-' + std::to_string(counter++) + ".tmp";
        descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    } while (descriptor < 0 && errno == EEXIST);
    if (descriptor < 0)
        return cannotWrite(file, errno);
    m_pending.push_back({temporary, file});

    int code = 0;
    for (const auto piece : pieces) {
        if (code == 0)
            code = writeAll(descriptor, piece);
    }
    if (code == 0 && ::fsync(descriptor) != 0)
        code = errno;
    if (::close(descriptor) != 0 && code == 0)
        code = errno;
    return code == 0 ? Status() : cannotWrite(file, code);
}

Status AtomicFiles::add(const std::filesystem::path &file, std::string_view content)
{
    return add(file, std::span(&content, 1));
}

Status AtomicFiles::commit()
{
    std::set<std::filesystem::path> folders;
    while (!m_pending.empty()) {
        const auto &[temporary, file] = m_pending.front();
        if (::rename(temporary.c_str(), file.c_str()) != 0)
            return cannotWrite(file, errno);
        folders.insert(folderOf(file));
        m_pending.erase(m_pending.begin());
    }
    for (const auto &folder : folders) {
        if (const int code = syncFolder(folder))
            return cannotWrite(folder, code);
    }
    return {};
}

Status replaceFolder(const std::filesystem::path &complete, const std::filesystem::path &folder)
{
    std::error_code failure;
    if (::rename(complete.c_str(), folder.c_str()) != 0) {
        if (errno != ENOTEMPTY && errno != EEXIST)
            return cannotWrite(folder, errno);
        // Exchanged, so that at every moment one of them stands under the name.
        const bool exchanged =
            ::renameat2(AT_FDCWD, complete.c_str(), AT_FDCWD, folder.c_str(), RENAME_EXCHANGE) == 0;
        // Some file systems cannot exchange; any other reason leaves both folders as they are.
        if (!exchanged && errno != EINVAL && errno != ENOSYS)
            return cannotWrite(folder, errno);
        std::filesystem::remove_all(exchanged ? complete : folder, failure);
        if (!exchanged && ::rename(complete.c_str(), folder.c_str()) != 0)
            return cannotWrite(folder, errno);
    }
    const int code = syncFolder(folderOf(folder));
    return code == 0 ? Status() : cannotWrite(folder, code);
}

Result<std::string> readSmallFile(const std::filesystem::path &file, std::size_t limit)
{
    std::error_code failure;
    const bool isFile = std::filesystem::is_regular_file(file, failure);
    const auto size = isFile ? std::filesystem::file_size(file, failure) : 0;
    if (failure)
        return cannotRead(file, failure.value());
    if (!isFile)
        return Error{RETORT_SENTENCE("“%1” is not a file."), {file.string()}};
    if (size > limit) {
        return Error{RETORT_SENTENCE("“%1” has %2 bytes, more than such a file may have (%3)."),
                     {file.string(), std::to_string(size), std::to_string(limit)}};
    }
    std::ifstream stream(file, std::ios::binary);
    std::string content(std::size_t(size), '\0');
    if (!stream || !stream.read(content.data(), std::streamsize(content.size())))
        return cannotRead(file, errno != 0 ? errno : EIO);
    return content;
}

} // namespace retort
