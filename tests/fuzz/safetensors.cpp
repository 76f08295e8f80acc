#include "core/engine/formats/tensorsums.h"
#include "tests/fuzz/targets.h"

#include <cstring>

namespace retort::fuzz {

namespace {

/// Whatever order the header has: the tensors fill the data.
void checkPlaces(const SafetensorsHeader &header, std::uint64_t dataSize)
{
    std::uint64_t filled = 0;
    for (const auto &entry : header.tensors) {
        mustHold(entry.begin == filled && entry.end >= entry.begin, "tensors follow one another");
        filled = entry.end;
        std::uint64_t elements = 1;
        for (const auto extent : entry.shape)
            elements *= std::uint64_t(extent);
        mustHold(elements == entry.elements(), "the shape says how many elements there are");
    }
    mustHold(filled == dataSize, "tensors fill the data");
}

bool isSame(const SafetensorsHeader &a, const SafetensorsHeader &b)
{
    if (a.metadata != b.metadata || a.tensors.size() != b.tensors.size())
        return false;
    for (std::size_t i = 0; i < a.tensors.size(); ++i) {
        const auto &x = a.tensors[i];
        const auto &y = b.tensors[i];
        // Empty tensors at one place may change their order.
        const bool isSame = x.name == y.name && x.type == y.type && x.shape == y.shape;
        if ((!isSame && x.begin != x.end) || x.begin != y.begin || x.end != y.end)
            return false;
    }
    return true;
}

} // namespace

/// Two bytes for the data's size, then the JSON text.
void readSafetensorsHeader(std::string_view input)
{
    std::uint16_t dataSize = 0;
    if (input.size() < sizeof dataSize)
        return;
    std::memcpy(&dataSize, input.data(), sizeof dataSize);
    input.remove_prefix(sizeof dataSize);
    const auto header = parseSafetensorsHeader(input, dataSize, "input");
    if (!header)
        return mustHold(!header.error().message().empty(), "an error has a sentence");
    checkPlaces(*header, dataSize);
    const auto text = writeSafetensorsHeader(*header, "output");
    mustHold(bool(text), "what was read can be written");
    const auto again = parseSafetensorsHeader(*text, dataSize, "output");
    mustHold(bool(again) && isSame(*header, *again), "what was written is read as the same");
}

void readSafetensorsFile(std::string_view input)
{
    const InputFile bytes(input);
    const auto file = SafetensorsFile::open(bytes.path());
    if (!file)
        return mustHold(!file.error().message().empty(), "an error has a sentence");
    for (const auto &entry : file->header().tensors) {
        const auto sum = sumOf(*file, entry);
        mustHold(bool(sum) || entry.type == ElementType::Bool, "all but truth values have a sum");
    }
}

} // namespace retort::fuzz
