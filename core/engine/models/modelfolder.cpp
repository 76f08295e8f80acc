// Model folders in the Hugging Face layout, in and out.

#include "core/engine/formats/atomicfiles.h"
#include "core/engine/models/huggingface.h"
#include "core/engine/models/weights_torch.h"
#include "core/engine/text/tokenizerfiles.h"

#include <system_error>

namespace retort {

namespace {

/// Null: a folder without one, where that will do.
Result<TokenizerPtr> readTokenizer(const std::filesystem::path &folder, const ModelConfig &config,
                                   TokenizerNeed need)
{
    if (need == TokenizerNeed::IfThere && !holdsTokenizer(folder))
        return TokenizerPtr();
    auto tokenizer = openTokenizer(folder);
    // Embeddings are often padded to a round number of rows.
    if (tokenizer && (*tokenizer)->vocabularySize() > config.vocabulary) {
        return Error{RETORT_SENTENCE("“%1”: the tokeniser knows %2 tokens, the model %3."),
                     {folder.string(), std::to_string((*tokenizer)->vocabularySize()),
                      std::to_string(config.vocabulary)}};
    }
    return tokenizer;
}

} // namespace

Result<LanguageModel> LanguageModel::load(const std::filesystem::path &folder, TokenizerNeed need)
{
    std::error_code failure;
    if (!std::filesystem::is_directory(folder, failure))
        return Error{RETORT_SENTENCE("“%1” is not a folder."), {folder.string()}};
    const auto config = readModelConfig(folder);
    if (!config)
        return config.error();
    auto tokenizer = readTokenizer(folder, *config, need);
    if (!tokenizer)
        return tokenizer.error();
    auto special = readSpecialTokens(folder, *config);
    if (!special)
        return special.error();
    if (special->ends.empty() && *tokenizer)
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
    const auto &[config, tokenizer, module, special] = *m_impl;
    if (!tokenizer && holdsTokenizer(folder)) {
        return Error{
            RETORT_SENTENCE("The folder “%1” holds a tokenizer, which this model, that has "
                            "none, would seem to go with. Choose another folder."),
            {folder.string()}};
    }
    AtomicFiles files;
    const auto weights = addWeights(files, folder, *m_impl->module, type, shardBytes);
    if (!weights)
        return weights.error();
    std::vector<std::pair<const char *, std::string>> texts{
        {"config.json", modelConfigJson(config, special, type)},
        {"generation_config.json", generationConfigJson(special)}};
    if (tokenizer) {
        texts.emplace_back("tokenizer.json", tokenizer->toJson());
        texts.emplace_back("tokenizer_config.json",
                           tokenizerConfigJson(config, special, *tokenizer));
    }
    for (const auto &[name, content] : texts) {
        if (auto added = files.add(folder / name, content); !added)
            return added;
    }
    if (auto committed = files.commit(); !committed)
        return committed;
    removeOtherWeights(folder, *weights);
    return {};
}

} // namespace retort
