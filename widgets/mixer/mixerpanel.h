#pragma once
// The two knobs: the formula with live numbers, the share of each term, α, β and τ, and whether the
// two teacher terms differ at all.

#include "core/engine/training/experiment.h"
#include "core/session/trainingsession.h"
#include "widgets/common/panel.h"

#include <memory>
#include <optional>

namespace retort {

class MixerPanel : public Panel
{
    Q_OBJECT

public:
    explicit MixerPanel(QWidget *parent = nullptr);
    ~MixerPanel() override;

    /// Sets knobs and notice from an experiment: from now on they are those of the next run.
    void setExperiment(const Experiment &experiment);
    /// The small rings: a run begins with these values, and the knobs act on it. nullopt: no rings.
    void setStartValues(std::optional<double> alpha, std::optional<double> beta);
    /// Steps after those shown before; the last one's terms are the ones on show.
    void showSteps(const std::vector<StepMetrics> &steps);
    void clearStep();
    void setAlpha(double value); ///< without emitting
    void setBeta(double value);

Q_SIGNALS:
    void alphaChanged(double value);
    void betaChanged(double value);
    void temperatureChanged(double value); ///< τ of both terms
    void studentShareChanged(double value);

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace retort
