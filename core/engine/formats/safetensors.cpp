#include "core/engine/formats/safetensors_torch.h"

#include "core/engine/formats/atomicfiles.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace retort {

namespace {

/// LibTorch's own name of a type: which types there are depends on its version, names do not.
struct TypeName
{
    ElementType type;
    std::string_view torchName;
};
constexpr std::array typeNames{
    TypeName{ElementType::Bool, "Bool"},
    TypeName{ElementType::U8, "Byte"},
    TypeName{ElementType::I8, "Char"},
    TypeName{ElementType::F8E5M2, "Float8_e5m2"},
    TypeName{ElementType::F8E4M3, "Float8_e4m3fn"},
    TypeName{ElementType::F8E8M0, "Float8_e8m0fnu"},
    TypeName{ElementType::F8E4M3Fnuz, "Float8_e4m3fnuz"},
    TypeName{ElementType::F8E5M2Fnuz, "Float8_e5m2fnuz"},
    TypeName{ElementType::I16, "Short"},
    TypeName{ElementType::U16, "UInt16"},
    TypeName{ElementType::F16, "Half"},
    TypeName{ElementType::Bf16, "BFloat16"},
    TypeName{ElementType::I32, "Int"},
    TypeName{ElementType::U32, "UInt32"},
    TypeName{ElementType::F32, "Float"},
    TypeName{ElementType::C64, "ComplexFloat"},
    TypeName{ElementType::F64, "Double"},
    TypeName{ElementType::I64, "Long"},
    TypeName{ElementType::U64, "UInt64"},
};

std::optional<torch::ScalarType> torchType(ElementType type)
{
    const auto *const named = std::ranges::find(typeNames, type, &TypeName::type);
    for (int i = 0; named != typeNames.end() && i < int(torch::ScalarType::NumOptions); ++i) {
        if (named->torchName == c10::toString(torch::ScalarType(i)))
            return torch::ScalarType(i);
    }
    return {};
}

std::optional<ElementType> elementType(torch::ScalarType type)
{
    const std::string_view name = c10::toString(type);
    const auto *const named = std::ranges::find(typeNames, name, &TypeName::torchName);
    return named == typeNames.end() ? std::nullopt : std::optional(named->type);
}

} // namespace

Result<torch::Tensor> readTensor(const SafetensorsFile &file, const TensorEntry &entry)
{
    const auto type = torchType(entry.type);
    if (!type) {
        return Error{
            RETORT_SENTENCE("“%1” cannot be used: “%2” has the type %3, with which "
                            "LibTorch %4 cannot compute. Convert it to F32 or BF16 once, "
                            "for example in Python."),
            {file.path().string(), entry.name, std::string(nameOf(entry.type)), TORCH_VERSION}};
    }
    torch::Tensor tensor;
    try {
        tensor = torch::empty(entry.shape, *type);
    } catch (const std::exception &failure) {
        return Error{
            RETORT_SENTENCE("There is not enough memory for the %1 bytes of “%2” in “%3”: "
                            "%4. Close other programs or take a smaller model."),
            {std::to_string(entry.bytes()), entry.name, file.path().string(), reasonOf(failure)}};
    }
    if (entry.bytes() == 0)
        return tensor;
    const std::span bytes(static_cast<std::byte *>(tensor.data_ptr()), std::size_t(entry.bytes()));
    if (auto read = file.read(entry, 0, bytes); !read)
        return read.error();
    if (entry.type == ElementType::Bool && !areTruthValues(bytes))
        return wrongTruthValue(file.path(), entry);
    return tensor;
}

Result<TensorFile> readSafetensors(const std::filesystem::path &path)
{
    const auto file = SafetensorsFile::open(path);
    if (!file)
        return file.error();
    TensorFile content{{}, file->header().metadata};
    for (const auto &entry : file->header().tensors) {
        auto tensor = readTensor(*file, entry);
        if (!tensor)
            return tensor.error();
        content.tensors.emplace(entry.name, *std::move(tensor));
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
        tensors.emplace_back(name, tensor.detach().cpu().resolve_conj().resolve_neg().contiguous());
    // Wide elements first: every tensor then starts at a multiple of its element's size.
    std::ranges::stable_sort(tensors, std::greater(),
                             [](const auto &item) { return item.second.element_size(); });

    SafetensorsHeader header{{}, content.metadata};
    std::vector<std::string_view> pieces(2);
    std::uint64_t filled = 0;
    for (const auto &[name, tensor] : tensors) {
        const auto type = elementType(tensor.scalar_type());
        if (!type) {
            return Error{RETORT_SENTENCE("“%1” cannot be written: “%2” has a type that safetensors "
                                         "files do not hold."),
                         {file.string(), name}};
        }
        const auto size = tensor.nbytes();
        header.tensors.push_back({name, *type, tensor.sizes().vec(), filled, filled + size});
        pieces.emplace_back(static_cast<const char *>(tensor.data_ptr()), size);
        filled += size;
    }
    const auto json = writeSafetensorsHeader(header, file.string());
    if (!json)
        return json.error();
    const std::uint64_t headerLength = json->size();
    pieces[0] = {reinterpret_cast<const char *>(&headerLength), sizeof headerLength};
    pieces[1] = *json;
    return files.add(file, pieces);
}

} // namespace retort
