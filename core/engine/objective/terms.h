#pragma once
// The terms of L = (1−α)·CE + α·D_seq + β·D_tok as values: which divergence, along which prefixes,
// towards which targets. Definitions and papers: docs/mathematics.md.

#include "core/engine/objective/divergence.h"

#include <cstdint>
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
    DivergenceSettings divergence{};
    Targets targets = Targets::Soft;
    PrefixSource prefixes = PrefixSource::Data;
    std::optional<Reduction> reduction{}; ///< nullopt: the objective's

    bool operator==(const TermSettings &) const = default;
};

enum class CourseKind {
    Constant,
    Linear,
    Cosine,  ///< half a cosine: slow at both ends
    Steps,   ///< in equal stairs
    Adaptive ///< λ alone: a stair after each evaluation that is worse than the one before
             ///< (DistiLLM)
};

/// How a knob goes from the value in the objective to another one while the run goes on.
struct Course
{
    CourseKind kind = CourseKind::Constant;
    double end = 1;         ///< the value that it goes to
    std::int64_t first = 0; ///< steps done when it begins to go
    std::int64_t last = 0;  ///< steps done when it has arrived; 0: at the end of the run
    int stairs = 4;         ///< of Steps and Adaptive

    bool operator==(const Course &) const = default;
};

/// The knob's value in the step after `done` ones of a run of `steps`. Adaptive stays at `begin`
/// here: what it does depends on the evaluations.
double valueAfter(const Course &course, double begin, std::int64_t done, std::int64_t steps);

/// Courses of the knobs; of τ it is that of both terms.
struct Courses
{
    Course alpha, beta, temperature, studentShare;

    bool operator==(const Courses &) const = default;
};

/// Sequences that a model generates: made beside the training, drawn from many times.
struct PoolSettings
{
    int size = 2048;        ///< teacher's sequences kept
    double reuse = 4;       ///< draws of a sequence, on average, before a new one replaces it
    double temperature = 1; ///< of sampling, from the teacher and from the student
    int topK = 0;           ///< 0: off
    double topP = 1;        ///< 1: off
    int prompt = 0;         ///< tokens of a training window that a sequence begins with
    int beams = 4;          ///< width of the teacher's beam search
    int refresh = 8;        ///< steps after which the student samples anew; 0: for each step

    bool operator==(const PoolSettings &) const = default;
};

struct ObjectiveSettings
{
    double alpha = 0.5;        ///< 0 … 1: weight of D_seq against CE
    double beta = 0.5;         ///< ≥ 0: weight of D_tok
    double studentShare = 0.5; ///< λ, 0 … 1: share of the batches that Mixed takes from the student
    TermSettings sequence{.prefixes = PrefixSource::Teacher};
    TermSettings token;
    Reduction reduction = Reduction::TokenMean; ///< of CE, and of terms that have none of their own
    Courses courses;

    Reduction reductionOf(const TermSettings &term) const
    {
        return term.reduction.value_or(reduction);
    }
    bool operator==(const ObjectiveSettings &) const = default;
};

/// The objective with the values that its knobs have in the step after `done` ones.
ObjectiveSettings objectiveAfter(const ObjectiveSettings &objective, std::int64_t done,
                                 std::int64_t steps);

/// What a term is multiplied with in the total beside its weight: its reduction against the
/// objective's, so that the total stays in nats per token. `targets` positions a sequence.
double reductionFactor(const ObjectiveSettings &objective, const TermSettings &term,
                       double targets);

/// True when a term runs along prefixes of this source, whatever its weight.
bool runsAlong(const ObjectiveSettings &objective, PrefixSource source);
/// True when a term runs along sequences that a model has to generate.
bool usesGenerated(const ObjectiveSettings &objective);

/// True when D_seq and D_tok are one and the same quantity, so that only α + β acts.
bool termsCoincide(const ObjectiveSettings &objective);

} // namespace retort
