#pragma once
// What the fused head's driver hands to the kernels of an instruction set. A chunk is a few dozen
// positions with the whole vocabulary, a slice a run of its vocabulary blocks, a panel as many
// positions as the kernels take at once. Inside panels a position is a lane of a vector, so that
// the heads are read as they are.
//
// R positions in a chunk (a multiple of the panel's lanes), L lanes of a panel, C widths.

#include "core/engine/objective/divergence.h"

#include <cstdint>

namespace retort {

/// Vocabulary entries that are dealt with at once: their logits stay in the cache.
constexpr int headBlockEntries = 84;
constexpr int headTemperatures = 3; ///< one for cross-entropy, one for each of two terms
constexpr int headTerms = 2;

/// One temperature, and which sums over the vocabulary are wanted at it.
struct HeadTemperature
{
    float exponent = 0; ///< log₂(e) / τ
    bool teacher = false;
    bool forward = false;        ///< Σ e_t (t − s)
    bool reverse = false;        ///< Σ e_s (s − t)
    float *studentLog = nullptr; ///< [R] log₂ Σ 2^((s − max s) · exponent), from the driver
    float *teacherLog = nullptr; ///< [R]
};

/// One term of the loss. Its share of the logits' gradient is slopeScale · slope + base · q, base
/// of a position being `base`.
struct HeadTerm
{
    Divergence kind = Divergence::ForwardKl;
    bool hardTargets = false;
    int temperature = 0;   ///< index of a HeadTemperature
    float mixture = 0;     ///< the teacher's part in the mixture, of the kinds that have one
    bool sums = false;     ///< needs its own pass over the vocabulary
    bool gradient = false; ///< has a share in the gradient
    float slopeScale = 0;
    float *base = nullptr; ///< [R]
};

struct HeadChunk
{
    std::int64_t vocabulary = 0, studentWidth = 0, teacherWidth = 0;
    const float *studentHead = nullptr, *teacherHead = nullptr; ///< [V, C]
    const float *teacherLogits = nullptr;                       ///< [N, V], or null
    bool teacher = false;

    bool streamed = false; ///< stored logits outgrow the caches

    int rows = 0; ///< positions in use; the other lanes of the last panel hold zeros
    int panels = 0;
    const std::int64_t *positions = nullptr; ///< [rows] which of the N
    const std::int64_t *labels = nullptr;    ///< [rows]
    float *studentLanes = nullptr;           ///< [R/L, Cs, L]
    float *teacherLanes = nullptr;           ///< [R/L, Ct, L]
    float *studentRows = nullptr;            ///< [⌈Cs/L⌉, R, L]

    int temperatures = 0;
    HeadTemperature temperature[headTemperatures];
    int terms = 0;
    HeadTerm term[headTerms];
    /// The only term's q and slopes take the places of stored logits between share() and
    /// backward().
    bool keepsSlopes = false;
    float *studentMax = nullptr, *teacherMax = nullptr; ///< [R]
    float *labelLogit = nullptr;                        ///< [R]
    float labelSlope = 0;   ///< what the label's entry of the gradient is lowered by
    float entropySlope = 0; ///< factor of q at τ = 1 where no term carries it

    float *hiddenGradient = nullptr; ///< [N, Cs], or null
    float *headGradient = nullptr;   ///< [V, Cs], or null
};

enum HeadSum { StudentSum, TeacherSum, ForwardSum, ReverseSum };
constexpr int headSums = 4;

struct HeadSlice
{
    std::int64_t firstBlock = 0, blocks = 0;
    std::int64_t stored = 0;   ///< how many of its blocks' logits are kept; others are made again
    float *logits = nullptr;   ///< [stored, R/L, student and teacher, 84, L]
    float *scratch = nullptr;  ///< the same of one block; of the thread
    float *gradient = nullptr; ///< [R/L, 84, L], of the thread
    float *tile = nullptr;     ///< [84, L], of the thread

    float *studentMax = nullptr, *teacherMax = nullptr; ///< [R]
    double *sums = nullptr;                             ///< [temperatures, headSums, R]
    double *shares = nullptr;                           ///< [terms, value and slope, R]
    float *hiddenGradient = nullptr;                    ///< [R/L, Cs, L]
};

struct HeadKernels
{
    int lanes; ///< of a panel
    /// Hidden states into panels.
    void (*pack)(const HeadChunk &, const float *studentHidden, const float *teacherHidden,
                 int panel);
    /// Logits, their maxima and the raw sums.
    void (*forward)(const HeadChunk &, const HeadSlice &);
    /// Values and slopes of the terms that need normalised probabilities.
    void (*share)(const HeadChunk &, const HeadSlice &);
    /// Gradients by hidden states and head.
    void (*backward)(const HeadChunk &, const HeadSlice &);
    /// The slices' hidden gradients, added in their order.
    void (*unpack)(const HeadChunk &, const HeadSlice *slices, int count, int panel);
    /// Brings the slices' maxima and sums to one maximum, and adds them in their order.
    void (*combine)(const HeadChunk &, const HeadSlice *slices, int count, int panel, double *sums);
};

const HeadKernels &plainHeadKernels();
const HeadKernels &avx2HeadKernels();
const HeadKernels &avx512HeadKernels();

} // namespace retort
