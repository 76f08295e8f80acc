#pragma once
// The rows of the experiment form. Shows an experiment and reports edits; holds no experiment of
// its own.

#include "core/engine/training/experiment.h"
#include "widgets/experiment/fieldtexts.h"
#include "widgets/experiment/formvalues.h"

#include <QWidget>

#include <array>
#include <vector>

class QLabel;
class QVBoxLayout;

namespace retort {

class FieldRow;
class ModelCard;
class Section;

class ExperimentForm final : public QWidget
{
    Q_OBJECT

public:
    explicit ExperimentForm(QWidget *parent = nullptr);

    void setPresets(const std::vector<Preset> *presets) { m_presets = presets; }
    /// Models to be the teacher, or the student's start.
    void setModelChoices(const Choices &choices) { m_models = choices; }

    struct Content
    {
        const Experiment &experiment;
        const Experiment &baseline; ///< what "changed" is measured against
        const std::vector<Problem> &problems;
        const FormFacts &facts;
        int preset = -1; ///< −1: none of them
        bool running = false;
    };
    void show(const Content &content);
    using QWidget::show;
    void retranslate(); ///< show() must follow
    void openSection(FormSection section);
    /// So that the rows keep their place when a scroll bar comes up beside them.
    void setScrollBarWidth(int width);

Q_SIGNALS:
    void edited(const QString &key, const QString &value);
    void browseRequested(const QString &key, bool folder);

private:
    FieldRow *makeRow(const FieldSpec &spec, QWidget *parent);
    ModelCard *makeCard(const char *name, Section *section);
    QWidget *makeNotice();
    FieldRow *row(const QString &key) const;
    void alignControls();
    void showChoices(const Content &content);
    void showModelChoices(const Content &content);
    void showValues(const Content &content);
    void showFacts(const Content &content);
    void showReasons(const Content &content);
    void showSections(const Content &content);
    void updateVisibility(const Experiment &experiment);
    QString nameOf(const std::string &model) const;

    const std::vector<Preset> *m_presets = nullptr;
    Choices m_models;
    std::vector<FieldRow *> m_rows;
    std::array<Section *, formSectionCount> m_sections{};
    ModelCard *m_teacherCard = nullptr, *m_startCard = nullptr;
    QLabel *m_noticeText; ///< made together with the box around it
    QWidget *m_notice;
};

} // namespace retort
