#pragma once
// Headings of the tables with their mathematics: the models give plain text.

#include "widgets/common/mathtext.h"

namespace retort {

/// "KL(p‖q) (nats)", "α": with their letters in italics.
MathText mathHeading(const QString &plain);

} // namespace retort
