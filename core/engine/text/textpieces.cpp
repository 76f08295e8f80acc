#include "core/engine/text/textpieces.h"

#include "core/engine/text/pipeline/gpt2pattern.h"
#include "core/engine/text/unicode.h"

#include <algorithm>
#include <functional>

namespace retort {

namespace {

constexpr std::size_t blockSize = 65536; // bytes between looks at the stop

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

/// Where a block of text[begin, end) ends: before a blank behind something else, where no piece
/// goes on.
std::size_t blockEnd(std::string_view text, std::size_t begin, std::size_t end)
{
    for (std::size_t at = begin + blockSize; at < end; ++at) {
        if (text[at] != ' ' && text[at] != '\n')
            continue;
        std::size_t before = at - 1;
        while ((text[before] & 0xC0) == 0x80)
            --before;
        if (!isSpace(nextCodePoint(text, before)))
            return at;
    }
    return end;
}

} // namespace

Result<std::vector<CountedPiece>> countPieces(std::string_view text,
                                              const std::vector<std::string> &separators,
                                              const std::function<void(std::size_t)> &progress,
                                              const std::stop_token &stop)
{
    PieceTable table(text);
    SeparatorFinder finder(text, separators);
    std::vector<Stretch> pieces;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto [separator, place] = finder.next(begin);
        const std::size_t end = std::min(place, text.size());
        while (begin < end) {
            const std::string_view block = text.substr(begin, blockEnd(text, begin, end) - begin);
            pieces.clear();
            if (auto cut = cutLikeGpt2(block, pieces); !cut)
                return cut.error();
            for (const Stretch &piece : pieces)
                if (piece.end - piece.begin > 1)
                    table.add(block.substr(piece.begin, piece.end - piece.begin));
            begin += block.size();
            if (stop.stop_requested())
                return Error{RETORT_SENTENCE("The training of the tokenizer was stopped."), {}};
            if (progress)
                progress(begin);
        }
        begin = end + separator.size();
    }
    return std::move(table).pieces();
}

} // namespace retort
