#pragma once
// A safetensors file (huggingface.co/docs/safetensors), opened and checked: 8 bytes header length,
// JSON header, raw little-endian tensors. No LibTorch.

#include "core/engine/formats/safetensorsheader.h"

#include <cstddef>
#include <filesystem>
#include <span>

namespace retort {

/// Tensors are read into memory of the caller's, when they are asked for. They are not mapped: a
/// file that another program shortens would then end this one (SIGBUS), a tensor would stand where
/// the file's offsets put it, on any byte, and pages of the file would count beside every copy.
///
/// Several threads may read from one file.
class SafetensorsFile
{
public:
    /// Reads and checks the header, that is all but the data, which are not touched. An error names
    /// the file and the reason. Memory: see parseSafetensorsHeader().
    static Result<SafetensorsFile> open(const std::filesystem::path &file);

    SafetensorsFile(SafetensorsFile &&other) noexcept;
    SafetensorsFile &operator=(SafetensorsFile &&other) noexcept;
    ~SafetensorsFile();

    const std::filesystem::path &path() const { return m_path; }
    const SafetensorsHeader &header() const { return m_header; }

    /// Fills `target` with the bytes of a tensor from its byte `begin` on. An error if the file has
    /// become shorter or cannot be read.
    Status read(const TensorEntry &entry, std::uint64_t begin, std::span<std::byte> target) const;

private:
    SafetensorsFile() = default;
    Status readHeader();
    Status readAt(std::uint64_t place, std::span<std::byte> target) const;

    std::filesystem::path m_path;
    int m_descriptor = -1;
    std::uint64_t m_size = 0;      ///< bytes of the file when it was opened
    std::uint64_t m_dataBegin = 0; ///< where the header ends
    SafetensorsHeader m_header;
};

/// A byte of a BOOL tensor that is neither 0 nor 1.
Error wrongTruthValue(const std::filesystem::path &file, const TensorEntry &entry);
bool areTruthValues(std::span<const std::byte> bytes);

} // namespace retort
