#pragma once
// How the knobs went so far and how they are to go on: one small curve over the run's steps for
// each knob that moves. What is done is a solid line, what is planned a dashed one.

#include <QPointF>
#include <QString>
#include <QWidget>

#include <vector>

namespace retort {

struct KnobCourse
{
    QString sign;                 ///< "α"
    std::vector<QPointF> done;    ///< step and value where it changed, and at the last step
    std::vector<QPointF> planned; ///< step and value
};

class CourseStrip final : public QWidget
{
    Q_OBJECT

public:
    explicit CourseStrip(QWidget *parent = nullptr);
    /// @param steps of the whole run
    void setCourses(std::vector<KnobCourse> courses, double steps);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *) override;
    void changeEvent(QEvent *event) override;
    bool event(QEvent *event) override;

private:
    QRectF plotOf(std::size_t row) const;

    std::vector<KnobCourse> m_courses;
    double m_steps = 1;
};

} // namespace retort
