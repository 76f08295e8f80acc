#pragma once
// Byte-level BPE learnt from a text: Sennrich et al. 2016 on bytes, cut by GPT-2's pattern.

#include "core/engine/text/tokenizer.h"

#include <functional>
#include <stop_token>

namespace retort {

struct BpeTrainerOptions
{
    int vocabulary = 2048; ///< entries in all: special tokens, 256 bytes, merged tokens
    std::vector<std::string> specialTokens = {"<|endoftext|>"};
};

/// The largest `BpeTrainerOptions::vocabulary`; the least is 256 and the special tokens.
inline constexpr int largestBpeVocabulary = 262'144;
/// A pair that would make a longer token is left apart, so that a text of one endless word makes
/// no endless vocabulary.
inline constexpr std::size_t longestBpeToken = 4096; // bytes

/// Ids: the special tokens, the bytes in the order of GPT-2's alphabet, the merged tokens in the
/// order in which they were found. The text is cut at special tokens and then by GPT-2's pattern;
/// each step joins the most frequent pair of neighbours inside the pieces, of equally frequent ones
/// the greater pair, compared as byte strings. A text in which no pair is left gives a vocabulary
/// that is smaller than wished.
///
/// Errors: a vocabulary or special tokens that cannot be, invalid UTF-8 with its byte offset, a
/// text of 2 GiB or more, a stop. Blocking, on any thread; `progress` rises from 0 to 1 on that
/// thread. A stop is seen within 200 ms. Memory beside the text: 16 to 32 bytes for each different
/// piece, and up to 28 for each of their bytes.
Result<TokenizerPtr> trainBpeTokenizer(std::string_view corpus, const BpeTrainerOptions &options,
                                       const std::function<void(double)> &progress = {},
                                       const std::stop_token &stop = {});

/// The same as the contents of a tokenizer.json.
Result<std::string> trainBpe(std::string_view corpus, const BpeTrainerOptions &options,
                             const std::function<void(double)> &progress = {},
                             const std::stop_token &stop = {});

} // namespace retort
