#include "core/engine/training/experiment_json.h"

#include "core/engine/text/dataset.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

namespace retort {
namespace {

constexpr std::size_t LargestText = std::size_t(1) << 20;
constexpr std::size_t DeepestNesting = 32;
constexpr std::size_t MostKeys = 1000; ///< in one object; those in order are searched one by one

/// Reads without building anything, so that a hostile document costs neither stack nor memory.
class Examiner final : public nlohmann::json_sax<nlohmann::json>
{
public:
    explicit Examiner(std::string_view text) : m_text(text) {}

    const Error &error() const { return m_error; }

    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t &) override { return true; }
    bool string(string_t &) override { return true; }
    bool binary(binary_t &) override { return true; }
    bool start_object(std::size_t) override { return enter(); }
    bool end_object() override { return leave(); }
    bool start_array(std::size_t) override { return enter(); }
    bool end_array() override { return leave(); }

    bool key(string_t &name) override
    {
        if (m_keys.back().size() == MostKeys) {
            m_error = {RETORT_SENTENCE("An object of the JSON text has more than %1 keys, which is "
                                       "more than any experiment needs."),
                       {std::to_string(MostKeys)}};
            return false;
        }
        if (m_keys.back().insert(name).second)
            return true;
        m_error = {RETORT_SENTENCE("The key %1 stands twice in one object. Remove one of them."),
                   {shown(name)}};
        return false;
    }

    bool parse_error(std::size_t position, const std::string &,
                     const nlohmann::detail::exception &exception) override
    {
        constexpr int numberOverflow = 406;
        const auto end = m_text.begin() + std::ptrdiff_t(std::min(position, m_text.size()));
        const auto lines = std::count(m_text.begin(), end, '\n');
        const auto lineBegin = std::find(std::make_reverse_iterator(end), m_text.rend(), '\n');
        const auto column = end - lineBegin.base();
        const std::vector<std::string> place{std::to_string(lines + 1), std::to_string(column)};
        if (exception.id == numberOverflow)
            m_error = {RETORT_SENTENCE("The number before line %1, column %2 is too large."),
                       place};
        else
            m_error = {RETORT_SENTENCE("The text is not valid JSON: line %1, column %2 is not "
                                       "what could stand there."),
                       place};
        return false;
    }

private:
    bool enter()
    {
        m_keys.emplace_back();
        if (m_keys.size() <= DeepestNesting)
            return true;
        m_error = {RETORT_SENTENCE("The JSON text is nested deeper than %1 levels."),
                   {std::to_string(DeepestNesting)}};
        return false;
    }

    bool leave()
    {
        m_keys.pop_back();
        return true;
    }

    std::string_view m_text;
    std::vector<std::set<std::string>> m_keys; ///< one set for each open object or array
    Error m_error;
};

} // namespace

Result<Json> parseBoundedJson(std::string_view text)
{
    if (text.size() > LargestText) {
        return Error{
            RETORT_SENTENCE("The JSON text is longer than %1 bytes, which is more than any "
                            "experiment needs."),
            {std::to_string(LargestText)}};
    }
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return Error{RETORT_SENTENCE("The JSON text is empty; the shortest experiment is {}."), {}};
    if (const auto offset = firstInvalidUtf8(text)) {
        return Error{RETORT_SENTENCE("The text is not valid UTF-8 at byte %1. Save it as UTF-8."),
                     {std::to_string(*offset)}};
    }
    Examiner examiner(text);
    if (!nlohmann::json::sax_parse(text.begin(), text.end(), &examiner))
        return examiner.error();
    return Json::parse(text.begin(), text.end());
}

std::string shown(const Json &value)
{
    constexpr std::size_t longest = 80;
    if (value.is_number_float() && !std::isfinite(value.get<double>()))
        return std::isnan(value.get<double>()) ? "NaN" : "infinite";
    std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
    if (text.size() <= longest)
        return text;
    std::size_t end = longest;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;
    return text.substr(0, end) + "…";
}

Json numberJson(double value)
{
    constexpr double exact = 1e15;
    if (std::abs(value) < exact && value == std::floor(value))
        return static_cast<std::int64_t>(value);
    return value;
}

} // namespace retort
