// Model folders in the Hugging Face layout, in and out.

#include "core/engine/formats/atomicfiles.h"
#include "core/engine/models/huggingface.h"
#include "core/engine/models/weights_torch.h"
#include "core/engine/text/tokenizerfiles.h"

#include <system_error>

namespace retort {

Result<LanguageModel> LanguageModel::load(const std::filesystem::path &folder)
{
    std::error_code failure;
    if (!std::filesystem::is_directory(folder, failure))
        return Error{RETORT_SENTENCE("“%1” is not a folder."), {folder.string()}};
    const auto config = readModelConfig(folder);
    if (!config)
        return config.error();
    auto tokenizer = openTokenizer(folder);
    if (!tokenizer)
        return tokenizer.error();
    // Embeddings are often padded to a round number of rows.
    if ((*tokenizer)->vocabularySize() > config->vocabulary) {
        return Error{RETORT_SENTENCE("“%1”: the tokeniser knows %2 tokens, the model %3."),
                     {folder.string(), std::to_string((*tokenizer)->vocabularySize()),
                      std::to_string(config->vocabulary)}};
    }
    auto special = readSpecialTokens(folder, *config);
    if (!special)
        return special.error();
    if (special->ends.empty())
        special->ends = specialTokensOf(**tokenizer).ends;
    auto module = readModule(folder, *config);
    if (!module)
        return module.error();
    return LanguageModel(std::make_shared<Impl>(
        Impl{*config, *std::move(tokenizer), *std::move(module), *std::move(special)}));
}

Status LanguageModel::save(const std::filesystem::path &folder, WeightType type,
                           std::uint64_t shardBytes) const
{
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    if (failure) {
        return Error{RETORT_SENTENCE("The folder “%1” cannot be made: %2."),
                     {folder.string(), failure.message()}};
    }
    AtomicFiles files;
    const auto weights = addWeights(files, folder, *m_impl->module, type, shardBytes);
    if (!weights)
        return weights.error();
    const auto &[config, tokenizer, module, special] = *m_impl;
    struct Text
    {
        const char *name;
        std::string content;
    };
    for (const auto &[name, content] :
         {Text{"config.json", modelConfigJson(config, special, type)},
          Text{"generation_config.json", generationConfigJson(special)},
          Text{"tokenizer.json", tokenizer->toJson()},
          Text{"tokenizer_config.json", tokenizerConfigJson(config, special, *tokenizer)}}) {
        if (auto added = files.add(folder / name, content); !added)
            return added;
    }
    if (auto committed = files.commit(); !committed)
        return committed;
    removeOtherWeights(folder, *weights);
    return {};
}

} // namespace retort
