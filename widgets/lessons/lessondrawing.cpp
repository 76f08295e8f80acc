#include "widgets/lessons/lessondrawing.h"

#include "widgets/common/mathtext.h"
#include "widgets/common/theme.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace retort {

namespace {

constexpr int rowHeight = 20;
constexpr int boxWidth = 208;
constexpr int tokenWidth = 56;
constexpr int barLength = 88; ///< of probability 0.7

constexpr std::size_t wordCount = 4;
using Bars = std::array<double, wordCount>;
constexpr Bars teacherBars{0.61, 0.09, 0.07, 0.06};
constexpr Bars studentBars{0.22, 0.24, 0.17, 0.10};
constexpr Bars truthTicks{0.68, 0.07, 0.06, 0.05};

struct Pen
{
    QPainter &painter;
    const Theme theme;

    void text(const QRectF &where, Qt::Alignment how, const QString &what, TextRole role,
              const QColor &color)
    {
        painter.setFont(fontFor(role));
        painter.setPen(color);
        painter.drawText(where, int(how | Qt::AlignVCenter), what);
    }

    /// A titled box; returns where its rows begin.
    QPointF box(const QRectF &where, const QString &title, const QColor &color)
    {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.sunken);
        painter.drawRoundedRect(where, grid::radius, grid::radius);
        painter.setBrush(color);
        painter.drawRoundedRect(QRectF(where.left() + 12, where.top() + 13, 10, 10), 2, 2);
        text(QRectF(where.left() + 30, where.top() + 8, where.width() - 36, rowHeight),
             Qt::AlignLeft, title, TextRole::Strong, theme.text);
        return {where.left() + 12, where.top() + 32};
    }

    void bars(QPointF origin, const QStringList &words, const Bars &values, const QColor &color,
              const std::optional<Bars> &truth)
    {
        for (std::size_t i = 0; i < wordCount; ++i) {
            const double y = origin.y() + double(i) * rowHeight;
            const double x = origin.x() + tokenWidth;
            text(QRectF(origin.x(), y, tokenWidth, rowHeight), Qt::AlignLeft, words[int(i)],
                 TextRole::Note, theme.text);
            painter.fillRect(QRectF(x, y + 5, barLength * values[i] / 0.7, 10), color);
            if (truth) {
                const double tick = x + barLength * (*truth)[i] / 0.7;
                painter.fillRect(QRectF(tick - 2, y + 3, 4, 14), theme.sunken);
                painter.fillRect(QRectF(tick - 1, y + 3, 2, 14), theme.truthLine);
            }
            text(QRectF(x + barLength + 4, y, 36, rowHeight), Qt::AlignRight,
                 QString::number(values[i], 'f', 2), TextRole::Note, theme.text);
        }
    }

    void arrow(QPointF from, QPointF to, const QColor &color, Qt::PenStyle style)
    {
        painter.setPen(QPen(color, 2, style));
        painter.drawLine(from, to - QPointF(7, 0));
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        const QPointF head[3] = {to, to + QPointF(-9, -5), to + QPointF(-9, 5)};
        painter.drawPolygon(head, 3);
    }

    void math(QPointF centre, const QString &markup)
    {
        const MathText label(markup);
        const QFont font = fontFor(TextRole::Note);
        painter.setPen(theme.text);
        label.draw(painter, centre - QPointF(label.width(font) / 2, 0), font);
    }
};

} // namespace

LessonDrawing::LessonDrawing(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    describe();
}

void LessonDrawing::describe()
{
    setAccessibleName(tr("Drawing: what text and teacher tell the student"));
    setAccessibleDescription(
        tr("After “Mia took her” the text names one word, kite. The teacher gives kite 0.61 and "
           "other words the rest. The student, still learning, gives kite 0.22 and ball 0.24."));
}

void LessonDrawing::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    Pen pen{painter, Theme::of(this)};
    const Theme &theme = pen.theme;
    const QStringList words{tr("kite"), tr("ball"), tr("hat"), tr("book")};

    const double right = std::min(width() - 1.0, 640.0);
    const QRectF text(0, 28, boxWidth, 84), teacher(0, 124, boxWidth, 124);
    const QRectF student(right - boxWidth, 90, boxWidth, 124);
    pen.text(QRectF(0, 0, right, 20), Qt::AlignLeft, tr("“Mia took her …” – and then?"),
             TextRole::Strong, theme.text);

    const QPointF word = pen.box(text, tr("the text"), theme.data);
    pen.text(QRectF(word.x(), word.y(), boxWidth - 24, rowHeight), Qt::AlignLeft,
             tr("“%1”, and nothing else").arg(words[0]), TextRole::Note, theme.text);
    pen.text(QRectF(word.x(), word.y() + rowHeight, boxWidth - 24, rowHeight), Qt::AlignLeft,
             tr("one word that happened to follow"), TextRole::Caption, theme.secondary);
    pen.bars(pen.box(teacher, tr("the teacher"), theme.teacher), words, teacherBars, theme.teacher,
             truthTicks);
    pen.bars(pen.box(student, tr("the student"), theme.studentArea), words, studentBars,
             theme.studentArea, truthTicks);

    const double from = boxWidth + 8, to = student.left() - 8, middle = (from + to) / 2;
    pen.arrow({from, 108}, {to, 108}, theme.data, Qt::SolidLine);
    pen.math({middle, 100}, QStringLiteral("(1 − *α*) CE"));
    pen.arrow({from, 156}, {to, 156}, theme.teacher, Qt::SolidLine);
    pen.math({middle, 148}, QStringLiteral("*α* *D*_{seq}"));
    pen.arrow({from, 200}, {to, 200}, theme.teacher, Qt::DashLine);
    pen.math({middle, 192}, QStringLiteral("*β* *D*_{tok}"));

    const double y = 264;
    painter.fillRect(QRectF(4, y - 7, 2, 14), theme.truthLine);
    pen.text(QRectF(14, y - 10, right - 14, 20), Qt::AlignLeft,
             tr("the truth: how often each word really follows. The numbers are an example."),
             TextRole::Caption, theme.secondary);
}

void LessonDrawing::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        describe();
    update();
    QWidget::changeEvent(event);
}

} // namespace retort
