#include "core/engine/objective/terms.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace retort {

double valueAfter(const Course &course, double begin, std::int64_t done, std::int64_t steps)
{
    const std::int64_t last = course.last > 0 ? course.last : steps - 1;
    const std::int64_t length = std::max<std::int64_t>(1, last - course.first);
    const std::int64_t gone = std::clamp<std::int64_t>(done - course.first, 0, length);
    const double share = double(gone) / double(length);
    const auto between = [&](double part) { return std::lerp(begin, course.end, part); };
    switch (course.kind) {
    case CourseKind::Constant:
    case CourseKind::Adaptive: break;
    case CourseKind::Linear: return between(share);
    case CourseKind::Cosine: return between((1 - std::cos(std::numbers::pi * share)) / 2);
    case CourseKind::Steps: {
        // Whole numbers, since 0.29 · 100 is below 29.
        const std::int64_t climbed = gone * course.stairs / length;
        return between(double(climbed) / course.stairs);
    }
    }
    return begin;
}

ObjectiveSettings objectiveAfter(const ObjectiveSettings &objective, std::int64_t done,
                                 std::int64_t steps)
{
    const Courses &courses = objective.courses;
    ObjectiveSettings now = objective;
    const auto move = [&](double &value, const Course &course) {
        value = valueAfter(course, value, done, steps);
    };
    move(now.alpha, courses.alpha);
    move(now.beta, courses.beta);
    move(now.sequence.divergence.temperature, courses.temperature);
    move(now.token.divergence.temperature, courses.temperature);
    move(now.studentShare, courses.studentShare);
    return now;
}

double reductionFactor(const ObjectiveSettings &objective, const TermSettings &term, double targets)
{
    const Reduction reduction = objective.reductionOf(term);
    if (reduction == objective.reduction)
        return 1;
    return reduction == Reduction::SequenceSum ? targets : 1 / targets;
}

bool runsAlong(const ObjectiveSettings &objective, PrefixSource source)
{
    return objective.sequence.prefixes == source || objective.token.prefixes == source;
}

bool usesGenerated(const ObjectiveSettings &objective)
{
    return objective.sequence.prefixes != PrefixSource::Data
           || objective.token.prefixes != PrefixSource::Data;
}

bool termsCoincide(const ObjectiveSettings &objective)
{
    const TermSettings &sequence = objective.sequence;
    const TermSettings &token = objective.token;
    return sequence.prefixes == token.prefixes && sequence.targets == token.targets
           && objective.reductionOf(sequence) == objective.reductionOf(token)
           && sameDivergence(sequence.divergence, token.divergence);
}

} // namespace retort
