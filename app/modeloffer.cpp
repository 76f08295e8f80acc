#include "app/modeloffer.h"

#include "app/windowstate.h"
#include "widgets/experiment/experimentdock.h"
#include "widgets/playground/playgroundpage.h"

#include <algorithm>

namespace retort {

ModelOffer::ModelOffer(const Parts &parts, QObject *parent) : QObject(parent), m_parts(parts) {}

void ModelOffer::refresh()
{
    m_stored = readModels(m_parts.store, m_parts.resources);
    std::vector<std::pair<QString, QString>> references;
    for (const ModelChoice &teacher : m_stored.teachers)
        references.emplace_back(teacher.source.reference, teacher.source.label);
    m_parts.dock.setModelChoices(references);
    offer();
}

/// What the store held, with the folders and the run of now.
void ModelOffer::offer()
{
    auto [teachers, students] = m_stored;
    const auto brought = folderModels(folders());
    const auto runs = std::ranges::find_if(teachers, [](const ModelChoice &choice) {
        return choice.source.reference.startsWith(u"run:");
    });
    teachers.insert(runs, brought.begin(), brought.end());
    students.insert(students.end(), brought.begin(), brought.end());
    if (m_parts.training.run().value != 0 || m_parts.training.isActive())
        students.insert(students.begin(), liveModel(m_parts.training));
    m_parts.tokens.setTeachers(teachers);
    m_parts.tokens.setStudents(students);
    m_parts.playground.setTeachers(teachers);
    m_parts.playground.setStudents(students);
}

/// Of the form, of the run on screen, of stored runs, and those opened last; each once.
QStringList ModelOffer::folders() const
{
    QStringList candidates;
    for (const Experiment &experiment : {m_experiment, m_parts.training.experiment()})
        for (const std::string &reference : {experiment.teacher.model, experiment.student.initial})
            candidates.append(QString::fromStdString(reference));
    for (const ModelChoice &student : m_stored.students)
        candidates.append(student.teacher);
    candidates.append(recentModels(m_parts.settings));
    candidates.removeDuplicates();
    candidates.removeIf([](const QString &reference) { return !isModelFolder(reference); });
    return candidates;
}

void ModelOffer::setExperiment(const Experiment &experiment)
{
    const bool otherModels = experiment.teacher != m_experiment.teacher
                             || experiment.student.initial != m_experiment.student.initial;
    m_experiment = experiment;
    if (otherModels)
        offer();
    m_parts.tokens.setExperiment(experiment);
    m_parts.playground.preferTeacher(QString::fromStdString(experiment.teacher.model));
}

// The pages keep the model that they show if they can. Offered nothing else, they show this one.

void ModelOffer::showLiveStudent()
{
    m_parts.tokens.setStudents({liveModel(m_parts.training)});
    m_parts.playground.setStudents({liveModel(m_parts.training)});
    offer();
}

void ModelOffer::showRun(RunId run)
{
    const QString reference = QStringLiteral("run:%1@").arg(run.value);
    refresh();
    auto students = m_stored.students;
    std::erase_if(students, [&](const ModelChoice &choice) {
        return !choice.source.reference.startsWith(reference);
    });
    m_parts.tokens.setStudents(students);
    offer();
}

} // namespace retort
