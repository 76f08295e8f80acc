#include "core/engine/text/pipeline/hashing.h"

#include <algorithm>
#include <bit>
#include <random>

namespace retort {

std::uint64_t hashSeed()
{
    static const std::uint64_t seed = [] {
        std::random_device device;
        return std::uint64_t(device()) << 32 | device();
    }();
    return seed;
}

bool Words::add(TokenId id, std::string word)
{
    if (contains(id) || find(word) >= 0)
        return false;
    const auto place = std::size_t(id);
    if (place >= m_words.size()) {
        m_words.resize(place + 1);
        m_present.resize(place + 1, false);
    }
    m_words[place] = std::move(word);
    m_present[place] = true;
    ++m_count;
    if (std::size_t(m_count) * 2 > m_slots.size()) {
        grow();
    } else {
        std::size_t slot = hashOf(m_words[place]) & (m_slots.size() - 1);
        while (m_slots[slot] >= 0)
            slot = (slot + 1) & (m_slots.size() - 1);
        m_slots[slot] = id;
    }
    return true;
}

void Words::grow()
{
    m_slots.assign(std::max<std::size_t>(64, m_slots.size() * 2), -1);
    for (TokenId id = 0; id < size(); ++id) {
        if (!contains(id))
            continue;
        std::size_t slot = hashOf(m_words[std::size_t(id)]) & (m_slots.size() - 1);
        while (m_slots[slot] >= 0)
            slot = (slot + 1) & (m_slots.size() - 1);
        m_slots[slot] = id;
    }
}

const std::string &Words::word(TokenId id) const
{
    static const std::string none;
    return contains(id) ? m_words[std::size_t(id)] : none;
}

TokenId Words::find(std::string_view word) const
{
    if (m_slots.empty())
        return -1;
    std::size_t slot = hashOf(word) & (m_slots.size() - 1);
    while (m_slots[slot] >= 0) {
        if (m_words[std::size_t(m_slots[slot])] == word)
            return m_slots[slot];
        slot = (slot + 1) & (m_slots.size() - 1);
    }
    return -1;
}

PairTable::PairTable(std::size_t expected)
    : m_seed(hashSeed())
    , m_slots(std::bit_ceil(std::max<std::size_t>(16, expected * 2)))
    , m_mask(m_slots.size() - 1)
{
}

void PairTable::insert(std::uint64_t key, std::uint64_t value)
{
    if ((m_count + 1) * 2 > m_slots.size()) {
        std::vector<Slot> old(m_slots.size() * 2);
        old.swap(m_slots);
        m_mask = m_slots.size() - 1;
        m_count = 0;
        for (const Slot &slot : old)
            if (slot.key != free)
                insert(slot.key, slot.value);
    }
    std::size_t slot = mixed(key ^ m_seed) & m_mask;
    while (m_slots[slot].key != free && m_slots[slot].key != key)
        slot = (slot + 1) & m_mask;
    m_count += m_slots[slot].key == free;
    m_slots[slot] = {key, value};
}

} // namespace retort
