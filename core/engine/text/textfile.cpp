#include "core/engine/text/textfile.h"

#include <array>
#include <cstdio>
#include <fstream>
#include <system_error>

namespace retort {

Result<std::string> readWholeFile(const std::filesystem::path &file, std::uintmax_t maximumBytes)
{
    std::error_code failure;
    if (!std::filesystem::exists(file, failure))
        return Error{RETORT_SENTENCE("There is no file %1. Check the path."), {file.string()}};
    if (!std::filesystem::is_regular_file(file, failure))
        return Error{RETORT_SENTENCE("%1 is not a regular file. Choose a file on a disk."),
                     {file.string()}};
    const std::uintmax_t size = std::filesystem::file_size(file, failure);
    if (!failure && size > maximumBytes)
        return Error{RETORT_SENTENCE("The file %1 has %2 bytes, more than the %3 that can be read. "
                                     "Choose a smaller file."),
                     {file.string(), std::to_string(size), std::to_string(maximumBytes)}};

    const Error unreadable{RETORT_SENTENCE("The file %1 cannot be read. Check that you may read it "
                                           "and that its disk is there."),
                           {file.string()}};
    std::ifstream stream(file, std::ios::binary);
    if (failure || !stream)
        return unreadable;
    std::string bytes(std::size_t(size), '\0');
    stream.read(bytes.data(), std::streamsize(size));
    if (stream.bad() || stream.gcount() != std::streamsize(size))
        return unreadable;
    return bytes;
}

std::string hash128(std::string_view text)
{
    std::array<std::uint64_t, 2> hashes = {0xcbf29ce484222325, 0x6c62272e07bb0142};
    for (const char c : text)
        for (std::uint64_t &hash : hashes)
            hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    std::array<char, 33> digits;
    std::snprintf(digits.data(), digits.size(), "%016llx%016llx",
                  static_cast<unsigned long long>(hashes[0]),
                  static_cast<unsigned long long>(hashes[1]));
    return digits.data();
}

} // namespace retort
