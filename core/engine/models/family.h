#pragma once
// The families of models there are. To add one, write its file (gptfamily.cpp is the shortest
// example) and put it into the list in family.cpp. No LibTorch.

#include "core/engine/models/modelconfig.h"

#include <nlohmann/json_fwd.hpp>

#include <span>
#include <string>
#include <string_view>

namespace retort {

class ConfigReader;

/// The modules there are; makeCausalLm() makes them.
enum class DecoderKind { Gpt, Llama };

struct Family
{
    const char *name;        ///< config.json's "model_type" and ModelConfig::architecture
    const char *className;   ///< config.json's "architectures"
    const char *prefix;      ///< of all parameters but the head; base models' files leave it out
    const char *embedding;   ///< name of the token embedding, which a tied head is
    double normEpsilon;      ///< the usual one
    const char *activation;  ///< the usual one
    int (*inner)(int width); ///< the usual width inside the feed-forward
    DecoderKind decoder;
    bool hasTiedHead; ///< what config.json means where it does not say

    std::int64_t (*parameterCount)(const ModelConfig &config);
    /// What only this family asks of a configuration whose sizes are in range.
    Status (*validate)(const ModelConfig &config);
    /// The keys of config.json; the reader remembers the first error.
    void (*read)(ConfigReader &reader, ModelConfig &config);
    void (*write)(const ModelConfig &config, nlohmann::ordered_json &json);
    /// Tensors in files that are no parameters: masks, tables of frequencies.
    bool (*isConstant)(std::string_view tensor);
};

std::span<const Family *const> families();

/// nullptr: there is none of this name.
const Family *findFamily(std::string_view name);

/// "gpt2, llama, …", for messages.
std::string familyNames();

extern const Family gptFamily, llamaFamily, mistralFamily, qwen2Family;

} // namespace retort
