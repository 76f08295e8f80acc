#include "widgets/experiment/experimentedits.h"

#include <QStringList>

#include <algorithm>

namespace retort {

namespace {

Experiment asText(Experiment experiment)
{
    experiment.data.kind = DataKind::Text;
    // A Tales teacher knows nothing of other texts.
    if (experiment.teacher.model.starts_with("bundled:tales-"))
        return withTeacher(std::move(experiment), {});
    return experiment;
}

} // namespace

QString dataSourceOf(const Experiment &experiment)
{
    return experiment.data.kind == DataKind::Text
               ? QStringLiteral("text")
               : QStringLiteral("tales-") + QString::fromStdString(experiment.data.language);
}

Experiment withDataSource(Experiment experiment, const QString &source)
{
    if (source == u"text")
        return asText(std::move(experiment));
    experiment.data.kind = DataKind::Tales;
    return inLanguage(std::move(experiment), source.mid(6).toStdString());
}

Experiment withText(Experiment experiment, const QString &path)
{
    experiment = asText(std::move(experiment));
    experiment.data.path = path.toStdString();
    return experiment;
}

Experiment withTokenizerFile(Experiment experiment, const QString &path)
{
    experiment = asText(std::move(experiment));
    experiment.data.tokenizer = "file";
    experiment.data.tokenizerPath = path.toStdString();
    return experiment;
}

Experiment withArchitecture(Experiment experiment, const QString &architecture)
{
    experiment.student.architecture = architecture.toStdString();
    if (architecture == u"gpt2")
        experiment.student.keyValueHeads = 0;
    return experiment;
}

bool startsFromTeacher(const Experiment &experiment)
{
    const std::string &initial = experiment.student.initial;
    return initial == "teacher" || initial.starts_with("teacher:");
}

QString originLayers(const Experiment &experiment)
{
    constexpr std::size_t prefix = sizeof("teacher:") - 1;
    const std::string &initial = experiment.student.initial;
    return startsFromTeacher(experiment) && initial.size() > prefix
               ? QString::fromStdString(initial.substr(prefix))
               : QString();
}

Experiment withOriginLayers(Experiment experiment, const QString &layers)
{
    const QString list = QString(layers).remove(u' ');
    experiment.student.initial = list.isEmpty() ? "teacher" : "teacher:" + list.toStdString();
    return experiment;
}

Experiment withStudentSize(Experiment experiment, const QString &size)
{
    const QStringList parts = size.split(u',');
    if (parts.size() != 3)
        return experiment;
    experiment.student.layers = parts[0].toInt();
    experiment.student.heads = parts[1].toInt();
    experiment.student.width = parts[2].toInt();
    return experiment;
}

Experiment withSectionOf(const Experiment &baseline, Experiment experiment, FormSection section)
{
    if (section == FormSection::Data) {
        experiment.data.kind = baseline.data.kind;
        experiment.data.language = baseline.data.language;
    }
    const auto specs = fieldSpecs();
    for (const Setting &setting : flatten(baseline)) {
        const bool inside = std::any_of(specs.begin(), specs.end(), [&](const FieldSpec &spec) {
            return spec.section == section && setting.key == spec.key;
        });
        if (!inside)
            continue;
        if (const auto changed = withSetting(experiment, setting.key + '=' + setting.value))
            experiment = *changed;
    }
    return experiment;
}

} // namespace retort
