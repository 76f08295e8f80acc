#pragma once
// A student that begins as some layers of a larger model, as DistilBERT's does (Sanh et al. 2019).

#include "core/engine/models/languagemodel.h"

#include <span>
#include <vector>

namespace retort {

/// A model with weights of its own: those `layers` of `source`, in that order, and its embeddings,
/// last normalisation and head; a dropout rate of its own. Errors: no layers, or one that `source`
/// does not have.
Result<LanguageModel> copyLayers(const LanguageModel &source, std::span<const int> layers,
                                 double dropout);

/// `count` of `layers` layers, evenly spaced, the first and the last among them (one: the first).
std::vector<int> spacedLayers(int layers, int count);

} // namespace retort
