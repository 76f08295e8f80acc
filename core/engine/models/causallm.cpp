#include "core/engine/models/causallm_torch.h"

#include "core/engine/models/family.h"
#include "core/engine/models/gpt_torch.h"
#include "core/engine/models/llama_torch.h"

namespace retort {

CausalLmPtr makeCausalLm(const ModelConfig &config, std::optional<std::uint64_t> seed)
{
    const Family *family = findFamily(config.architecture);
    TORCH_CHECK(family, "no such architecture");
    switch (family->decoder) {
    case DecoderKind::Gpt: break;
    case DecoderKind::Llama: return makeLlama(config, seed);
    }
    return makeGpt(config, seed);
}

CausalLmPtr cloneModule(const CausalLmPtr &module, const ModelConfig &config)
{
    const torch::NoGradGuard noGrad;
    auto copy = makeCausalLm(config, std::nullopt);
    const auto source = module->parameters();
    const auto target = copy->parameters();
    copy->to(source.front().device(), source.front().scalar_type());
    for (std::size_t i = 0; i < source.size(); ++i)
        target[i].copy_(source[i]);
    copy->eval();
    return copy;
}

} // namespace retort
