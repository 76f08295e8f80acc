#pragma once
// One batch of sequences through teacher and student: the terms' values, and their gradients added
// to those of the student's parameters. Internal to the engine. B batch, T targets in a sequence.

#include "core/engine/models/causallm_torch.h"
#include "core/engine/objective/fusedhead/fusedhead.h"
#include "core/engine/objective/terms.h"
#include "core/engine/training/generatedprefixes_torch.h"

#include <array>
#include <optional>

namespace retort {

/// D_seq and D_tok, in this order.
inline constexpr std::size_t termCount = 2;

/// What is learnt along one batch. The loss is Σ scale · (sum over the batch's targets).
struct PassTerms
{
    struct Term
    {
        TermSettings settings;
        double scale = 0; ///< weight over the whole batch's count of targets, or of sequences
    };
    std::optional<double> crossEntropyScale; ///< nullopt: CE is not asked for; 0: its value only
    std::array<std::optional<Term>, termCount> terms;

    bool any() const { return crossEntropyScale || terms[0] || terms[1]; }
    bool needsTeacher() const;
    bool needsGradient() const;
};

/// Sums over the batch's targets, unweighted, nats.
struct PassSums
{
    double crossEntropy = 0;
    std::array<double, termCount> terms{};

    PassSums &operator+=(const PassSums &other);
};

/// Keeps its buffers from call to call.
class ObjectivePass
{
public:
    /// On the CPU the objective is joined with the head, so that no [N, V] is ever held; elsewhere,
    /// and as the reference, it goes through logits and autograd.
    enum class Path { JoinedWithHead, ThroughLogits };
    struct Options
    {
        Path path = Path::JoinedWithHead;
        int threads = 1;
        std::size_t memory = std::size_t(64) << 20; ///< bytes that the joined head may take
    };
    explicit ObjectivePass(const Options &options);

    /// Adds the loss's gradient to the student's.
    /// @param teacher may be null where no term needs it
    PassSums addGradients(CausalLmImpl &student, CausalLmImpl *teacher, const PrefixBatch &batch,
                          const PassTerms &terms);

private:
    PassSums addJoined(CausalLmImpl &student, CausalLmImpl *teacher, const torch::Tensor &inputs,
                       const torch::Tensor &labels, const PassTerms &terms);

    Options m_options;
    FusedHead m_head;
};

} // namespace retort
