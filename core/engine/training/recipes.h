#pragma once
// Objectives that have a name, with the paper beside each. What a recipe sets is all of
// `objective`, but for the size of the pool.

#include "core/engine/training/experiment.h"

#include <string>
#include <string_view>
#include <vector>

namespace retort {

struct ObjectiveRecipe
{
    std::string id;          ///< "gkd-on-policy"
    std::string name;        ///< "GKD, on-policy"
    std::string paper;       ///< "Agarwal et al. 2023"; empty: none
    std::string description; ///< what the terms are then, and where it departs from the paper
    ObjectiveSettings objective;
    PoolSettings pool;
};

const std::vector<ObjectiveRecipe> &objectiveRecipes();
/// Null where there is none of that id.
const ObjectiveRecipe *findRecipe(std::string_view id);

Experiment withRecipe(Experiment experiment, const ObjectiveRecipe &recipe);
/// The recipe whose objective the experiment has; null where it has one of its own.
const ObjectiveRecipe *recipeOf(const Experiment &experiment);

} // namespace retort
