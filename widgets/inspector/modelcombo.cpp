#include "widgets/inspector/modelcombo.h"

#include "widgets/common/parts.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QSignalBlocker>

#include <algorithm>

namespace retort {

namespace {

bool sameModel(const ModelChoice &a, const ModelChoice &b)
{
    return a.live == b.live && (a.live || a.source.reference == b.source.reference);
}

/// −1: none.
int firstUnasked(const std::vector<ModelChoice> &choices)
{
    const auto first = std::ranges::find(choices, false, &ModelChoice::onRequest);
    return first == choices.end() ? -1 : int(first - choices.begin());
}

} // namespace

ModelCombo::ModelCombo(Voice voice, QWidget *parent)
    : QWidget(parent), m_voice(voice), m_combo(makeLabelledCombo(QString(), this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_combo);
    setFocusProxy(m_combo);
    m_combo->setObjectName(voice == Voice::Teacher ? QStringLiteral("teacherCombo")
                                                   : QStringLiteral("studentCombo"));
    retranslate();
    connect(m_combo, &QComboBox::currentIndexChanged, this, &ModelCombo::currentChanged);
    connect(m_combo, &QComboBox::activated, this, [this] { m_chosenByHand = true; });
}

void ModelCombo::setChoices(const std::vector<ModelChoice> &choices)
{
    const bool hadModel = current() != nullptr;
    const bool keepsNone = !hadModel && firstUnasked(m_choices) >= 0;
    int index = keepsNone ? -1 : firstUnasked(choices);
    bool kept = keepsNone;
    if (hadModel) {
        const auto same = std::ranges::find_if(
            choices, [this](const ModelChoice &choice) { return sameModel(choice, *current()); });
        kept = same != choices.end();
        if (kept)
            index = int(same - choices.begin());
    }
    const bool changes = !kept && (hadModel || index >= 0);
    m_choices = choices;
    fill(index);
    if (changes)
        Q_EMIT currentChanged();
}

void ModelCombo::prefer(const QString &reference)
{
    if (m_chosenByHand)
        return;
    const auto found = std::ranges::find_if(m_choices, [&](const ModelChoice &choice) {
        return !choice.live && choice.source.reference == reference;
    });
    if (found != m_choices.end())
        setCurrentIndex(int(found - m_choices.begin()));
}

void ModelCombo::preferFor(const ModelCombo &student, const QString &otherwise)
{
    const ModelChoice *learner = student.current();
    prefer(learner && !learner->teacher.isEmpty() ? learner->teacher : otherwise);
}

void ModelCombo::fill(int index)
{
    const QSignalBlocker blocker(m_combo);
    m_combo->clear();
    for (const ModelChoice &choice : m_choices) {
        m_combo->addItem(choice.source.label);
        // Folders may be named alike.
        m_combo->setItemData(m_combo->count() - 1, choice.source.reference, Qt::ToolTipRole);
    }
    m_combo->addItem(tr("none"));
    m_combo->setCurrentIndex(index < 0 ? int(m_choices.size()) : index);
}

int ModelCombo::currentIndex() const
{
    const int index = m_combo->currentIndex();
    return index < int(m_choices.size()) ? index : -1;
}

void ModelCombo::setCurrentIndex(int index)
{
    m_combo->setCurrentIndex(index < 0 ? int(m_choices.size()) : index);
}

const ModelChoice *ModelCombo::current() const
{
    const int index = currentIndex();
    return index < 0 ? nullptr : &m_choices[std::size_t(index)];
}

ModelSource ModelCombo::source() const
{
    const ModelChoice *choice = current();
    if (!choice)
        return {};
    if (!choice->live)
        return choice->source;
    ModelSource source;
    source.label = choice->source.label;
    if (m_snapshot)
        source.snapshot = m_snapshot->model;
    return source;
}

void ModelCombo::setLiveSnapshot(const std::shared_ptr<const StudentSnapshot> &snapshot)
{
    m_snapshot = snapshot;
}

std::int64_t ModelCombo::liveStep() const
{
    return m_snapshot ? m_snapshot->step : -1;
}

void ModelCombo::retranslate()
{
    const bool teacher = m_voice == Voice::Teacher;
    m_combo->setAccessibleName(teacher ? tr("Teacher") : tr("Student"));
    m_combo->setToolTip(teacher ? tr("Whose expectations the student is compared with.")
                                : tr("The student while it learns, or as it was at a checkpoint."));
    fill(currentIndex());
}

void ModelCombo::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace retort
