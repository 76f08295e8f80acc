#pragma once
// The words of objective, optimiser and training.

#include "core/engine/training/recipes.h"
#include "widgets/experiment/fieldtexts.h"

namespace retort {

/// What a choice of the objective may be.
Choices objectiveChoices(const QString &key);
/// With the paper behind the name.
QString recipeName(const ObjectiveRecipe &recipe);
QString recipeDescription(const ObjectiveRecipe &recipe);

void addObjectiveTexts(FieldTextTable &table);

void addLearningTexts(FieldTextTable &table);

} // namespace retort
