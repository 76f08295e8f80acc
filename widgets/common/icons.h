#pragma once
// Icons drawn in the colour of the text around them (resources/icons/*.svg, compiled in).

#include <QIcon>
#include <QString>

namespace retort {

/// Which of the theme's colours an icon takes in its normal mode.
enum class IconTone { Text, Secondary, Accent, OnAccent, Warning };

/// e.g. "start", "pause", "step", "stop", "bench", "tokens", "runs", "playground", "lessons",
/// "evaluate", "checkpoint", "undo", "redo", "menu", "warning", "info", "notice", "lock", "close",
/// "chevron-down", "chevron-right", "chevron-up", "dice", "pin", "star", "star-filled", "search",
/// "copy", "check", "trash", "plus", "open", "save", "columns", "branch", "previous", "next".
/// Normal, disabled and selected modes take the palette's colours when drawn.
QIcon icon(const QString &name, IconTone tone = IconTone::Text);

/// The program's own icon, in its own colours.
QIcon applicationIcon();

/// Makes ":/retort/icons" available; icon() and the style sheet call it themselves.
void loadIconResources();

} // namespace retort
