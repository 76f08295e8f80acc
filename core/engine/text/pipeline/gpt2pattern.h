#pragma once
// GPT-2's pattern for cutting text into words (its encoder.py), by hand.

#include "core/engine/result.h"
#include "core/engine/text/pipeline/alignedtext.h"

#include <string_view>
#include <vector>

namespace retort {

/// 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
/// The matches cover the text. Never fails.
Status cutLikeGpt2(std::string_view text, std::vector<Stretch> &stretches);

} // namespace retort
