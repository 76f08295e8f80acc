#include "core/engine/text/protobuf.h"

#include <bit>

namespace retort {

float ProtobufField::asFloat() const
{
    return std::bit_cast<float>(std::uint32_t(value));
}

std::optional<ProtobufField> ProtobufReader::next()
{
    ProtobufField field;
    if (m_bytes.empty() || m_broken)
        return std::nullopt;
    if (!readField(field)) {
        m_broken = true;
        return std::nullopt;
    }
    return field;
}

bool ProtobufReader::readVarint(std::uint64_t &value)
{
    value = 0;
    for (int shift = 0; shift < 64 && !m_bytes.empty(); shift += 7) {
        const auto byte = static_cast<unsigned char>(m_bytes.front());
        m_bytes.remove_prefix(1);
        value |= std::uint64_t(byte & 0x7F) << shift;
        if (byte < 0x80)
            return true;
    }
    return false;
}

bool ProtobufReader::readFixed(std::uint64_t &value, std::size_t size)
{
    if (m_bytes.size() < size)
        return false;
    value = 0;
    for (std::size_t i = 0; i < size; ++i)
        value |= std::uint64_t(static_cast<unsigned char>(m_bytes[i])) << (8 * i);
    m_bytes.remove_prefix(size);
    return true;
}

bool ProtobufReader::readField(ProtobufField &field)
{
    std::uint64_t tag = 0;
    if (!readVarint(tag) || tag > 0xFFFFFFFF || tag >> 3 == 0)
        return false;
    field.number = std::uint32_t(tag >> 3);
    field.wire = int(tag & 7);
    switch (field.wire) {
    case 0: return readVarint(field.value);
    case 1: return readFixed(field.value, 8);
    case 5: return readFixed(field.value, 4);
    case 2: break;
    default: return false; // groups, which nothing here has
    }
    std::uint64_t size = 0;
    if (!readVarint(size) || size > m_bytes.size())
        return false;
    field.bytes = m_bytes.substr(0, std::size_t(size));
    m_bytes.remove_prefix(std::size_t(size));
    return true;
}

} // namespace retort
