#include "core/engine/formats/safetensorsheader.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

namespace retort {

namespace {

using Json = nlohmann::json;

/// As many as NumPy's arrays and the loops of LibTorch have.
constexpr std::size_t mostDimensions = 64;
constexpr char metadataName[] = "__metadata__";

/// A name of a stranger's in a message: on one line and short.
std::string shown(std::string_view name)
{
    constexpr std::size_t longest = 100;
    auto length = std::min(name.size(), longest);
    while (length < name.size() && length > 0 && (name[length] & 0xC0) == 0x80)
        --length;
    std::string text(name.substr(0, length));
    std::ranges::replace_if(
        text, [](unsigned char c) { return c < 0x20 || c == 0x7F; }, '?');
    return length < name.size() ? text + "…" : text;
}

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
            return go(m_entry.name == metadataName ? Place::Metadata : Place::Fields);
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
        if (m_place == Place::Names)
            return beginTensor(name);
        if (m_place == Place::Metadata) {
            const auto [place, isNew] = header.metadata.try_emplace(name);
            m_value = &place->second;
            return isNew || failTwice(name);
        }
        const auto field = name == "dtype"          ? Type
                           : name == "shape"        ? Shape
                           : name == "data_offsets" ? Offsets
                                                    : 0U;
        if (field == 0) {
            return fail(RETORT_SENTENCE("“%1” is not a valid safetensors file: “%2” has the "
                                        "unknown key “%3”."),
                        m_entry.name, name);
        }
        if ((m_fields & field) != 0)
            return failTwice(name);
        m_fields |= field;
        m_field = field;
        return go(field == Type ? Place::Type : Place::Array);
    }

    bool string(std::string &text) override
    {
        if (m_place == Place::Metadata) {
            *m_value = std::move(text);
            return true;
        }
        if (m_place != Place::Type)
            return unexpected();
        const auto type = elementTypeNamed(text);
        if (!type) {
            return fail(RETORT_SENTENCE("“%1” is not a valid safetensors file: “%2” has the type "
                                        "“%3”, which the format does not have."),
                        m_entry.name, text);
        }
        m_entry.type = *type;
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
                m_entry.name);
        if (m_numbers.size() == (m_field == Shape ? mostDimensions : 2))
            return fail(
                RETORT_SENTENCE(
                    "“%1” is not a valid safetensors file: “%2” has a list that is too long."),
                m_entry.name);
        m_numbers.push_back(std::int64_t(value));
        return true;
    }

    bool end_array() override
    {
        if (m_field == Shape) {
            m_entry.shape = m_numbers;
        } else {
            if (m_numbers.size() != 2 || m_numbers[0] > m_numbers[1])
                return fail(RETORT_SENTENCE(
                                "“%1” is not a valid safetensors file: “%2” has wrong offsets."),
                            m_entry.name);
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
        error = Error{sentence, {m_file, shown(arguments)...}};
        return false;
    }

    bool unexpected()
    {
        return fail(
            RETORT_SENTENCE("“%1” is not a valid safetensors file: its header has something "
                            "unexpected after “%2”."),
            m_entry.name);
    }

    bool beginTensor(std::string &name)
    {
        if (name == metadataName && std::exchange(m_hasMetadata, true))
            return failTwice(name);
        m_fields = 0;
        m_entry = {};
        m_entry.name = std::move(name);
        return go(Place::TensorOrMetadata);
    }

    bool failTwice(const std::string &name)
    {
        return fail(
            RETORT_SENTENCE("“%1” is not a valid safetensors file: the name “%2” occurs twice."),
            name);
    }

    bool finishTensor()
    {
        if (m_fields != (Type | Shape | Offsets)) {
            return fail(
                RETORT_SENTENCE("“%1” is not a valid safetensors file: “%2” lacks its type, "
                                "its shape or its offsets."),
                m_entry.name);
        }
        // Strides are computed as if empty dimensions had one element, so that product counts too.
        auto bits = std::int64_t(bitsOf(m_entry.type));
        bool overflow = false;
        bool empty = false;
        for (const auto extent : m_entry.shape) {
            overflow |= __builtin_mul_overflow(bits, std::max<std::int64_t>(extent, 1), &bits);
            empty |= extent == 0;
        }
        if (overflow) {
            return fail(
                RETORT_SENTENCE("“%1” is not a valid safetensors file: “%2” has a size that "
                                "is too large."),
                m_entry.name);
        }
        if (empty)
            bits = 0;
        if (bits % 8 != 0) {
            return fail(RETORT_SENTENCE("“%1” is not a valid safetensors file: the %2 bits of “%3” "
                                        "do not fill whole bytes."),
                        std::to_string(bits), m_entry.name);
        }
        if (std::uint64_t(bits / 8) != m_entry.bytes()) {
            return fail(RETORT_SENTENCE("“%1” is not a valid safetensors file: type and shape of "
                                        "“%2” ask for %3 bytes, its offsets for %4."),
                        m_entry.name, std::to_string(bits / 8), std::to_string(m_entry.bytes()));
        }
        header.tensors.push_back(m_entry);
        return true;
    }

    enum Field : unsigned { Type = 1, Shape = 2, Offsets = 4 };

    std::string m_file;
    Place m_place = Place::Start;
    bool m_hasMetadata = false;
    std::string *m_value = nullptr; ///< of the metadata's last key
    unsigned m_fields = 0;          ///< those that the tensor has
    unsigned m_field = 0;           ///< the last of them
    std::vector<std::int64_t> m_numbers;
    TensorEntry m_entry; ///< its name is the last one read
};

/// The format's own rules for the text around the object, which JSON does not have.
Status checkFrame(std::string_view json, const std::string &file)
{
    if (!json.starts_with('{')) {
        return Error{RETORT_SENTENCE("“%1” is not a valid safetensors file: its header does not "
                                     "begin with “{”."),
                     {file}};
    }
    // The JSON library would take a zero byte for the end of the text.
    const auto last = json.find_last_not_of(' ');
    if (json[last] != '}' || json.find('\0') != json.npos) {
        return Error{RETORT_SENTENCE("“%1” is not a valid safetensors file: its header does not "
                                     "end with “}” and blanks."),
                     {file}};
    }
    return {};
}

/// Two tensors of one name, or null. Sorted once at the end: a set of names would cost more memory.
const std::string *findTwin(const std::vector<TensorEntry> &tensors)
{
    std::vector<const std::string *> names;
    names.reserve(tensors.size());
    for (const auto &entry : tensors)
        names.push_back(&entry.name);
    const auto less = [](const auto *a, const auto *b) { return *a < *b; };
    std::ranges::sort(names, less);
    const auto twin =
        std::ranges::adjacent_find(names, [](const auto *a, const auto *b) { return *a == *b; });
    return twin == names.end() ? nullptr : *twin;
}

} // namespace

Result<SafetensorsHeader> parseSafetensorsHeader(std::string_view json, std::uint64_t dataSize,
                                                 const std::string &file)
{
    if (auto framed = checkFrame(json, file); !framed)
        return framed.error();
    HeaderReader reader(file);
    if (!Json::sax_parse(json.begin(), json.end(), &reader))
        return *reader.error;

    auto &tensors = reader.header.tensors;
    if (const auto *twin = findTwin(tensors)) {
        return Error{
            RETORT_SENTENCE("“%1” is not a valid safetensors file: the name “%2” occurs twice."),
            {file, shown(*twin)}};
    }
    std::ranges::sort(tensors, {},
                      [](const TensorEntry &entry) { return std::pair(entry.begin, entry.end); });
    std::uint64_t filled = 0;
    for (const auto &entry : tensors) {
        if (entry.begin < filled) {
            return Error{RETORT_SENTENCE("“%1” is not a valid safetensors file: “%2” overlaps "
                                         "another tensor."),
                         {file, shown(entry.name)}};
        }
        if (entry.begin > filled) {
            return Error{RETORT_SENTENCE("“%1” is not a valid safetensors file: there is a hole "
                                         "before “%2”."),
                         {file, shown(entry.name)}};
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

Result<std::string> writeSafetensorsHeader(const SafetensorsHeader &header, const std::string &file)
{
    nlohmann::ordered_json json = nlohmann::ordered_json::object();
    // Names differ, so there is nothing to look up: json's own operator[] would search each time.
    auto &members = json.get_ref<nlohmann::ordered_json::object_t &>();
    if (!header.metadata.empty())
        members.emplace_back(metadataName, header.metadata);
    for (const auto &entry : header.tensors) {
        if (entry.name == metadataName) {
            return Error{
                RETORT_SENTENCE("“%1” cannot be written: no tensor may have the name “%2”, "
                                "which safetensors files keep for something else."),
                {file, shown(entry.name)}};
        }
        members.emplace_back(entry.name,
                             nlohmann::ordered_json{{"dtype", std::string(nameOf(entry.type))},
                                                    {"shape", entry.shape},
                                                    {"data_offsets", {entry.begin, entry.end}}});
    }
    try {
        auto text = json.dump();
        text.resize((text.size() + 7) / 8 * 8, ' ');
        if (text.size() <= longestSafetensorsHeader)
            return text;
    } catch (const nlohmann::json::type_error &) {
        return Error{RETORT_SENTENCE("“%1” cannot be written: a name or a value of its metadata is "
                                     "not UTF-8."),
                     {file}};
    }
    return Error{RETORT_SENTENCE("“%1” cannot be written: its header would have more than %2 "
                                 "bytes. Divide the tensors among several files."),
                 {file, std::to_string(longestSafetensorsHeader)}};
}

} // namespace retort
