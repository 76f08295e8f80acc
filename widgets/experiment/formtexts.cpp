#include "widgets/experiment/fieldtexts.h"

#include "core/plotdata/format.h"
#include "widgets/experiment/experimentedits.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace retort {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(retort::ExperimentDock)
};

/// The presets' files are English; translators find their texts here.
[[maybe_unused]] const char *presetWords[] = {
    QT_TRANSLATE_NOOP("retort::ExperimentDock", "First distillation"),
    QT_TRANSLATE_NOOP("retort::ExperimentDock", "Without a teacher"),
    QT_TRANSLATE_NOOP("retort::ExperimentDock", "Teacher on the data only"),
    QT_TRANSLATE_NOOP("retort::ExperimentDock", "Plenty of text"),
    QT_TRANSLATE_NOOP("retort::ExperimentDock", "As printed"),
    QT_TRANSLATE_NOOP("retort::ExperimentDock", "Train the Tales teacher"),
    QT_TRANSLATE_NOOP("retort::ExperimentDock", "Characters of a text"),
    QT_TRANSLATE_NOOP("retort::ExperimentDock",
                      "A good teacher, a small student and only 100 windows of text: the place "
                      "where distillation matters. The student follows the teacher along sampled "
                      "stories (α) and along its own text (β)."),
    QT_TRANSLATE_NOOP("retort::ExperimentDock",
                      "The same student, text and steps without a teacher. It soon learns its 100 "
                      "windows by heart, so that its best validation point comes early."),
    QT_TRANSLATE_NOOP("retort::ExperimentDock",
                      "The token-level term alone: the teacher comments on the student's own text "
                      "and writes none. Better than no teacher, but the text is still only 100 "
                      "windows."),
    QT_TRANSLATE_NOOP("retort::ExperimentDock",
                      "60,000 windows of text and an even smaller student. With so much text the "
                      "teacher hardly helps: compare it with α = β = 0."),
    QT_TRANSLATE_NOOP("retort::ExperimentDock",
                      "The formula as it is usually printed: both terms are forward KL along the "
                      "data, so they are the same quantity and only α + β acts on the teacher's "
                      "side."),
    QT_TRANSLATE_NOOP("retort::ExperimentDock",
                      "Makes the teacher of the other presets: 0.8 million parameters learn from "
                      "text without end, in several minutes on two cores."),
    QT_TRANSLATE_NOOP("retort::ExperimentDock",
                      "A character-level model of any text file or folder, to be a teacher "
                      "afterwards. Choose the text first (data.path); Shakespeare's plays take a "
                      "few minutes."),
};

QString dataSummary(const Experiment &experiment, const std::optional<RunFacts> &facts)
{
    const DataSettings &data = experiment.data;
    if (data.kind == DataKind::Text) {
        return data.path.empty() ? Words::tr("no text yet")
                                 : QFileInfo(QString::fromStdString(data.path)).fileName();
    }
    const QString name =
        modelName(QStringLiteral("bundled:tales-") + QString::fromStdString(data.language));
    if (!facts)
        return name;
    return Words::tr("%1 · %2 words").arg(name, formatCount(facts->vocabulary));
}

QString teacherSummary(const Experiment &experiment, const std::optional<RunFacts> &facts,
                       const QString &teacherName)
{
    if (!experiment.hasTeacher())
        return Words::tr("none");
    if (!facts || !facts->teacherParameters)
        return teacherName;
    return QStringLiteral("%1 · %2").arg(teacherName,
                                         formatShort(double(*facts->teacherParameters)));
}

QString studentSummary(const Experiment &experiment)
{
    const StudentSettings &student = experiment.student;
    if (startsFromTeacher(experiment)) {
        const QString layers = originLayers(experiment);
        const int count = layers.isEmpty() ? student.layers : int(layers.count(u',')) + 1;
        return count == 1 ? Words::tr("1 layer of the teacher")
                          : Words::tr("%1 layers of the teacher").arg(count);
    }
    if (experiment.startsFromModel())
        return Words::tr("from %1").arg(modelName(QString::fromStdString(student.initial)));
    return Words::tr("%1 × %2 · %3 heads")
        .arg(student.layers)
        .arg(student.width)
        .arg(student.heads);
}

QString divergenceSign(Divergence divergence)
{
    switch (divergence) {
    case Divergence::ForwardKl: return QStringLiteral("KL");
    case Divergence::ReverseKl: return Words::tr("rev. KL");
    case Divergence::SymmetricKl: return Words::tr("sym. KL");
    case Divergence::JensenShannon: return QStringLiteral("JSD");
    case Divergence::SkewedForwardKl: return Words::tr("skewed KL");
    case Divergence::SkewedReverseKl: return Words::tr("skewed rev. KL");
    case Divergence::TotalVariation: break;
    }
    return QStringLiteral("TV");
}

QString sourceWord(PrefixSource source)
{
    switch (source) {
    case PrefixSource::Data: return Words::tr("data");
    case PrefixSource::Teacher: return Words::tr("samples");
    case PrefixSource::TeacherBeam: return Words::tr("beams");
    case PrefixSource::Student: return Words::tr("student");
    case PrefixSource::Mixed: break;
    }
    return Words::tr("mixed");
}

QString coursesSummary(const Courses &courses)
{
    QStringList moving;
    for (const auto &[course, sign] : {std::pair(&courses.alpha, QStringLiteral("α")),
                                       std::pair(&courses.beta, QStringLiteral("β")),
                                       std::pair(&courses.temperature, QStringLiteral("τ")),
                                       std::pair(&courses.studentShare, QStringLiteral("λ"))}) {
        if (course->kind != CourseKind::Constant)
            moving << sign;
    }
    return moving.isEmpty() ? Words::tr("constant") : moving.join(QStringLiteral(", "));
}

QString termsSummary(const ObjectiveSettings &objective)
{
    const QString sequence = divergenceSign(objective.sequence.divergence.kind);
    const QString token = divergenceSign(objective.token.divergence.kind);
    const QString along = sourceWord(objective.sequence.prefixes);
    const QString tokenAlong = sourceWord(objective.token.prefixes);
    if (sequence == token)
        return QStringLiteral("%1 · %2, %3").arg(sequence, along, tokenAlong);
    return QStringLiteral("%1 · %2, %3 · %4").arg(sequence, along, token, tokenAlong);
}

} // namespace

QString sectionTitle(FormSection section)
{
    switch (section) {
    case FormSection::Data: return Words::tr("Data");
    case FormSection::Teacher: return Words::tr("Teacher");
    case FormSection::Student: return Words::tr("Student");
    case FormSection::Objective: return Words::tr("Objective");
    case FormSection::Courses: return Words::tr("Courses of the knobs");
    case FormSection::Optimizer: return Words::tr("Optimiser");
    case FormSection::Training: break;
    }
    return Words::tr("Training");
}

QString sectionSummary(FormSection section, const Experiment &experiment,
                       const std::optional<RunFacts> &facts, const QString &teacherName)
{
    switch (section) {
    case FormSection::Data: return dataSummary(experiment, facts);
    case FormSection::Teacher: return teacherSummary(experiment, facts, teacherName);
    case FormSection::Student: return studentSummary(experiment);
    case FormSection::Objective: return termsSummary(experiment.objective);
    case FormSection::Courses: return coursesSummary(experiment.objective.courses);
    case FormSection::Optimizer:
        return QStringLiteral("AdamW · %1")
            .arg(formatLearningRate(experiment.optimizer.learningRate));
    case FormSection::Training: break;
    }
    return Words::tr("%1 steps · batch %2")
        .arg(formatCount(experiment.training.steps), formatCount(experiment.training.batch));
}

QString presetName(const Preset &preset)
{
    return Words::tr(preset.experiment.name.c_str());
}

QString presetDescription(const Preset &preset)
{
    return Words::tr(preset.description.c_str());
}

QString modelName(const QString &reference)
{
    if (reference.isEmpty())
        return Words::tr("No teacher");
    if (reference == u"bundled:tales-en")
        return Words::tr("Tales (English)");
    if (reference == u"bundled:tales-zh")
        return Words::tr("Tales (Chinese)");
    if (reference.startsWith(u"bundled:"))
        return reference.mid(8);
    if (reference.startsWith(u"run:"))
        return Words::tr("Run #%1").arg(reference.mid(4));
    return QFileInfo(reference).fileName();
}

} // namespace retort
