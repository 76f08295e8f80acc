#pragma once
// Edits that touch several settings at once, as functions from one experiment to the next.

#include "core/engine/training/experiment.h"
#include "widgets/experiment/fieldspec.h"

#include <QString>

namespace retort {

/// "tales-en", "tales-zh" or "text".
QString dataSourceOf(const Experiment &experiment);
/// A bundled Tales teacher goes along with the language, and goes away with Tales.
Experiment withDataSource(Experiment experiment, const QString &source);
Experiment withText(Experiment experiment, const QString &path);
/// Cuts a text of one's own into the tokens of a file or folder.
Experiment withTokenizerFile(Experiment experiment, const QString &path);
/// GPT-2 has as many heads of keys and values as heads.
Experiment withArchitecture(Experiment experiment, const QString &architecture);

/// "teacher", or "teacher:" and a list.
bool startsFromTeacher(const Experiment &experiment);
/// "0,2,4"; empty: evenly spaced, or no layers of the teacher at all.
QString originLayers(const Experiment &experiment);
/// `layers` as it was typed.
Experiment withOriginLayers(Experiment experiment, const QString &layers);
/// "layers,heads,width"; anything else changes nothing.
Experiment withStudentSize(Experiment experiment, const QString &size);
/// One section of the form as it is in `baseline`.
Experiment withSectionOf(const Experiment &baseline, Experiment experiment, FormSection section);

} // namespace retort
