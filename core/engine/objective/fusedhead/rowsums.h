#pragma once
// From sums over the vocabulary to each position's cross-entropy, divergences and the coefficients
// of its gradient, in double precision.

#include "core/engine/objective/fusedhead/headlayout.h"

namespace retort {

/// The inputs as the kernels see them: temperatures, terms and the sums that they need.
HeadDemand demandOf(const FusedHeadInput &input, const FusedHeadGradients &gradients);

/// The positions of one chunk, between the passes.
class RowSums final
{
public:
    RowSums(const FusedHeadInput &input, HeadWork &work) : m_input(input), m_work(work) {}

    /// After forward() and combine(): what makes logits into log-probabilities.
    void normalise();
    /// After share(): values, and coefficients for backward().
    void finish(FusedHeadValues &values);

private:
    /// Of one position: D before its factor, and Σ q·∂D/∂q.
    struct Outcome
    {
        double value, slope;
    };
    double sum(int temperature, HeadSum which, int row) const;
    /// −log q_τ(label)
    double hardTargetValue(double tau, int temperature, int row) const;
    Outcome outcome(int k, int row) const;
    Outcome sharedOutcome(int k, int row) const;

    const FusedHeadInput &m_input;
    HeadWork &m_work;
};

} // namespace retort
