#pragma once
// Internal: the fields of a serialised protocol buffer, one after another, without a schema.
// Format: protobuf.dev/programming-guides/encoding.

#include <cstdint>
#include <optional>
#include <string_view>

namespace retort {

struct ProtobufField
{
    std::uint32_t number = 0;
    int wire = 0;            ///< 0: varint, 1: eight bytes, 2: a string or message, 5: four bytes
    std::uint64_t value = 0; ///< of wire 0, 1 and 5
    std::string_view bytes;  ///< of wire 2

    float asFloat() const;
    /// int32 and enumerations.
    std::int32_t asInt() const { return std::int32_t(value); }
};

/// Never reads beyond its bytes.
class ProtobufReader
{
public:
    explicit ProtobufReader(std::string_view bytes) : m_bytes(bytes) {}

    /// The next field; nothing at the end or where broken() begins.
    std::optional<ProtobufField> next();
    /// What follows is no field.
    bool broken() const { return m_broken; }

private:
    bool readVarint(std::uint64_t &value);
    bool readFixed(std::uint64_t &value, std::size_t size);
    bool readField(ProtobufField &field);

    std::string_view m_bytes;
    bool m_broken = false;
};

} // namespace retort
