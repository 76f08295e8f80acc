#include "widgets/experiment/experimentform.h"

#include "core/engine/machine.h"
#include "core/session/translate.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/experiment/experimentedits.h"
#include "widgets/experiment/fieldrow.h"
#include "widgets/experiment/learningtexts.h"
#include "widgets/experiment/modelcard.h"
#include "widgets/experiment/section.h"

#include <QHBoxLayout>
#include <QHash>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace retort {

namespace {

/// Soft fill behind the line that says why settings are grey.
class NoticeBox final : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        const Theme theme = Theme::of(this);
        painter.setBrush(theme.tint(theme.accentSoft, 0.6));
        painter.drawRoundedRect(rect(), grid::unit, grid::unit);
    }
};

} // namespace

ExperimentForm::ExperimentForm(QWidget *parent)
    : QWidget(parent), m_noticeText(new QLabel), m_notice(makeNotice())
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(grid::inside, 0, grid::inside, grid::inside);
    column->setSpacing(grid::unit);
    static constexpr FieldSpec presetSpec{.key = fieldkey::preset,
                                          .section = FormSection::Data,
                                          .kind = FieldKind::Choice,
                                          .wide = true};
    static constexpr FieldSpec nameSpec{
        .key = "name", .section = FormSection::Data, .kind = FieldKind::Text, .wide = true};
    column->addWidget(makeRow(presetSpec, this));
    column->addWidget(makeRow(nameSpec, this));
    column->addWidget(m_notice);
    for (int i = 0; i < formSectionCount; ++i) {
        m_sections[std::size_t(i)] = new Section(this);
        column->addWidget(m_sections[std::size_t(i)]);
    }
    for (const FieldSpec &spec : fieldSpecs()) {
        Section *section = m_sections[std::size_t(spec.section)];
        section->addRow(makeRow(spec, section));
        if (spec.key == QLatin1String(fieldkey::teacher))
            m_teacherCard = makeCard("teacherCard", section);
        if (spec.key == QLatin1String(fieldkey::initial))
            m_startCard = makeCard("startCard", section);
    }
    // What matters of the student's start stands in its rows.
    m_teacherCard->setOpen(true);
    column->addStretch(1);
    for (const auto open : {FormSection::Student, FormSection::Objective, FormSection::Optimizer})
        openSection(open);
}

FieldRow *ExperimentForm::makeRow(const FieldSpec &spec, QWidget *parent)
{
    auto *made = new FieldRow(spec, parent);
    connect(made, &FieldRow::edited, this, &ExperimentForm::edited);
    connect(made, &FieldRow::browseRequested, this,
            [this, made](bool folder) { Q_EMIT browseRequested(made->key(), folder); });
    m_rows.push_back(made);
    return made;
}

ModelCard *ExperimentForm::makeCard(const char *name, Section *section)
{
    auto *card = new ModelCard(QLatin1String(name), section);
    section->addRow(card);
    return card;
}

QWidget *ExperimentForm::makeNotice()
{
    auto *box = new NoticeBox(this);
    QWidget *sign = makeIconLabel(QStringLiteral("lock"), IconTone::Secondary, 16, box);
    m_noticeText->setObjectName(QStringLiteral("lockNotice"));
    m_noticeText->setFont(fontFor(TextRole::Caption));
    m_noticeText->setProperty("tone", "secondary");
    m_noticeText->setTextFormat(Qt::RichText);
    m_noticeText->setWordWrap(true);
    auto *line = new QHBoxLayout(box);
    line->setContentsMargins(grid::gap, grid::gap, grid::gap, grid::gap);
    line->setSpacing(grid::gap);
    line->addWidget(sign, 0, Qt::AlignTop);
    line->addWidget(m_noticeText, 1);
    box->hide();
    return box;
}

FieldRow *ExperimentForm::row(const QString &key) const
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(),
                                    [&](const FieldRow *row) { return row->key() == key; });
    return found == m_rows.end() ? nullptr : *found;
}

void ExperimentForm::openSection(FormSection section)
{
    m_sections[std::size_t(section)]->setOpen(true);
}

void ExperimentForm::setScrollBarWidth(int width)
{
    layout()->setContentsMargins(grid::inside, 0, grid::inside - width, grid::inside);
}

void ExperimentForm::retranslate()
{
    const FieldTextTable texts = fieldTexts();
    for (FieldRow *row : m_rows) {
        row->setTexts(texts.value(row->key()));
        const Choices choices = fieldChoices(row->key());
        if (!choices.empty())
            row->setChoices(choices);
    }
    m_teacherCard->retranslate(tr("The teacher"));
    m_startCard->retranslate(tr("What the student starts from"));
    alignControls();
    for (int i = 0; i < formSectionCount; ++i) {
        SectionHead *head = m_sections[std::size_t(i)]->head();
        head->setText(sectionTitle(FormSection(i)));
        head->setAccessibleName(head->text());
        head->setObjectName(QStringLiteral("section%1").arg(i));
    }
    m_noticeText->setText(tr("Greyed settings are fixed during a run. <i>α</i>, <i>β</i>, "
                             "<i>τ</i> and the learning rate act at once."));
}

/// The labels of a section are as wide as its widest, so that its controls stand below each other.
void ExperimentForm::alignControls()
{
    std::array<int, formSectionCount> widest{};
    for (FieldRow *row : m_rows) {
        row->setLabelWidth(0); // a label asks for no less than it was given
        int &width = widest[std::size_t(row->section())];
        width = std::max(width, row->labelWidth());
    }
    for (FieldRow *row : m_rows)
        row->setLabelWidth(widest[std::size_t(row->section())]);
}

void ExperimentForm::show(const Content &content)
{
    showChoices(content);
    showModelChoices(content);
    showValues(content);
    showFacts(content);
    showReasons(content);
    showSections(content);
    updateVisibility(content.experiment);
    m_notice->setVisible(content.running);
}

void ExperimentForm::showChoices(const Content &content)
{
    Choices presets;
    if (m_presets) {
        for (std::size_t i = 0; i < m_presets->size(); ++i)
            presets.emplace_back(QString::number(i), presetName((*m_presets)[i]));
    }
    if (content.preset < 0)
        presets.emplace_back(QString(), tr("Own settings"));
    row(fieldkey::preset)->setChoices(presets);
    Choices recipes = fieldChoices(fieldkey::recipe);
    const ObjectiveRecipe *recipe = recipeOf(content.experiment);
    if (!recipe)
        recipes.emplace_back(QString(), tr("Own settings"));
    row(fieldkey::recipe)->setChoices(recipes);
    row(fieldkey::recipe)->setDetail(recipe ? recipeDescription(*recipe) : QString());
}

void ExperimentForm::showModelChoices(const Content &content)
{
    const Experiment &experiment = content.experiment;
    const auto withCurrent = [this](Choices choices, const QString &current) {
        choices.insert(choices.end(), m_models.begin(), m_models.end());
        const bool listed = std::any_of(choices.begin(), choices.end(), [&](const auto &choice) {
            return choice.first == current;
        });
        if (!listed)
            choices.emplace_back(current, modelName(current));
        choices.emplace_back(QStringLiteral("*folder"), tr("Model folder..."));
        return choices;
    };
    row(fieldkey::teacher)
        ->setChoices(withCurrent({{QString(), tr("No teacher")}},
                                 QString::fromStdString(experiment.teacher.model)));
    Choices starts{{QString(), tr("Random weights")}};
    if (experiment.hasTeacher() || startsFromTeacher(experiment))
        starts.emplace_back(QStringLiteral("teacher"), tr("Teacher's layers"));
    row(fieldkey::initial)
        ->setChoices(withCurrent(starts, formValues(experiment).value(fieldkey::initial)));
}

void ExperimentForm::showValues(const Content &content)
{
    const auto values = formValues(content.experiment);
    const auto before = formValues(content.baseline);
    for (FieldRow *row : m_rows) {
        const QString key = row->key();
        const bool rate = key == fieldkey::learningRate;
        row->setFixed(content.running && !rate);
        if (!values.contains(key))
            continue;
        row->setValue(values.value(key));
        row->setChanged(!content.running && key != fieldkey::studentSize && key != fieldkey::recipe
                        && values.value(key) != before.value(key));
    }
    row(fieldkey::preset)
        ->setValue(content.preset < 0 ? QString() : QString::number(content.preset));
}

void ExperimentForm::showFacts(const Content &content)
{
    const Experiment &experiment = content.experiment;
    const auto show = [this](const char *key, const FactTexts &texts) {
        row(key)->setValue(texts.whole);
        row(key)->setShortValue(texts.shorter);
    };
    const QString from = nameOf(startsFromTeacher(experiment) ? experiment.teacher.model
                                                              : experiment.student.initial);
    show(fieldkey::parameters, parametersTexts(experiment, content.facts));
    show(fieldkey::originSizes, originTexts(experiment, content.facts, from));
    show(fieldkey::estimate, estimateTexts(experiment, content.facts));
    m_teacherCard->showModel(content.facts.teacher.description);
    m_startCard->showModel(content.facts.start.description);
}

void ExperimentForm::showReasons(const Content &content)
{
    QHash<QString, QString> reasons;
    const auto say = [&](const QString &key, const QString &sentence) {
        if (!sentence.isEmpty() && !reasons.contains(key))
            reasons.insert(key, sentence);
    };
    for (const Problem &problem : content.problems) {
        const QString key = rowOf(problem.key, content.experiment);
        say(row(key) ? key : QStringLiteral("name"), toUserText(problem.error));
    }
    say(fieldkey::teacher, content.facts.teacher.trouble);
    say(fieldkey::initial, content.facts.start.trouble);
    say(fieldkey::estimate, content.facts.estimateTrouble);
    say(fieldkey::estimate, memoryWarning(content.facts, machineFacts().memory));
    std::array<bool, formSectionCount> wrong{};
    for (FieldRow *row : m_rows) {
        row->setReason(reasons.value(row->key()));
        const bool inSection = row->key() != u"name" && row->key() != fieldkey::preset;
        if (inSection && reasons.contains(row->key()))
            wrong[std::size_t(row->section())] = true;
    }
    for (std::size_t i = 0; i < wrong.size(); ++i)
        m_sections[i]->head()->setWarning(wrong[i]);
}

void ExperimentForm::showSections(const Content &content)
{
    const QString teacher = nameOf(content.experiment.teacher.model);
    for (int i = 0; i < formSectionCount; ++i) {
        m_sections[std::size_t(i)]->head()->setSummary(
            sectionSummary(FormSection(i), content.experiment, content.facts.run, teacher));
    }
}

QString ExperimentForm::nameOf(const std::string &model) const
{
    const QString reference = QString::fromStdString(model);
    const auto known = std::find_if(m_models.begin(), m_models.end(),
                                    [&](const auto &choice) { return choice.first == reference; });
    return known == m_models.end() ? modelName(reference) : known->second;
}

/// A row that is wrong is shown even where it has no meaning: it keeps the run from starting.
void ExperimentForm::updateVisibility(const Experiment &experiment)
{
    for (FieldRow *row : m_rows)
        row->setVisible(applies(row->key(), experiment) || !row->reason().isEmpty());
}

} // namespace retort
