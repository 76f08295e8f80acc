#pragma once
// The terms of L = (1−α)·CE + α·D_seq + β·D_tok as values: which divergence, along which prefixes.
// Definitions and papers: docs/mathematics.md.

#include <string>

namespace retort {

enum class Divergence {
    ForwardKl, ///< KL(p‖q) = Σ p (log p − log q); p teacher, q student
};

enum class PrefixSource {
    Data,    ///< the training text's own prefixes (word-level distillation, Kim & Rush 2016)
    Teacher, ///< prefixes sampled from the teacher
};

enum class Reduction {
    TokenMean,   ///< Σ over all valid target positions / their count
    SequenceSum, ///< Σ over each sequence, mean over sequences
};

/// One distillation term D(p‖q).
struct TermSettings
{
    Divergence divergence = Divergence::ForwardKl;
    PrefixSource prefixes = PrefixSource::Data;
    double temperature = 1; ///< τ > 0; both sides' logits are divided by it
    bool tauSquared = true; ///< multiply by τ² so that gradients keep their size (Hinton 2015)

    bool operator==(const TermSettings &) const = default;
};

struct ObjectiveSettings
{
    double alpha = 0.5; ///< 0 … 1: weight of D_seq against CE
    double beta = 0.5;  ///< ≥ 0: weight of D_tok
    TermSettings sequence{.prefixes = PrefixSource::Teacher};
    TermSettings token;
    Reduction reduction = Reduction::TokenMean;

    bool operator==(const ObjectiveSettings &) const = default;
};

/// True when D_seq and D_tok are one and the same quantity, so that only α + β acts.
bool termsCoincide(const ObjectiveSettings &objective);

} // namespace retort
