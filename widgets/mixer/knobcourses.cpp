#include "widgets/mixer/knobcourses.h"

#include <algorithm>

namespace retort {

namespace {

constexpr int plannedPoints = 64;
constexpr std::size_t mostChanges = 2048; ///< far more than there are pixels

struct KnobOfRun
{
    const char *sign;
    double StepMetrics::*figure;
    Course Courses::*course;
};

constexpr std::array<KnobOfRun, 4> knobs{{
    {"α", &StepMetrics::alpha, &Courses::alpha},
    {"β", &StepMetrics::beta, &Courses::beta},
    {"τ", &StepMetrics::temperature, &Courses::temperature},
    {"λ", &StepMetrics::studentShare, &Courses::studentShare},
}};

/// Where the knob begins.
double beginOf(const ObjectiveSettings &objective, std::size_t knob)
{
    const std::array<double, knobs.size()> values{objective.alpha, objective.beta,
                                                  objective.sequence.divergence.temperature,
                                                  objective.studentShare};
    return values[knob];
}

std::vector<QPointF> plannedCourse(const Course &course, double begin, double from,
                                   std::int64_t steps)
{
    std::vector<QPointF> points;
    for (int i = 0; i <= plannedPoints; ++i) {
        const double step = from + (double(steps) - from) * i / plannedPoints;
        points.emplace_back(step, valueAfter(course, begin, std::int64_t(step) - 1, steps));
    }
    return points;
}

/// Leaves every second point, and the ends.
void thinOut(std::vector<QPointF> &points)
{
    std::vector<QPointF> kept;
    for (std::size_t i = 0; i < points.size(); i += 2)
        kept.push_back(points[i]);
    if (points.size() % 2 == 0)
        kept.push_back(points.back());
    points = std::move(kept);
}

} // namespace

void KnobCourses::add(const StepMetrics &step)
{
    for (std::size_t i = 0; i < knobs.size(); ++i) {
        const double value = step.*knobs[i].figure;
        auto &changes = m_changes[i];
        if (changes.empty() || changes.back().y() != value)
            changes.emplace_back(double(step.step), value);
        if (changes.size() > mostChanges)
            thinOut(changes);
    }
    m_lastStep = double(step.step);
}

void KnobCourses::clear()
{
    for (auto &changes : m_changes)
        changes.clear();
    m_lastStep = 0;
}

std::vector<KnobCourse> KnobCourses::shown(const Experiment &experiment) const
{
    std::vector<KnobCourse> courses;
    if (!experiment.hasTeacher())
        return courses;
    const ObjectiveSettings &objective = experiment.objective;
    const std::int64_t steps = experiment.training.steps;
    for (std::size_t i = 0; i < knobs.size(); ++i) {
        const Course &course = objective.courses.*knobs[i].course;
        const bool planned = course.kind != CourseKind::Constant;
        if (!planned && m_changes[i].size() < 2)
            continue;
        KnobCourse shown{QString::fromUtf8(knobs[i].sign), {}, {}};
        // A change is a stair, not a slope.
        for (const QPointF &change : m_changes[i]) {
            if (!shown.done.empty())
                shown.done.emplace_back(change.x() - 1, shown.done.back().y());
            shown.done.push_back(change);
        }
        if (!shown.done.empty())
            shown.done.emplace_back(m_lastStep, shown.done.back().y());
        const bool known = planned && course.kind != CourseKind::Adaptive;
        if (known && m_lastStep < double(steps)) {
            shown.planned =
                plannedCourse(course, beginOf(objective, i), std::max(1.0, m_lastStep), steps);
        }
        courses.push_back(std::move(shown));
    }
    return courses;
}

} // namespace retort
