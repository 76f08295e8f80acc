#include "widgets/experiment/formvalues.h"

#include "core/engine/training/recipes.h"
#include "core/plotdata/format.h"
#include "widgets/experiment/experimentedits.h"
#include "widgets/experiment/fieldtexts.h"
#include "widgets/experiment/modeltexts.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(retort::ExperimentForm)
};

QString unknown()
{
    return QStringLiteral("—");
}

/// Two digits, as an estimate deserves: "2.1 k", "21 k", "210 k".
QString roughly(double value)
{
    static constexpr struct
    {
        double size;
        const char *prefix;
    } steps[] = {{1e9, " G"}, {1e6, " M"}, {1e3, " k"}, {1, ""}};
    if (!(value > 0) || !std::isfinite(value))
        return unknown();
    const double unit = std::pow(10, std::floor(std::log10(value)) - 1);
    const double rounded = std::round(value / unit) * unit;
    for (const auto &[size, prefix] : steps) {
        if (rounded >= size)
            return QString::number(rounded / size, 'f', rounded / size < 9.95 && size > 1 ? 1 : 0)
                   + QString::fromLatin1(prefix).replace(u' ', QChar(0x2009));
    }
    return QString::number(rounded, 'g', 2);
}

QString gigabytes(double bytes)
{
    const double value = bytes / 1e9;
    return QString::number(value, 'f', value < 9.95 ? 1 : 0);
}

/// The student that the experiment's model gives; nullopt while that is not known.
std::optional<ModelConfig> originConfig(const Experiment &experiment, const FormFacts &facts)
{
    const auto origin = parseStudentOrigin(experiment.student.initial);
    if (!origin || origin->kind == StudentOrigin::Kind::Random)
        return std::nullopt;
    const bool ofTeacher = origin->kind == StudentOrigin::Kind::Teacher;
    const auto &known = ofTeacher ? facts.teacher.description : facts.start.description;
    if (!known)
        return std::nullopt;
    ModelConfig config = known->config;
    if (ofTeacher) {
        config.layers =
            origin->layers.empty() ? experiment.student.layers : int(origin->layers.size());
    }
    return config;
}

bool isSizeRow(const QString &key)
{
    return key == fieldkey::architecture || key == fieldkey::studentSize || key == u"student.layers"
           || key == u"student.width" || key == u"student.heads" || key == u"student.inner"
           || key == u"student.tied" || key == u"student.key_value_heads";
}

bool studentRowApplies(const QString &key, const Experiment &experiment)
{
    const bool random = !experiment.startsFromModel();
    if (key == fieldkey::originLayers)
        return startsFromTeacher(experiment);
    if (key == fieldkey::originSizes)
        return !random;
    if (key == u"student.layers")
        return random || (startsFromTeacher(experiment) && originLayers(experiment).isEmpty());
    if (key == u"student.key_value_heads")
        return random && experiment.student.architecture == "llama";
    return random || !isSizeRow(key);
}

bool dataRowApplies(const QString &key, const Experiment &experiment)
{
    const bool text = experiment.data.kind == DataKind::Text;
    const bool ownTokens = text && !experiment.hasTeacher() && !experiment.startsFromModel();
    if (key == u"data.windows")
        return !text;
    if (key == fieldkey::path || key == u"data.validation")
        return text;
    if (key == u"data.tokenizer")
        return ownTokens;
    if (key == u"data.vocabulary")
        return ownTokens && experiment.data.tokenizer == "bpe";
    if (key == fieldkey::tokenizerPath)
        return ownTokens && experiment.data.tokenizer == "file";
    return true;
}

bool termRowApplies(QStringView name, const TermSettings &term)
{
    const DivergenceSettings &divergence = term.divergence;
    if (name == u"weight")
        return usesWeight(divergence.kind);
    if (name == u"skew")
        return usesSkew(divergence.kind);
    if (name == u"targets")
        return divergence.kind == Divergence::ForwardKl;
    return true;
}

bool poolRowApplies(QStringView name, const ObjectiveSettings &objective)
{
    const bool samples = runsAlong(objective, PrefixSource::Teacher);
    const bool beams = runsAlong(objective, PrefixSource::TeacherBeam);
    const bool student =
        runsAlong(objective, PrefixSource::Student) || runsAlong(objective, PrefixSource::Mixed);
    if (name == u"size")
        return samples || beams;
    if (name == u"beams")
        return beams;
    if (name == u"refresh")
        return student;
    if (name == u"reuse" || name == u"prompt")
        return samples || beams || student;
    return samples || student; // how they are sampled
}

/// What a course needs beside its kind.
bool courseRowApplies(QStringView knob, QStringView name, const ObjectiveSettings &objective)
{
    const Courses &courses = objective.courses;
    const Course &course = knob == u"alpha"         ? courses.alpha
                           : knob == u"beta"        ? courses.beta
                           : knob == u"temperature" ? courses.temperature
                                                    : courses.studentShare;
    if (name == u"kind")
        return knob != u"student_share" || runsAlong(objective, PrefixSource::Mixed);
    const bool adaptive = course.kind == CourseKind::Adaptive;
    if (course.kind == CourseKind::Constant)
        return false;
    if (name == u"stairs")
        return adaptive || course.kind == CourseKind::Steps;
    return name == u"end" || !adaptive;
}

bool objectiveRowApplies(const QString &key, const Experiment &experiment)
{
    const ObjectiveSettings &objective = experiment.objective;
    if (key == u"objective.reduction")
        return true;
    if (!experiment.hasTeacher())
        return false;
    if (key == u"objective.student_share")
        return runsAlong(objective, PrefixSource::Mixed);
    const QList<QStringView> parts = QStringView(key).split(u'.');
    if (parts.size() == 4)
        return courseRowApplies(parts[2], parts[3], objective);
    if (parts.size() != 3)
        return true;
    if (parts[1] == u"pool")
        return poolRowApplies(parts[2], objective);
    return termRowApplies(parts[2], parts[1] == u"sequence" ? objective.sequence : objective.token);
}

} // namespace

QHash<QString, QString> formValues(const Experiment &experiment)
{
    QHash<QString, QString> values;
    for (const Setting &setting : flatten(experiment))
        values.insert(QString::fromStdString(setting.key), QString::fromStdString(setting.value));
    values.insert(fieldkey::dataSource, dataSourceOf(experiment));
    if (startsFromTeacher(experiment))
        values.insert(fieldkey::initial, QStringLiteral("teacher"));
    values.insert(fieldkey::originLayers, originLayers(experiment));
    const ObjectiveRecipe *recipe = recipeOf(experiment);
    values.insert(fieldkey::recipe, recipe ? QString::fromStdString(recipe->id) : QString());
    const StudentSettings &student = experiment.student;
    const QString size =
        QStringLiteral("%1,%2,%3").arg(student.layers).arg(student.heads).arg(student.width);
    const Choices sizes = fieldChoices(fieldkey::studentSize);
    const bool known = std::any_of(sizes.begin(), sizes.end(),
                                   [&](const auto &choice) { return choice.first == size; });
    values.insert(fieldkey::studentSize, known ? size : QString());
    return values;
}

QString rowOf(const std::string &key, const Experiment &experiment)
{
    if (key == "data.kind" || key == "data.language")
        return fieldkey::dataSource;
    if (key == "objective.alpha" || key == "objective.beta")
        return fieldkey::teacher;
    if (key == fieldkey::initial && !parseStudentOrigin(experiment.student.initial))
        return fieldkey::originLayers;
    return QString::fromStdString(key);
}

QString rowOfTrouble(const QString &sentence, const Experiment &experiment)
{
    // A sentence that names a setting belongs to the first one that it names.
    qsizetype first = -1;
    QString named;
    for (const FieldSpec &spec : fieldSpecs()) {
        const QString key = QString::fromLatin1(spec.key);
        const qsizetype at = key.contains(u'.') ? sentence.indexOf(key) : -1;
        if (at >= 0 && (first < 0 || at < first)) {
            first = at;
            named = key;
        }
    }
    const auto names = [&](const std::string &what) {
        return !what.empty() && sentence.contains(QString::fromStdString(what));
    };
    const auto origin = parseStudentOrigin(experiment.student.initial);
    if (named == fieldkey::initial && startsFromTeacher(experiment))
        return fieldkey::originLayers;
    if (!named.isEmpty())
        return named;
    if (origin && names(origin->model))
        return fieldkey::initial;
    if (names(experiment.teacher.model))
        return fieldkey::teacher;
    if (experiment.data.kind != DataKind::Text)
        return experiment.hasTeacher() ? fieldkey::teacher : fieldkey::dataSource;
    if (applies(fieldkey::tokenizerPath, experiment) && names(experiment.data.tokenizerPath))
        return fieldkey::tokenizerPath;
    return fieldkey::path;
}

bool applies(const QString &key, const Experiment &experiment)
{
    if (key.startsWith(u"data."))
        return dataRowApplies(key, experiment);
    if (key.startsWith(u"student.") || key.startsWith(u"*student."))
        return studentRowApplies(key, experiment);
    if (key == fieldkey::recipe)
        return experiment.hasTeacher();
    if (key.startsWith(u"objective."))
        return objectiveRowApplies(key, experiment);
    if (key == u"optimizer.final_share")
        return experiment.optimizer.schedule == ScheduleKind::Cosine;
    return true;
}

FactTexts parametersTexts(const Experiment &experiment, const FormFacts &facts)
{
    const auto &run = facts.run;
    if (!run || run->vocabulary <= 0)
        return {unknown(), {}};
    const double count = experiment.startsFromModel()
                             ? double(run->studentParameters)
                             : double(parameterCount(studentConfig(experiment, run->vocabulary)));
    if (!experiment.hasTeacher() || !run->teacherParameters)
        return {formatShort(count), {}};
    const QString share = formatPercent(count / double(*run->teacherParameters));
    return {Words::tr("%1 · %2 of teacher").arg(formatShort(count), share),
            QStringLiteral("%1 · %2").arg(formatShort(count), share)};
}

FactTexts originTexts(const Experiment &experiment, const FormFacts &facts, const QString &from)
{
    const auto config = originConfig(experiment, facts);
    if (!config)
        return {unknown(), {}};
    const QString sizes = sizesText(*config);
    return {Words::tr("%1, from %2").arg(sizes, from), sizes};
}

FactTexts estimateTexts(const Experiment &experiment, const FormFacts &facts)
{
    if (!facts.estimate || !(facts.estimate->tokensPerSecond > 0))
        return {unknown(), {}};
    const TrainingSettings &training = experiment.training;
    const double tokens =
        double(training.steps) * double(training.batch) * double(experiment.data.context);
    const QString speed = roughly(facts.estimate->tokensPerSecond);
    const QString time = formatDuration(tokens / facts.estimate->tokensPerSecond);
    const QString memory = gigabytes(double(facts.estimate->memory));
    return {Words::tr("%1 tokens/s · %2 · %3 GB").arg(speed, time, memory),
            Words::tr("%1/s · %2 · %3 GB").arg(speed, time, memory)};
}

QString memoryWarning(const FormFacts &facts, std::int64_t machineMemory)
{
    if (!facts.estimate || machineMemory <= 0 || facts.estimate->memory <= machineMemory)
        return {};
    return Words::tr("The run needs about %1 GB of memory, but this machine has %2 GB. Cut the "
                     "batch into parts, or choose a shorter context or a smaller student.")
        .arg(gigabytes(double(facts.estimate->memory)), gigabytes(double(machineMemory)));
}

} // namespace retort
