#pragma once
// Internal: a text cut as GPT-2 cuts it, and its different pieces counted.

#include "core/engine/result.h"
#include "core/engine/text/bpemerges.h"

#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

/// Pieces of two bytes and more of valid UTF-8, less than 2³¹ bytes long, which must outlive them.
/// The text is cut at `separators` first (at each place the longest), then as GPT-2 cuts it.
/// `progress` is told the bytes that are done.
/// @returns an error if `stop` was requested
Result<std::vector<CountedPiece>> countPieces(std::string_view text,
                                              const std::vector<std::string> &separators,
                                              const std::function<void(std::size_t)> &progress,
                                              const std::stop_token &stop);

} // namespace retort
