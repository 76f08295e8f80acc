#pragma once
// A checkpoint: a model folder (model.safetensors, config.json, tokenizer.json) with
// optimizer.safetensors and state.json beside it. Written beside its final place, fsynced, renamed.
// Internal to the engine.

#include "core/engine/models/languagemodel.h"
#include "core/engine/training/generatedprefixes_torch.h"
#include "core/engine/training/observer.h"

#include <torch/torch.h>

#include <filesystem>
#include <map>
#include <string>

namespace retort {

/// How far an adaptive λ has come.
struct AdaptedShare
{
    int rises = 0;
    std::optional<double> lastFigure; ///< of the last evaluation
};

/// What a run needs beside parameters and optimiser to go on to the same bits. Random numbers and
/// the data's order are functions of seed and step (seeds.h).
struct TrainingState
{
    int format = 3; ///< of state.json
    std::int64_t step = 0;
    std::int64_t tokens = 0;
    double seconds = 0;
    Knobs knobs;
    AdaptedShare adapted;
    std::map<PrefixSource, PoolPosition> pools;
    int shards = 1;         ///< of a batch; the gradients' last bits depend on it
    std::string text;       ///< Dataset::fingerprint()
    bool evaluated = false; ///< the evaluation of this step was done
};

struct Checkpoint
{
    TrainingState state;
    LanguageModel student;
    std::map<std::string, torch::Tensor> tensors; ///< optimiser and pool
};

/// "step-00000900"
std::string checkpointName(std::int64_t step);

/// @returns the folder written
Result<std::filesystem::path> writeCheckpoint(const std::filesystem::path &parent,
                                              const Checkpoint &checkpoint);
Result<Checkpoint> readCheckpoint(const std::filesystem::path &folder);

} // namespace retort
