#include "widgets/inspector/mirroredbars.h"

#include "widgets/common/theme.h"
#include "widgets/inspector/measures.h"

#include <QHelpEvent>
#include <QPainter>
#include <QStringList>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <utility>

namespace retort {

namespace {

constexpr int smallestRow = 19;
constexpr int largestRow = 24;
constexpr int barHeight = 12;
constexpr int axisHeight = 22;
constexpr int headingHeight = 24;
constexpr int numberWidth = 48;
constexpr int tickRoom = 12; ///< beside the bars, for the last tick's text
constexpr int pushWidth = 128;
constexpr double smallestLog = 1e-4;

double orEmpty(const std::optional<double> &value)
{
    return value.value_or(0);
}

/// A round end for a linear axis that holds `value`.
double roundedUp(double value)
{
    for (const double end : {0.1, 0.2, 0.4, 0.6, 0.8})
        if (value <= end * 0.985)
            return end;
    return 1;
}

double linearStep(double end)
{
    return end <= 0.1 ? 0.05 : end <= 0.2 ? 0.1 : end >= 0.8 ? 0.4 : 0.2;
}

} // namespace

/// Where everything stands at the present size.
struct MirroredBars::Geometry
{
    int top = 0, row = smallestRow, bottom = 0; ///< rows begin, row height, axis
    int left = 0, middleLeft = 0, middleRight = 0, right = 0;
    int pushLeft = 0, pushRight = 0;
    double length = 0; ///< of a bar that reaches the axis' end
    double end = 1;    ///< of the axis
    bool logarithmic = false;

    double share(double probability) const
    {
        if (!logarithmic)
            return std::clamp(probability / end, 0.0, 1.0);
        const double low = std::log10(smallestLog);
        return std::clamp((std::log10(std::max(probability, smallestLog)) - low) / -low, 0.0, 1.0);
    }
    double teacherX(double p) const { return middleLeft - length * share(p); }
    double studentX(double p) const { return middleRight + length * share(p); }
    /// The others stand apart, below a line.
    int rowTop(int index, bool others) const { return top + index * row + (others ? 6 : 0); }
};

MirroredBars::MirroredBars(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAccessibleName(tr("Next-token probabilities"));
}

void MirroredBars::setPosition(const InspectedPosition &position, int vocabulary)
{
    m_position = position;
    m_vocabulary = vocabulary;
    rebuild();
}

void MirroredBars::clear()
{
    m_position.reset();
    rebuild();
}

void MirroredBars::setLogarithmic(bool logarithmic)
{
    m_logarithmic = logarithmic;
    update();
}

void MirroredBars::setOrder(BarOrder order)
{
    m_order = order;
    rebuild();
}

void MirroredBars::setSearch(const QString &text)
{
    m_search = text;
    update();
}

void MirroredBars::setHeadings(bool shown)
{
    m_headings = shown;
    rebuild();
}

void MirroredBars::setPush(double alpha, double beta)
{
    m_push = {alpha, beta};
    update();
}

bool MirroredBars::pushShown() const
{
    return m_push && m_position && m_position->teacher && m_position->student;
}

std::vector<BarRow> MirroredBars::visibleRows() const
{
    return m_rows;
}

QSize MirroredBars::sizeHint() const
{
    return {520, (m_headings ? headingHeight : 0) + 11 * 20 + 6 + axisHeight};
}

QSize MirroredBars::minimumSizeHint() const
{
    return {300, (m_headings ? headingHeight : 0) + 4 * smallestRow + 6 + axisHeight};
}

void MirroredBars::rebuild()
{
    m_rows.clear();
    if (m_position) {
        const int room = height() - (m_headings ? headingHeight : 0) - axisHeight - 6;
        const int rows = std::max(2, room / smallestRow) - 1;
        m_rows = barRows(*m_position, m_vocabulary, m_order, rows);
    }
    QStringList lines;
    for (const BarRow &row : m_rows)
        lines += describe(row);
    setAccessibleDescription(lines.join(u'\n'));
    update();
}

QString MirroredBars::describe(const BarRow &row) const
{
    QStringList parts{row.token};
    if (row.truth)
        parts += tr("truth %1").arg(formatExactProbability(*row.truth));
    if (row.teacher)
        parts += tr("teacher %1").arg(formatExactProbability(*row.teacher));
    if (row.student)
        parts += tr("student %1").arg(formatExactProbability(*row.student));
    return parts.join(QStringLiteral(" · "));
}

MirroredBars::Geometry MirroredBars::geometryNow() const
{
    Geometry g;
    const int rows = int(m_rows.size());
    g.top = m_headings ? headingHeight : 0;
    const int room = height() - g.top - axisHeight - 6;
    g.row = std::clamp(rows > 0 ? room / rows : smallestRow, smallestRow, largestRow);
    g.bottom = g.top + rows * g.row + 8;

    const QFontMetrics metrics(fontFor(TextRole::Strong));
    int tokenWidth = 64;
    double largest = 0;
    for (const BarRow &row : m_rows) {
        tokenWidth = std::max(tokenWidth, metrics.horizontalAdvance(row.token));
        largest =
            std::max({largest, orEmpty(row.teacher), orEmpty(row.student), orEmpty(row.truth)});
    }
    const int plotWidth = width() - (pushShown() ? pushWidth + 16 : 0);
    const int middle = std::min(tokenWidth, plotWidth / 3) + 2 * numberWidth;
    g.left = tickRoom;
    g.right = plotWidth - tickRoom;
    // With one model there is one side, and it takes all the room.
    const bool teacher = m_position && m_position->teacher,
               student = m_position && m_position->student;
    g.middleLeft = teacher == student ? (g.left + g.right - middle) / 2
                   : teacher          ? g.right - middle
                                      : 0;
    g.middleRight = g.middleLeft + middle;
    g.length = teacher ? g.middleLeft - g.left : g.right - g.middleRight;
    g.pushLeft = plotWidth + 16;
    g.pushRight = width();
    g.end = roundedUp(largest);
    g.logarithmic = m_logarithmic;
    return g;
}

QRect MirroredBars::rowRect(int row) const
{
    if (row < 0 || row >= int(m_rows.size()))
        return {};
    const Geometry g = geometryNow();
    return {0, g.rowTop(row, m_rows[std::size_t(row)].others), width(), g.row};
}

/// One painting: the parts of the picture, from back to front.
struct MirroredBars::Painter
{
    const MirroredBars &bars;
    QPainter &painter;
    const Theme theme;
    const Geometry g;

    void text(const QRectF &where, Qt::Alignment how, const QString &what, TextRole role,
              const QColor &color)
    {
        painter.setFont(fontFor(role));
        painter.setPen(color);
        painter.drawText(where, int(how | Qt::AlignVCenter), what);
    }

    void gridAndAxis()
    {
        std::vector<double> ticks;
        if (g.logarithmic)
            ticks = {1e-4, 1e-3, 1e-2, 1e-1, 1};
        else
            for (double tick = 0; tick <= g.end + 1e-9; tick += linearStep(g.end))
                ticks.push_back(tick);

        const auto side = [&](bool present, double (Geometry::*x)(double) const, double axis) {
            if (!present)
                return;
            for (const double tick : ticks) {
                const double at = std::round((g.*x)(tick)) + 0.5;
                if (at != axis) {
                    painter.setPen(QPen(theme.grid, 1));
                    painter.drawLine(QPointF(at, g.top), QPointF(at, g.bottom));
                }
                const QString number = QString::number(tick, 'g', 2);
                text(QRectF(at - 28, g.bottom + 2, 56, 18), Qt::AlignHCenter, number,
                     TextRole::Caption, theme.secondary);
            }
            painter.setPen(QPen(theme.axis, 1));
            painter.drawLine(QPointF(axis, g.top), QPointF(axis, g.bottom));
        };
        side(bars.m_position->teacher.has_value(), &Geometry::teacherX, g.middleLeft + 0.5);
        side(bars.m_position->student.has_value(), &Geometry::studentX, g.middleRight + 0.5);
        text(QRectF(g.middleLeft, g.bottom + 2, g.middleRight - g.middleLeft, 18), Qt::AlignHCenter,
             tr("probability"), TextRole::Caption, theme.secondary);
    }

    void bar(double from, double to, double y, const QColor &color, bool outlined)
    {
        const QRectF rect(QPointF(std::min(from, to), y),
                          QPointF(std::max(from, to), y + barHeight));
        if (outlined) {
            painter.setPen(QPen(color, 1));
            painter.setBrush(theme.tint(color, 0.15));
            painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5));
        } else {
            painter.fillRect(rect, color);
        }
    }

    void truthTick(double x, double y)
    {
        painter.fillRect(QRectF(x - 2, y - 1, 4, barHeight + 2), theme.panel);
        painter.fillRect(QRectF(x - 1, y - 1, 2, barHeight + 2), theme.truthLine);
    }

    void row(const BarRow &row, int index)
    {
        const int top = g.rowTop(index, row.others);
        const double y = top + (g.row - barHeight) / 2.0;
        const QRectF middle(g.middleLeft + 5, top, g.middleRight - g.middleLeft - 10, g.row);
        if (row.others) {
            painter.setPen(QPen(theme.hairline, 1));
            painter.drawLine(QPointF(g.left, top - 3.5), QPointF(g.right, top - 3.5));
        }
        const bool found = !bars.m_search.isEmpty() && !row.others
                           && row.token.contains(bars.m_search, Qt::CaseInsensitive);
        if (row.actual || found) {
            painter.setPen(found ? QPen(theme.accent, 1) : QPen(Qt::NoPen));
            painter.setBrush(row.actual ? theme.grid : theme.accentSoft);
            painter.drawRoundedRect(middle.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        }
        if (row.teacher && *row.teacher > 0)
            bar(g.middleLeft, g.teacherX(*row.teacher), y, theme.teacher, row.others);
        if (row.student && *row.student > 0)
            bar(g.middleRight + 1, g.studentX(*row.student) + 1, y, theme.studentArea, row.others);
        if (row.truth && row.teacher)
            truthTick(g.teacherX(*row.truth), y);
        if (row.truth && row.student)
            truthTick(g.studentX(*row.truth) + 1, y);

        const TextRole role = row.actual ? TextRole::Strong : TextRole::Body;
        const auto number = [&](const std::optional<double> &value, Qt::Alignment side) {
            if (value)
                text(middle.adjusted(4, 0, -4, 0), side,
                     g.logarithmic ? QString::number(*value, 'g', 2) : formatProbability(*value),
                     role, theme.text);
        };
        number(row.teacher, Qt::AlignLeft);
        number(row.student, Qt::AlignRight);
        const QRectF tokenRect = middle.adjusted(numberWidth - 4, 0, -numberWidth + 4, 0);
        const TextRole tokenRole = row.others ? TextRole::Note : role;
        const QString token =
            QFontMetrics(fontFor(tokenRole))
                .elidedText(row.token, Qt::ElideMiddle, int(std::ceil(tokenRect.width())) + 8);
        text(tokenRect.adjusted(-4, 0, 4, 0), Qt::AlignHCenter, token, tokenRole,
             row.others ? theme.secondary : theme.text);
    }

    void heading(const QRectF &where, const QString &word, const QColor &color, bool tick)
    {
        const QFontMetrics metrics(fontFor(TextRole::Note));
        const double width = 15 + metrics.horizontalAdvance(word);
        const double x = where.center().x() - width / 2;
        if (tick)
            painter.fillRect(QRectF(x + 5, where.center().y() - 7, 2, 14), color);
        else
            painter.fillRect(QRectF(x, where.center().y() - 5, 10, 10), color);
        text(QRectF(x + 15, where.top(), width, where.height()), Qt::AlignLeft, word,
             TextRole::Note, theme.text);
    }

    void headings()
    {
        const double y = 0, h = headingHeight - 4;
        if (bars.m_position->teacher)
            heading(QRectF(g.left, y, g.middleLeft - g.left, h), tr("teacher p"), theme.teacher,
                    false);
        if (bars.m_position->truth)
            heading(QRectF(g.middleLeft, y, g.middleRight - g.middleLeft, h), tr("truth r"),
                    theme.truthLine, true);
        if (bars.m_position->student)
            heading(QRectF(g.middleRight, y, g.right - g.middleRight, h), tr("student q"),
                    theme.studentArea, false);
        if (bars.pushShown())
            text(QRectF(g.pushLeft, y, g.pushRight - g.pushLeft, h), Qt::AlignHCenter,
                 tr("push on the student"), TextRole::Note, theme.secondary);
    }

    void arrow(double from, double to, double y, const QColor &color)
    {
        if (std::abs(to - from) < 1)
            return;
        const double head = std::min(4.0, std::abs(to - from)) * (to > from ? 1 : -1);
        painter.setPen(QPen(color, 2));
        painter.drawLine(QPointF(from, y), QPointF(to - head, y));
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        const QPointF triangle[3] = {{to, y}, {to - head, y - 3}, {to - head, y + 3}};
        painter.drawPolygon(triangle, 3);
    }

    void pushes()
    {
        const auto [alpha, beta] = *bars.m_push;
        const double axis = (g.pushLeft + g.pushRight) / 2 + 0.5;
        const double reach = (g.pushRight - g.pushLeft) / 2.0 - 8;
        struct Push
        {
            double data = 0, teacher = 0;
        };
        std::vector<Push> pushes;
        double largest = 0.05;
        for (const BarRow &row : bars.m_rows) {
            const double q = orEmpty(row.student), p = orEmpty(row.teacher);
            pushes.push_back({(1 - alpha) * ((row.actual ? 1 : 0) - q), (alpha + beta) * (p - q)});
            largest =
                std::max({largest, std::abs(pushes.back().data), std::abs(pushes.back().teacher)});
        }
        painter.setPen(QPen(theme.axis, 1));
        painter.drawLine(QPointF(axis, g.top), QPointF(axis, g.bottom));
        for (std::size_t i = 0; i < pushes.size(); ++i) {
            if (bars.m_rows[i].others)
                continue; // many small pushes on many tokens have no one direction
            const double y = g.rowTop(int(i), false) + g.row / 2.0;
            arrow(axis, axis + reach * pushes[i].data / largest, y - 3.5, theme.data);
            arrow(axis, axis + reach * pushes[i].teacher / largest, y + 3.5, theme.teacher);
        }
        text(QRectF(g.pushLeft, g.bottom + 2, reach + 2, 18), Qt::AlignRight, tr("← less"),
             TextRole::Caption, theme.secondary);
        text(QRectF(axis + 6, g.bottom + 2, reach + 8, 18), Qt::AlignLeft, tr("more →"),
             TextRole::Caption, theme.secondary);
    }
};

void MirroredBars::paintEvent(QPaintEvent *)
{
    if (!m_position)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme theme = Theme::of(this);
    if (!m_position->predicted || m_rows.empty()) {
        painter.setFont(fontFor(TextRole::Note));
        painter.setPen(theme.secondary);
        painter.drawText(rect(), int(Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap),
                         tr("Nothing stands before this token, so that no model predicts it."));
        return;
    }
    Painter parts{*this, painter, theme, geometryNow()};
    parts.gridAndAxis();
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        parts.row(m_rows[i], int(i));
    if (m_headings)
        parts.headings();
    if (pushShown())
        parts.pushes();
}

void MirroredBars::resizeEvent(QResizeEvent *)
{
    rebuild();
}

void MirroredBars::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        setAccessibleName(tr("Next-token probabilities"));
        rebuild();
    }
    update();
    QWidget::changeEvent(event);
}

bool MirroredBars::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    for (int i = 0; i < int(m_rows.size()); ++i) {
        if (rowRect(i).contains(help->pos())) {
            QToolTip::showText(help->globalPos(), describe(m_rows[std::size_t(i)]), this,
                               rowRect(i));
            return true;
        }
    }
    QToolTip::hideText();
    return true;
}

} // namespace retort
