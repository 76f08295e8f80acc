#pragma once
// From an experiment and what is known about it to what stands in the rows of the form.

#include "core/engine/models/modeldescription.h"
#include "core/engine/training/estimate.h"
#include "core/engine/training/experiment.h"
#include "core/engine/training/observer.h"
#include "widgets/experiment/fieldspec.h"

#include <QHash>
#include <QString>

#include <memory>
#include <optional>

namespace retort {

/// A model that the experiment names: what it is, or why it cannot be used; neither while unknown.
struct KnownModel
{
    std::shared_ptr<const ModelDescription> description;
    QString trouble;
};

/// What the program found out about an experiment.
struct FormFacts
{
    std::optional<RunFacts> run;
    KnownModel teacher, start;
    std::optional<RunEstimate> estimate;
    QString estimateTrouble;
};

/// Of every row that takes input, by its key.
QHash<QString, QString> formValues(const Experiment &experiment);
/// Where a problem is shown: settings without a row of their own have another's.
QString rowOf(const std::string &key, const Experiment &experiment);
/// The row that a sentence about text or models belongs to.
QString rowOfTrouble(const QString &sentence, const Experiment &experiment);
/// Whether a row has a meaning for the experiment.
bool applies(const QString &key, const Experiment &experiment);

struct FactTexts
{
    QString whole, shorter;
};
FactTexts parametersTexts(const Experiment &experiment, const FormFacts &facts);
/// Sizes of a student that has them from `from`.
FactTexts originTexts(const Experiment &experiment, const FormFacts &facts, const QString &from);
FactTexts estimateTexts(const Experiment &experiment, const FormFacts &facts);
/// Where the run needs more memory than there is; 0 bytes: the machine does not tell.
QString memoryWarning(const FormFacts &facts, std::int64_t machineMemory);

} // namespace retort
