#include "core/engine/models/huggingface.h"
#include "tests/fuzz/targets.h"

namespace retort::fuzz {

void readConfig(std::string_view input)
{
    const auto config = parseModelConfig(input, "config.json");
    if (!config)
        return mustHold(!config.error().message().empty(), "an error has a sentence");
    mustHold(bool(validate(*config)), "a configuration that was read is valid");
    mustHold(parameterCount(*config) > 0, "a model has parameters");
    const auto again =
        parseModelConfig(modelConfigJson(*config, {}, WeightType::Float32), "config.json");
    mustHold(bool(again) && *again == *config, "what was written is read as the same");
}

} // namespace retort::fuzz
