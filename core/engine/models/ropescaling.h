#pragma once
// The part of config.json that says how rotary positions are stretched, in the older form
// ("rope_theta", "rope_scaling") and the newer ("rope_parameters"). No LibTorch.

#include "core/engine/models/modelconfig.h"

#include <nlohmann/json_fwd.hpp>

namespace retort {

class ConfigReader;

/// Reads ropeTheta and ropeScaling; the sizes must have been read. A type that stretches what the
/// model was trained on as it runs ("dynamic") makes the context longer by its factor.
void readRope(ConfigReader &reader, ModelConfig &config);

/// Writes both forms and "max_position_embeddings".
void writeRope(const ModelConfig &config, nlohmann::ordered_json &json);

/// What readRope() makes sure of, for configurations from elsewhere.
Status checkRope(const ModelConfig &config);

} // namespace retort
