#pragma once
// What the knobs did in a run so far, kept as the points where they changed, and what they will do.

#include "core/engine/training/observer.h"
#include "widgets/mixer/coursestrip.h"

#include <array>

namespace retort {

class KnobCourses
{
public:
    void add(const StepMetrics &step);
    void clear();
    /// One for each knob that moved, or that the experiment will move: α, β, τ, λ.
    std::vector<KnobCourse> shown(const Experiment &experiment) const;

private:
    static constexpr std::size_t knobCount = 4;
    std::array<std::vector<QPointF>, knobCount> m_changes; ///< step and value
    double m_lastStep = 0;
};

} // namespace retort
