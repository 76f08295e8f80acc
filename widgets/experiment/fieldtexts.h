#pragma once
// Every word of the experiment form, in the language of the moment.

#include "core/engine/training/experiment.h"
#include "core/engine/training/observer.h"
#include "widgets/experiment/fieldspec.h"

#include <QHash>
#include <QString>

#include <optional>
#include <utility>
#include <vector>

namespace retort {

struct FieldTexts
{
    QString label;            ///< may hold <i> and <sub>
    QString plain;            ///< the same without markup: the accessible name
    QString tip;              ///< what it does to the learning
    QString suffix;           ///< unit behind a number
    QString special;          ///< shown in place of the least value
    QString suffixOfOne = {}; ///< the unit behind 1, where it is another
};
using FieldTextTable = QHash<QString, FieldTexts>;
/// By key.
FieldTextTable fieldTexts();

/// Values and their words, in order.
using Choices = std::vector<std::pair<QString, QString>>;
Choices fieldChoices(const QString &key);

QString sectionTitle(FormSection section);
/// The content of a closed section in one line.
QString sectionSummary(FormSection section, const Experiment &experiment,
                       const std::optional<RunFacts> &facts, const QString &teacherName);

/// A preset's name and description; texts of presets that the program does not know come back as
/// they are.
QString presetName(const Preset &preset);
QString presetDescription(const Preset &preset);

/// "bundled:tales-en" → "Tales (English)"; folders by their last part.
QString modelName(const QString &reference);

} // namespace retort
