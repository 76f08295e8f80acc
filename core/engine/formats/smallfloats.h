#pragma once
// The values of floating-point numbers of 16 bits and fewer, which no type of C++ holds.
// OCP 8-bit Floating Point Specification 1.0 (OFP8), OCP Microscaling Formats 1.0 (MX), IEEE 754.

#include "core/engine/formats/elementtype.h"

#include <cstdint>

namespace retort {

/// @param type F4 … F8, F16 or BF16; @param bits the element's, in the low bits.
/// What the type has of infinities and NaN comes as such.
double smallFloat(ElementType type, std::uint32_t bits);

} // namespace retort
