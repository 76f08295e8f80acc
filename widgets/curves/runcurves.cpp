#include "widgets/curves/runcurves.h"

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

bool isEvaluated(RunCurves::Curve curve)
{
    return curve == RunCurves::Validation || curve == RunCurves::KlToTeacher
           || curve == RunCurves::KlToTruth;
}

void addField(QByteArray &line, double value)
{
    line += ',';
    line += QByteArray::number(value, 'g', 17);
}

void addField(QByteArray &line, const std::optional<double> &value)
{
    line += ',';
    if (value)
        line += QByteArray::number(*value, 'g', 17);
}

void addStep(QByteArray &text, const StepMetrics &step)
{
    text += QByteArray::number(qint64(step.step));
    addField(text, step.seconds);
    text += ',' + QByteArray::number(qint64(step.tokens));
    addField(text, step.total);
    addField(text, step.crossEntropy);
    addField(text, step.sequenceDivergence);
    addField(text, step.tokenDivergence);
    for (const double value : {step.alpha, step.beta, step.temperature, step.studentShare,
                               step.learningRate, step.gradientNorm, step.tokensPerSecond})
        addField(text, value);
    text += ",,,,,\n";
}

void addEvaluation(QByteArray &text, const Evaluation &evaluation)
{
    text += QByteArray::number(qint64(evaluation.step));
    addField(text, evaluation.seconds);
    text += ",,,,,,,,,,,,";
    addField(text, evaluation.crossEntropy);
    for (const auto &value : {evaluation.bitsPerByte, evaluation.klToTeacher,
                              evaluation.topAgreement, evaluation.klToTruth})
        addField(text, value);
    text += '\n';
}

/// Whether there was anything at `step` or after.
template <class Metrics>
bool eraseFrom(std::vector<Metrics> &known, std::int64_t step)
{
    const auto from = std::ranges::lower_bound(known, step, {}, &Metrics::step);
    const bool any = from != known.end();
    known.erase(from, known.end());
    return any;
}

} // namespace

void RunCurves::clear()
{
    m_steps.clear();
    m_evaluations.clear();
    m_points = {};
}

void RunCurves::append(const MetricBatch &batch)
{
    // A run that tries a step again takes back what came after.
    bool again = false;
    if (!batch.steps.empty())
        again |= eraseFrom(m_steps, batch.steps.front().step);
    if (!batch.evaluations.empty())
        again |= eraseFrom(m_evaluations, batch.evaluations.front().step);
    if (again)
        rebuild();
    // Steps first: evaluations look up their tokens.
    for (const StepMetrics &step : batch.steps) {
        m_steps.push_back(step);
        add(step);
    }
    for (const Evaluation &evaluation : batch.evaluations) {
        m_evaluations.push_back(evaluation);
        add(evaluation);
    }
}

void RunCurves::takeBackAfter(std::int64_t step)
{
    const bool steps = eraseFrom(m_steps, step + 1);
    const bool evaluations = eraseFrom(m_evaluations, step + 1);
    if (steps || evaluations)
        rebuild();
}

void RunCurves::setX(CurveX x)
{
    if (m_x == x)
        return;
    m_x = x;
    rebuild();
}

void RunCurves::setSmoothing(double smoothing)
{
    m_smoothing = std::clamp(smoothing, 0.0, 0.999);
    for (Points &points : m_points) {
        points.smooth.clear();
        points.average = 0;
        points.zeroShare = 1;
        smoothen(points, 0);
    }
}

const std::vector<PlotPoint> &RunCurves::line(Curve curve) const
{
    return isEvaluated(curve) ? m_points[curve].raw : m_points[curve].smooth;
}

double RunCurves::xOfStep(std::int64_t step) const
{
    if (m_x == CurveX::Step)
        return double(step);
    const auto at = std::ranges::lower_bound(m_steps, step, {}, &StepMetrics::step);
    if (at != m_steps.end() && at->step == step)
        return xOf(*at);
    // A step that was not reported: between its neighbours, step 0 before all of them.
    const double before = at == m_steps.begin() ? 0 : xOf(*std::prev(at));
    if (at == m_steps.end())
        return before;
    const std::int64_t from = at == m_steps.begin() ? 0 : std::prev(at)->step;
    const double share = double(step - from) / double(std::max<std::int64_t>(1, at->step - from));
    return before + share * (xOf(*at) - before);
}

std::int64_t RunCurves::stepAt(double x) const
{
    if (m_x == CurveX::Step || m_steps.empty())
        return std::int64_t(std::llround(x));
    auto at = std::ranges::lower_bound(m_steps, x, {},
                                       [this](const StepMetrics &step) { return xOf(step); });
    return at == m_steps.end() ? m_steps.back().step : at->step;
}

QByteArray RunCurves::csv() const
{
    QByteArray text(
        "step,seconds,tokens,total,cross_entropy,sequence_divergence,token_divergence,"
        "alpha,beta,temperature,student_share,learning_rate,gradient_norm,tokens_per_second,"
        "validation_cross_entropy,validation_bits_per_byte,kl_to_teacher,"
        "top_agreement,kl_to_truth\n");
    auto evaluation = m_evaluations.begin();
    for (const StepMetrics &step : m_steps) {
        for (; evaluation != m_evaluations.end() && evaluation->step < step.step; ++evaluation)
            addEvaluation(text, *evaluation);
        addStep(text, step);
    }
    for (; evaluation != m_evaluations.end(); ++evaluation)
        addEvaluation(text, *evaluation);
    return text;
}

double RunCurves::xOf(const StepMetrics &step) const
{
    switch (m_x) {
    case CurveX::Tokens: return double(step.tokens);
    case CurveX::Time: return step.seconds;
    case CurveX::Step: break;
    }
    return double(step.step);
}

double RunCurves::xOf(const Evaluation &evaluation) const
{
    return m_x == CurveX::Time ? evaluation.seconds : xOfStep(evaluation.step);
}

void RunCurves::add(const StepMetrics &step)
{
    const double x = xOf(step);
    addPoint(Total, x, step.total);
    addPoint(CrossEntropy, x, step.crossEntropy);
    if (step.sequenceDivergence)
        addPoint(SequenceDivergence, x, *step.sequenceDivergence);
    if (step.tokenDivergence)
        addPoint(TokenDivergence, x, *step.tokenDivergence);
}

void RunCurves::add(const Evaluation &evaluation)
{
    const double x = xOf(evaluation);
    addPoint(Validation, x, evaluation.crossEntropy);
    if (evaluation.klToTeacher)
        addPoint(KlToTeacher, x, *evaluation.klToTeacher);
    if (evaluation.klToTruth)
        addPoint(KlToTruth, x, *evaluation.klToTruth);
}

void RunCurves::addPoint(Curve curve, double x, double value)
{
    if (!std::isfinite(value))
        return;
    Points &points = m_points[curve];
    points.raw.push_back({x, value});
    if (!isEvaluated(curve))
        smoothen(points, points.raw.size() - 1);
}

/// smoothed() of core/plotdata, going on where it stopped.
void RunCurves::smoothen(Points &points, std::size_t from) const
{
    points.smooth.reserve(points.raw.capacity());
    for (std::size_t i = from; i < points.raw.size(); ++i) {
        points.average = m_smoothing * points.average + (1 - m_smoothing) * points.raw[i].y;
        points.zeroShare *= m_smoothing;
        points.smooth.push_back({points.raw[i].x, points.average / (1 - points.zeroShare)});
    }
}

void RunCurves::rebuild()
{
    m_points = {};
    for (const StepMetrics &step : m_steps)
        add(step);
    for (const Evaluation &evaluation : m_evaluations)
        add(evaluation);
}

} // namespace retort
