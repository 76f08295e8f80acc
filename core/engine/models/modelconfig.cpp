#include "core/engine/models/modelconfig.h"

#include "core/engine/models/activation.h"
#include "core/engine/models/family.h"

#include <array>
#include <cmath>

namespace retort {

namespace {

struct Range
{
    const char *name;
    int value, least, most;
};

struct Rate
{
    const char *name;
    double value;
};

const Family &familyOf(const ModelConfig &config)
{
    const Family *family = findFamily(config.architecture);
    return family ? *family : gptFamily;
}

Status checkSizes(const ModelConfig &config)
{
    const std::array ranges{
        Range{"layers", config.layers, 1, ModelLimits::layers},
        Range{"heads", config.heads, 1, ModelLimits::heads},
        Range{"width", config.width, 1, ModelLimits::width},
        Range{"context", config.context, 1, ModelLimits::importedContext},
        Range{"vocabulary", config.vocabulary, 1, ModelLimits::vocabulary},
        Range{"key_value_heads", config.keyValueHeads, 0, ModelLimits::heads},
        Range{"inner", config.inner, 0, ModelLimits::inner},
        Range{"head size", config.headSize, 0, ModelLimits::width},
        Range{"window", config.window, 0, ModelLimits::importedContext},
    };
    for (const auto &range : ranges) {
        if (range.value < range.least || range.value > range.most) {
            return Error{RETORT_SENTENCE("%1 is %2, but must be from %3 to %4."),
                         {range.name, std::to_string(range.value), std::to_string(range.least),
                          std::to_string(range.most)}};
        }
    }
    if (config.headSize == 0 && config.width % config.heads != 0) {
        return Error{RETORT_SENTENCE("width is %1, but must be a multiple of heads (%2)."),
                     {std::to_string(config.width), std::to_string(config.heads)}};
    }
    if (config.heads % keyValueHeadsOf(config) != 0) {
        return Error{
            RETORT_SENTENCE("heads is %1, but must be a multiple of key_value_heads (%2)."),
            {std::to_string(config.heads), std::to_string(config.keyValueHeads)}};
    }
    return {};
}

Status checkNumbers(const ModelConfig &config)
{
    for (const auto &[name, value] :
         {Rate{"dropout", config.dropout},
          Rate{"embedding dropout", config.embeddingDropout.value_or(0)},
          Rate{"attention dropout", config.attentionDropout.value_or(0)}}) {
        if (!(value >= 0 && value < 1)) {
            return Error{RETORT_SENTENCE("%1 is %2, but must be at least 0 and less than 1."),
                         {name, std::to_string(value)}};
        }
    }
    if (!(config.normEpsilon >= 0 && config.normEpsilon < 1)) {
        return Error{RETORT_SENTENCE("%1 is %2, but must be at least 0 and less than 1."),
                     {"the normalisation's epsilon", std::to_string(config.normEpsilon)}};
    }
    if (!config.activation.empty() && !findActivation(config.activation)) {
        return Error{RETORT_SENTENCE("The activation “%1” is not supported. Supported are: %2."),
                     {config.activation, activationNames()}};
    }
    return {};
}

} // namespace

std::int64_t parameterCount(const ModelConfig &config)
{
    return familyOf(config).parameterCount(config);
}

Status validate(const ModelConfig &config)
{
    const Family *family = findFamily(config.architecture);
    if (!family) {
        return Error{RETORT_SENTENCE("The architecture “%1” is not known. Supported are: %2."),
                     {config.architecture, familyNames()}};
    }
    if (auto valid = checkSizes(config); !valid)
        return valid;
    if (auto valid = checkNumbers(config); !valid)
        return valid;
    return family->validate(config);
}

int headSizeOf(const ModelConfig &config)
{
    return config.headSize ? config.headSize : config.width / config.heads;
}

int keyValueHeadsOf(const ModelConfig &config)
{
    return config.keyValueHeads ? config.keyValueHeads : config.heads;
}

int innerOf(const ModelConfig &config)
{
    return config.inner ? config.inner : familyOf(config).inner(config.width);
}

double normEpsilonOf(const ModelConfig &config)
{
    return config.normEpsilon > 0 ? config.normEpsilon : familyOf(config).normEpsilon;
}

std::string activationOf(const ModelConfig &config)
{
    return config.activation.empty() ? familyOf(config).activation : config.activation;
}

int windowOf(const ModelConfig &config, int layer)
{
    const auto index = std::size_t(layer);
    const bool has =
        config.windowed.empty() || (index < config.windowed.size() && config.windowed[index]);
    return has ? config.window : 0;
}

ModelConfig withLayers(const ModelConfig &config, std::span<const int> layers, double dropout)
{
    ModelConfig changed = config;
    changed.layers = int(layers.size());
    changed.dropout = dropout;
    changed.embeddingDropout.reset();
    changed.attentionDropout.reset();
    if (!config.windowed.empty()) {
        changed.windowed.clear();
        for (const int layer : layers)
            changed.windowed.push_back(windowOf(config, layer) > 0);
    }
    return changed;
}

} // namespace retort
