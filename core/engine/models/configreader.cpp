#include "core/engine/models/configreader.h"

#include "core/engine/formats/jsondepth.h"

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

constexpr int deepest = 32;
constexpr double largestWhole = 1e9;

/// A stranger's value, short enough for a sentence.
std::string shown(const ConfigReader::Json &value)
{
    constexpr std::size_t longest = 80;
    if (value.is_structured() && value.size() > longest)
        return value.is_array() ? "[…]" : "{…}";
    auto text = value.dump(-1, ' ', true, ConfigReader::Json::error_handler_t::replace);
    if (text.size() > longest)
        text = text.substr(0, longest) + "…";
    return text;
}

} // namespace

const ConfigReader::Json *ConfigReader::find(const char *key) const
{
    const auto found = m_json.find(key);
    return found == m_json.end() || found->is_null() ? nullptr : &*found;
}

bool ConfigReader::isNull(const char *key) const
{
    const auto found = m_json.find(key);
    return found != m_json.end() && found->is_null();
}

int ConfigReader::whole(const char *key, std::optional<int> fallback)
{
    const Json *value = find(key);
    if (!value && fallback)
        return *fallback;
    // Python's JSON writes 512.0 where somebody computed the number.
    const bool isWhole = value && value->is_number() && value->get<double>() >= 0
                         && value->get<double>() <= largestWhole
                         && value->get<double>() == std::floor(value->get<double>());
    if (isWhole)
        return int(value->get<double>());
    unusable(key, "a whole number from 0 to 1000000000");
    return fallback.value_or(0);
}

double ConfigReader::number(const char *key, std::optional<double> fallback)
{
    const Json *value = find(key);
    if (!value && fallback)
        return *fallback;
    if (value && value->is_number() && std::isfinite(value->get<double>()))
        return value->get<double>();
    unusable(key, "a number");
    return fallback.value_or(0);
}

bool ConfigReader::flag(const char *key, bool fallback)
{
    const Json *value = find(key);
    if (!value)
        return fallback;
    if (!value->is_boolean())
        unusable(key, "true or false");
    return value->is_boolean() ? value->get<bool>() : fallback;
}

std::string ConfigReader::text(const char *key, const std::string &fallback)
{
    const Json *value = find(key);
    if (!value)
        return fallback;
    if (!value->is_string())
        unusable(key, "a text");
    return value->is_string() ? value->get<std::string>() : fallback;
}

std::vector<double> ConfigReader::numbers(const char *key, std::size_t count)
{
    const Json *value = find(key);
    const bool usable = value && value->is_array() && value->size() == count
                        && std::ranges::all_of(*value, [](const Json &item) {
                               return item.is_number() && item.get<double>() > 0;
                           });
    if (usable)
        return value->get<std::vector<double>>();
    fail({RETORT_SENTENCE("“%1” has no list of %3 positive numbers for “%2”."),
          {m_name, m_path + key, std::to_string(count)}});
    return {};
}

void ConfigReader::expect(const char *key, const std::vector<Json> &allowed)
{
    const Json *value = find(key);
    if (!value || std::ranges::find(allowed, *value) != allowed.end())
        return;
    std::string list;
    for (const Json &item : allowed)
        list += (list.empty() ? "" : ", ") + item.dump();
    refuse(key, list);
}

void ConfigReader::refuse(const char *key, const std::string &supported)
{
    const Json *value = find(key);
    fail({RETORT_SENTENCE("“%1”: the variant with %2 = %3 is not supported, only %4."),
          {m_name, m_path + key, value ? shown(*value) : "null", supported}});
}

void ConfigReader::fail(const Error &error)
{
    if (!m_error)
        m_error = error;
}

void ConfigReader::unusable(const char *key, const char *wanted)
{
    const Json *value = find(key);
    if (!value) {
        fail({RETORT_SENTENCE("“%1” does not say what “%2” is. Copy the model's folder again, all "
                              "files of it."),
              {m_name, m_path + key}});
        return;
    }
    fail({RETORT_SENTENCE("“%1”: “%2” is %3, but must be %4."),
          {m_name, m_path + key, shown(*value), wanted}});
}

Result<ConfigReader::Json> parseJsonObject(std::string_view text, const std::string &name)
{
    using Json = ConfigReader::Json;
    if (!nestsAtMost(text, deepest)) {
        return Error{RETORT_SENTENCE("“%1” is nested too deeply to describe a model."), {name}};
    }
    auto json = Json::parse(text, nullptr, false);
    if (!json.is_object())
        return Error{RETORT_SENTENCE("“%1” is not a JSON object."), {name}};
    return json;
}

} // namespace retort
