#pragma once
// The legend of a colour scale: unit, ramp and ticks. It draws with the same MeasureScale as the
// cells, so that the two cannot disagree.

#include "widgets/inspector/measures.h"

#include <QWidget>

namespace retort {

class MeasureRamp : public QWidget
{
    Q_OBJECT

public:
    explicit MeasureRamp(QWidget *parent = nullptr);
    void setMeasure(Measure measure);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void describe();

    MeasureScale m_scale;
};

/// Swatches with a word: "■ teacher ■ student | truth". Roles that are absent are left out.
class RoleLegend : public QWidget
{
    Q_OBJECT

public:
    explicit RoleLegend(QWidget *parent = nullptr);
    void setRoles(bool teacher, bool student, bool truth);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    bool m_teacher = true, m_student = true, m_truth = true;
};

} // namespace retort
