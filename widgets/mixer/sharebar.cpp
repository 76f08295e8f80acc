#include "widgets/mixer/sharebar.h"

#include "widgets/common/theme.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace retort {

namespace {

constexpr double stripe = 3;
constexpr double stripeGap = 2;

QColor colourOf(LossTerm term, const Theme &theme)
{
    return term == LossTerm::CrossEntropy ? theme.data : theme.teacher;
}

} // namespace

ShareBar::ShareBar(QWidget *parent) : QWidget(parent)
{
    setFixedHeight(8);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ShareBar::setParts(const std::array<double, 3> &values)
{
    m_values = values;
    update();
}

void ShareBar::paintEvent(QPaintEvent *)
{
    const Theme theme = Theme::of(this);
    QPainter painter(this);
    const auto size = [](double value) {
        return std::isfinite(value) ? std::max(0.0, value) : 0.0;
    };
    const double sum = std::accumulate(m_values.begin(), m_values.end(), 0.0,
                                       [&](double s, double value) { return s + size(value); });
    if (sum <= 0) {
        painter.fillRect(rect(), theme.hairline);
        return;
    }
    double left = 0;
    for (std::size_t i = 0; i < m_values.size(); ++i) {
        const double wide = width() * size(m_values[i]) / sum;
        const auto term = LossTerm(i);
        // A pixel of panel between two parts.
        const QRectF part(left, 0, std::max(0.0, wide - (left + wide < width() - 1 ? 1 : 0)),
                          height());
        if (term == LossTerm::Token) {
            for (double x = part.left(); x < part.right(); x += stripe + stripeGap)
                painter.fillRect(QRectF(x, 0, std::min(stripe, part.right() - x), height()),
                                 colourOf(term, theme));
        } else {
            painter.fillRect(part, colourOf(term, theme));
        }
        left += wide;
    }
}

void ShareBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    update();
}

TermSwatch::TermSwatch(LossTerm term, QWidget *parent) : QWidget(parent), m_term(term)
{
    setFixedSize(sizeHint());
}

void TermSwatch::paintEvent(QPaintEvent *)
{
    const Theme theme = Theme::of(this);
    QPen pen(isEnabled() ? colourOf(m_term, theme) : theme.disabled, 2.5);
    pen.setCapStyle(Qt::FlatCap);
    if (m_term == LossTerm::Token)
        pen.setDashPattern({2.6, 1.2});
    QPainter painter(this);
    painter.setPen(pen);
    painter.drawLine(QPointF(0, height() / 2.0), QPointF(width(), height() / 2.0));
}

} // namespace retort
