#pragma once
// Tensors in and out of safetensors files. Needs LibTorch; internal to the engine.

#include "core/engine/formats/safetensorsfile.h"

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

/// One tensor, which owns its memory. An error, which names the tensor, its type and the remedy,
/// for a type that this LibTorch lacks: 1.13 has BOOL, U8, I8 … I64, F16, BF16, F32, F64, C64; 2.13
/// also U16, U32, U64 and those of F8; none has F4 and F6.
Result<torch::Tensor> readTensor(const SafetensorsFile &file, const TensorEntry &entry);

/// Opens, checks and reads the whole file: no more memory than the tensors need. Where they go to
/// another place anyway, SafetensorsFile and readTensor() do with one tensor's memory at a time.
Result<TensorFile> readSafetensors(const std::filesystem::path &file);

/// Writes beside `file`, fsyncs, renames. Tensors of every type that LibTorch and the format share
/// are stored contiguous and aligned.
Status writeSafetensors(const std::filesystem::path &file, const TensorFile &content);

/// The same as part of a set of files, which the caller commits.
Status addSafetensors(AtomicFiles &files, const std::filesystem::path &file,
                      const TensorFile &content);

} // namespace retort
