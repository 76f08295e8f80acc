#include "core/engine/models/decodeattention_torch.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace retort {

namespace {

/// One row. The sums may be reordered (-fopenmp-simd), which is what lets them use vectors.
void attendRow(const float *query, const float *keys, const float *values, std::int64_t positions,
               std::int64_t size, float scale, float *weights, float *out)
{
    float highest = -std::numeric_limits<float>::infinity();
    for (std::int64_t s = 0; s < positions; ++s) {
        const float *key = keys + s * size;
        float product = 0;
#pragma omp simd reduction(+ : product)
        for (std::int64_t d = 0; d < size; ++d)
            product += query[d] * key[d];
        weights[s] = product * scale;
        highest = std::max(highest, weights[s]);
    }
    float sum = 0;
    for (std::int64_t s = 0; s < positions; ++s) {
        weights[s] = std::exp(weights[s] - highest);
        sum += weights[s];
    }
    std::fill(out, out + size, 0.0f);
    for (std::int64_t s = 0; s < positions; ++s) {
        const float *value = values + s * size;
        const float weight = weights[s] / sum;
#pragma omp simd
        for (std::int64_t d = 0; d < size; ++d)
            out[d] += weight * value[d];
    }
}

} // namespace

bool decodeAttentionApplies(const torch::Tensor &query, const torch::Tensor &keys)
{
    return query.scalar_type() == torch::kFloat && query.is_cpu() && keys.stride(1) == keys.size(2)
           && keys.stride(2) == 1 && !query.requires_grad();
}

torch::Tensor decodeAttention(const torch::Tensor &query, const torch::Tensor &keys,
                              const torch::Tensor &values, double scale)
{
    auto out = torch::empty_like(query);
    const auto positions = keys.size(1);
    const auto size = keys.size(2);
    const auto groups = query.size(1);
    const auto *queries = query.data_ptr<float>();
    const auto *keyData = keys.data_ptr<float>();
    const auto *valueData = values.data_ptr<float>();
    auto *outs = out.data_ptr<float>();
    const auto grain = std::max<std::int64_t>(1, 16'384 / (positions * size));
    at::parallel_for(0, query.size(0) * groups, grain, [&](std::int64_t begin, std::int64_t end) {
        std::vector<float> weights(std::size_t(positions), 0.0f);
        for (auto row = begin; row < end; ++row) {
            attendRow(queries + row * size, keyData + row / groups * keys.stride(0),
                      valueData + row / groups * values.stride(0), positions, size, float(scale),
                      weights.data(), outs + row * size);
        }
    });
    return out;
}

} // namespace retort
