#pragma once
// The points of one run's curves, growing as the run goes on: raw, smoothed, over step, tokens or
// training time. Keeps every point; appending costs what is new.

#include "core/plotdata/decimation.h"
#include "core/session/trainingsession.h"

#include <QByteArray>

#include <array>
#include <cstdint>
#include <vector>

namespace retort {

enum class CurveX { Step, Tokens, Time };

class RunCurves
{
public:
    enum Curve {
        Total,
        CrossEntropy,
        Validation,
        SequenceDivergence,
        TokenDivergence,
        KlToTeacher,
        KlToTruth
    };
    static constexpr std::size_t curveCount = 7;

    void clear();
    void append(const MetricBatch &batch);
    /// Forgets what came after `step`: a run goes on from there.
    void takeBackAfter(std::int64_t step);
    bool isEmpty() const { return m_steps.empty() && m_evaluations.empty(); }

    void setX(CurveX x);
    CurveX x() const { return m_x; }
    /// 0 … < 1, as smoothed() in core/plotdata/smoothing.h; evaluations are not smoothed.
    void setSmoothing(double smoothing);
    double smoothing() const { return m_smoothing; }

    /// Values that are not finite are left out. The vectors stay where they are.
    const std::vector<PlotPoint> &raw(Curve curve) const { return m_points[curve].raw; }
    const std::vector<PlotPoint> &line(Curve curve) const;

    /// Where a step that was done stands on the x axis.
    double xOfStep(std::int64_t step) const;
    /// The step at a place on the x axis.
    std::int64_t stepAt(double x) const;

    const std::vector<StepMetrics> &steps() const { return m_steps; }
    const std::vector<Evaluation> &evaluations() const { return m_evaluations; }
    /// A heading and a line for each step and evaluation, in order.
    QByteArray csv() const;

private:
    struct Points
    {
        std::vector<PlotPoint> raw;
        std::vector<PlotPoint> smooth;
        // The average so far and the share of it that the first zero still has.
        double average = 0;
        double zeroShare = 1;
    };
    double xOf(const StepMetrics &step) const;
    double xOf(const Evaluation &evaluation) const;
    void add(const StepMetrics &step);
    void add(const Evaluation &evaluation);
    void addPoint(Curve curve, double x, double value);
    void smoothen(Points &points, std::size_t from) const;
    void rebuild();

    std::vector<StepMetrics> m_steps;
    std::vector<Evaluation> m_evaluations;
    std::array<Points, curveCount> m_points;
    CurveX m_x = CurveX::Step;
    double m_smoothing = 0.9;
};

} // namespace retort
