#pragma once
// Icons drawn in the colour of the text around them (resources/icons/*.svg, compiled in).

#include <QIcon>
#include <QString>

namespace retort {

/// e.g. "start", "pause", "step", "stop", "bench", "tokens", "runs", "playground", "lessons",
/// "evaluate", "checkpoint", "undo", "redo", "menu", "warning", "info", "lock", "close", "chevron-down",
/// "chevron-right", "dice", "pin", "star", "star-filled", "search", "copy", "check", "trash", "plus".
/// Normal, disabled and selected modes take the palette's colours when drawn.
QIcon icon(const QString &name);

} // namespace retort
