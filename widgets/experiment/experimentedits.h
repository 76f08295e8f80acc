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
/// "layers,heads,width"; anything else changes nothing.
Experiment withStudentSize(Experiment experiment, const QString &size);
/// One section of the form as it is in `baseline`.
Experiment withSectionOf(const Experiment &baseline, Experiment experiment, FormSection section);

} // namespace retort
