#pragma once
// The types of elements in a safetensors file (huggingface.co/docs/safetensors). No LibTorch.

#include <cstdint>
#include <optional>
#include <string_view>

namespace retort {

enum class ElementType : std::uint8_t {
    Bool,
    F4,     ///< E2M1; it and the F6 types are packed, several into a byte
    F6E2M3, ///< these and F4, F8E8M0: OCP Microscaling Formats (MX) 1.0
    F6E3M2,
    U8,
    I8,
    F8E5M2, ///< OCP 8-bit Floating Point (OFP8) 1.0
    F8E4M3, ///< the same: without infinities
    F8E8M0, ///< a power of two
    F8E4M3Fnuz,
    F8E5M2Fnuz,
    I16,
    U16,
    F16,
    Bf16,
    I32,
    U32,
    F32,
    C64, ///< two F32: real and imaginary part
    F64,
    I64,
    U64
};

/// "F32" → F32; nothing for a name that the format does not have.
std::optional<ElementType> elementTypeNamed(std::string_view name);

std::string_view nameOf(ElementType type);

/// Bits of one element: 4, 6, or whole bytes.
int bitsOf(ElementType type);

/// Whether its values are whole numbers (truth values are).
bool isWhole(ElementType type);

} // namespace retort
