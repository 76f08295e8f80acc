#include "widgets/experiment/experimentform.h"

#include "core/plotdata/format.h"
#include "core/session/translate.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/experiment/experimentedits.h"
#include "widgets/experiment/fieldrow.h"
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

QHash<QString, QString> valuesOf(const Experiment &experiment)
{
    QHash<QString, QString> values;
    for (const Setting &setting : flatten(experiment))
        values.insert(QString::fromStdString(setting.key), QString::fromStdString(setting.value));
    values.insert(fieldkey::dataSource, dataSourceOf(experiment));
    const StudentSettings &student = experiment.student;
    const QString size =
        QStringLiteral("%1,%2,%3").arg(student.layers).arg(student.heads).arg(student.width);
    const Choices sizes = fieldChoices(fieldkey::studentSize);
    const bool known = std::any_of(sizes.begin(), sizes.end(),
                                   [&](const auto &choice) { return choice.first == size; });
    values.insert(fieldkey::studentSize, known ? size : QString());
    return values;
}

/// Where a problem is shown that concerns a setting without a row of its own.
QString rowKey(const std::string &key)
{
    if (key == "data.kind" || key == "data.language")
        return fieldkey::dataSource;
    if (key == "objective.alpha" || key == "objective.beta")
        return fieldkey::teacher;
    return QString::fromStdString(key);
}

struct FactTexts
{
    QString whole, shorter;
};

FactTexts parametersTexts(const Experiment &experiment, const std::optional<RunFacts> &facts)
{
    if (!facts || facts->vocabulary <= 0)
        return {QStringLiteral("—"), {}};
    const double count =
        experiment.startsFromModel()
            ? double(facts->studentParameters)
            : double(parameterCount(studentConfig(experiment, facts->vocabulary)));
    if (!experiment.hasTeacher() || !facts->teacherParameters)
        return {formatShort(count), {}};
    const QString share = formatPercent(count / double(*facts->teacherParameters));
    return {ExperimentForm::tr("%1 · %2 of teacher").arg(formatShort(count), share),
            QStringLiteral("%1 · %2").arg(formatShort(count), share)};
}

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
    }
    column->addStretch(1);
    for (const auto open : {FormSection::Student, FormSection::Objective, FormSection::Optimizer})
        openSection(open);
    connect(row(fieldkey::path), &FieldRow::browseRequested, this,
            &ExperimentForm::browseRequested);
}

FieldRow *ExperimentForm::makeRow(const FieldSpec &spec, QWidget *parent)
{
    auto *made = new FieldRow(spec, parent);
    connect(made, &FieldRow::edited, this, &ExperimentForm::edited);
    m_rows.push_back(made);
    return made;
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
    showValues(content);
    showReasons(content.problems);
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

    const QString current = QString::fromStdString(content.experiment.teacher.model);
    Choices teachers{{QString(), tr("No teacher")}};
    teachers.insert(teachers.end(), m_teachers.begin(), m_teachers.end());
    const bool listed = std::any_of(teachers.begin(), teachers.end(),
                                    [&](const auto &choice) { return choice.first == current; });
    if (!listed)
        teachers.emplace_back(current, modelName(current));
    teachers.emplace_back(QStringLiteral("*folder"), tr("Model folder..."));
    row(fieldkey::teacher)->setChoices(teachers);
}

void ExperimentForm::showValues(const Content &content)
{
    const auto values = valuesOf(content.experiment);
    const auto before = valuesOf(content.baseline);
    for (FieldRow *row : m_rows) {
        const QString key = row->key();
        const bool rate = key == fieldkey::learningRate;
        row->setFixed(content.running && !rate);
        if (!values.contains(key))
            continue;
        row->setValue(values.value(key));
        row->setChanged(!content.running && key != fieldkey::studentSize
                        && values.value(key) != before.value(key));
    }
    row(fieldkey::preset)
        ->setValue(content.preset < 0 ? QString() : QString::number(content.preset));
    const FactTexts parameters = parametersTexts(content.experiment, content.facts);
    row(fieldkey::parameters)->setValue(parameters.whole);
    row(fieldkey::parameters)->setShortValue(parameters.shorter);
}

void ExperimentForm::showReasons(const std::vector<Problem> &problems)
{
    QHash<QString, QString> reasons;
    for (const Problem &problem : problems) {
        QString key = rowKey(problem.key);
        if (!row(key))
            key = QStringLiteral("name");
        if (!reasons.contains(key))
            reasons.insert(key, toUserText(problem.error));
    }
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
    const QString model = QString::fromStdString(content.experiment.teacher.model);
    const auto known = std::find_if(m_teachers.begin(), m_teachers.end(),
                                    [&](const auto &choice) { return choice.first == model; });
    const QString teacher = known == m_teachers.end() ? modelName(model) : known->second;
    for (int i = 0; i < formSectionCount; ++i) {
        m_sections[std::size_t(i)]->head()->setSummary(
            sectionSummary(FormSection(i), content.experiment, content.facts, teacher));
    }
}

void ExperimentForm::updateVisibility(const Experiment &experiment)
{
    const bool tales = experiment.data.kind == DataKind::Tales;
    const bool teacher = experiment.hasTeacher();
    const ObjectiveSettings &objective = experiment.objective;
    const bool samples = teacher
                         && (objective.sequence.prefixes == PrefixSource::Teacher
                             || objective.token.prefixes == PrefixSource::Teacher);
    for (FieldRow *row : m_rows) {
        const QString key = row->key();
        bool visible = true;
        if (key == u"data.windows")
            visible = tales;
        else if (key == fieldkey::path || key == u"data.validation")
            visible = !tales;
        else if (key == u"data.tokenizer")
            visible = !tales && !teacher;
        else if (key.startsWith(u"objective.pool."))
            visible = samples;
        else if (key.startsWith(u"objective.sequence.") || key.startsWith(u"objective.token."))
            visible = teacher;
        else if (key == u"optimizer.final_share")
            visible = experiment.optimizer.schedule == ScheduleKind::Cosine;
        row->setVisible(visible);
    }
}

} // namespace retort
