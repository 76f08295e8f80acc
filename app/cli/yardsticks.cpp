#include "app/cli/yardsticks.h"

#include "core/engine/text/ngram.h"

#include <algorithm>
#include <cmath>

namespace retort {
namespace {

/// Σ_v r_v · f(v) over one row of log-probabilities; what is impossible adds nothing.
template <class Function>
double expectation(std::span<const float> logTruth, Function f)
{
    double sum = 0;
    for (std::size_t v = 0; v < logTruth.size(); ++v) {
        if (std::isfinite(logTruth[v]))
            sum += std::exp(double(logTruth[v])) * f(v);
    }
    return sum;
}

/// Calls `visit` with the inputs [T] and targets [T] of validation windows, until `stop`.
/// @returns the number of targets of all
template <class Visit>
std::int64_t forValidation(const Dataset &dataset, std::int64_t windows,
                           const std::stop_token &stop, Visit visit)
{
    std::vector<TokenId> ids(std::size_t(dataset.context()) + 1);
    const std::int64_t count = std::min(windows, dataset.validationWindows());
    const std::span<const TokenId> all(ids);
    for (std::int64_t i = 0; i < count && !stop.stop_requested(); ++i) {
        dataset.validationWindow(i, ids);
        visit(all.first(all.size() - 1), all.subspan(1));
    }
    return count * dataset.context();
}

void count(NgramModel &model, const Dataset &dataset, std::int64_t windows,
           const std::stop_token &stop)
{
    std::vector<TokenId> ids(std::size_t(dataset.context()) + 1);
    for (std::int64_t i = 0; i < windows && !stop.stop_requested(); ++i) {
        dataset.trainingWindow(i, ids);
        model.add(ids);
    }
}

NgramFigures measure(const NgramModel &model, int order, const Dataset &dataset,
                     std::int64_t windows, const std::stop_token &stop)
{
    const auto vocabulary = std::size_t(dataset.tokenizer()->vocabularySize());
    const auto truth = dataset.truth();
    double crossEntropy = 0;
    double divergence = 0;
    const auto targets =
        forValidation(dataset, windows, stop,
                      [&](std::span<const TokenId> inputs, std::span<const TokenId> next) {
                          const std::vector<float> guess = model.logProbabilities(inputs);
                          const std::vector<float> exact =
                              truth ? truth->logProbabilities(inputs) : std::vector<float>();
                          for (std::size_t t = 0; t < next.size(); ++t) {
                              const std::span row(guess.data() + t * vocabulary, vocabulary);
                              crossEntropy -= double(row[std::size_t(next[t])]);
                              if (truth) {
                                  const std::span known(exact.data() + t * vocabulary, vocabulary);
                                  divergence += expectation(known, [&](std::size_t v) {
                                      return double(known[v]) - double(row[v]);
                                  });
                              }
                          }
                      });
    NgramFigures figures{order, crossEntropy / double(targets), {}};
    if (truth)
        figures.klToTruth = divergence / double(targets);
    return figures;
}

} // namespace

std::int64_t unknownTargets(const Dataset &dataset, std::int64_t windows)
{
    const TokenId unknown = dataset.tokenizer()->unknownToken();
    std::int64_t count = 0;
    forValidation(dataset, windows, {},
                  [&](std::span<const TokenId>, std::span<const TokenId> next) {
                      count += std::count(next.begin(), next.end(), unknown);
                  });
    return count;
}

std::optional<double> truthEntropy(const Dataset &dataset, std::int64_t windows,
                                   const std::stop_token &stop)
{
    const auto truth = dataset.truth();
    if (!truth)
        return std::nullopt;
    const auto vocabulary = std::size_t(dataset.tokenizer()->vocabularySize());
    double entropy = 0;
    const auto targets = forValidation(
        dataset, windows, stop, [&](std::span<const TokenId> inputs, std::span<const TokenId>) {
            const std::vector<float> exact = truth->logProbabilities(inputs);
            for (std::size_t t = 0; t < inputs.size(); ++t) {
                const std::span row(exact.data() + t * vocabulary, vocabulary);
                entropy -= expectation(row, [&](std::size_t v) { return double(row[v]); });
            }
        });
    return entropy / double(targets);
}

std::vector<NgramFigures> measureNgrams(const Dataset &dataset, std::int64_t tokens,
                                        std::int64_t windows, const std::stop_token &stop)
{
    std::int64_t trainingWindows = std::max<std::int64_t>(tokens / dataset.context(), 1);
    if (const auto available = dataset.trainingWindows())
        trainingWindows = std::min(trainingWindows, *available);
    std::vector<NgramFigures> figures;
    for (const int order : {2, 3, 5, 8}) {
        NgramModel model(order, dataset.tokenizer()->vocabularySize());
        count(model, dataset, trainingWindows, stop);
        const NgramFigures measured = measure(model, order, dataset, windows, stop);
        if (stop.stop_requested())
            break;
        figures.push_back(measured);
    }
    return figures;
}

} // namespace retort
