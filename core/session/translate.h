#pragma once
// Engine sentences in the user's language.

#include "core/engine/result.h"

#include <QString>

namespace retort {

/// The translation (context "engine") with its arguments filled in.
QString toUserText(const Error &error);

} // namespace retort
