#include "core/engine/objective/fusedhead/rowsums.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace retort {

namespace {

/// A skewed divergence without skew is the plain one, which needs no mixture.
Divergence plainKind(const DivergenceSettings &divergence)
{
    if (divergence.skew == 0 && divergence.kind == Divergence::SkewedForwardKl)
        return Divergence::ForwardKl;
    if (divergence.skew == 0 && divergence.kind == Divergence::SkewedReverseKl)
        return Divergence::ReverseKl;
    return divergence.kind;
}

double teacherPart(const DivergenceSettings &divergence)
{
    switch (divergence.kind) {
    case Divergence::JensenShannon: return divergence.weight;
    case Divergence::SkewedForwardKl: return divergence.skew;
    case Divergence::SkewedReverseKl: return 1 - divergence.skew;
    default: return 0;
    }
}

bool hasForward(Divergence kind)
{
    return kind == Divergence::ForwardKl || kind == Divergence::SymmetricKl;
}

bool hasReverse(Divergence kind)
{
    return kind == Divergence::ReverseKl || kind == Divergence::SymmetricKl;
}

int temperatureIndex(HeadChunk &chunk, double temperature)
{
    const auto exponent = float(std::numbers::log2e / temperature);
    for (int j = 0; j < chunk.temperatures; ++j) {
        if (chunk.temperature[j].exponent == exponent)
            return j;
    }
    chunk.temperature[chunk.temperatures].exponent = exponent;
    return chunk.temperatures++;
}

/// Rounding may leave a little less than nothing; not a number stays so.
double atLeastZero(double value)
{
    return value < 0 ? 0 : value;
}

} // namespace

HeadDemand demandOf(const FusedHeadInput &input, const FusedHeadGradients &gradients)
{
    HeadDemand demand;
    HeadChunk &chunk = demand.prototype;
    chunk.vocabulary = input.vocabulary;
    chunk.studentWidth = input.studentWidth;
    chunk.teacherWidth = input.teacherLogits ? 0 : input.teacherWidth;
    chunk.studentHead = input.studentHead;
    chunk.teacherHead = input.teacherHead;
    chunk.teacherLogits = input.teacherLogits;
    chunk.hiddenGradient = gradients.hidden;
    chunk.headGradient = gradients.head;
    chunk.entropySlope = chunk.labelSlope = float(input.crossEntropyScale);
    temperatureIndex(chunk, 1);
    assert(input.terms.size() <= std::size_t(headTerms));
    double labelSlope = input.crossEntropyScale;
    for (const FusedTerm &given : input.terms) {
        HeadTerm &term = chunk.term[chunk.terms++];
        const DivergenceSettings &divergence = given.divergence;
        const double slope = given.scale * divergence.factor() / divergence.temperature;
        term.hardTargets = given.hardTargets;
        term.temperature = temperatureIndex(chunk, divergence.temperature);
        term.gradient = given.scale != 0;
        term.slopeScale = float(slope);
        if (term.gradient && term.temperature == 0)
            chunk.entropySlope = 0; // the term carries it
        if (given.hardTargets) {
            labelSlope += slope;
            continue;
        }
        HeadTemperature &temperature = chunk.temperature[term.temperature];
        term.kind = plainKind(divergence);
        term.mixture = float(teacherPart(divergence));
        term.sums = !hasForward(term.kind) && !hasReverse(term.kind);
        chunk.teacher = temperature.teacher = true;
        temperature.forward |= hasForward(term.kind);
        temperature.reverse |= hasReverse(term.kind);
        demand.needsSums |= term.sums;
    }
    chunk.labelSlope = float(labelSlope);
    chunk.keepsSlopes = chunk.terms == 1 && chunk.term[0].sums && chunk.term[0].gradient
                        && chunk.entropySlope == 0 && (gradients.hidden || gradients.head);
    return demand;
}

double RowSums::sum(int temperature, HeadSum which, int row) const
{
    const std::int64_t lanes = m_work.lanes();
    return m_work.sums[(temperature * headSums + which) * lanes + row];
}

void RowSums::normalise()
{
    HeadChunk &chunk = m_work.chunk;
    for (int j = 0; j < chunk.temperatures; ++j) {
        for (int row = 0; row < m_work.lanes(); ++row) {
            chunk.temperature[j].studentLog[row] = float(std::log2(sum(j, StudentSum, row)));
            chunk.temperature[j].teacherLog[row] =
                chunk.temperature[j].teacher ? float(std::log2(sum(j, TeacherSum, row))) : 0;
        }
    }
}

double RowSums::hardTargetValue(double tau, int temperature, int row) const
{
    const HeadChunk &chunk = m_work.chunk;
    return (double(chunk.studentMax[row]) - double(chunk.labelLogit[row])) / tau
           + std::log(sum(temperature, StudentSum, row));
}

RowSums::Outcome RowSums::outcome(int k, int row) const
{
    const HeadChunk &chunk = m_work.chunk;
    const HeadTerm &term = chunk.term[k];
    if (term.sums)
        return sharedOutcome(k, row);
    const int j = term.temperature;
    const double tau = m_input.terms[k].divergence.temperature;
    const double student = sum(j, StudentSum, row), teacher = sum(j, TeacherSum, row);
    // log Σ exp(s/τ) − log Σ exp(t/τ)
    const double difference = (double(chunk.studentMax[row]) - double(chunk.teacherMax[row])) / tau
                              + std::log(student / teacher);
    const auto forward = [&] {
        return atLeastZero(sum(j, ForwardSum, row) / (teacher * tau) + difference);
    };
    const auto reverse = [&] {
        return atLeastZero(sum(j, ReverseSum, row) / (student * tau) - difference);
    };
    switch (term.kind) {
    case Divergence::ForwardKl: return {forward(), -1};
    case Divergence::ReverseKl: {
        const double value = reverse();
        return {value, value};
    }
    default: {
        const double value = reverse();
        return {(forward() + value) / 2, (value - 1) / 2};
    }
    }
}

RowSums::Outcome RowSums::sharedOutcome(int k, int row) const
{
    const std::int64_t lanes = m_work.lanes();
    Outcome total{};
    for (const HeadSlice &slice : m_work.slices) {
        total.value += slice.shares[2 * k * lanes + row];
        total.slope += slice.shares[(2 * k + 1) * lanes + row];
    }
    total.value = atLeastZero(total.value);
    return total;
}

void RowSums::finish(FusedHeadValues &values)
{
    HeadChunk &chunk = m_work.chunk;
    for (int row = 0; row < chunk.rows; ++row)
        values.crossEntropy += hardTargetValue(1, 0, row);
    // The first term at τ = 1 carries the cross-entropy's share of the gradient.
    double carried = m_input.crossEntropyScale;
    for (int k = 0; k < chunk.terms; ++k) {
        const FusedTerm &given = m_input.terms[k];
        const HeadTerm &term = chunk.term[k];
        const double factor = given.divergence.factor();
        const double tau = given.divergence.temperature;
        const bool carries = term.gradient && term.temperature == 0;
        const double entropy = carries ? carried : 0;
        if (carries)
            carried = 0;
        for (int row = 0; row < m_work.lanes(); ++row) {
            if (row >= chunk.rows) {
                term.base[row] = 0;
                continue;
            }
            const Outcome one = term.hardTargets
                                    ? Outcome{hardTargetValue(tau, term.temperature, row), -1}
                                    : outcome(k, row);
            values.divergences[k] += factor * one.value;
            term.base[row] = float(entropy - given.scale * factor / tau * one.slope);
        }
    }
}

} // namespace retort
