#pragma once
// The style sheet on top of Fusion, for the colours of a theme. Buttons take their look from the
// dynamic property "kind" (primary, tonal, quiet; plain without one), their height from "large";
// fields are marked by "fixed", "wrong" and "changed".

#include <QString>

namespace retort {

struct Theme;

QString styleSheet(const Theme &theme);

} // namespace retort
