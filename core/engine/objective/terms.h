#pragma once
// The terms of L = (1−α)·CE + α·D_seq + β·D_tok as values: which divergence, along which prefixes,
// towards which targets. Definitions and papers: docs/mathematics.md.

#include "core/engine/objective/divergence.h"

#include <optional>

namespace retort {

enum class PrefixSource {
    Data,        ///< the training text's own prefixes (word-level distillation, Kim & Rush 2016)
    Teacher,     ///< sequences sampled from the teacher
    TeacherBeam, ///< the teacher's likeliest sequences, by beam search (Kim & Rush 2016)
    Student,     ///< sequences sampled from the student itself: on-policy (Agarwal et al. 2023)
    Mixed,       ///< a share λ of the batches from the student, the others from the data (GKD)
};

enum class Targets {
    Soft, ///< all of the teacher's distribution
    Hard, ///< the token on the path alone: D = −log q(y)
};

enum class Reduction {
    TokenMean,   ///< Σ over all valid target positions / their count
    SequenceSum, ///< Σ over each sequence, mean over sequences
};

/// One distillation term.
struct TermSettings
{
    DivergenceSettings divergence;
    Targets targets = Targets::Soft;
    PrefixSource prefixes = PrefixSource::Data;
    std::optional<Reduction> reduction; ///< nullopt: the objective's

    bool operator==(const TermSettings &) const = default;
};

struct ObjectiveSettings
{
    double alpha = 0.5;        ///< 0 … 1: weight of D_seq against CE
    double beta = 0.5;         ///< ≥ 0: weight of D_tok
    double studentShare = 0.5; ///< λ, 0 … 1: share of the batches that Mixed takes from the student
    TermSettings sequence{.prefixes = PrefixSource::Teacher};
    TermSettings token;
    Reduction reduction = Reduction::TokenMean; ///< of CE, and of terms that have none of their own

    Reduction reductionOf(const TermSettings &term) const
    {
        return term.reduction.value_or(reduction);
    }
    bool operator==(const ObjectiveSettings &) const = default;
};

/// True when D_seq and D_tok are one and the same quantity, so that only α + β acts.
bool termsCoincide(const ObjectiveSettings &objective);

} // namespace retort
