#include "widgets/experiment/experimentdock_p.h"

#include "core/engine/training/recipes.h"
#include "core/session/translate.h"
#include "widgets/common/parts.h"
#include "widgets/experiment/experimentedits.h"
#include "widgets/experiment/experimentform.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QUndoStack>

#include <algorithm>
#include <utility>

namespace retort {

namespace {

/// The language of Tales that goes with the one on screen.
std::string talesLanguage()
{
    //: Do not translate literally: "zh" in Chinese, "en" in every other language. It says in which
    //: language of Tales the presets begin.
    return QCoreApplication::translate("retort::ExperimentDock", "en", "language of Tales") == u"zh"
               ? "zh"
               : "en";
}

} // namespace

Experiment localPreset(const Preset &preset)
{
    Experiment experiment = inLanguage(preset.experiment, talesLanguage());
    experiment.name = presetName(preset).toStdString();
    return experiment;
}

void ExperimentDock::Private::push(Experiment next, const QString &what, bool newBaseline)
{
    refused.reset();
    if (next == state.experiment) {
        refresh();
        return;
    }
    EditState after{next, newBaseline ? next : state.baseline};
    stack->push(
        new EditCommand(what, state, std::move(after), [this](const EditState &to) { apply(to); }));
}

void ExperimentDock::Private::apply(const EditState &next)
{
    refused.reset();
    forgetFacts(next.experiment);
    state = next;
    refresh();
    Q_EMIT dock.experimentChanged(state.experiment);
}

/// What is known of one text and its models says nothing of others.
void ExperimentDock::Private::forgetFacts(const Experiment &next)
{
    const Experiment &now = state.experiment;
    const bool otherTeacher = now.teacher != next.teacher;
    const bool otherStart = now.student.initial != next.student.initial;
    if (otherTeacher)
        facts.teacher = {};
    if (otherStart)
        facts.start = {};
    if (otherTeacher || otherStart || now.data != next.data) {
        facts.run.reset();
        trouble.clear();
    }
}

void ExperimentDock::Private::refresh()
{
    problems = check(state.experiment);
    if (refused)
        problems.insert(problems.begin(), *refused);
    form->show({.experiment = state.experiment,
                .baseline = state.baseline,
                .problems = shownProblems(),
                .facts = facts,
                .preset = matchingPreset(),
                .running = running});
    if (valid != problems.empty()) {
        valid = problems.empty();
        Q_EMIT dock.validityChanged(valid);
    }
}

std::vector<Problem> ExperimentDock::Private::shownProblems() const
{
    std::vector<Problem> shown = problems;
    if (!trouble.isEmpty()) {
        shown.push_back(
            {rowOfTrouble(trouble, state.experiment).toStdString(), {trouble.toStdString(), {}}});
    }
    return shown;
}

int ExperimentDock::Private::matchingPreset() const
{
    const auto found = std::find_if(presets.begin(), presets.end(), [this](const Preset &preset) {
        Experiment same = inLanguage(preset.experiment, state.experiment.data.language);
        same.name = state.experiment.name;
        return same == state.experiment;
    });
    return found == presets.end() ? -1 : int(found - presets.begin());
}

void ExperimentDock::Private::edit(const QString &key, const QString &value)
{
    if (running) {
        if (key == fieldkey::learningRate)
            setLearningRate(value);
        return;
    }
    if (key == fieldkey::preset)
        return choosePreset(value.toInt());
    if (value == u"*folder" && (key == fieldkey::teacher || key == fieldkey::initial))
        return browseModel(key);
    const auto next = edited(key, value);
    if (next)
        return push(*next, fieldTexts().value(key).plain, false);
    refused = Problem{key.toStdString(), next.error()};
    refresh();
}

Result<Experiment> ExperimentDock::Private::edited(const QString &key, const QString &value) const
{
    if (key == fieldkey::dataSource)
        return withDataSource(state.experiment, value);
    if (key == fieldkey::teacher)
        return withTeacher(state.experiment, value.toStdString());
    if (key == fieldkey::originLayers)
        return withOriginLayers(state.experiment, value);
    if (key == fieldkey::architecture)
        return withArchitecture(state.experiment, value);
    if (key == fieldkey::recipe) {
        const ObjectiveRecipe *recipe = findRecipe(value.toStdString());
        return recipe ? withRecipe(state.experiment, *recipe) : state.experiment;
    }
    if (key == fieldkey::studentSize)
        return withStudentSize(state.experiment, value);
    return withSetting(state.experiment, (key + u'=' + value).toStdString());
}

void ExperimentDock::Private::setLearningRate(const QString &value)
{
    const auto next = withSetting(
        state.experiment, QStringLiteral("%1=%2").arg(fieldkey::learningRate, value).toStdString());
    if (!next)
        return;
    // Outside of the undo stack: a step that was trained with it cannot be taken back.
    state.experiment = *next;
    Q_EMIT dock.learningRateChanged(state.experiment.optimizer.learningRate);
}

void ExperimentDock::Private::choosePreset(int index)
{
    if (index < 0 || index >= int(presets.size()))
        return;
    const Preset &preset = presets[std::size_t(index)];
    push(localPreset(preset), presetName(preset), true);
}

void ExperimentDock::Private::openExperiment(const QString &path)
{
    const auto experiment = readExperiment(path.toStdString());
    if (!experiment) {
        Q_EMIT dock.failed(toUserText(experiment.error()));
        return;
    }
    push(*experiment, QFileInfo(path).fileName(), true);
    Q_EMIT dock.opened(QFileInfo(path).absoluteFilePath());
}

void ExperimentDock::Private::useText(const QString &path)
{
    form->openSection(FormSection::Data);
    const QString whole = QFileInfo(path).absoluteFilePath();
    push(withText(state.experiment, whole), QFileInfo(path).fileName(), false);
    Q_EMIT dock.opened(whole);
}

void ExperimentDock::Private::useTokenizer(const QString &path)
{
    if (state.experiment.hasTeacher() || state.experiment.startsFromModel()) {
        Q_EMIT dock.failed(tr("%1 is a tokeniser, but a teacher, or the model that the student "
                              "starts from, brings its own tokens. Remove that model first.")
                               .arg(path));
        return;
    }
    form->openSection(FormSection::Data);
    push(withTokenizerFile(state.experiment, QFileInfo(path).absoluteFilePath()),
         QFileInfo(path).fileName(), false);
}

void ExperimentDock::Private::browse(const QString &key, bool folder)
{
    const bool text = key == fieldkey::path;
    const QString question = text ? tr("Choose a text") : tr("Choose a tokeniser");
    const QString path =
        folder ? dialogs.openFolder(&dock, question)
               : dialogs.openFile(&dock, question,
                                  text ? tr("Text (*.txt *.md);;All files (*)")
                                       : tr("Tokenisers (*.json *.model);;All files (*)"));
    if (path.isEmpty())
        return;
    if (text)
        useText(path);
    else
        edit(key, path);
}

void ExperimentDock::Private::browseModel(const QString &key)
{
    const bool teacher = key == fieldkey::teacher;
    const QString folder =
        dialogs.openFolder(&dock, teacher ? tr("Choose the teacher's model folder")
                                          : tr("Choose the model that the student starts from"));
    if (folder.isEmpty())
        return refresh();
    if (teacher)
        dock.useTeacher(folder);
    else
        dock.useStart(folder);
    Q_EMIT dock.modelOpened(folder);
}

/// A preset that nobody touched speaks the language on screen.
void ExperimentDock::Private::followLanguage()
{
    const int index = matchingPreset();
    if (running || index < 0)
        return;
    const Experiment next = localPreset(presets[std::size_t(index)]);
    if (next == state.experiment)
        return;
    stack->clear();
    apply({next, next});
}

} // namespace retort
