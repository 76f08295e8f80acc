#include "core/engine/formats/elementtype.h"

#include <algorithm>
#include <array>

namespace retort {

namespace {

struct Facts
{
    std::string_view name;
    int bits;
    bool isWhole;
};

/// In the order of ElementType.
constexpr std::array facts{
    Facts{"BOOL", 8, true},         Facts{"F4", 4, false},          Facts{"F6_E2M3", 6, false},
    Facts{"F6_E3M2", 6, false},     Facts{"U8", 8, true},           Facts{"I8", 8, true},
    Facts{"F8_E5M2", 8, false},     Facts{"F8_E4M3", 8, false},     Facts{"F8_E8M0", 8, false},
    Facts{"F8_E4M3FNUZ", 8, false}, Facts{"F8_E5M2FNUZ", 8, false}, Facts{"I16", 16, true},
    Facts{"U16", 16, true},         Facts{"F16", 16, false},        Facts{"BF16", 16, false},
    Facts{"I32", 32, true},         Facts{"U32", 32, true},         Facts{"F32", 32, false},
    Facts{"C64", 64, false},        Facts{"F64", 64, false},        Facts{"I64", 64, true},
    Facts{"U64", 64, true},
};
static_assert(facts.size() == std::size_t(ElementType::U64) + 1);

const Facts &factsOf(ElementType type)
{
    return facts[std::size_t(type)];
}

} // namespace

std::optional<ElementType> elementTypeNamed(std::string_view name)
{
    const auto *const found = std::ranges::find(facts, name, &Facts::name);
    return found == facts.end() ? std::nullopt : std::optional(ElementType(found - facts.begin()));
}

std::string_view nameOf(ElementType type)
{
    return factsOf(type).name;
}

int bitsOf(ElementType type)
{
    return factsOf(type).bits;
}

bool isWhole(ElementType type)
{
    return factsOf(type).isWhole;
}

} // namespace retort
