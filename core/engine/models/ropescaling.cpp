#include "core/engine/models/ropescaling.h"

#include "core/engine/models/configreader.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace retort {

namespace {

constexpr std::array types{"linear", "dynamic", "llama3", "yarn", "longrope"};
constexpr auto supportedTypes = "default, linear, dynamic, llama3, yarn, longrope";

bool isKnown(const std::string &type)
{
    return std::ranges::find(types, type) != types.end();
}

std::optional<double> optionalNumber(ConfigReader &reader, const char *key)
{
    if (!reader.find(key))
        return {};
    return reader.number(key);
}

void readLongRope(ConfigReader &reader, const ModelConfig &config, RopeScaling &scaling)
{
    const auto frequencies = std::size_t(headSizeOf(config) / 2);
    scaling.shortFactor = reader.numbers("short_factor", frequencies);
    scaling.longFactor = reader.numbers("long_factor", frequencies);
    scaling.factor =
        reader.number("factor", double(config.context) / std::max(1, scaling.originalContext));
}

RopeScaling readScaling(ConfigReader &reader, const ModelConfig &config, int originalContext)
{
    RopeScaling scaling;
    scaling.type = reader.text("rope_type", reader.text("type", "default"));
    reader.expect("partial_rotary_factor", {1.0});
    if (scaling.type == "default")
        return {};
    if (!isKnown(scaling.type)) {
        reader.refuse(reader.find("rope_type") ? "rope_type" : "type", supportedTypes);
        return {};
    }
    if (scaling.type != "longrope")
        scaling.factor = reader.number("factor");
    if (scaling.type == "dynamic")
        scaling.originalContext = config.context;
    if (scaling.type == "llama3" || scaling.type == "yarn" || scaling.type == "longrope") {
        scaling.originalContext =
            originalContext ? originalContext
                            : reader.whole("original_max_position_embeddings", config.context);
    }
    if (scaling.type == "llama3") {
        scaling.lowFrequency = reader.number("low_freq_factor");
        scaling.highFrequency = reader.number("high_freq_factor");
    }
    if (scaling.type == "yarn") {
        scaling.betaFast = reader.number("beta_fast", scaling.betaFast);
        scaling.betaSlow = reader.number("beta_slow", scaling.betaSlow);
        scaling.truncate = reader.flag("truncate", scaling.truncate);
        scaling.mscale = reader.number("mscale", scaling.mscale);
        scaling.mscaleAll = reader.number("mscale_all_dim", scaling.mscaleAll);
    }
    if (scaling.type == "yarn" || scaling.type == "longrope")
        scaling.attentionFactor = optionalNumber(reader, "attention_factor");
    if (scaling.type == "longrope")
        readLongRope(reader, config, scaling);
    return scaling;
}

nlohmann::ordered_json scalingJson(const RopeScaling &scaling)
{
    nlohmann::ordered_json json{{"rope_type", scaling.type}};
    json["factor"] = scaling.factor;
    if (scaling.type == "llama3" || scaling.type == "yarn" || scaling.type == "longrope")
        json["original_max_position_embeddings"] = scaling.originalContext;
    if (scaling.type == "llama3") {
        json["low_freq_factor"] = scaling.lowFrequency;
        json["high_freq_factor"] = scaling.highFrequency;
    }
    if (scaling.type == "yarn") {
        json["beta_fast"] = scaling.betaFast;
        json["beta_slow"] = scaling.betaSlow;
        json["truncate"] = scaling.truncate;
        if (scaling.mscale != 0)
            json["mscale"] = scaling.mscale;
        if (scaling.mscaleAll != 0)
            json["mscale_all_dim"] = scaling.mscaleAll;
    }
    if (scaling.attentionFactor)
        json["attention_factor"] = *scaling.attentionFactor;
    if (scaling.type == "longrope") {
        json["short_factor"] = scaling.shortFactor;
        json["long_factor"] = scaling.longFactor;
    }
    return json;
}

} // namespace

void readRope(ConfigReader &reader, ModelConfig &config)
{
    config.ropeTheta = reader.number("rope_theta", config.ropeTheta);
    reader.expect("partial_rotary_factor", {1.0});
    const int originalContext = reader.whole("original_max_position_embeddings", 0);
    // The older key wins, as transformers reads a file that has both.
    const auto *older = reader.find("rope_scaling");
    const bool isOlder = older && !older->empty();
    const char *key = isOlder ? "rope_scaling" : "rope_parameters";
    const auto *json = reader.find(key);
    if (!json)
        return;
    if (!json->is_object()) {
        reader.refuse(key, "an object");
        return;
    }
    ConfigReader inside(*json, reader.name(), std::string(key) + ".");
    config.ropeTheta = inside.number("rope_theta", config.ropeTheta);
    for (const char *nested : {"full_attention", "sliding_attention"})
        inside.expect(nested, {nullptr});
    config.ropeScaling = readScaling(inside, config, originalContext);
    if (inside.failed()) {
        reader.fail(*inside.error());
        return;
    }
    if (config.ropeScaling.type == "dynamic") {
        config.context =
            int(std::clamp(config.context * config.ropeScaling.factor, double(config.context),
                           double(ModelLimits::importedContext)));
    }
}

void writeRope(const ModelConfig &config, nlohmann::ordered_json &json)
{
    const auto &scaling = config.ropeScaling;
    json["max_position_embeddings"] =
        scaling.type == "dynamic" ? scaling.originalContext : config.context;
    json["rope_theta"] = config.ropeTheta;
    nlohmann::ordered_json parameters{{"rope_type", "default"}};
    json["rope_scaling"] = nullptr;
    if (!scaling.type.empty())
        parameters = json["rope_scaling"] = scalingJson(scaling);
    parameters["rope_theta"] = config.ropeTheta;
    json["rope_parameters"] = parameters;
    // Where transformers 4 looks for it.
    if (scaling.type == "longrope")
        json["original_max_position_embeddings"] = scaling.originalContext;
}

Status checkRope(const ModelConfig &config)
{
    const auto &scaling = config.ropeScaling;
    const auto wrong = [](const char *name, double value, const char *wanted) {
        return Error{RETORT_SENTENCE("%1 is %2, but must be %3."),
                     {name, std::to_string(value), wanted}};
    };
    if (!(config.ropeTheta > 1 && std::isfinite(config.ropeTheta)))
        return wrong("rope_theta", config.ropeTheta, "greater than 1");
    if (scaling.type.empty())
        return {};
    if (!isKnown(scaling.type)) {
        return Error{RETORT_SENTENCE("The rope type “%1” is not supported. Supported are: %2."),
                     {scaling.type, supportedTypes}};
    }
    if (!(scaling.factor >= 1 && std::isfinite(scaling.factor)))
        return wrong("the rope's factor", scaling.factor, "1 or more");
    if (scaling.type != "linear" && scaling.originalContext < 2)
        return wrong("original_max_position_embeddings", scaling.originalContext, "2 or more");
    if (scaling.type == "llama3"
        && !(scaling.lowFrequency > 0 && scaling.highFrequency > scaling.lowFrequency)) {
        return wrong("high_freq_factor", scaling.highFrequency, "greater than low_freq_factor");
    }
    if (scaling.type == "yarn" && !(scaling.betaSlow > 0 && scaling.betaFast >= scaling.betaSlow))
        return wrong("beta_fast", scaling.betaFast, "at least beta_slow");
    if (scaling.type == "dynamic" && headSizeOf(config) < 4)
        return wrong("the size of a head", headSizeOf(config), "4 or more for dynamic rope");
    if (scaling.type == "longrope"
        && std::max(scaling.shortFactor.size(), scaling.longFactor.size())
               != std::size_t(headSizeOf(config) / 2)) {
        return wrong("long_factor's length", double(scaling.longFactor.size()),
                     "half the size of a head");
    }
    if (scaling.attentionFactor && !(*scaling.attentionFactor > 0))
        return wrong("attention_factor", *scaling.attentionFactor, "greater than 0");
    return {};
}

} // namespace retort
