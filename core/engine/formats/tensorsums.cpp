#include "core/engine/formats/tensorsums.h"

#include "core/engine/formats/smallfloats.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

namespace retort {

namespace {

/// Whole elements of every type: a multiple of 3 bytes for 6 bits, of 8 for the widest.
constexpr std::size_t blockBytes = std::size_t(192) << 10;

/// Exact for any tensor: 2^64 numbers of 64 bits.
__extension__ using Wide = __int128;

using Bytes = std::span<const std::byte>;

/// Adds up the blocks of one tensor. Each block's sum is taken by itself, so that a small element
/// is not lost beside a large total.
class Sum
{
public:
    explicit Sum(ElementType type) : m_type(type)
    {
        if (!isWhole(type) && bitsOf(type) <= 16)
            fillValues();
    }

    void add(Bytes block)
    {
        switch (m_type) {
        case ElementType::Bool:
        case ElementType::U8: return addWhole<std::uint8_t>(block);
        case ElementType::I8: return addWhole<std::int8_t>(block);
        case ElementType::I16: return addWhole<std::int16_t>(block);
        case ElementType::U16: return addWhole<std::uint16_t>(block);
        case ElementType::I32: return addWhole<std::int32_t>(block);
        case ElementType::U32: return addWhole<std::uint32_t>(block);
        case ElementType::I64: return addWhole<std::int64_t>(block);
        case ElementType::U64: return addWhole<std::uint64_t>(block);
        case ElementType::F32: m_real += sumOfElements<float, double>(block); return;
        case ElementType::F64: m_real += sumOfElements<double, double>(block); return;
        case ElementType::C64: return addComplex(block);
        case ElementType::F16:
        case ElementType::Bf16: return addCodes<std::uint16_t>(block);
        case ElementType::F6E2M3:
        case ElementType::F6E3M2: return addSixBits(block);
        case ElementType::F4: return addFourBits(block);
        default: return addCodes<std::uint8_t>(block); // F8
        }
    }

    TensorSum result() const
    {
        TensorSum sum;
        sum.real = isWhole(m_type) ? double(m_whole) : m_real;
        if (m_type == ElementType::C64)
            sum.imaginary = m_imaginary;
        return sum;
    }

private:
    /// The value of every code, computed once: no more than 65,536.
    void fillValues()
    {
        m_values.resize(std::size_t(1) << bitsOf(m_type));
        for (std::size_t code = 0; code < m_values.size(); ++code)
            m_values[code] = smallFloat(m_type, std::uint32_t(code));
    }

    /// Calls `visit` with each element, wherever it lies.
    template <class T, class Visit>
    static void forEach(Bytes block, Visit visit)
    {
        for (std::size_t at = 0; at + sizeof(T) <= block.size(); at += sizeof(T)) {
            T element;
            std::memcpy(&element, block.data() + at, sizeof element);
            visit(element);
        }
    }

    template <class T, class Total>
    static Total sumOfElements(Bytes block)
    {
        Total total = 0;
        forEach<T>(block, [&](T element) { total += Total(element); });
        return total;
    }

    template <class T>
    void addWhole(Bytes block)
    {
        // A block of narrow numbers fits 64 bits, which are faster.
        if constexpr (sizeof(T) < 8)
            m_whole += sumOfElements<T, std::int64_t>(block);
        else
            m_whole += sumOfElements<T, Wide>(block);
    }

    template <class T>
    void addCodes(Bytes block)
    {
        double total = 0;
        forEach<T>(block, [&](T code) { total += m_values[code]; });
        m_real += total;
    }

    void addComplex(Bytes block)
    {
        double real = 0;
        double imaginary = 0;
        forEach<std::array<float, 2>>(block, [&](const auto &element) {
            real += double(element[0]);
            imaginary += double(element[1]);
        });
        m_real += real;
        m_imaginary += imaginary;
    }

    /// Two in a byte.
    void addFourBits(Bytes block)
    {
        double total = 0;
        forEach<std::uint8_t>(
            block, [&](std::uint8_t pair) { total += m_values[pair & 0xF] + m_values[pair >> 4]; });
        m_real += total;
    }

    /// Four in three bytes, the first in the lowest bits.
    void addSixBits(Bytes block)
    {
        double total = 0;
        forEach<std::array<std::uint8_t, 3>>(block, [&](const auto &three) {
            const auto codes = std::uint32_t(three[0]) | std::uint32_t(three[1]) << 8
                               | std::uint32_t(three[2]) << 16;
            for (int i = 0; i < 4; ++i)
                total += m_values[(codes >> (6 * i)) & 0x3F];
        });
        m_real += total;
    }

    ElementType m_type;
    std::vector<double> m_values; ///< by code
    Wide m_whole = 0;
    double m_real = 0;
    double m_imaginary = 0;
};

} // namespace

Result<TensorSum> sumOf(const SafetensorsFile &file, const TensorEntry &entry)
{
    Sum sum(entry.type);
    std::vector<std::byte> buffer(std::size_t(std::min<std::uint64_t>(blockBytes, entry.bytes())));
    for (std::uint64_t begin = 0; begin < entry.bytes(); begin += blockBytes) {
        const auto block = std::span(buffer).first(
            std::size_t(std::min<std::uint64_t>(blockBytes, entry.bytes() - begin)));
        if (auto read = file.read(entry, begin, block); !read)
            return read.error();
        if (entry.type == ElementType::Bool && !areTruthValues(block))
            return wrongTruthValue(file.path(), entry);
        sum.add(block);
    }
    return sum.result();
}

} // namespace retort
