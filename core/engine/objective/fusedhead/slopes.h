#pragma once
// What one token adds to each divergence, and q·∂D/∂q, as in rowobjective.cpp but for a vector of
// positions. The slope may lack q times a constant. Included by headkernels_*.cpp only.

#include "core/engine/objective/fusedhead/simd.h"
#include "core/engine/objective/divergence.h"

namespace retort {
namespace {

inline constexpr float ln2 = 0.69314718F;

struct SlopePair
{
    Floats value; ///< only of the kinds whose values need normalised probabilities
    Floats slope;
    Floats q;
};

/// The mixture m of p and q, through the larger and the smaller of the two so that nothing
/// overflows, and p = q gives exactly nothing.
struct Mixture
{
    Floats high, low;       ///< of p and q
    Floats ratio;           ///< low / high
    Floats part;            ///< m / high
    Floats highLog, lowLog; ///< each times ln(itself / m)
    Ints teacherHigh;       ///< where p is the larger

    Floats ofStudent(Floats ifHigh, Floats ifLow) const { return teacherHigh ? ifLow : ifHigh; }
    Floats ofTeacher(Floats ifHigh, Floats ifLow) const { return teacherHigh ? ifHigh : ifLow; }
};

/// m = c·p + (1−c)·q from log₂ p and log₂ q
RETORT_INLINE Mixture mix(Floats logP, Floats logQ, float c)
{
    Mixture m;
    m.teacherHigh = logP > logQ;
    m.high = exp2(larger(logP, logQ));
    const Floats difference = larger(all(smallest), -magnitude(logP - logQ));
    m.ratio = exp2(difference, smallest);
    m.low = m.high * m.ratio;
    const Floats teacher = all(c), student = all(1 - c);
    m.part = (m.teacherHigh ? student : teacher) * m.ratio + (m.teacherHigh ? teacher : student);
    const Floats log = log2(m.part);
    m.highLog = m.high * (log * -ln2);
    m.lowLog = m.low * ((difference - log) * ln2);
    return m;
}

template <Divergence kind>
RETORT_INLINE SlopePair slopeOf(Floats logP, Floats logQ, float mixture)
{
    SlopePair result{};
    if constexpr (kind == Divergence::ForwardKl) {
        result.q = exp2(logQ);
        result.slope = -exp2(logP);
    } else if constexpr (kind == Divergence::ReverseKl) {
        result.q = exp2(logQ, smallest);
        result.slope = result.q * ((logQ - logP) * ln2);
    } else if constexpr (kind == Divergence::SymmetricKl) {
        result.q = exp2(logQ, smallest);
        result.slope = 0.5F * (result.q * ((logQ - logP) * ln2) - exp2(logP));
    } else if constexpr (kind == Divergence::TotalVariation) {
        const Floats p = exp2(logP);
        result.q = exp2(logQ);
        result.value = 0.5F * magnitude(p - result.q);
        const Floats half = 0.5F * result.q;
        result.slope = logQ > logP ? half : (logQ < logP ? -half : Floats{});
    } else {
        const Mixture m = mix(logP, logQ, mixture);
        result.q = m.ofStudent(m.high, m.low);
        if constexpr (kind == Divergence::JensenShannon) {
            result.slope = (1 - mixture) * m.ofStudent(m.highLog, m.lowLog);
            result.value = mixture * m.ofTeacher(m.highLog, m.lowLog) + result.slope;
        } else if constexpr (kind == Divergence::SkewedForwardKl) {
            result.value = m.ofTeacher(m.highLog, m.lowLog);
            result.slope = (mixture - 1) * (m.low / m.part);
        } else {
            result.value = m.ofStudent(m.highLog, m.lowLog);
            result.slope =
                result.value - (1 - mixture) * (m.ofStudent(m.high, m.low * m.ratio) / m.part);
        }
    }
    return result;
}

} // namespace
} // namespace retort
