#include "app/modeloffer.h"

#include "app/storedruns.h"
#include "widgets/experiment/experimentdock.h"
#include "widgets/playground/playgroundpage.h"

namespace retort {

ModelOffer::ModelOffer(const Parts &parts, QObject *parent) : QObject(parent), m_parts(parts) {}

void ModelOffer::refresh()
{
    m_parts.dock.setModelChoices(teacherReferences(m_parts.store, m_parts.resources));
    const auto teachers = teacherModels(m_parts.store, m_parts.resources);
    auto students = studentModels(m_parts.store);
    if (m_parts.training.run().value != 0 || m_parts.training.isActive())
        students.insert(students.begin(), liveModel(m_parts.training));
    m_parts.tokens.setTeachers(teachers);
    m_parts.tokens.setStudents(students);
    m_parts.playground.setTeachers(teachers);
    m_parts.playground.setStudents(students);
}

// The pages keep the model that they show if they can. Offered nothing else, they show this one.

void ModelOffer::showLiveStudent()
{
    m_parts.tokens.setStudents({liveModel(m_parts.training)});
    m_parts.playground.setStudents({liveModel(m_parts.training)});
    refresh();
}

void ModelOffer::showRun(RunId run)
{
    const QString reference = QStringLiteral("run:%1@").arg(run.value);
    auto students = studentModels(m_parts.store);
    std::erase_if(students, [&](const ModelChoice &choice) {
        return !choice.source.reference.startsWith(reference);
    });
    m_parts.tokens.setStudents(students);
    refresh();
}

} // namespace retort
