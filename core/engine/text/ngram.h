#pragma once
// Interpolated n-gram models: the yardstick that a neural model has to beat.
// Jelinek–Mercer interpolation with Witten–Bell weights (Chen & Goodman 1999, §2.4).

#include "core/engine/text/tokenizer.h"

#include <memory>
#include <span>
#include <vector>

namespace retort {

class NgramModel
{
public:
    /// Counts all n-grams up to `order` in windows of ids; contexts never cross a window's start,
    /// and a window's first token is context only (where windows overlap it was a target before).
    /// Order 0 is the uniform distribution.
    NgramModel(int order, int vocabularySize);
    ~NgramModel();
    void add(std::span<const TokenId> window);

    /// Natural log-probabilities for t = 0 … ids.size() − 1 of the token after ids[0..t]: [T, V].
    std::vector<float> logProbabilities(std::span<const TokenId> ids) const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace retort
