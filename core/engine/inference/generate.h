#pragma once
// Continuing a prompt with one model: temperature, top-k (Fan et al. 2018), top-p (Holtzman et al.
// 2020), key/value-cached.

#include "core/engine/models/languagemodel.h"

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace retort {

struct SamplingSettings
{
    bool greedy = false;    ///< always the likeliest token; the rest is ignored
    double temperature = 1; ///< > 0
    int topK = 0;           ///< 0: off
    double topP = 1;        ///< 0 < p ≤ 1; 1: off
    std::uint64_t seed = 1;
    int length = 80; ///< tokens to add

    bool operator==(const SamplingSettings &) const = default;
};

struct GeneratedAlternative
{
    TokenId id = 0;
    std::string text;
    double probability = 0;
};

/// A token of a continuation. Probabilities are the model's own, before temperature and cuts.
struct GeneratedToken
{
    TokenId id = 0;
    std::string text;
    double probability = 0;
    double entropy = 0;                             ///< nats
    bool likeliest = false;                         ///< it was the model's first choice
    std::vector<GeneratedAlternative> alternatives; ///< the likeliest, best first
};

enum class GenerationEnd { Length, EndToken, Interrupted };

struct Generation
{
    std::vector<GeneratedAlternative> prompt; ///< its tokens; probability unused
    std::vector<GeneratedToken> tokens;
    std::string text; ///< prompt and continuation, decoded
    double seconds = 0;
    GenerationEnd end = GenerationEnd::Length;
    int unknownTokens = 0; ///< of the prompt: not in the vocabulary, so read as the unknown token
};

/// Blocking; `onToken` after each token. The prompt follows the begin token where the tokeniser has
/// one, and drawing it again is the end token. A full context slides on by a quarter. Errors:
/// invalid UTF-8, an empty prompt without begin token, settings out of range (named).
Result<Generation> generate(const LanguageModel &model, std::string_view prompt,
                            const SamplingSettings &settings, std::stop_token stop,
                            const std::function<void(const GeneratedToken &)> &onToken = {});

} // namespace retort
