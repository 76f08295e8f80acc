#pragma once
// Help ▸ Keys and Help ▸ About.

class QWidget;

namespace retort {

class WindowActions;

/// All keys on one page, from the actions themselves.
void showKeys(const WindowActions &actions, QWidget *parent);
void showAbout(QWidget *parent);

} // namespace retort
