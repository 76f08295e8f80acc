#include "core/engine/formats/safetensorsfile.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace retort {

static_assert(std::endian::native == std::endian::little, "safetensors are little-endian");

namespace {

constexpr std::size_t lengthBytes = 8;

Error cannotRead(const std::filesystem::path &file, int code)
{
    return {RETORT_SENTENCE("“%1” cannot be read: %2."),
            {file.string(), std::generic_category().message(code)}};
}

} // namespace

Result<SafetensorsFile> SafetensorsFile::open(const std::filesystem::path &path)
{
    SafetensorsFile file;
    file.m_path = path;
    // O_NONBLOCK: a named pipe must not make the reader wait for a writer.
    file.m_descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat facts
    {
    };
    if (file.m_descriptor < 0 || ::fstat(file.m_descriptor, &facts) != 0)
        return cannotRead(path, errno);
    if (!S_ISREG(facts.st_mode))
        return cannotRead(path, S_ISDIR(facts.st_mode) ? EISDIR : EINVAL);
    file.m_size = std::uint64_t(facts.st_size);
    if (auto checked = file.readHeader(); !checked)
        return checked.error();
    return file;
}

SafetensorsFile::SafetensorsFile(SafetensorsFile &&other) noexcept
    : m_path(std::move(other.m_path))
    , m_descriptor(std::exchange(other.m_descriptor, -1))
    , m_size(other.m_size)
    , m_dataBegin(other.m_dataBegin)
    , m_header(std::move(other.m_header))
{
}

SafetensorsFile &SafetensorsFile::operator=(SafetensorsFile &&other) noexcept
{
    std::swap(m_path, other.m_path);
    std::swap(m_descriptor, other.m_descriptor);
    std::swap(m_size, other.m_size);
    std::swap(m_dataBegin, other.m_dataBegin);
    std::swap(m_header, other.m_header);
    return *this;
}

SafetensorsFile::~SafetensorsFile()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

Status SafetensorsFile::readHeader()
{
    if (m_size < lengthBytes) {
        return Error{RETORT_SENTENCE("“%1” is not a valid safetensors file: it is too short."),
                     {m_path.string()}};
    }
    std::uint64_t length = 0;
    if (auto read = readAt(0, std::as_writable_bytes(std::span(&length, 1))); !read)
        return read;
    if (length > longestSafetensorsHeader || length > m_size - lengthBytes) {
        return Error{RETORT_SENTENCE("“%1” is not a valid safetensors file: its header would have "
                                     "%2 bytes."),
                     {m_path.string(), std::to_string(length)}};
    }
    std::string json(std::size_t(length), '\0');
    if (auto read = readAt(lengthBytes, std::as_writable_bytes(std::span(json))); !read)
        return read;
    m_dataBegin = lengthBytes + length;
    auto header = parseSafetensorsHeader(json, m_size - m_dataBegin, m_path.string());
    if (!header)
        return header.error();
    m_header = *std::move(header);
    return {};
}

Status SafetensorsFile::read(const TensorEntry &entry, std::uint64_t begin,
                             std::span<std::byte> target) const
{
    return readAt(m_dataBegin + entry.begin + begin, target);
}

Status SafetensorsFile::readAt(std::uint64_t place, std::span<std::byte> target) const
{
    while (!target.empty()) {
        const auto count = ::pread(m_descriptor, target.data(), target.size(), off_t(place));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return cannotRead(m_path, errno);
        if (count == 0) {
            return Error{RETORT_SENTENCE("“%1” has become shorter while it was read. Try again "
                                         "once it is complete."),
                         {m_path.string()}};
        }
        place += std::uint64_t(count);
        target = target.subspan(std::size_t(count));
    }
    return {};
}

Error wrongTruthValue(const std::filesystem::path &file, const TensorEntry &entry)
{
    return {RETORT_SENTENCE("“%1” is not a valid safetensors file: “%2” has truth values that are "
                            "neither 0 nor 1."),
            {file.string(), entry.name}};
}

bool areTruthValues(std::span<const std::byte> bytes)
{
    return std::ranges::all_of(bytes, [](std::byte byte) { return byte <= std::byte(1); });
}

} // namespace retort
