#pragma once
// Small models with opinions, for tests. A fresh model is nearly uniform, which hides mistakes.

#include "core/engine/models/causallm_torch.h"

#include <string>
#include <vector>

namespace retort {

inline void sharpen(CausalLmImpl &module, double factor = 15)
{
    const torch::NoGradGuard noGrad;
    for (auto &parameter : module.parameters()) {
        if (parameter.dim() == 2)
            parameter.mul_(factor);
        else
            parameter.add_(0.1 * torch::sin(torch::arange(parameter.size(0))));
    }
}

/// Letters as words, after "<unk>" and, if wanted, the begin token "<s>".
inline TokenizerPtr letters(int count, bool begin = true)
{
    std::vector<std::string> words{"<unk>"};
    if (begin)
        words.push_back("<s>");
    for (int i = 0; i < count; ++i)
        words.push_back(std::string(1, char('a' + i)));
    return makeWordTokenizer(words, true);
}

inline LanguageModel tinyModel(std::uint64_t seed, const TokenizerPtr &tokenizer, int context = 16)
{
    const ModelConfig config{.layers = 2, .heads = 2, .width = 16, .context = context};
    auto model = *LanguageModel::create(config, tokenizer, seed);
    sharpen(*model.impl()->module);
    return model;
}

} // namespace retort
