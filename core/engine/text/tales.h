#pragma once
// Tales: a small synthetic language of tiny stories whose truth is known. A sparse hidden Markov
// model: a story draws who, which object, which place and which mood once, then walks through a
// graph of sentence templates. The next-token distribution given a story's beginning is the forward
// algorithm's (Rabiner 1989, §III.A), exact to rounding.

#include "core/engine/text/dataset.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace retort {

enum class TalesLanguage { English, Chinese };

class Tales : public TextTruth
{
public:
    virtual TalesLanguage language() const = 0;
    virtual TokenizerPtr tokenizer() const = 0;

    /// A window of `length` ids that starts at a story's beginning ("<s>"); stories follow each
    /// other until it is full. The same seed and index give the same window on every machine.
    virtual void window(std::uint64_t seed, std::uint64_t index, std::span<TokenId> ids) const = 0;

    /// Hidden states and template positions, for the description on screen and in docs.
    virtual int hiddenCombinations() const = 0;
    virtual int templatePositions() const = 0;

    std::vector<float> logProbabilities(std::span<const TokenId> ids) const override = 0;
};

/// Made once for each language, then shared.
std::shared_ptr<const Tales> tales(TalesLanguage language);

/// Training windows come from `seed`; validation windows from a seed that training never uses, the
/// same for every experiment, so that figures can be compared.
struct TalesOptions
{
    TalesLanguage language = TalesLanguage::English;
    std::optional<std::int64_t> windows = {}; ///< text the student has; nullopt: without end
    int context = 96;
    std::int64_t validationWindows = 128;
    std::uint64_t seed = 1;
};
DatasetPtr openTales(const TalesOptions &options);

} // namespace retort
