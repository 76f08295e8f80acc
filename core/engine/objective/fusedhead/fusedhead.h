#pragma once
// Cross-entropy and divergences of a student against a teacher joined with both output projections,
// forward and backward, on the CPU in float32: [N, V] logits never exist. The definitions are
// rowobjective.h's, which this agrees with to about 1e-5.
//
// N positions, V vocabulary, Cs and Ct widths of student and teacher.

#include "core/engine/objective/divergence.h"
#include "core/engine/objective/fusedhead/instructionset.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace retort {

struct FusedTerm
{
    DivergenceSettings divergence;
    bool hardTargets = false; ///< D = −log q_τ(label) instead; of `divergence`, τ and the factor
    double scale = 1;         ///< of this term in the loss, e.g. α/N; 0: only its value is wanted
};

struct FusedHeadInput
{
    std::int64_t rows = 0, vocabulary = 0, studentWidth = 0, teacherWidth = 0;
    const float *studentHidden = nullptr; ///< [N, Cs]
    const float *studentHead = nullptr;   ///< [V, Cs]
    const float *teacherHidden = nullptr; ///< [N, Ct]; not wanted without a term that has a teacher
    const float *teacherHead = nullptr;   ///< [V, Ct]
    /// [N, V] instead of the two: logits or log-probabilities; −∞ rules a token out.
    const float *teacherLogits = nullptr;
    const std::int64_t *labels = nullptr; ///< [N], −100: the position counts nowhere
    double crossEntropyScale = 1;
    std::span<const FusedTerm> terms = {}; ///< two at most
    /// Bytes beside inputs and gradients. The result does not depend on it. A few panels of hidden
    /// states and partial gradients (some MB) are the least, whatever it says.
    std::size_t memoryLimit = std::size_t(64) << 20;
};

/// Of loss = crossEntropyScale · CE + Σ scale · D. Null is not wanted.
struct FusedHeadGradients
{
    float *hidden = nullptr; ///< [N, Cs], overwritten
    float *head = nullptr;   ///< [V, Cs], added to
};

/// Sums over the positions that count, nats.
struct FusedHeadValues
{
    double crossEntropy = 0;
    std::array<double, 2> divergences{}; ///< each with its factor() but without its scale
    std::int64_t rows = 0;               ///< how many count
};

/// Keeps its buffers and threads from call to call. One call at a time; for calls from several
/// threads at once make several.
class FusedHead final
{
public:
    /// @param instructions  one of supportedInstructionSets()
    explicit FusedHead(int threads = 1, InstructionSet instructions = fastestInstructionSet());
    ~FusedHead();

    /// The result is the same bit by bit for any number of threads and any memory limit.
    FusedHeadValues run(const FusedHeadInput &input, const FusedHeadGradients &gradients = {});

    /// What the buffers take at present.
    std::size_t bytes() const;

private:
    struct Workspace;
    std::unique_ptr<Workspace> m_workspace;
};

} // namespace retort
