#include "core/engine/text/textpieces.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>
#include <memory>

namespace retort {

// White_Space written out: PCRE2's own \s has U+180E as well.
const char *const gpt2Pattern =
    "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\p{Z}\\t-\\r\\x{85}\\p{L}\\p{N}]+"
    "|[\\p{Z}\\t-\\r\\x{85}]+(?![^\\p{Z}\\t-\\r\\x{85}])|[\\p{Z}\\t-\\r\\x{85}]+";

namespace {

constexpr std::size_t betweenChecks = 65536; // bytes

struct Free
{
    void operator()(pcre2_code *code) const { pcre2_code_free(code); }
    void operator()(pcre2_match_data *match) const { pcre2_match_data_free(match); }
};

class Splitter
{
public:
    Splitter()
    {
        int error = 0;
        PCRE2_SIZE place = 0;
        m_code.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(gpt2Pattern), PCRE2_ZERO_TERMINATED,
                                   PCRE2_UTF | PCRE2_UCP | PCRE2_NO_UTF_CHECK, &error, &place,
                                   nullptr));
        if (!m_code)
            return;
        pcre2_jit_compile(m_code.get(), PCRE2_JIT_COMPLETE); // slower without, but the same
        m_match.reset(pcre2_match_data_create_from_pattern(m_code.get(), nullptr));
    }

    /// The end of the piece that begins at `at`, or `at` if the expression failed.
    std::size_t pieceEnd(std::string_view text, std::size_t at) const
    {
        if (!m_match)
            return at;
        const int found =
            pcre2_match(m_code.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), at,
                        PCRE2_NO_UTF_CHECK | PCRE2_ANCHORED, m_match.get(), nullptr);
        return found > 0 ? pcre2_get_ovector_pointer(m_match.get())[1] : at;
    }

private:
    std::unique_ptr<pcre2_code, Free> m_code;
    std::unique_ptr<pcre2_match_data, Free> m_match;
};

/// Counts by open addressing: four numbers a piece instead of a node with its own memory.
class PieceTable
{
public:
    explicit PieceTable(std::string_view text) : m_text(text), m_entries(1024) {}

    void add(std::string_view piece)
    {
        if (2 * (m_used + 1) > m_entries.size())
            grow();
        const auto hash = std::uint32_t(std::hash<std::string_view>()(piece));
        Entry &entry = find(hash, piece);
        if (entry.count == 0) {
            entry = {std::uint32_t(piece.data() - m_text.data()), std::uint32_t(piece.size()), hash,
                     0};
            ++m_used;
        }
        ++entry.count;
    }

    /// In the order in which they first came.
    std::vector<CountedPiece> pieces() &&
    {
        std::erase_if(m_entries, [](const Entry &entry) { return entry.count == 0; });
        std::sort(m_entries.begin(), m_entries.end(),
                  [](const Entry &a, const Entry &b) { return a.begin < b.begin; });
        std::vector<CountedPiece> pieces;
        pieces.reserve(m_entries.size());
        for (const Entry &entry : m_entries)
            pieces.push_back({textOf(entry), entry.count});
        return pieces;
    }

private:
    struct Entry
    {
        std::uint32_t begin = 0, length = 0, hash = 0, count = 0;
    };

    std::string_view textOf(const Entry &entry) const
    {
        return m_text.substr(entry.begin, entry.length);
    }

    Entry &find(std::uint32_t hash, std::string_view piece)
    {
        const std::size_t mask = m_entries.size() - 1;
        for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
            Entry &entry = m_entries[at];
            if (entry.count == 0 || (entry.hash == hash && textOf(entry) == piece))
                return entry;
        }
    }

    void grow()
    {
        const std::vector<Entry> old =
            std::exchange(m_entries, std::vector<Entry>(2 * m_entries.size()));
        for (const Entry &entry : old) {
            if (entry.count > 0)
                find(entry.hash, textOf(entry)) = entry;
        }
    }

    std::string_view m_text;
    std::vector<Entry> m_entries;
    std::size_t m_used = 0;
};

/// Where the next of several strings stands.
class SeparatorFinder
{
public:
    SeparatorFinder(std::string_view text, const std::vector<std::string> &separators)
        : m_text(text)
    {
        for (const std::string &separator : separators)
            m_next.push_back({separator, text.find(separator)});
    }

    struct Found
    {
        std::string_view separator;
        std::size_t place = std::string_view::npos;
    };

    /// The first at or behind `at`, of those at one place the longest.
    Found next(std::size_t at)
    {
        Found first;
        for (Found &found : m_next) {
            if (found.place < at)
                found.place = m_text.find(found.separator, at);
            if (found.place < first.place
                || (found.place == first.place && found.place != m_text.npos
                    && found.separator.size() > first.separator.size()))
                first = found;
        }
        return first;
    }

private:
    std::string_view m_text;
    std::vector<Found> m_next;
};

} // namespace

Result<std::vector<CountedPiece>> countPieces(std::string_view text,
                                              const std::vector<std::string> &separators,
                                              const std::function<void(std::size_t)> &progress,
                                              const std::stop_token &stop)
{
    const Splitter splitter;
    PieceTable table(text);
    SeparatorFinder finder(text, separators);
    std::size_t check = betweenChecks;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto [separator, place] = finder.next(begin);
        const std::size_t end = std::min(place, text.size());
        const std::string_view stretch = text.substr(begin, end - begin);
        for (std::size_t at = 0; at < stretch.size();) {
            const std::size_t next = splitter.pieceEnd(stretch, at);
            if (next == at)
                return Error{RETORT_SENTENCE("The text cannot be cut into words: the library PCRE2 "
                                             "failed at byte %1. Free some memory and try again."),
                             {std::to_string(begin + at)}};
            if (next - at > 1)
                table.add(stretch.substr(at, next - at));
            at = next;
            if (begin + at >= check) {
                check = begin + at + betweenChecks;
                if (stop.stop_requested())
                    return Error{RETORT_SENTENCE("The training of the tokenizer was stopped."), {}};
                if (progress)
                    progress(begin + at);
            }
        }
        begin = end + separator.size();
    }
    return std::move(table).pieces();
}

} // namespace retort
