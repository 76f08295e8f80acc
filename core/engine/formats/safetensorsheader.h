#pragma once
// The JSON header of a safetensors file, read strictly and without a tree in memory. No LibTorch.

#include "core/engine/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

/// A tensor as the header describes it: offsets count from the end of the header.
struct TensorEntry
{
    std::string name;
    std::string type; ///< "F32", "BF16" …
    std::vector<std::int64_t> shape;
    std::uint64_t begin = 0, end = 0;
};

struct SafetensorsHeader
{
    std::vector<TensorEntry> tensors; ///< in order of their offsets
    std::map<std::string, std::string> metadata;
};

/// Bytes of an element of `type`; 0 for a type that is not supported.
std::size_t elementSize(std::string_view type);

/// @param json the header's text; @param dataSize bytes that follow it; @param file for messages.
/// Checks everything that can be checked without the data: structure, duplicates, types, sizes, and
/// that the tensors fill the data from first to last byte.
Result<SafetensorsHeader> parseSafetensorsHeader(std::string_view json, std::uint64_t dataSize,
                                                 const std::string &file);

/// The header's text for tensors in this order, padded with blanks to a multiple of 8 bytes.
std::string writeSafetensorsHeader(const SafetensorsHeader &header);

} // namespace retort
