#include "core/engine/inference/generate.h"

#include "core/engine/inference/sampling_torch.h"

#include <ATen/CPUGeneratorImpl.h>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace retort {

namespace {

constexpr std::int64_t listedAlternatives = 8;
constexpr int longestContinuation = 100'000;

Status validate(const SamplingSettings &settings)
{
    if (settings.length < 1 || settings.length > longestContinuation) {
        return Error{RETORT_SENTENCE("The length is %1, but must be from %2 to %3."),
                     {std::to_string(settings.length), "1", std::to_string(longestContinuation)}};
    }
    if (settings.greedy)
        return {};
    if (!(settings.temperature > 0 && std::isfinite(settings.temperature))) {
        return Error{RETORT_SENTENCE("The temperature is %1, but must be greater than 0."),
                     {std::to_string(settings.temperature)}};
    }
    if (settings.topK < 0) {
        return Error{RETORT_SENTENCE("Top-k is %1, but must be 0 (off) or more."),
                     {std::to_string(settings.topK)}};
    }
    if (!(settings.topP > 0 && settings.topP <= 1)) {
        return Error{RETORT_SENTENCE("Top-p is %1, but must be greater than 0 and at most 1."),
                     {std::to_string(settings.topP)}};
    }
    return {};
}

/// The prompt's ids after the begin token, where the tokeniser has one.
Result<std::vector<TokenId>> promptIds(const Tokenizer &tokenizer, std::string_view prompt)
{
    auto ids = tokenizer.encode(prompt);
    if (!ids)
        return ids.error();
    const auto begin = tokenizer.beginToken();
    if (begin >= 0 && (ids->empty() || ids->front() != begin))
        ids->insert(ids->begin(), begin);
    if (ids->empty()) {
        return Error{RETORT_SENTENCE("The prompt is empty. This model has no token that begins a "
                                     "text, so type at least one character."),
                     {}};
    }
    return ids;
}

/// Next-token logits of a growing sequence; keeps keys and values of what it has seen.
class Decoder
{
public:
    explicit Decoder(const LanguageModel &model)
        : m_module(*model.impl()->module)
        , m_context(model.config().context)
        , m_cache(m_module.makeCache(1, m_context))
    {
    }

    /// Logits [1, V] after `ids`, which begin with those of the call before.
    torch::Tensor next(const std::vector<TokenId> &ids)
    {
        const auto size = std::int64_t(ids.size());
        if (m_seen == 0)
            m_seen = std::max<std::int64_t>(0, size - m_context);
        else if (m_cache.length == m_context)
            slide(size);
        std::vector<std::int64_t> fresh(ids.begin() + m_seen, ids.end());
        m_seen = size;
        const auto input = torch::tensor(fresh).unsqueeze(0).to(m_module.head().device());
        const auto hidden = m_module.hiddenCached(input, m_cache);
        return hidden.select(1, hidden.size(1) - 1).matmul(m_module.head().t());
    }

private:
    /// Positions are learnt, so a moved window has to be read anew; moving by a quarter keeps that
    /// rare.
    void slide(std::int64_t size)
    {
        m_cache.length = 0;
        m_seen = size - std::max<std::int64_t>(1, m_context * 3 / 4);
    }

    CausalLmImpl &m_module;
    std::int64_t m_context;
    KeyValueCache m_cache;
    std::int64_t m_seen = 0; ///< ids read so far
};

GeneratedToken describe(const torch::Tensor &logits, TokenId id, const Tokenizer &tokenizer)
{
    const auto logProbabilities = torch::log_softmax(logits.to(torch::kCPU, torch::kDouble), -1);
    const auto probabilities = logProbabilities.exp();
    const auto [values, indices] =
        probabilities.topk(std::min(listedAlternatives, probabilities.size(0)));

    GeneratedToken token;
    token.id = id;
    token.text = tokenizer.tokenText(id);
    token.probability = probabilities[id].item<double>();
    token.entropy = -(probabilities * logProbabilities).nansum().item<double>();
    token.likeliest = token.probability >= values[0].item<double>();
    for (std::int64_t i = 0; i < values.size(0); ++i) {
        const auto other = TokenId(indices[i].item<std::int64_t>());
        token.alternatives.push_back({other, tokenizer.tokenText(other), values[i].item<double>()});
    }
    return token;
}

} // namespace

Result<Generation> generate(const LanguageModel &model, std::string_view prompt,
                            const SamplingSettings &settings, std::stop_token stop,
                            const std::function<void(const GeneratedToken &)> &onToken)
{
    if (auto valid = validate(settings); !valid)
        return valid.error();
    const auto tokenizer = model.tokenizer();
    auto given = promptIds(*tokenizer, prompt);
    if (!given)
        return given.error();
    auto &ids = *given;

    const torch::NoGradGuard noGrad;
    const auto started = std::chrono::steady_clock::now();
    auto generator = at::detail::createCPUGenerator(settings.seed);
    Generation generation;
    generation.unknownTokens = int(std::ranges::count(ids, tokenizer->unknownToken()));
    for (const auto id : ids) {
        if (id != tokenizer->beginToken())
            generation.prompt.push_back({id, tokenizer->tokenText(id), 0});
    }

    Decoder decoder(model);
    for (int i = 0; i < settings.length; ++i) {
        if (stop.stop_requested()) {
            generation.end = GenerationEnd::Interrupted;
            break;
        }
        const auto logits = decoder.next(ids);
        const auto drawn = settings.greedy
                               ? logits.argmax(-1)
                               : drawTokens(samplingProbabilities(logits, settings.temperature,
                                                                  settings.topK, settings.topP),
                                            generator);
        const auto id = TokenId(drawn.item<std::int64_t>());
        if (std::ranges::find(model.endTokens(), id) != model.endTokens().end()) {
            generation.end = GenerationEnd::EndToken;
            break;
        }
        ids.push_back(id);
        generation.tokens.push_back(describe(logits[0], id, *tokenizer));
        if (onToken)
            onToken(generation.tokens.back());
    }
    generation.text = tokenizer->decode(ids);
    generation.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    return generation;
}

} // namespace retort
