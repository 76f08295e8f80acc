#include "app/cli/files.h"

#include "core/store/wholefile.h"

#include <QSaveFile>

#include <fstream>

namespace retort {
namespace {

namespace fs = std::filesystem;

/// Where there is something that is no regular file, such as a device: root could replace it.
bool isSpecial(const std::string &file)
{
    std::error_code failure;
    const auto status = fs::status(file, failure);
    return fs::exists(status) && !fs::is_regular_file(status);
}

Error notWritten(const std::string &file, const QString &why, const char *option)
{
    return {"%1 cannot be written: %2. Check its folder and disk, or choose another file with "
            "%3.",
            {file, why.toStdString(), option}};
}

} // namespace

Result<std::string> readBytes(const fs::path &file, std::size_t largest)
{
    std::error_code failure;
    const auto status = fs::status(file, failure);
    if (!fs::exists(status))
        return Error{"There is no file %1. Check the path after --file.", {file.string()}};
    if (fs::is_directory(status)) {
        return Error{"%1 is a folder, not a text file. Name one of its files after --file.",
                     {file.string()}};
    }
    std::ifstream stream(file, std::ios::binary);
    std::string text;
    char block[65536];
    while (stream && text.size() <= largest) {
        stream.read(block, sizeof block);
        text.append(block, std::size_t(stream.gcount()));
    }
    if (text.size() > largest) {
        return Error{"%1 is longer than %2 bytes. Copy the part that you want to look at into a "
                     "file of its own.",
                     {file.string(), std::to_string(largest)}};
    }
    if (!stream.eof())
        return Error{RETORT_SENTENCE("%1 cannot be read. Check its permissions."), {file.string()}};
    return text;
}

Result<std::string> readTextFile(const fs::path &file, std::size_t largest)
{
    constexpr std::string_view byteOrderMark = "\uFEFF";
    auto text = readBytes(file, largest);
    if (text && text->starts_with(byteOrderMark))
        text->erase(0, byteOrderMark.size());
    return text;
}

Result<std::string> readRegularFile(const fs::path &file, std::size_t largest)
{
    std::error_code failure;
    const auto status = fs::status(file, failure);
    if (!fs::exists(status))
        return Error{"There is no file %1. Check its path.", {file.string()}};
    if (fs::is_directory(status))
        return Error{"%1 is a folder. Name a file in it.", {file.string()}};
    if (!fs::is_regular_file(status))
        return Error{"%1 is not a regular file. Choose a file on a disk.", {file.string()}};
    const auto size = fs::file_size(file, failure);
    if (!failure && size > largest) {
        return Error{"%1 has %2 bytes, but may have at most %3. Split it into several files.",
                     {file.string(), std::to_string(size), std::to_string(largest)}};
    }
    std::ifstream stream(file, std::ios::binary);
    std::string bytes(failure ? 0 : std::size_t(size), '\0');
    stream.read(bytes.data(), std::streamsize(bytes.size()));
    if (failure || !stream || std::size_t(stream.gcount()) != bytes.size())
        return Error{"%1 cannot be read. Check its permissions.", {file.string()}};
    return bytes;
}

Status checkDestination(const std::string &file, const char *option)
{
    if (isSpecial(file)) {
        return Error{"%1 is not a regular file. Choose another one with %2.", {file, option}};
    }
    QSaveFile target(QString::fromStdString(file)); // which is removed again
    if (target.open(QIODevice::WriteOnly))
        return {};
    return notWritten(file, target.errorString(), option);
}

Status replaceFile(const std::string &file, const std::string &contents, const char *option)
{
    const QString why =
        replaceFile(QString::fromStdString(file), QByteArray::fromStdString(contents));
    return why.isEmpty() ? Status() : notWritten(file, why, option);
}

} // namespace retort
