#pragma once
// The legend above a plot: a swatch and a name for each curve; a click or Space hides and shows it.

#include "widgets/curves/plotcanvas.h"

#include <QAbstractButton>
#include <QWidget>

#include <vector>

namespace retort {

class LegendEntry final : public QAbstractButton
{
    Q_OBJECT

public:
    LegendEntry(const PlotCurve &curve, QWidget *parent);
    void setCurve(const PlotCurve &curve);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *) override;

private:
    PlotCurve m_curve;
};

/// Wraps into further rows where the width does not suffice.
class LegendRow final : public QWidget
{
    Q_OBJECT

public:
    explicit LegendRow(QWidget *parent = nullptr);
    /// Entries of these curves; those that are there keep their state.
    void setCurves(const std::vector<const PlotCurve *> &curves);
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override { return arrange(width, false); }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void toggled(const QString &key, bool visible);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    int arrange(int width, bool move) const;
    std::vector<LegendEntry *> m_entries;
};

} // namespace retort
