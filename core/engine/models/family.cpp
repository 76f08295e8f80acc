#include "core/engine/models/family.h"

#include <array>

namespace retort {

std::span<const Family *const> families()
{
    // Encoder–decoder families need a source text beside the ids and will join with one.
    static constexpr std::array all{&gptFamily, &llamaFamily, &mistralFamily, &qwen2Family};
    return all;
}

const Family *findFamily(std::string_view name)
{
    for (const Family *family : families()) {
        if (family->name == name)
            return family;
    }
    return nullptr;
}

std::string familyNames()
{
    std::string names;
    for (const Family *family : families())
        names += (names.empty() ? "" : ", ") + std::string(family->name);
    return names;
}

} // namespace retort
