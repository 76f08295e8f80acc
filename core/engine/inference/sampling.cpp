#include "core/engine/inference/sampling_torch.h"

#include <ATen/CPUGeneratorImpl.h>

#include <algorithm>

namespace retort {

namespace {

/// Rows decoded together: enough to fill the products, few enough for the cache to stay small.
constexpr std::int64_t batchRows = 128;

/// Colder is the likeliest token in effect, but float32 could not divide by it.
constexpr double leastTemperature = 1e-6;

} // namespace

torch::Tensor samplingProbabilities(const torch::Tensor &logits, double temperature, int topK,
                                    double topP)
{
    const auto below = logits - std::get<0>(logits.max(-1, true));
    auto probabilities = torch::softmax(below / std::max(temperature, leastTemperature), -1);
    if (topK > 0 && topK < logits.size(-1)) {
        const auto [values, indices] = probabilities.topk(topK, -1);
        probabilities = torch::zeros_like(probabilities).scatter_(-1, indices, values);
    }
    if (topP < 1) {
        auto [sorted, indices] = probabilities.sort(-1, true);
        const auto share = sorted / sorted.sum(-1, true);
        const auto before = share.cumsum(-1) - share;
        sorted.masked_fill_(before >= topP, 0);
        probabilities = torch::zeros_like(probabilities).scatter_(-1, indices, sorted);
    }
    return probabilities;
}

torch::Tensor drawTokens(const torch::Tensor &weights, at::Generator &generator)
{
    const auto cumulated = weights.cumsum(-1, torch::kDouble);
    const auto uniform =
        torch::rand({weights.size(0), 1}, generator, torch::TensorOptions(torch::kDouble))
            .to(weights.device());
    // The first entry above the threshold: never one that adds nothing.
    const auto threshold = uniform * cumulated.narrow(-1, weights.size(-1) - 1, 1);
    return (cumulated <= threshold).sum(-1).clamp_max(weights.size(-1) - 1);
}

torch::Tensor sampleSequences(CausalLmImpl &model, const torch::Tensor &prompts,
                              std::int64_t length, double temperature, int topK, double topP,
                              std::uint64_t seed, const std::stop_token &stop)
{
    const torch::NoGradGuard noGrad;
    auto generator = at::detail::createCPUGenerator(seed);
    const auto head = model.head().t();
    const auto given = std::min(prompts.size(1), length);
    auto sequences = torch::zeros({prompts.size(0), length}, prompts.options());
    sequences.narrow(1, 0, given).copy_(prompts.narrow(1, 0, given));

    for (std::int64_t first = 0; first < prompts.size(0); first += batchRows) {
        const auto rows = std::min(batchRows, prompts.size(0) - first);
        auto batch = sequences.narrow(0, first, rows);
        auto cache = model.makeCache(rows, length - 1);
        for (auto filled = given; filled < length; ++filled) {
            if (stop.stop_requested())
                return sequences;
            const auto fresh = batch.narrow(1, cache.length, filled - cache.length);
            const auto last = model.hiddenCached(fresh, cache).select(1, fresh.size(1) - 1);
            const auto weights = samplingProbabilities(last.matmul(head), temperature, topK, topP);
            batch.select(1, filled).copy_(drawTokens(weights, generator));
        }
    }
    return sequences;
}

} // namespace retort
