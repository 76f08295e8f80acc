#pragma once
// What a token can be coloured by, and the one scale that cells, legend and plots share.

#include "core/engine/inference/inspect.h"
#include "widgets/common/theme.h"

#include <QString>

#include <optional>
#include <vector>

namespace retort {

enum class Measure {
    KlTeacherStudent, ///< KL(p∥q)
    KlStudentTeacher, ///< KL(q∥p)
    JensenShannon,
    TotalVariation,
    KlTruthStudent, ///< KL(r∥q)
    KlTruthTeacher, ///< KL(r∥p)
    StudentProbability,
    TeacherProbability,
};

/// All of them, in the order in which they are offered.
const std::vector<Measure> &allMeasures();
/// Those that `inspection` has values for; empty if it has none.
std::vector<Measure> availableMeasures(const Inspection &inspection);

/// Nats, or a share for total variation and probabilities; null where a side is missing.
std::optional<double> valueOf(Measure measure, const InspectedPosition &position);

bool isProbability(Measure measure);
QString nameOf(Measure measure);        ///< "KL(p∥q)", "Probability under the student"
QString explanationOf(Measure measure); ///< one sentence
QString unitOf(Measure measure);        ///< "nats", "share"

/// The colour scale of a measure: plum and square-rooted for divergences, linear in the speaker's
/// colour for probabilities.
struct MeasureScale
{
    Measure measure = Measure::KlTeacherStudent;

    double full() const;    ///< the value at the dark end
    bool openEnded() const; ///< larger values exist and take the dark end's colour
    std::vector<double> ticks() const;
    double share(double value) const; ///< place on the scale, 0 … 1
    QColor colorAt(const Theme &theme, double share) const;
    QColor color(const Theme &theme, double value) const { return colorAt(theme, share(value)); }
};

/// "0.61"; "<0.01" for what would read as nothing.
QString formatProbability(double value);
/// ".61": under a token, where the leading nought would say nothing.
QString formatShortProbability(double value);
/// "7.5e-04" below a hundredth: for logarithmic views and tooltips.
QString formatExactProbability(double value);
/// The end of the prefix before `index`, "… and took her"; characters are joined without blanks.
QString prefixEnd(const Inspection &inspection, int index, int tokens = 3);
/// The value of `measure` at each position, largest first; positions without one are left out.
std::vector<int> worstPositions(const Inspection &inspection, Measure measure);
/// Whether there is a truth for any of it: then the text is Tales, as far as Tales could write it.
bool knowsTruth(const Inspection &inspection);
/// All positions as a table: one row a token, a heading, comma-separated.
QString toCsv(const Inspection &inspection);

} // namespace retort
