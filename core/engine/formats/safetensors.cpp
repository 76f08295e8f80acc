#include "core/engine/formats/safetensors_torch.h"

#include "core/engine/formats/atomicfiles.h"
#include "core/engine/formats/safetensorsheader.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <span>
#include <string_view>
#include <sys/mman.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace retort {

static_assert(std::endian::native == std::endian::little, "safetensors are little-endian");

namespace {

/// As in the reference implementation: no real model needs more.
constexpr std::uint64_t longestHeader = 100'000'000;
constexpr std::size_t lengthBytes = 8;

struct TypeName
{
    torch::ScalarType type;
    std::string_view name;
};
constexpr std::array typeNames{
    TypeName{torch::kDouble, "F64"}, TypeName{torch::kFloat, "F32"},
    TypeName{torch::kHalf, "F16"},   TypeName{torch::kBFloat16, "BF16"},
    TypeName{torch::kLong, "I64"},   TypeName{torch::kInt, "I32"},
    TypeName{torch::kShort, "I16"},  TypeName{torch::kChar, "I8"},
    TypeName{torch::kByte, "U8"},    TypeName{torch::kBool, "BOOL"},
};

/// A regular file mapped into memory for reading, or errno.
class MappedFile
{
public:
    explicit MappedFile(const std::filesystem::path &file)
    {
        // O_NONBLOCK: a named pipe must not make the reader wait for a writer.
        const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        struct stat facts
        {
        };
        if (descriptor < 0 || ::fstat(descriptor, &facts) != 0)
            m_code = errno;
        else if (!S_ISREG(facts.st_mode))
            m_code = S_ISDIR(facts.st_mode) ? EISDIR : EINVAL;
        else if (facts.st_size > 0)
            map(descriptor, std::size_t(facts.st_size));
        if (descriptor >= 0)
            ::close(descriptor);
    }
    ~MappedFile()
    {
        if (!m_bytes.empty())
            ::munmap(const_cast<char *>(m_bytes.data()), m_bytes.size());
    }
    MappedFile(const MappedFile &) = delete;
    MappedFile &operator=(const MappedFile &) = delete;

    int code() const { return m_code; }
    std::string_view bytes() const { return m_bytes; }

private:
    void map(int descriptor, std::size_t size)
    {
        void *address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
        if (address == MAP_FAILED)
            m_code = errno;
        else
            m_bytes = {static_cast<const char *>(address), size};
    }

    std::string_view m_bytes;
    int m_code = 0;
};

Result<torch::Tensor> makeTensor(const TensorEntry &entry, std::string_view bytes,
                                 const std::string &file)
{
    const auto type = std::ranges::find(typeNames, entry.type, &TypeName::name)->type;
    if (type == torch::kBool
        && std::ranges::any_of(bytes, [](char byte) { return byte != 0 && byte != 1; })) {
        return Error{RETORT_SENTENCE("“%1” is not a valid safetensors file: “%2” has truth values "
                                     "that are neither 0 nor 1."),
                     {file, entry.name}};
    }
    auto tensor = torch::empty(entry.shape, type);
    if (!bytes.empty())
        std::memcpy(tensor.data_ptr(), bytes.data(), bytes.size());
    return tensor;
}

} // namespace

Result<TensorFile> readSafetensors(const std::filesystem::path &file)
{
    const MappedFile mapped(file);
    if (mapped.code() != 0) {
        return Error{RETORT_SENTENCE("“%1” cannot be read: %2."),
                     {file.string(), std::generic_category().message(mapped.code())}};
    }
    auto bytes = mapped.bytes();
    std::uint64_t headerLength = 0;
    if (bytes.size() < lengthBytes) {
        return Error{RETORT_SENTENCE("“%1” is not a valid safetensors file: it is too short."),
                     {file.string()}};
    }
    std::memcpy(&headerLength, bytes.data(), lengthBytes);
    bytes.remove_prefix(lengthBytes);
    if (headerLength > longestHeader || headerLength > bytes.size()) {
        return Error{RETORT_SENTENCE("“%1” is not a valid safetensors file: its header would have "
                                     "%2 bytes."),
                     {file.string(), std::to_string(headerLength)}};
    }
    const auto json = bytes.substr(0, std::size_t(headerLength));
    bytes.remove_prefix(std::size_t(headerLength));
    auto header = parseSafetensorsHeader(json, bytes.size(), file.string());
    if (!header)
        return header.error();

    TensorFile content{{}, std::move(header->metadata)};
    for (const auto &entry : header->tensors) {
        auto tensor = makeTensor(
            entry, bytes.substr(std::size_t(entry.begin), std::size_t(entry.end - entry.begin)),
            file.string());
        if (!tensor)
            return tensor.error();
        content.tensors.emplace(entry.name, std::move(*tensor));
    }
    return content;
}

Status writeSafetensors(const std::filesystem::path &file, const TensorFile &content)
{
    AtomicFiles files;
    if (auto added = addSafetensors(files, file, content); !added)
        return added;
    return files.commit();
}

Status addSafetensors(AtomicFiles &files, const std::filesystem::path &file,
                      const TensorFile &content)
{
    std::vector<std::pair<std::string, torch::Tensor>> tensors;
    for (const auto &[name, tensor] : content.tensors)
        tensors.emplace_back(name, tensor.detach().cpu().contiguous());
    // Wide elements first: every tensor then starts at a multiple of its element's size.
    std::ranges::stable_sort(tensors, std::greater(),
                             [](const auto &item) { return item.second.element_size(); });

    SafetensorsHeader header{{}, content.metadata};
    std::vector<std::string_view> pieces(2);
    std::uint64_t filled = 0;
    for (const auto &[name, tensor] : tensors) {
        const auto type = std::ranges::find(typeNames, tensor.scalar_type(), &TypeName::type);
        if (type == typeNames.end()) {
            return Error{RETORT_SENTENCE("“%1” cannot be written: “%2” has a type that safetensors "
                                         "files do not hold."),
                         {file.string(), name}};
        }
        const auto size = tensor.nbytes();
        header.tensors.push_back(
            {name, std::string(type->name), tensor.sizes().vec(), filled, filled + size});
        pieces.emplace_back(static_cast<const char *>(tensor.data_ptr()), size);
        filled += size;
    }
    const auto json = writeSafetensorsHeader(header);
    const std::uint64_t headerLength = json.size();
    pieces[0] = {reinterpret_cast<const char *>(&headerLength), lengthBytes};
    pieces[1] = json;
    return files.add(file, pieces);
}

} // namespace retort
