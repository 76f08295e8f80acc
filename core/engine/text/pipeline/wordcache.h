#pragma once
// Words that were tokenised lately, with their ids. Of bounded size; for one thread at a time.

#include "core/engine/text/pipeline/hashing.h"
#include "core/engine/text/tokenizer.h"

#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

class WordCache
{
public:
    static constexpr std::size_t longestWord = 128;

    /// Null if the word is not there. Valid until the next add().
    const std::span<const TokenId> *find(std::string_view word, std::uint64_t hash);
    /// A word of at most `longestWord` bytes that is not there.
    void add(std::string_view word, std::uint64_t hash, std::span<const TokenId> ids);

private:
    struct Entry
    {
        std::uint64_t hash = 0;
        std::uint32_t word = 0, ids = 0;
        std::uint16_t wordSize = 0; ///< 0: free
        std::uint16_t count = 0;
    };

    void rehash(std::size_t slots);
    std::size_t slotOf(std::string_view word, std::uint64_t hash) const;

    std::vector<Entry> m_entries;
    std::string m_words;
    std::vector<TokenId> m_ids;
    std::size_t m_count = 0;
    std::span<const TokenId> m_found;
};

/// Lends caches to threads, so that what one call learnt serves the next. Thread-safe.
class CachePool
{
public:
    class Loan
    {
    public:
        explicit Loan(CachePool &pool);
        ~Loan();
        Loan(const Loan &) = delete;
        Loan &operator=(const Loan &) = delete;
        WordCache &operator*() { return *m_cache; }

    private:
        CachePool &m_pool;
        std::unique_ptr<WordCache> m_cache;
    };

private:
    std::mutex m_mutex;
    std::vector<std::unique_ptr<WordCache>> m_idle;
};

} // namespace retort
