#pragma once
// Token ids between std::span and [B, T] int64 tensors. Internal to the engine.

#include "core/engine/text/tokenizer.h"

#include <torch/torch.h>

#include <algorithm>
#include <span>
#include <vector>

namespace retort {

/// Lets `fill` write row `row` of `ids` [B, T] (int64, contiguous) as a span of T ids.
template <class Fill>
void fillRow(const torch::Tensor &ids, std::int64_t row, Fill &&fill)
{
    std::vector<TokenId> values(std::size_t(ids.size(1)));
    fill(std::span<TokenId>(values));
    std::copy(values.begin(), values.end(), ids.data_ptr<std::int64_t>() + row * ids.size(1));
}

inline std::vector<TokenId> rowIds(const torch::Tensor &ids, std::int64_t row)
{
    const std::int64_t *first = ids.data_ptr<std::int64_t>() + row * ids.size(1);
    std::vector<TokenId> values(std::size_t(ids.size(1)));
    std::transform(first, first + ids.size(1), values.begin(),
                   [](std::int64_t id) { return TokenId(id); });
    return values;
}

} // namespace retort
