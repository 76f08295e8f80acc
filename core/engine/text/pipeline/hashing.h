#pragma once
// Hash tables for words and pairs of numbers. The hash starts from a value that is drawn once a
// process, so that no file can be made whose words all collide.

#include "core/engine/text/tokenizer.h"

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

std::uint64_t hashSeed();

inline std::uint64_t mixed(std::uint64_t value)
{
    value ^= value >> 32;
    value *= 0xD6E8FEB86659FD93u;
    return value ^ (value >> 29);
}

inline std::uint64_t hashOf(std::string_view bytes)
{
    static const std::uint64_t seed = hashSeed();
    std::uint64_t hash = seed ^ bytes.size();
    const char *at = bytes.data();
    std::size_t left = bytes.size();
    for (; left >= 8; at += 8, left -= 8) {
        std::uint64_t chunk;
        std::memcpy(&chunk, at, 8);
        hash = mixed(hash ^ chunk);
    }
    std::uint64_t rest = 0;
    std::memcpy(&rest, at, left);
    return mixed(mixed(hash ^ rest) + seed);
}

/// The words of a vocabulary by id, ids by word. There may be ids without a word.
class Words
{
public:
    Words() = default;
    Words(Words &&) = default;
    Words &operator=(Words &&) = default;
    Words(const Words &) = delete;
    Words &operator=(const Words &) = delete;

    /// False if the word or the id is taken. Before the first find().
    bool add(TokenId id, std::string word);

    /// The largest id + 1.
    int size() const { return int(m_words.size()); }
    int count() const { return m_count; }
    bool contains(TokenId id) const { return id >= 0 && id < size() && m_present[std::size_t(id)]; }
    /// Empty where there is none.
    const std::string &word(TokenId id) const;
    /// The id of a word, or −1.
    TokenId find(std::string_view word) const;

private:
    void grow();

    std::vector<std::string> m_words;
    std::vector<bool> m_present;
    std::vector<TokenId> m_slots; ///< −1: free; a power of two, at most half full
    int m_count = 0;
};

/// Numbers by pairs of numbers.
class PairTable
{
public:
    explicit PairTable(std::size_t expected = 0);

    static std::uint64_t key(std::uint32_t left, std::uint32_t right)
    {
        return std::uint64_t(left) << 32 | right;
    }

    /// Replaces what stands there.
    void insert(std::uint64_t key, std::uint64_t value);

    /// Null if there is nothing.
    const std::uint64_t *find(std::uint64_t key) const
    {
        for (std::size_t slot = mixed(key ^ m_seed) & m_mask;; slot = (slot + 1) & m_mask) {
            if (m_slots[slot].key == key)
                return &m_slots[slot].value;
            if (m_slots[slot].key == free)
                return nullptr;
        }
    }

private:
    static constexpr std::uint64_t free = ~std::uint64_t(0);

    struct Slot
    {
        std::uint64_t key = free, value = 0;
    };

    std::uint64_t m_seed;
    std::vector<Slot> m_slots;
    std::size_t m_mask, m_count = 0;
};

} // namespace retort
