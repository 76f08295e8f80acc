#pragma once
// Internal: fields of a tokenizer file's components, with defaults and errors by name.

#include "core/engine/result.h"
#include "core/engine/text/pipeline/regex.h"

#include <nlohmann/json.hpp>

#include <initializer_list>
#include <optional>
#include <string>

namespace retort {

/// Collects the first error, so that a component can be read to its end before anybody asks.
class ReaderErrors
{
public:
    explicit ReaderErrors(std::string file) : m_file(std::move(file)) {}

    const std::string &file() const { return m_file; }
    const std::optional<Error> &first() const { return m_first; }

    /// Something that Retort does not do, "normalizer: Foo".
    void unsupported(const std::string &component);
    /// Something that is missing or of the wrong type.
    void damaged(const std::string &component);
    /// Something that the file says of itself and that does not hold.
    void add(Error error);

private:
    std::string m_file;
    std::optional<Error> m_first;
};

/// One component. Every field is asked for by name; what the file leaves out is filled in, so that
/// equal components become equal JSON.
class FieldReader
{
public:
    /// `kind`: "normalizer" …; `json` becomes complete. The type is known by the caller.
    FieldReader(nlohmann::json &json, std::string kind, ReaderErrors &errors);
    /// Reports fields that nobody asked for: they might change the result.
    ~FieldReader();
    FieldReader(const FieldReader &) = delete;
    FieldReader &operator=(const FieldReader &) = delete;

    bool flag(const char *key, std::optional<bool> otherwise = std::nullopt);
    /// Null counts as not there.
    bool flagOrNull(const char *key, bool otherwise);
    std::string text(const char *key, std::optional<std::string> otherwise = std::nullopt);
    /// Nothing where there is none or null.
    std::optional<std::string> textOrNull(const char *key);
    char32_t character(const char *key);
    std::size_t number(const char *key);
    std::optional<std::size_t> numberOrNull(const char *key);
    /// The place of a text in a list of names.
    std::size_t choice(const char *key, std::initializer_list<const char *> names,
                       std::optional<std::size_t> otherwise = std::nullopt);
    /// {"String": …} or {"Regex": …}.
    std::optional<Regex> pattern(const char *key);
    /// An array or object; a null value and an error where there is none.
    nlohmann::json &list(const char *key);
    nlohmann::json &object(const char *key);
    /// Drops a field that says nothing of its own.
    void ignore(const char *key);

    bool has(const char *key) const { return m_json.contains(key); }
    const std::string &kind() const { return m_kind; }
    ReaderErrors &errors() { return m_errors; }

private:
    nlohmann::json *find(const char *key);
    void damaged(const char *key);

    nlohmann::json &m_json;
    std::string m_kind;
    ReaderErrors &m_errors;
    std::vector<std::string> m_asked = {"type"};
    nlohmann::json m_nothing;
};

} // namespace retort
