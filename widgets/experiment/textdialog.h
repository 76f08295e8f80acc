#pragma once
// A text to read and to copy, in a window of its own: an experiment file, a licence.

#include <QString>

class QWidget;

namespace retort {

struct Experiment;

/// Shows `text` as it is, never as rich text; returns at once. `fixed`: in a fixed width.
void showText(const QString &name, const QString &title, const QString &text, bool fixed,
              QWidget *parent);

/// The experiment as the file that holds it.
void showExperimentText(const Experiment &experiment, QWidget *parent);

} // namespace retort
