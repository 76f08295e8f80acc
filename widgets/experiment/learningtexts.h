#pragma once
// The words of objective, optimiser and training.

#include "widgets/experiment/fieldtexts.h"

namespace retort {

void addLearningTexts(FieldTextTable &table);

} // namespace retort
