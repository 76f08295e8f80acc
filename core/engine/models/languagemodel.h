#pragma once
// A causal language model with its tokeniser, whatever its family. The handle hides LibTorch;
// models/causallm_torch.h is the engine's inside view.

#include "core/engine/models/modelconfig.h"
#include "core/engine/result.h"
#include "core/engine/text/tokenizer.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace retort {

enum class WeightType { Float32, Float16, BFloat16 };
enum class TokenizerNeed { Always, IfThere };

/// Parameters never change through this handle; copies share them. Thread-safe for reading.
class LanguageModel
{
public:
    /// Random weights: normal, 0.02, residual projections divided by sqrt(2 · layers) (GPT-2).
    /// @param like a model whose special tokens it has, if it has its tokeniser
    static Result<LanguageModel> create(const ModelConfig &config, TokenizerPtr tokenizer,
                                        std::uint64_t seed, const LanguageModel *like = nullptr);
    /// A folder in the Hugging Face layout: config.json, model.safetensors, tokenizer.json.
    /// IfThere: a model without a tokeniser does too; it reads ids, but no text.
    static Result<LanguageModel> load(const std::filesystem::path &folder,
                                      TokenizerNeed need = TokenizerNeed::Always);

    /// Writes that layout; `transformers` loads it to the same logits. Existing files of these
    /// names are replaced only when everything has been written. Weights of more than `shardBytes`
    /// are spread over files with an index.
    Status save(const std::filesystem::path &folder, WeightType type = WeightType::Float32,
                std::uint64_t shardBytes = 5'000'000'000) const;

    const ModelConfig &config() const;
    TokenizerPtr tokenizer() const; ///< null: loaded without one
    /// Tokens after which a generated text has ended: those that the folder's
    /// generation_config.json or config.json names, and the token that begins one.
    const std::vector<TokenId> &endTokens() const;
    std::int64_t parameters() const;
    /// SHA-like sum of all parameters' bits: equal sums mean an unchanged model.
    std::string fingerprint() const;

    /// Natural log-probabilities of the next token after each position of `ids` (T ≤ context):
    /// [T, V] float32. Blocking; for inspection, evaluation and tests.
    std::vector<float> logProbabilities(std::span<const TokenId> ids) const;
    /// Gives `take` the logits [V] after each position of `ids` in turn, until it says false.
    /// Errors: no ids, more than the context, one that the embedding does not have.
    Status logits(std::span<const TokenId> ids,
                  const std::function<bool(std::span<const float>)> &take) const;

    struct Impl;
    explicit LanguageModel(std::shared_ptr<Impl> impl);
    const std::shared_ptr<Impl> &impl() const { return m_impl; }

private:
    std::shared_ptr<Impl> m_impl;
};

/// Where a model comes from: "bundled:NAME", "run:ID", "run:ID@STEP" or a folder.
struct ModelReference
{
    std::string text;
};

/// Turns a reference into a folder on disk. The engine knows bundled names and folders; runs are
/// the store's (core/store/modelresolver.h).
class ModelResolver
{
public:
    virtual ~ModelResolver() = default;
    virtual Result<std::filesystem::path> folder(const std::string &reference) const = 0;
};

/// Folders as they are, and bundled:NAME in `teachers` (share/retort/teachers). Others are errors
/// that say what a reference may be.
class FolderResolver : public ModelResolver
{
public:
    explicit FolderResolver(std::filesystem::path teachers) : m_teachers(std::move(teachers)) {}
    Result<std::filesystem::path> folder(const std::string &reference) const override;

private:
    std::filesystem::path m_teachers;
};

} // namespace retort
