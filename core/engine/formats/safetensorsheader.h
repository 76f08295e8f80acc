#pragma once
// The JSON header of a safetensors file, read strictly and without a tree in memory. No LibTorch.

#include "core/engine/formats/elementtype.h"
#include "core/engine/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

/// As in the reference implementation: no real model needs more bytes.
inline constexpr std::uint64_t longestSafetensorsHeader = 100'000'000;

/// A tensor as the header describes it: offsets count bytes from the end of the header.
struct TensorEntry
{
    std::string name;
    ElementType type = ElementType::F32;
    std::vector<std::int64_t> shape;
    std::uint64_t begin = 0, end = 0;

    std::uint64_t bytes() const { return end - begin; }
    std::uint64_t elements() const { return bytes() * 8 / std::uint64_t(bitsOf(type)); }
};

struct SafetensorsHeader
{
    std::vector<TensorEntry> tensors; ///< in order of their offsets
    std::map<std::string, std::string> metadata;
};

/// @param json the header's text; @param dataSize bytes that follow it; @param file for messages.
/// Checks everything that can be checked without the data: structure, duplicates, types, sizes, and
/// that the tensors fill the data from first to last byte. Stricter than the reference
/// implementation where that takes what the format's description rules out or leaves open
/// (docs/formats.md). Memory: at most 16 times the header's text.
Result<SafetensorsHeader> parseSafetensorsHeader(std::string_view json, std::uint64_t dataSize,
                                                 const std::string &file);

/// The header's text for tensors in this order, padded with blanks to a multiple of 8 bytes. An
/// error if readers would refuse it: a name that is no UTF-8 or the metadata's own, or too long.
Result<std::string> writeSafetensorsHeader(const SafetensorsHeader &header,
                                           const std::string &file);

} // namespace retort
