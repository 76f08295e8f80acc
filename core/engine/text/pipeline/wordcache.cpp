#include "core/engine/text/pipeline/wordcache.h"

namespace retort {

namespace {

constexpr std::size_t leastSlots = 1 << 10;
constexpr std::size_t mostSlots = 1 << 18;

} // namespace

std::size_t WordCache::slotOf(std::string_view word, std::uint64_t hash) const
{
    std::size_t slot = hash & (m_entries.size() - 1);
    for (;; slot = (slot + 1) & (m_entries.size() - 1)) {
        const Entry &entry = m_entries[slot];
        if (entry.wordSize == 0)
            return slot;
        if (entry.hash == hash
            && word == std::string_view(m_words.data() + entry.word, entry.wordSize))
            return slot;
    }
}

const std::span<const TokenId> *WordCache::find(std::string_view word, std::uint64_t hash)
{
    if (m_entries.empty())
        return nullptr;
    const Entry &entry = m_entries[slotOf(word, hash)];
    if (entry.wordSize == 0)
        return nullptr;
    m_found = {m_ids.data() + entry.ids, entry.count};
    return &m_found;
}

void WordCache::add(std::string_view word, std::uint64_t hash, std::span<const TokenId> ids)
{
    if ((m_count + 1) * 2 > m_entries.size()) {
        if (m_entries.size() < mostSlots) {
            rehash(std::max(leastSlots, m_entries.size() * 4));
        } else { // full: begin anew, what is frequent comes back soon
            m_entries.assign(mostSlots, {});
            m_words.clear();
            m_ids.clear();
            m_count = 0;
        }
    }
    m_entries[slotOf(word, hash)] = {hash, std::uint32_t(m_words.size()),
                                     std::uint32_t(m_ids.size()), std::uint16_t(word.size()),
                                     std::uint16_t(ids.size())};
    m_words += word;
    m_ids.insert(m_ids.end(), ids.begin(), ids.end());
    ++m_count;
}

void WordCache::rehash(std::size_t slots)
{
    std::vector<Entry> old(slots);
    old.swap(m_entries);
    for (const Entry &entry : old)
        if (entry.wordSize > 0)
            m_entries[slotOf({m_words.data() + entry.word, entry.wordSize}, entry.hash)] = entry;
}

CachePool::Loan::Loan(CachePool &pool) : m_pool(pool)
{
    const std::lock_guard lock(pool.m_mutex);
    if (!pool.m_idle.empty()) {
        m_cache = std::move(pool.m_idle.back());
        pool.m_idle.pop_back();
    } else {
        m_cache = std::make_unique<WordCache>();
    }
}

CachePool::Loan::~Loan()
{
    const std::lock_guard lock(m_pool.m_mutex);
    m_pool.m_idle.push_back(std::move(m_cache));
}

} // namespace retort
