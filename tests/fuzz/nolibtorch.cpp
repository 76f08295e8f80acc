// In place of what the engine makes with LibTorch, which is left out of the fuzzers' build.

#include "core/engine/models/family.h"

namespace retort {

std::shared_ptr<CausalLmImpl> makeGpt(const ModelConfig & /*config*/,
                                      std::optional<std::uint64_t> /*seed*/)
{
    return nullptr;
}

std::shared_ptr<CausalLmImpl> makeLlama(const ModelConfig & /*config*/,
                                        std::optional<std::uint64_t> /*seed*/)
{
    return nullptr;
}

} // namespace retort
