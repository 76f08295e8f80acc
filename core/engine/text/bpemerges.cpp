#include "core/engine/text/bpemerges.h"

#include <algorithm>
#include <limits>
#include <memory_resource>
#include <new>
#include <queue>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

namespace retort {

namespace {

using Position = std::uint32_t;
using PairKey = std::uint64_t;

constexpr int bytes = 256;
constexpr std::size_t betweenChecks = 4096; // occurrences

PairKey keyOf(int left, int right)
{
    return PairKey(left) << 32 | PairKey(right);
}

/// Neighbours of a kind. Some of the places may have changed since they were noted.
struct Pair
{
    using allocator_type = std::pmr::polymorphic_allocator<>; // NOLINT: the standard's name

    explicit Pair(allocator_type allocator) : places(allocator) {}

    std::int64_t count = 0;
    std::pmr::vector<Position> places;
    int step = 0; ///< the last one that added to it
};

/// All pieces in one array. A token of n bytes covers n slots: its id stands in the first, and, if
/// there are several, its complement in the last. So both neighbours are found without links.
class Slots
{
public:
    static constexpr std::int32_t boundary = std::numeric_limits<std::int32_t>::max();

    explicit Slots(std::span<const CountedPiece> pieces)
    {
        std::size_t size = 1;
        for (const CountedPiece &piece : pieces)
            size += piece.bytes.size() + 1;
        m_ids.reserve(size);
        m_ids.push_back(boundary);
        for (const CountedPiece &piece : pieces) {
            m_starts.push_back(Position(m_ids.size()));
            m_counts.push_back(piece.count);
            for (const char c : piece.bytes)
                m_ids.push_back(static_cast<unsigned char>(c));
            m_ids.push_back(boundary);
        }
    }

    Position size() const { return Position(m_ids.size()); }
    /// What begins there: an id, the boundary, or a negative number inside a token.
    std::int32_t at(Position place) const { return m_ids[place]; }
    /// What ends before a token: an id or the boundary.
    std::int32_t before(Position place) const
    {
        const std::int32_t last = m_ids[place - 1];
        return last >= 0 ? last : ~last;
    }

    /// How often the piece comes in which `place` lies.
    std::int64_t count(Position place) const
    {
        const auto next = std::upper_bound(m_starts.begin(), m_starts.end(), place);
        return m_counts[std::size_t(next - m_starts.begin()) - 1];
    }

    /// The token at `place` becomes one with the next, which begins at `middle`; `end` is behind.
    void join(Position place, Position middle, Position end, int id)
    {
        m_ids[middle] = std::numeric_limits<std::int32_t>::min();
        m_ids[end - 1] = ~id;
        m_ids[place] = id;
    }

private:
    std::vector<std::int32_t> m_ids;
    std::vector<Position> m_starts;
    std::vector<std::int64_t> m_counts;
};

class MergeLearner
{
public:
    MergeLearner(std::span<const CountedPiece> pieces, const MergeLimits &limits,
                 const std::stop_token &stop)
        : m_slots(pieces)
        , m_limits(limits)
        , m_forbidden(limits.forbidden.begin(), limits.forbidden.end())
        , m_stop(stop)
        , m_candidates(Less{m_learnt.tokens})
    {
        for (int byte = 0; byte < bytes; ++byte)
            addToken(std::string(1, char(byte)));
    }

    bool run(const std::function<void(int)> &progress)
    {
        if (!countPairs())
            return false;
        while (int(m_learnt.tokens.size()) < m_limits.tokens) {
            const auto pair = mostFrequent();
            if (!pair)
                break;
            if (m_stop.stop_requested() || !merge(pair->left, pair->right))
                return false;
            if (progress)
                progress(int(m_learnt.tokens.size()));
        }
        return true;
    }

    LearntMerges take() { return std::move(m_learnt); }

private:
    using Pairs = std::pmr::unordered_map<PairKey, Pair>;

    struct Candidate
    {
        std::int64_t count;
        int left, right;
    };

    struct Less
    {
        const std::vector<std::string> &tokens;

        bool operator()(const Candidate &a, const Candidate &b) const
        {
            const auto text = [this](int id) -> const std::string & {
                return tokens[std::size_t(id)];
            };
            if (a.count != b.count)
                return a.count < b.count;
            return std::tie(text(a.left), text(a.right)) < std::tie(text(b.left), text(b.right));
        }
    };

    bool stopped() { return ++m_looks % betweenChecks == 0 && m_stop.stop_requested(); }

    std::size_t length(int id) const { return m_learnt.tokens[std::size_t(id)].size(); }

    int addToken(std::string token)
    {
        const auto [found, isNew] = m_ids.try_emplace(token, int(m_learnt.tokens.size()));
        if (isNew)
            m_learnt.tokens.push_back(std::move(token));
        return found->second;
    }

    bool countPairs()
    {
        std::vector<Pair *> pairs(bytes * bytes); // stay where they are
        std::int64_t count = 0;
        for (Position place = 1; place + 1 < m_slots.size(); ++place) {
            const std::int32_t left = m_slots.at(place), right = m_slots.at(place + 1);
            if (m_slots.at(place - 1) == Slots::boundary)
                count = m_slots.count(place);
            if (left == Slots::boundary || right == Slots::boundary)
                continue;
            Pair *&pair = pairs[std::size_t(left) * bytes + std::size_t(right)];
            if (!pair)
                pair = &m_pairs[keyOf(left, right)];
            pair->count += count;
            pair->places.push_back(place);
            if (stopped())
                return false;
        }
        for (const auto &[key, pair] : m_pairs)
            offer(int(key >> 32), int(key & 0xFFFFFFFF), pair.count);
        return true;
    }

    void offer(int left, int right, std::int64_t count)
    {
        if (length(left) + length(right) > m_limits.length)
            return;
        const auto &tokens = m_learnt.tokens;
        if (!m_forbidden.empty()
            && m_forbidden.contains(tokens[std::size_t(left)] + tokens[std::size_t(right)]))
            return;
        m_candidates.push({count, left, right});
    }

    /// Counts that were offered may have fallen since; what rose was offered anew.
    std::optional<Candidate> mostFrequent()
    {
        while (!m_candidates.empty()) {
            Candidate candidate = m_candidates.top();
            m_candidates.pop();
            const auto found = m_pairs.find(keyOf(candidate.left, candidate.right));
            if (found == m_pairs.end())
                continue;
            if (found->second.count == candidate.count)
                return candidate;
            if (found->second.count < candidate.count)
                m_candidates.push({found->second.count, candidate.left, candidate.right});
        }
        return std::nullopt;
    }

    void lose(int left, int right, std::int64_t count)
    {
        const auto found = m_pairs.find(keyOf(left, right));
        if (found == m_pairs.end())
            return;
        found->second.count -= count;
        if (found->second.count == 0)
            m_pairs.erase(found);
    }

    void gain(int left, int right, std::int64_t count, Position place)
    {
        Pair &pair = m_pairs[keyOf(left, right)];
        pair.count += count;
        pair.places.push_back(place);
        if (pair.step != m_step) {
            pair.step = m_step;
            m_risen.push_back(keyOf(left, right));
        }
    }

    /// Once only: a token that two merges make may bring back a pair that was joined before.
    void note(int left, int right)
    {
        const std::pair merge(left, right);
        auto &merges = m_learnt.merges;
        const bool isKnown = merges.size() + bytes >= m_learnt.tokens.size()
                             && std::find(merges.begin(), merges.end(), merge) != merges.end();
        if (!isKnown)
            merges.push_back(merge);
    }

    bool merge(int left, int right)
    {
        ++m_step;
        const auto found = m_pairs.find(keyOf(left, right));
        const std::pmr::vector<Position> places = std::move(found->second.places);
        const int joined =
            addToken(m_learnt.tokens[std::size_t(left)] + m_learnt.tokens[std::size_t(right)]);
        note(left, right);
        for (const Position place : places) {
            if (stopped())
                return false;
            mergeAt(place, left, right, joined);
        }
        m_pairs.erase(keyOf(left, right));
        for (const PairKey key : std::exchange(m_risen, {})) {
            const auto risen = m_pairs.find(key);
            if (risen == m_pairs.end())
                continue;
            // Overlapping pairs are joined from the left.
            if (auto &noted = risen->second.places; !std::is_sorted(noted.begin(), noted.end()))
                std::sort(noted.begin(), noted.end());
            offer(int(key >> 32), int(key & 0xFFFFFFFF), risen->second.count);
        }
        return true;
    }

    void mergeAt(Position place, int left, int right, int joined)
    {
        if (m_slots.at(place) != left)
            return;
        const Position middle = place + Position(length(left));
        if (m_slots.at(middle) != right)
            return;
        const Position end = middle + Position(length(right));
        const std::int64_t count = m_slots.count(place);
        if (const int before = m_slots.before(place); before != Slots::boundary) {
            lose(before, left, count);
            gain(before, joined, count, place - Position(length(before)));
        }
        if (const int after = m_slots.at(end); after != Slots::boundary) {
            lose(right, after, count);
            gain(joined, after, count, place);
        }
        m_slots.join(place, middle, end, joined);
    }

    Slots m_slots;
    const MergeLimits &m_limits;
    std::unordered_set<std::string> m_forbidden;
    std::stop_token m_stop;
    LearntMerges m_learnt;
    std::priority_queue<Candidate, std::vector<Candidate>, Less> m_candidates;
    std::unordered_map<std::string, int> m_ids;
    std::pmr::unsynchronized_pool_resource m_pool;
    /// Never destroyed: its memory goes with the pool, at once instead of millions of times.
    Pairs &m_pairs = *new (m_pool.allocate(sizeof(Pairs), alignof(Pairs))) Pairs(&m_pool);
    std::vector<PairKey> m_risen;
    int m_step = 0;
    std::size_t m_looks = 0;
};

} // namespace

std::optional<LearntMerges> learnMerges(std::span<const CountedPiece> pieces,
                                        const MergeLimits &limits,
                                        const std::function<void(int)> &progress,
                                        const std::stop_token &stop)
{
    MergeLearner learner(pieces, limits, stop);
    if (!learner.run(progress))
        return std::nullopt;
    return learner.take();
}

} // namespace retort
