#pragma once
// Sums of tensors of every type that safetensors files have: a fingerprint that any other program
// can check. No LibTorch.

#include "core/engine/formats/safetensorsfile.h"

#include <optional>

namespace retort {

struct TensorSum
{
    double real = 0;
    std::optional<double> imaginary; ///< for complex numbers
};

/// Of all elements, in double precision; for truth values the number of true ones. Whole numbers
/// are added exactly and rounded once. Reads a block at a time, so that memory does not grow with
/// the tensor. An error if the file cannot be read or has wrong truth values.
Result<TensorSum> sumOf(const SafetensorsFile &file, const TensorEntry &entry);

} // namespace retort
