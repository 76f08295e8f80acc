#include "widgets/inspector/measures.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace retort {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(retort::Measures)
};

QString quoted(const QString &text)
{
    QString inner = text;
    return QStringLiteral("\"%1\"").arg(inner.replace(u'"', QStringLiteral("\"\"")));
}

QString cell(const std::optional<double> &value)
{
    return value ? QString::number(*value, 'g', 9) : QString();
}

} // namespace

const std::vector<Measure> &allMeasures()
{
    static const std::vector<Measure> all{Measure::KlTeacherStudent,   Measure::KlStudentTeacher,
                                          Measure::JensenShannon,      Measure::TotalVariation,
                                          Measure::KlTruthStudent,     Measure::KlTruthTeacher,
                                          Measure::StudentProbability, Measure::TeacherProbability};
    return all;
}

std::vector<Measure> availableMeasures(const Inspection &inspection)
{
    std::vector<Measure> available;
    for (const Measure measure : allMeasures())
        if (std::ranges::any_of(inspection.positions, [measure](const InspectedPosition &position) {
                return valueOf(measure, position).has_value();
            }))
            available.push_back(measure);
    return available;
}

std::optional<double> valueOf(Measure measure, const InspectedPosition &position)
{
    if (!position.predicted)
        return std::nullopt;
    const auto probability = [](const std::optional<Belief> &belief) {
        return belief ? std::optional(belief->probability) : std::nullopt;
    };
    switch (measure) {
    case Measure::KlTeacherStudent: return position.klTeacherStudent;
    case Measure::KlStudentTeacher: return position.klStudentTeacher;
    case Measure::JensenShannon: return position.jensenShannon;
    case Measure::TotalVariation: return position.totalVariation;
    case Measure::KlTruthStudent: return position.klTruthStudent;
    case Measure::KlTruthTeacher: return position.klTruthTeacher;
    case Measure::StudentProbability: return probability(position.student);
    case Measure::TeacherProbability: return probability(position.teacher);
    }
    return std::nullopt;
}

bool isProbability(Measure measure)
{
    return measure == Measure::StudentProbability || measure == Measure::TeacherProbability;
}

QString nameOf(Measure measure)
{
    switch (measure) {
    case Measure::KlTeacherStudent: return QStringLiteral("KL(p∥q)");
    case Measure::KlStudentTeacher: return QStringLiteral("KL(q∥p)");
    case Measure::JensenShannon: return Texts::tr("Jensen–Shannon");
    case Measure::TotalVariation: return Texts::tr("Total variation");
    case Measure::KlTruthStudent: return QStringLiteral("KL(r∥q)");
    case Measure::KlTruthTeacher: return QStringLiteral("KL(r∥p)");
    case Measure::StudentProbability: return Texts::tr("Student's probability");
    case Measure::TeacherProbability: return Texts::tr("Teacher's probability");
    }
    return {};
}

QString explanationOf(Measure measure)
{
    switch (measure) {
    case Measure::KlTeacherStudent:
        return Texts::tr(
            "How much the student misses of what the teacher expects (imitation error).");
    case Measure::KlStudentTeacher:
        return Texts::tr("How much the student expects that the teacher does not.");
    case Measure::JensenShannon:
        return Texts::tr("Distance of both from their mean; at most 0.693 nats.");
    case Measure::TotalVariation:
        return Texts::tr("The share of probability that stands on different tokens.");
    case Measure::KlTruthStudent:
        return Texts::tr(
            "How far the student is from the process that wrote the text (student error).");
    case Measure::KlTruthTeacher:
        return Texts::tr(
            "How far the teacher is from the process that wrote the text (teacher error).");
    case Measure::StudentProbability:
        return Texts::tr("What the student gave to the token that stands there.");
    case Measure::TeacherProbability:
        return Texts::tr("What the teacher gave to the token that stands there.");
    }
    return {};
}

QString unitOf(Measure measure)
{
    if (isProbability(measure))
        return Texts::tr("probability");
    return measure == Measure::TotalVariation ? Texts::tr("share") : Texts::tr("nats");
}

double MeasureScale::full() const
{
    switch (measure) {
    case Measure::JensenShannon: return std::numbers::ln2;
    case Measure::TotalVariation:
    case Measure::StudentProbability:
    case Measure::TeacherProbability: return 1;
    default: return 2;
    }
}

bool MeasureScale::openEnded() const
{
    return full() == 2;
}

std::vector<double> MeasureScale::ticks() const
{
    if (isProbability(measure))
        return {0, 0.25, 0.5, 0.75, 1};
    if (measure == Measure::JensenShannon)
        return {0, 0.1, 0.3, std::numbers::ln2};
    if (measure == Measure::TotalVariation)
        return {0, 0.1, 0.4, 1};
    return {0, 0.1, 0.5, 1, 2};
}

double MeasureScale::share(double value) const
{
    const double share = std::clamp(value / full(), 0.0, 1.0);
    return isProbability(measure) ? share : std::sqrt(share);
}

QColor MeasureScale::colorAt(const Theme &theme, double share) const
{
    if (measure == Measure::StudentProbability)
        return theme.tint(theme.studentArea, share);
    if (measure == Measure::TeacherProbability)
        return theme.tint(theme.teacher, share);
    return theme.measure(share * share * full(), full());
}

QString formatProbability(double value)
{
    if (value > 0 && value < 0.005)
        return QStringLiteral("<0.01");
    return QString::number(value, 'f', 2);
}

QString formatShortProbability(double value)
{
    if (value >= 0.995)
        return QStringLiteral("1.0");
    return QString::number(value, 'f', 2).mid(1);
}

QString formatExactProbability(double value)
{
    if (value > 0 && value < 0.01)
        return QString::number(value, 'e', 1);
    return QString::number(value, 'f', 3);
}

QString prefixEnd(const Inspection &inspection, int index, int tokens)
{
    // A text of single letters reads as words only without blanks between them.
    const bool letters = std::ranges::all_of(inspection.positions, [](const auto &position) {
        const QString text = QString::fromStdString(position.text);
        return text.size() <= 1 && (text.isEmpty() || text.front().unicode() < 0x2e80);
    });
    const int first = std::max(0, index - (letters ? 5 * tokens : tokens));
    QStringList words;
    for (int i = first; i < index; ++i)
        words += QString::fromStdString(inspection.positions[std::size_t(i)].text);
    const QString end = words.join(letters ? QString() : QStringLiteral(" "));
    return first > 0 ? QStringLiteral("… %1").arg(end) : end;
}

bool knowsTruth(const Inspection &inspection)
{
    return std::ranges::any_of(inspection.positions,
                               [](const auto &position) { return position.truth.has_value(); });
}

std::vector<int> worstPositions(const Inspection &inspection, Measure measure)
{
    std::vector<int> order;
    for (int i = 0; i < int(inspection.positions.size()); ++i)
        if (valueOf(measure, inspection.positions[std::size_t(i)]))
            order.push_back(i);
    // A low probability is bad, a high divergence is.
    const double sign = isProbability(measure) ? -1 : 1;
    const auto badness = [&](int i) {
        return sign * *valueOf(measure, inspection.positions[std::size_t(i)]);
    };
    std::ranges::stable_sort(order, [&](int a, int b) { return badness(a) > badness(b); });
    return order;
}

QString toCsv(const Inspection &inspection)
{
    QStringList lines{QStringLiteral(
        "position,token,p_truth,p_teacher,p_student,entropy_truth,entropy_teacher,"
        "entropy_student,kl_teacher_student,kl_student_teacher,jensen_shannon,total_variation,"
        "kl_truth_teacher,kl_truth_student")};
    const auto probability = [](const std::optional<Belief> &belief) {
        return belief ? cell(belief->probability) : QString();
    };
    const auto entropy = [](const std::optional<Belief> &belief) {
        return belief ? cell(belief->entropy) : QString();
    };
    int number = 0;
    for (const InspectedPosition &p : inspection.positions) {
        const QStringList cells{QString::number(++number), quoted(QString::fromStdString(p.text)),
                                probability(p.truth),      probability(p.teacher),
                                probability(p.student),    entropy(p.truth),
                                entropy(p.teacher),        entropy(p.student),
                                cell(p.klTeacherStudent),  cell(p.klStudentTeacher),
                                cell(p.jensenShannon),     cell(p.totalVariation),
                                cell(p.klTruthTeacher),    cell(p.klTruthStudent)};
        lines += cells.join(u',');
    }
    return lines.join(u'\n') + u'\n';
}

} // namespace retort
