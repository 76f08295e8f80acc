#pragma once
// The experiment as the file that holds it, to read and to copy.

class QWidget;

namespace retort {

struct Experiment;

/// Opens a window of its own; returns at once.
void showExperimentText(const Experiment &experiment, QWidget *parent);

} // namespace retort
