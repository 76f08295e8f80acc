#pragma once
// Internal: which neighbours byte-pair encoding joins, and in which order.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retort {

/// Bytes that merges do not leave, and how often they come in the text.
struct CountedPiece
{
    std::string_view bytes;
    std::int64_t count = 0;
};

struct LearntMerges
{
    std::vector<std::string> tokens;         ///< the 256 bytes, then each new token
    std::vector<std::pair<int, int>> merges; ///< indexes into `tokens`
};

struct MergeLimits
{
    int tokens = 0;                     ///< most tokens, the 256 bytes included
    std::size_t length = 0;             ///< most bytes of a token
    std::vector<std::string> forbidden; ///< tokens that must not come to be
};

/// Joins the most frequent pair of neighbours, of equally frequent ones the greater, until there
/// are tokens enough or no pair is left. Two merges may make the same token, which is then listed
/// once. `progress` is told the tokens there are. Fewer than 2³² bytes and pieces together.
/// @returns nothing if `stop` was requested
std::optional<LearntMerges> learnMerges(std::span<const CountedPiece> pieces,
                                        const MergeLimits &limits,
                                        const std::function<void(int)> &progress,
                                        const std::stop_token &stop);

} // namespace retort
