#include "widgets/mixer/coursestrip.h"

#include "core/plotdata/format.h"
#include "widgets/common/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

constexpr int rowHeight = 24;
constexpr int signWidth = 16;
constexpr int valueWidth = 84;

struct Range
{
    double least = 0, most = 1;
};

Range rangeOf(const KnobCourse &course)
{
    Range range{0, 0};
    for (const auto *points : {&course.done, &course.planned})
        for (const QPointF &point : *points)
            range.most = std::max(range.most, point.y());
    if (range.most <= 0)
        range.most = 1;
    return range;
}

/// The value that a line through `points` has at `step`.
double valueAt(const std::vector<QPointF> &points, double step)
{
    double value = points.front().y();
    for (std::size_t i = 0; i < points.size() && points[i].x() <= step; ++i)
        value = points[i].y();
    return value;
}

QString valuesText(const KnobCourse &course)
{
    const auto &first = course.done.empty() ? course.planned : course.done;
    const auto &last = course.planned.empty() ? course.done : course.planned;
    if (first.empty() || last.empty())
        return {};
    return QStringLiteral("%1 → %2").arg(formatWeight(first.front().y()),
                                         formatWeight(last.back().y()));
}

} // namespace

CourseStrip::CourseStrip(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    hide();
}

void CourseStrip::setCourses(std::vector<KnobCourse> courses, double steps)
{
    const bool grows = courses.size() != m_courses.size();
    m_courses = std::move(courses);
    m_steps = std::max(1.0, steps);
    QStringList spoken;
    for (const KnobCourse &course : m_courses)
        spoken << QStringLiteral("%1 %2").arg(course.sign, valuesText(course));
    setAccessibleDescription(spoken.join(QStringLiteral(", ")));
    setVisible(!m_courses.empty());
    if (grows)
        updateGeometry();
    update();
}

QSize CourseStrip::sizeHint() const
{
    return {200, int(m_courses.size()) * rowHeight};
}

QRectF CourseStrip::plotOf(std::size_t row) const
{
    return {double(signWidth), double(row) * rowHeight + 4,
            std::max(1.0, double(width() - signWidth - valueWidth)), rowHeight - 8.0};
}

void CourseStrip::paintEvent(QPaintEvent *)
{
    const Theme theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (std::size_t row = 0; row < m_courses.size(); ++row) {
        const KnobCourse &course = m_courses[row];
        const QRectF plot = plotOf(row);
        const Range range = rangeOf(course);
        const auto place = [&](const QPointF &point) {
            return QPointF(plot.left() + plot.width() * std::min(1.0, point.x() / m_steps),
                           plot.bottom() - plot.height() * point.y() / range.most);
        };
        painter.setPen(QPen(theme.hairline, 1));
        painter.drawLine(plot.bottomLeft(), plot.bottomRight());
        const auto draw = [&](const std::vector<QPointF> &points, Qt::PenStyle style) {
            if (points.empty())
                return;
            QPainterPath path(place(points.front()));
            for (const QPointF &point : points)
                path.lineTo(place(point));
            painter.setPen(
                QPen(style == Qt::SolidLine ? theme.accent : theme.secondary, 1.5, style));
            painter.drawPath(path);
        };
        draw(course.planned, Qt::DashLine);
        draw(course.done, Qt::SolidLine);
        if (!course.done.empty()) {
            painter.setBrush(theme.accent);
            painter.setPen(Qt::NoPen);
            painter.drawEllipse(place(course.done.back()), 2.5, 2.5);
            painter.setBrush(Qt::NoBrush);
        }
        painter.setPen(theme.text);
        painter.setFont(fontFor(TextRole::Math));
        painter.drawText(QRectF(0, row * rowHeight, signWidth, rowHeight),
                         Qt::AlignLeft | Qt::AlignVCenter, course.sign);
        painter.setPen(theme.secondary);
        painter.setFont(fontFor(TextRole::Caption));
        painter.drawText(QRectF(width() - valueWidth, row * rowHeight, valueWidth, rowHeight),
                         Qt::AlignRight | Qt::AlignVCenter, valuesText(course));
    }
}

bool CourseStrip::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const auto row = std::size_t(std::max(0, help->pos().y()) / rowHeight);
    if (row < m_courses.size()) {
        const QRectF plot = plotOf(row);
        const double share = std::clamp((help->pos().x() - plot.left()) / plot.width(), 0.0, 1.0);
        const double step = std::round(share * m_steps);
        const KnobCourse &course = m_courses[row];
        const bool done = !course.done.empty() && step <= course.done.back().x();
        const auto &points = done || course.planned.empty() ? course.done : course.planned;
        if (!points.empty()) {
            QToolTip::showText(help->globalPos(),
                               tr("%1 = %2 at step %3")
                                   .arg(course.sign, formatWeight(valueAt(points, step)),
                                        formatCount(qint64(step))),
                               this);
            return true;
        }
    }
    QToolTip::hideText();
    event->ignore();
    return true;
}

void CourseStrip::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    update();
}

} // namespace retort
