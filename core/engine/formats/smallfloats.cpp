#include "core/engine/formats/smallfloats.h"

#include <cmath>
#include <limits>

namespace retort {

namespace {

/// What the codes with the largest exponent, or minus zero, mean besides numbers.
enum class Specials {
    None,     ///< all codes are numbers
    Ieee,     ///< the largest exponent: infinity, and NaN with any fraction
    AllOnes,  ///< NaN where exponent and fraction are all ones; no infinity
    MinusZero ///< NaN in place of minus zero; no infinity
};

struct Layout
{
    int exponentBits;
    int fractionBits;
    int bias;
    Specials specials;
};

Layout layoutOf(ElementType type)
{
    switch (type) {
    case ElementType::F4: return {2, 1, 1, Specials::None};
    case ElementType::F6E2M3: return {2, 3, 1, Specials::None};
    case ElementType::F6E3M2: return {3, 2, 3, Specials::None};
    case ElementType::F8E5M2: return {5, 2, 15, Specials::Ieee};
    case ElementType::F8E4M3: return {4, 3, 7, Specials::AllOnes};
    case ElementType::F8E4M3Fnuz: return {4, 3, 8, Specials::MinusZero};
    case ElementType::F8E5M2Fnuz: return {5, 2, 16, Specials::MinusZero};
    case ElementType::F16: return {5, 10, 15, Specials::Ieee};
    default: return {8, 7, 127, Specials::Ieee}; // BF16
    }
}

bool isNan(const Layout &layout, bool negative, std::uint32_t exponent, std::uint32_t fraction)
{
    const auto largest = (1U << layout.exponentBits) - 1;
    const auto ones = (1U << layout.fractionBits) - 1;
    switch (layout.specials) {
    case Specials::None: return false;
    case Specials::Ieee: return exponent == largest && fraction != 0;
    case Specials::AllOnes: return exponent == largest && fraction == ones;
    case Specials::MinusZero: return negative && exponent == 0 && fraction == 0;
    }
    return false;
}

} // namespace

double smallFloat(ElementType type, std::uint32_t bits)
{
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    if (type == ElementType::F8E8M0)
        return bits == 0xFF ? nan : std::ldexp(1.0, int(bits) - 127);

    const auto layout = layoutOf(type);
    const auto fraction = bits & ((1U << layout.fractionBits) - 1);
    const auto exponent = (bits >> layout.fractionBits) & ((1U << layout.exponentBits) - 1);
    const bool negative = (bits >> (layout.fractionBits + layout.exponentBits)) != 0;
    const double sign = negative ? -1 : 1;
    if (isNan(layout, negative, exponent, fraction))
        return nan;
    if (layout.specials == Specials::Ieee && exponent == (1U << layout.exponentBits) - 1)
        return sign * std::numeric_limits<double>::infinity();
    // Without its leading one: the smallest exponent's numbers go on evenly down to zero.
    const auto whole = exponent == 0 ? fraction : fraction | (1U << layout.fractionBits);
    const int power = (exponent == 0 ? 1 : int(exponent)) - layout.bias - layout.fractionBits;
    return sign * std::ldexp(double(whole), power);
}

} // namespace retort
