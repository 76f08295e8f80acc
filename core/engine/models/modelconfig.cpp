#include "core/engine/models/languagemodel.h"

#include <array>

namespace retort {

namespace {

struct Range
{
    const char *name;
    int value, most;
};

} // namespace

std::int64_t parameterCount(const ModelConfig &config)
{
    // A block: matrices of 3 + 1 + 4 + 4 squares, their biases (9), two normalisations (4).
    const std::int64_t width = config.width;
    const auto block = 12 * width * width + 13 * width;
    return (config.vocabulary + config.context) * width + config.layers * block + 2 * width;
}

Status validate(const ModelConfig &config)
{
    if (config.architecture != "gpt2") {
        return Error{RETORT_SENTENCE("The architecture “%1” is not known; the one there is is "
                                     "“gpt2”."),
                     {config.architecture}};
    }
    const std::array ranges{
        Range{"layers", config.layers, ModelLimits::layers},
        Range{"heads", config.heads, ModelLimits::heads},
        Range{"width", config.width, ModelLimits::width},
        Range{"context", config.context, ModelLimits::context},
        Range{"vocabulary", config.vocabulary, ModelLimits::vocabulary},
    };
    for (const auto &range : ranges) {
        if (range.value < 1 || range.value > range.most) {
            return Error{
                RETORT_SENTENCE("%1 is %2, but must be from %3 to %4."),
                {range.name, std::to_string(range.value), "1", std::to_string(range.most)}};
        }
    }
    if (config.width % config.heads != 0) {
        return Error{RETORT_SENTENCE("width is %1, but must be a multiple of heads (%2)."),
                     {std::to_string(config.width), std::to_string(config.heads)}};
    }
    if (!(config.dropout >= 0 && config.dropout < 1)) {
        return Error{RETORT_SENTENCE("dropout is %1, but must be at least 0 and less than 1."),
                     {std::to_string(config.dropout)}};
    }
    return {};
}

} // namespace retort
