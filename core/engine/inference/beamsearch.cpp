#include "core/engine/inference/beamsearch_torch.h"

#include <algorithm>

namespace retort {
namespace {

/// Rows decoded together: enough to fill the products, few enough for the cache to stay small.
constexpr std::int64_t batchRows = 128;

/// Lets each row of the cache go on from row `order` [N·K] of before.
void reorder(KeyValueCache &cache, const torch::Tensor &order)
{
    for (auto *kept : {&cache.keys, &cache.values}) {
        for (torch::Tensor &tensor : *kept)
            tensor = tensor.index_select(0, order);
    }
}

/// @param prompts [n, P]; @returns [n, length]
torch::Tensor searchTogether(CausalLmImpl &model, const torch::Tensor &prompts, std::int64_t length,
                             std::int64_t beams, const std::stop_token &stop)
{
    const std::int64_t n = prompts.size(0);
    const std::int64_t given = std::min(prompts.size(1), length);
    const auto head = model.head().t();
    auto sequences = torch::zeros({n * beams, length}, prompts.options());
    sequences.narrow(1, 0, given).copy_(prompts.narrow(1, 0, given).repeat_interleave(beams, 0));
    auto cache = model.makeCache(n * beams, length - 1);
    // At first the beams of a prompt are alike: only one of them may go on.
    auto scores = torch::full({n, beams}, -INFINITY, torch::kDouble);
    scores.select(1, 0).zero_();
    const auto firstRows = torch::arange(n).unsqueeze(1) * beams; // [n, 1]

    for (auto filled = given; filled < length; ++filled) {
        if (stop.stop_requested())
            break;
        const auto fresh = sequences.narrow(1, cache.length, filled - cache.length);
        const auto last = model.hiddenCached(fresh, cache).select(1, fresh.size(1) - 1);
        const auto logits = torch::log_softmax(last.matmul(head), -1); // [n·K, V]
        const std::int64_t vocabulary = logits.size(1);
        const auto candidates =
            (scores.unsqueeze(2) + logits.view({n, beams, vocabulary})).view({n, -1});
        const auto [best, places] = candidates.topk(std::min(beams, candidates.size(1)), 1);
        scores = torch::full({n, beams}, -INFINITY, torch::kDouble);
        scores.narrow(1, 0, best.size(1)).copy_(best);
        auto rows = firstRows.expand({n, beams}).clone();
        auto ids = torch::zeros({n, beams}, torch::kLong);
        rows.narrow(1, 0, places.size(1)).add_(torch::div(places, vocabulary, "floor"));
        ids.narrow(1, 0, places.size(1)).copy_(places.remainder(vocabulary));
        const auto order = rows.view(-1);
        sequences = sequences.index_select(0, order);
        sequences.select(1, filled).copy_(ids.view(-1));
        reorder(cache, order);
    }
    const auto winners = scores.argmax(1) + firstRows.view(-1);
    return sequences.index_select(0, winners);
}

} // namespace

torch::Tensor beamSequences(CausalLmImpl &model, const torch::Tensor &prompts, std::int64_t length,
                            int beams, const std::stop_token &stop)
{
    const torch::NoGradGuard noGradient;
    const auto together = std::max<std::int64_t>(1, batchRows / beams);
    std::vector<torch::Tensor> found;
    for (const auto &part : prompts.split(together))
        found.push_back(searchTogether(model, part, length, beams, stop));
    return torch::cat(found);
}

} // namespace retort
