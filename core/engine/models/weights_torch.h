#pragma once
// The weights of a model folder: safetensors files to a module's parameters and back. Needs
// LibTorch; internal to the engine.

#include "core/engine/formats/atomicfiles.h"
#include "core/engine/models/causallm_torch.h"

#include <filesystem>

namespace retort {

/// A module of this configuration with the folder's weights as float32. Errors, each of which names
/// the folder and the tensor: weights that are missing, too many, of another shape, of a type that
/// is no floating-point one, or not finite.
Result<CausalLmPtr> readModule(const std::filesystem::path &folder, const ModelConfig &config);

/// Adds model.safetensors, or, where they are more than `shardBytes`, shards of at most that many
/// with their index (a larger tensor is a shard of its own).
/// @returns the names of the files
Result<std::vector<std::string>> addWeights(AtomicFiles &files, const std::filesystem::path &folder,
                                            const CausalLmImpl &module, WeightType type,
                                            std::uint64_t shardBytes);

/// Removes weights in `folder` that those just written, `names`, have replaced.
void removeOtherWeights(const std::filesystem::path &folder, const std::vector<std::string> &names);

} // namespace retort
