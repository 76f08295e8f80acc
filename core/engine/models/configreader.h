#pragma once
// Keys of a config.json, one after another; the first that cannot be used is remembered with the
// reason. No LibTorch.

#include "core/engine/result.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

class ConfigReader
{
public:
    using Json = nlohmann::json; ///< finds a key fast, however many a stranger's file has

    /// @param name the file, for messages; @param path keys that lead to `json`, with a dot behind
    ConfigReader(const Json &json, std::string name, std::string path = {})
        : m_json(json), m_name(std::move(name)), m_path(std::move(path))
    {
    }

    /// The value of `key`, unless it is missing or null.
    const Json *find(const char *key) const;
    /// Whether `key` is there and null, which can mean something else than a missing key.
    bool isNull(const char *key) const;

    // An empty `fallback` makes a key obligatory.
    int whole(const char *key, std::optional<int> fallback = {});
    double number(const char *key, std::optional<double> fallback = {});
    bool flag(const char *key, bool fallback);
    std::string text(const char *key, const std::string &fallback);
    std::vector<double> numbers(const char *key, std::size_t count);

    /// An error unless `key` is missing or has one of the values, of which the first is named.
    void expect(const char *key, const std::vector<Json> &allowed);
    /// An error: `key` has a value that `supported` does not cover.
    void refuse(const char *key, const std::string &supported);

    bool failed() const { return m_error.has_value(); }
    const std::optional<Error> &error() const { return m_error; }
    /// Takes the error of a reader for an object inside this one.
    void fail(const Error &error);

    const std::string &name() const { return m_name; }

private:
    void unusable(const char *key, const char *wanted);

    const Json &m_json;
    std::string m_name, m_path;
    std::optional<Error> m_error;
};

/// The JSON object in `text`, nested at most 32 deep. A tree may take 40 times its text.
Result<ConfigReader::Json> parseJsonObject(std::string_view text, const std::string &name);

} // namespace retort
