#pragma once
// Sizes and variants of a causal language model, whatever its family.

#include "core/engine/result.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace retort {

/// How rotary frequencies are stretched to longer texts. Names are those of config.json's
/// "rope_scaling"; a value that the type does not use keeps its default.
struct RopeScaling
{
    std::string type{}; ///< empty: none; "linear", "dynamic", "llama3", "yarn", "longrope"
    double factor = 1;
    int originalContext = 0;            ///< positions before stretching (not for linear)
    double lowFrequency = 1;            ///< llama3
    double highFrequency = 4;           ///< llama3
    double betaFast = 32, betaSlow = 1; ///< yarn
    bool truncate = true;               ///< yarn
    /// yarn and longrope: what cosine and sine are multiplied by; none: the type's own formula
    std::optional<double> attentionFactor{};
    double mscale = 0, mscaleAll = 0;                ///< yarn; 0: not given
    std::vector<double> shortFactor{}, longFactor{}; ///< longrope: one a frequency

    bool operator==(const RopeScaling &) const = default;
};

/// Names of the first fields follow the experiment file's student{} keys.
struct ModelConfig
{
    std::string architecture = "gpt2"; ///< a name of families(): "gpt2", "llama", …
    int layers = 2;
    int heads = 4;
    int width = 48;     ///< C, embedding width
    int context = 96;   ///< T, most positions
    int vocabulary = 0; ///< V, rows of the embedding; a tokeniser may know fewer
    double dropout = 0;
    int keyValueHeads = 0; ///< grouped-query attention (Ainslie et al. 2023); 0: as many as heads
    int inner = 0;         ///< width inside the feed-forward; 0: the family's usual one
    bool tied = true;      ///< whether the output projection is the token embedding

    int headSize = 0;         ///< D; 0: width / heads
    double normEpsilon = 0;   ///< 0: the family's usual one
    std::string activation{}; ///< config.json's name for it; empty: the family's usual one
    /// Where these rates differ from `dropout`, which is the residual branches'.
    std::optional<double> embeddingDropout{}, attentionDropout{};

    bool scaleAttention = true;   ///< GPT-2: scores divided by √D
    bool scaleByLayer = false;    ///< GPT-2: and by the layer's number, counted from 1
    bool attentionBias = false;   ///< Llama: all four projections have one
    bool feedForwardBias = false; ///< Llama: all three projections have one
    double ropeTheta = 10'000;    ///< base of the rotary frequencies
    RopeScaling ropeScaling{};
    int window = 0; ///< positions that a position sees, itself among them; 0: all before it
    std::vector<bool> windowed{}; ///< by layer, whether it has the window; empty: all

    bool operator==(const ModelConfig &) const = default;
};

/// The largest sizes of a model; the least is 1.
struct ModelLimits
{
    static constexpr int layers = 128;
    static constexpr int heads = 256;
    static constexpr int width = 16384;
    static constexpr int inner = 8 * width;
    static constexpr int context = 8192;            ///< that an experiment may ask for
    static constexpr int importedContext = 1 << 20; ///< of models from folders
    static constexpr int vocabulary = 1'000'000;
};

/// Number of parameters that `config` will have (tied embeddings counted once).
std::int64_t parameterCount(const ModelConfig &config);

/// Names the first field that is out of range, what is allowed, and nothing else.
Status validate(const ModelConfig &config);

// What a 0 or an empty name in a valid configuration stands for.
int headSizeOf(const ModelConfig &config);
int keyValueHeadsOf(const ModelConfig &config);
int innerOf(const ModelConfig &config);
double normEpsilonOf(const ModelConfig &config);
std::string activationOf(const ModelConfig &config);
/// The window of one layer; 0: it sees everything before.
int windowOf(const ModelConfig &config, int layer);

/// Which projections of Llama and its relatives have biases.
struct Biases
{
    bool queryKeyValue = false, mix = false, feedForward = false;
};
Biases biasesOf(const ModelConfig &config);

/// A configuration of these layers of `config` and one dropout rate everywhere.
ModelConfig withLayers(const ModelConfig &config, std::span<const int> layers, double dropout);

} // namespace retort
