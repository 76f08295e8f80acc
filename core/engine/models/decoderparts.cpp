#include "core/engine/models/decoderparts_torch.h"

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

/// Positions that a cache has room for at first.
constexpr std::int64_t firstRoom = 1024;

} // namespace

void initialise(torch::nn::Module &module, const ModelConfig &config,
                std::initializer_list<std::string_view> residual, std::uint64_t seed)
{
    const torch::NoGradGuard noGrad;
    auto generator = at::detail::createCPUGenerator(seed);
    const double deviation = 0.02;
    for (const auto &item : module.named_parameters()) {
        const std::string &name = item.key();
        auto parameter = item.value();
        const bool isResidual = std::ranges::any_of(
            residual, [&name](std::string_view end) { return name.ends_with(end); });
        if (name.ends_with("bias"))
            parameter.zero_();
        else if (parameter.dim() == 1)
            parameter.fill_(1);
        else if (isResidual)
            parameter.normal_(0, deviation / std::sqrt(2.0 * config.layers), generator);
        else
            parameter.normal_(0, deviation, generator);
    }
}

KeyValueCache makeKeyValueCache(const ModelConfig &config, std::int64_t batch,
                                std::int64_t capacity, const torch::Tensor &like)
{
    KeyValueCache cache;
    cache.capacity = capacity;
    for (int layer = 0; layer < config.layers; ++layer) {
        for (auto *store : {&cache.keys, &cache.values}) {
            store->push_back(torch::empty(
                {batch, keyValueHeadsOf(config), std::min(capacity, firstRoom), headSizeOf(config)},
                like.options().requires_grad(false)));
        }
    }
    return cache;
}

torch::Tensor appendToCache(torch::Tensor &store, const torch::Tensor &fresh, std::int64_t length,
                            std::int64_t capacity)
{
    const auto filled = length + fresh.size(1);
    TORCH_CHECK(filled <= capacity, "more positions than the cache has");
    if (const auto room = store.size(2); filled > room) {
        const auto more = std::min(capacity, std::max(filled, 2 * room));
        auto longer =
            torch::empty({store.size(0), store.size(1), more, store.size(3)}, store.options());
        longer.narrow(2, 0, length).copy_(store.narrow(2, 0, length));
        store = std::move(longer);
    }
    const auto all = store.view({fresh.size(0), store.size(2), store.size(3)});
    all.narrow(1, length, fresh.size(1)).copy_(fresh);
    return all.narrow(1, 0, filled);
}

} // namespace retort
