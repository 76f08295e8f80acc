#include "core/engine/formats/safetensorsheader.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <set>

namespace retort {

namespace {

using Json = nlohmann::json;

constexpr std::size_t mostDimensions = 16;

/// Receives the header piece by piece. What is not expected at a place ends the reading at once, so
/// neither depth nor size of hostile JSON costs anything.
class HeaderReader final : public nlohmann::json_sax<Json>
{
public:
    explicit HeaderReader(std::string file) : m_file(std::move(file)) {}

    bool start_object(std::size_t) override
    {
        if (m_place == Place::Start)
            return go(Place::Names);
        if (m_place == Place::TensorOrMetadata)
            return go(m_name == "__metadata__" ? Place::Metadata : Place::Fields);
        return unexpected();
    }

    bool end_object() override
    {
        if (m_place == Place::Fields && !finishTensor())
            return false;
        return go(m_place == Place::Names ? Place::End : Place::Names);
    }

    bool key(std::string &name) override
    {
        auto &known = m_place == Place::Names ? m_names : m_keys;
        if (!known.insert(name).second)
            return fail(RETORT_SENTENCE(
                            "“%1” is not a valid safetensors file: the name “%2” occurs twice."),
                        name);
        if (m_place == Place::Names) {
            m_keys.clear();
            m_entry = {};
            m_entry.name = name;
            m_name = name;
            return go(Place::TensorOrMetadata);
        }
        m_key = name;
        if (m_place == Place::Metadata)
            return true;
        if (name == "dtype")
            return go(Place::Type);
        if (name == "shape" || name == "data_offsets")
            return go(Place::Array);
        return fail(
            RETORT_SENTENCE("“%1” is not a valid safetensors file: “%2” has the unknown key “%3”."),
            m_name, name);
    }

    bool string(std::string &text) override
    {
        if (m_place == Place::Metadata) {
            header.metadata[m_key] = text;
            return true;
        }
        if (m_place != Place::Type)
            return unexpected();
        if (elementSize(text) == 0) {
            return fail(RETORT_SENTENCE(
                            "“%1” cannot be used: “%2” has the type “%3”, which is not supported."),
                        m_name, text);
        }
        m_entry.type = text;
        return go(Place::Fields);
    }

    bool start_array(std::size_t) override
    {
        m_numbers.clear();
        return m_place == Place::Array ? go(Place::Numbers) : unexpected();
    }

    bool number_unsigned(std::uint64_t value) override
    {
        if (m_place != Place::Numbers)
            return unexpected();
        if (value > std::uint64_t(std::numeric_limits<std::int64_t>::max()))
            return fail(
                RETORT_SENTENCE(
                    "“%1” is not a valid safetensors file: “%2” has a size that is too large."),
                m_name);
        if (m_numbers.size() == mostDimensions)
            return fail(
                RETORT_SENTENCE(
                    "“%1” is not a valid safetensors file: “%2” has a list that is too long."),
                m_name);
        m_numbers.push_back(std::int64_t(value));
        return true;
    }

    bool end_array() override
    {
        if (m_key == "shape") {
            m_entry.shape = m_numbers;
        } else {
            if (m_numbers.size() != 2 || m_numbers[0] > m_numbers[1])
                return fail(RETORT_SENTENCE(
                                "“%1” is not a valid safetensors file: “%2” has wrong offsets."),
                            m_name);
            m_entry.begin = std::uint64_t(m_numbers[0]);
            m_entry.end = std::uint64_t(m_numbers[1]);
        }
        return go(Place::Fields);
    }

    bool null() override { return unexpected(); }
    bool boolean(bool) override { return unexpected(); }
    bool number_integer(std::int64_t) override { return unexpected(); }
    bool number_float(double, const std::string &) override { return unexpected(); }
    bool binary(binary_t &) override { return unexpected(); }

    bool parse_error(std::size_t position, const std::string &, const Json::exception &) override
    {
        return fail(
            RETORT_SENTENCE(
                "“%1” is not a valid safetensors file: its header stops being JSON at byte %2."),
            std::to_string(position));
    }

    SafetensorsHeader header;
    std::optional<Error> error;

private:
    enum class Place {
        Start,
        Names,
        TensorOrMetadata,
        Metadata,
        Fields,
        Type,
        Array,
        Numbers,
        End
    };

    bool go(Place place)
    {
        m_place = place;
        return true;
    }

    template <class... Arguments>
    bool fail(const char *sentence, const Arguments &...arguments)
    {
        error = Error{sentence, {m_file, arguments...}};
        return false;
    }

    bool unexpected()
    {
        return fail(
            RETORT_SENTENCE("“%1” is not a valid safetensors file: its header has something "
                            "unexpected after “%2”."),
            m_name);
    }

    bool finishTensor()
    {
        if (m_keys.size() != 3) {
            return fail(
                RETORT_SENTENCE("“%1” is not a valid safetensors file: “%2” lacks its type, "
                                "its shape or its offsets."),
                m_name);
        }
        // Strides are computed as if empty dimensions had one element, so that product counts too.
        auto bytes = std::int64_t(elementSize(m_entry.type));
        bool overflow = false;
        bool empty = false;
        for (const auto extent : m_entry.shape) {
            overflow |= __builtin_mul_overflow(bytes, std::max<std::int64_t>(extent, 1), &bytes);
            empty |= extent == 0;
        }
        if (overflow) {
            return fail(
                RETORT_SENTENCE("“%1” is not a valid safetensors file: “%2” has a size that "
                                "is too large."),
                m_name);
        }
        if (std::uint64_t(empty ? 0 : bytes) != m_entry.end - m_entry.begin) {
            return fail(RETORT_SENTENCE("“%1” is not a valid safetensors file: type and shape of "
                                        "“%2” ask for %3 bytes, its offsets for %4."),
                        m_name, std::to_string(empty ? 0 : bytes),
                        std::to_string(m_entry.end - m_entry.begin));
        }
        header.tensors.push_back(std::move(m_entry));
        return true;
    }

    std::string m_file;
    Place m_place = Place::Start;
    std::string m_name, m_key;
    std::set<std::string> m_names, m_keys;
    std::vector<std::int64_t> m_numbers;
    TensorEntry m_entry;
};

} // namespace

std::size_t elementSize(std::string_view type)
{
    struct Size
    {
        std::string_view type;
        std::size_t bytes;
    };
    constexpr std::array sizes{Size{"F64", 8}, Size{"F32", 4}, Size{"F16", 2}, Size{"BF16", 2},
                               Size{"I64", 8}, Size{"I32", 4}, Size{"I16", 2}, Size{"I8", 1},
                               Size{"U8", 1},  Size{"BOOL", 1}};
    const auto found = std::ranges::find(sizes, type, &Size::type);
    return found != sizes.end() ? found->bytes : 0;
}

Result<SafetensorsHeader> parseSafetensorsHeader(std::string_view json, std::uint64_t dataSize,
                                                 const std::string &file)
{
    if (!json.starts_with('{')) {
        return Error{RETORT_SENTENCE("“%1” is not a valid safetensors file: its header does not "
                                     "begin with “{”."),
                     {file}};
    }
    HeaderReader reader(file);
    if (!Json::sax_parse(json.begin(), json.end(), &reader))
        return *reader.error;

    auto &tensors = reader.header.tensors;
    std::ranges::sort(tensors, {},
                      [](const TensorEntry &entry) { return std::pair(entry.begin, entry.end); });
    std::uint64_t filled = 0;
    for (const auto &entry : tensors) {
        if (entry.begin < filled) {
            return Error{RETORT_SENTENCE("“%1” is not a valid safetensors file: “%2” overlaps "
                                         "another tensor."),
                         {file, entry.name}};
        }
        if (entry.begin > filled) {
            return Error{RETORT_SENTENCE("“%1” is not a valid safetensors file: there is a hole "
                                         "before “%2”."),
                         {file, entry.name}};
        }
        filled = entry.end;
    }
    if (filled > dataSize) {
        return Error{
            RETORT_SENTENCE("“%1” is cut off: it has %2 bytes of tensors, its header lists "
                            "%3. Copy or download it again."),
            {file, std::to_string(dataSize), std::to_string(filled)}};
    }
    if (filled < dataSize) {
        return Error{RETORT_SENTENCE("“%1” is not a valid safetensors file: %2 bytes follow the "
                                     "last tensor."),
                     {file, std::to_string(dataSize - filled)}};
    }
    return std::move(reader.header);
}

std::string writeSafetensorsHeader(const SafetensorsHeader &header)
{
    nlohmann::ordered_json json = nlohmann::ordered_json::object();
    if (!header.metadata.empty())
        json["__metadata__"] = header.metadata;
    for (const auto &entry : header.tensors) {
        json[entry.name] = {{"dtype", entry.type},
                            {"shape", entry.shape},
                            {"data_offsets", {entry.begin, entry.end}}};
    }
    auto text = json.dump();
    text.resize((text.size() + 7) / 8 * 8, ' ');
    return text;
}

} // namespace retort
