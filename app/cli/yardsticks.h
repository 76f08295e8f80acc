#pragma once
// What a model's held-out figures are measured against: the truth's entropy and n-gram models.

#include "core/engine/text/dataset.h"

#include <optional>
#include <stop_token>
#include <vector>

namespace retort {

/// Targets of the first `windows` validation windows that the vocabulary lacks.
std::int64_t unknownTargets(const Dataset &dataset, std::int64_t windows);

/// Mean entropy of the truth on the first `windows` validation windows, nats per target; nullopt
/// where the truth is not known. Without meaning once `stop` is requested.
std::optional<double> truthEntropy(const Dataset &dataset, std::int64_t windows,
                                   const std::stop_token &stop);

struct NgramFigures
{
    int order = 0;
    double crossEntropy = 0;         ///< on the validation text, nats per target
    std::optional<double> klToTruth; ///< KL(r‖n)
};

/// Interpolated 2-, 3-, 5- and 8-gram models counted on training windows of about `tokens` tokens
/// (or on all, if there are fewer), nearest to the truth last. Stops early with fewer models.
std::vector<NgramFigures> measureNgrams(const Dataset &dataset, std::int64_t tokens,
                                        std::int64_t windows, const std::stop_token &stop);

} // namespace retort
