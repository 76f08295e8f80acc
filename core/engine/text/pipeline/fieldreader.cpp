#include "core/engine/text/pipeline/fieldreader.h"

#include "core/engine/text/unicode.h"

#include <algorithm>

namespace retort {

using Json = nlohmann::json;

void ReaderErrors::unsupported(const std::string &component)
{
    add({RETORT_SENTENCE("The tokenizer file %1 cannot be used: its component \"%2\" is not "
                         "supported. Use a tokenizer that does without it."),
         {m_file, component.substr(0, 160)}});
}

void ReaderErrors::damaged(const std::string &component)
{
    add({RETORT_SENTENCE("The tokenizer file %1 is damaged: \"%2\" is not as it should be. Export "
                         "the tokenizer again."),
         {m_file, component.substr(0, 160)}});
}

void ReaderErrors::add(Error error)
{
    if (!m_first)
        m_first = std::move(error);
}

FieldReader::FieldReader(Json &json, std::string kind, ReaderErrors &errors)
    : m_json(json), m_kind(std::move(kind)), m_errors(errors)
{
}

FieldReader::~FieldReader()
{
    for (const auto &[key, value] : m_json.items())
        if (std::find(m_asked.begin(), m_asked.end(), key) == m_asked.end())
            m_errors.unsupported(m_kind + ": " + key);
}

Json *FieldReader::find(const char *key)
{
    m_asked.emplace_back(key);
    const auto found = m_json.find(key);
    return found == m_json.end() ? nullptr : &*found;
}

void FieldReader::damaged(const char *key)
{
    m_errors.damaged(m_kind + ": " + key);
}

bool FieldReader::flag(const char *key, std::optional<bool> otherwise)
{
    const Json *value = find(key);
    if (value && value->is_boolean())
        return value->get<bool>();
    if (value || !otherwise)
        damaged(key);
    else
        m_json[key] = *otherwise;
    return otherwise.value_or(false);
}

bool FieldReader::flagOrNull(const char *key, bool otherwise)
{
    const Json *value = find(key);
    if (!value || value->is_null()) {
        m_json[key] = otherwise;
        return otherwise;
    }
    return flag(key);
}

std::string FieldReader::text(const char *key, std::optional<std::string> otherwise)
{
    const Json *value = find(key);
    if (value && value->is_string())
        return value->get<std::string>();
    if (value || !otherwise)
        damaged(key);
    else
        m_json[key] = *otherwise;
    return otherwise.value_or(std::string());
}

std::optional<std::string> FieldReader::textOrNull(const char *key)
{
    const Json *value = find(key);
    if (value && value->is_string())
        return value->get<std::string>();
    if (value && !value->is_null())
        damaged(key);
    m_json[key] = nullptr;
    return std::nullopt;
}

char32_t FieldReader::character(const char *key)
{
    const std::string value = text(key);
    std::size_t at = 0;
    const char32_t codePoint = value.empty() ? U'\0' : nextCodePoint(value, at);
    if (value.empty() || at != value.size())
        damaged(key);
    return codePoint;
}

std::size_t FieldReader::number(const char *key)
{
    const Json *value = find(key);
    if (value && value->is_number_unsigned())
        return value->get<std::size_t>();
    damaged(key);
    return 0;
}

std::optional<std::size_t> FieldReader::numberOrNull(const char *key)
{
    const Json *value = find(key);
    if (value && !value->is_null())
        return number(key);
    m_json[key] = nullptr;
    return std::nullopt;
}

std::size_t FieldReader::choice(const char *key, std::initializer_list<const char *> names,
                                std::optional<std::size_t> otherwise)
{
    if (!m_json.contains(key) && otherwise)
        m_json[key] = names.begin()[*otherwise];
    const std::string value = text(key);
    const auto found = std::find(names.begin(), names.end(), value);
    if (found == names.end()) {
        m_errors.unsupported(m_kind + ": " + key + " " + value);
        return 0;
    }
    return std::size_t(found - names.begin());
}

std::optional<Regex> FieldReader::pattern(const char *key)
{
    const Json *value = find(key);
    if (value && value->is_object() && value->size() == 1) {
        const auto only = value->begin();
        if (only.key() == "String" && only->is_string())
            return Regex::literal(only->get<std::string>());
        if (only.key() == "Regex" && only->is_string()) {
            Result<Regex> regex = Regex::compile(only->get<std::string>());
            if (regex)
                return *std::move(regex);
            m_errors.add(
                {RETORT_SENTENCE("The tokenizer file %1 cannot be used: its regular "
                                 "expression \"%2\" is not supported, as %3. Use a "
                                 "tokenizer that does without it."),
                 {m_errors.file(), regex.error().arguments[0], regex.error().arguments[1]}});
            return std::nullopt;
        }
    }
    damaged(key);
    return std::nullopt;
}

Json &FieldReader::list(const char *key)
{
    Json *value = find(key);
    if (value && value->is_array())
        return *value;
    damaged(key);
    return m_nothing = Json::array();
}

Json &FieldReader::object(const char *key)
{
    Json *value = find(key);
    if (value && value->is_object())
        return *value;
    damaged(key);
    return m_nothing = Json::object();
}

void FieldReader::ignore(const char *key)
{
    m_json.erase(key);
}

} // namespace retort
