#include "core/engine/text/tales.h"

#include "core/engine/text/talesgraph.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace retort {

namespace {

class GraphTales final : public Tales
{
public:
    explicit GraphTales(TalesLanguage language)
        : m_language(language)
        , m_graph(language == TalesLanguage::English ? englishTalesScript() : chineseTalesScript())
        , m_tokenizer(makeWordTokenizer(m_graph.words(), language == TalesLanguage::English))
    {
    }

    TalesLanguage language() const override { return m_language; }
    TokenizerPtr tokenizer() const override { return m_tokenizer; }
    int hiddenCombinations() const override { return m_graph.combinations(); }
    int templatePositions() const override { return m_graph.positions(); }

    void window(std::uint64_t seed, std::uint64_t index, std::span<TokenId> ids) const override
    {
        m_graph.generate(seed, index, ids);
    }

    std::vector<float> logProbabilities(std::span<const TokenId> ids) const override
    {
        const std::vector<double> probabilities = m_graph.probabilities(ids);
        std::vector<float> logarithms(probabilities.size());
        for (std::size_t i = 0; i < probabilities.size(); ++i)
            logarithms[i] = float(std::log(probabilities[i]));
        return logarithms;
    }

private:
    TalesLanguage m_language;
    TalesGraph m_graph;
    TokenizerPtr m_tokenizer;
};

constexpr std::uint64_t validationSeed = 0x7461'6c65'7300'0001;
constexpr std::size_t longestSample = 128; // tokens; stories are shorter

class TalesDataset final : public Dataset
{
public:
    explicit TalesDataset(const TalesOptions &options)
        : m_options(options), m_tales(tales(options.language))
    {
        if (m_options.seed == validationSeed)
            m_options.seed = 0;
        std::size_t bytes = 0;
        std::vector<TokenId> ids(std::size_t(context()) + 1);
        for (std::int64_t i = 0; i < validationWindows(); ++i) {
            validationWindow(i, ids);
            bytes += tokenizer()->decode(ids).size();
        }
        m_bytesPerToken = double(bytes) / double(validationWindows() * context());
    }

    TokenizerPtr tokenizer() const override { return m_tales->tokenizer(); }
    int context() const override { return m_options.context; }
    std::optional<std::int64_t> trainingWindows() const override { return m_options.windows; }
    std::int64_t validationWindows() const override { return m_options.validationWindows; }
    std::optional<double> bytesPerToken() const override { return m_bytesPerToken; }
    std::shared_ptr<const TextTruth> truth() const override { return m_tales; }

    void trainingWindow(std::int64_t index, std::span<TokenId> ids) const override
    {
        assert(index >= 0 && (!m_options.windows || index < *m_options.windows));
        m_tales->window(m_options.seed, std::uint64_t(index), ids);
    }

    void validationWindow(std::int64_t index, std::span<TokenId> ids) const override
    {
        assert(index >= 0 && index < m_options.validationWindows);
        m_tales->window(validationSeed, std::uint64_t(index), ids);
    }

    /// One whole story.
    std::string sampleText(std::uint64_t seed) const override
    {
        std::vector<TokenId> ids(longestSample);
        m_tales->window(validationSeed, seed, ids);
        const auto end = std::find(ids.begin() + 1, ids.end(), tokenizer()->beginToken());
        return tokenizer()->decode({ids.begin(), end});
    }

private:
    TalesOptions m_options;
    std::shared_ptr<const Tales> m_tales;
    double m_bytesPerToken = 0;
};

} // namespace

std::shared_ptr<const Tales> tales(TalesLanguage language)
{
    static const auto english = std::make_shared<GraphTales>(TalesLanguage::English);
    static const auto chinese = std::make_shared<GraphTales>(TalesLanguage::Chinese);
    return language == TalesLanguage::English ? english : chinese;
}

DatasetPtr openTales(const TalesOptions &options)
{
    return std::make_shared<TalesDataset>(options);
}

} // namespace retort
