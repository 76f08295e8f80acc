#pragma once
// The safetensors container (huggingface.co/docs/safetensors): 8 bytes header length, JSON header,
// raw little-endian tensors. Needs LibTorch; internal to the engine.

#include "core/engine/result.h"

#include <torch/torch.h>

#include <filesystem>
#include <map>
#include <string>

namespace retort {

class AtomicFiles;

struct TensorFile
{
    std::map<std::string, torch::Tensor> tensors;
    std::map<std::string, std::string> metadata;
};

/// Memory-maps and checks the whole file before any tensor is made: header length and nesting,
/// duplicate names, dtype × shape = bytes, offsets in order without holes, overlap or trailing
/// bytes. An error names the file and the reason. Tensors own their memory.
Result<TensorFile> readSafetensors(const std::filesystem::path &file);

/// Writes beside `file`, fsyncs, renames. Tensors are stored contiguous on the CPU.
Status writeSafetensors(const std::filesystem::path &file, const TensorFile &content);

/// The same as part of a set of files, which the caller commits.
Status addSafetensors(AtomicFiles &files, const std::filesystem::path &file,
                      const TensorFile &content);

} // namespace retort
