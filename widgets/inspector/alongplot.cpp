#include "widgets/inspector/alongplot.h"

#include "core/plotdata/format.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QStringList>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace retort {

/// One speaker's values along the text, as bars (one voice) or a stepped line each.
struct AlongPlot::Voice
{
    QString name;
    QColor color;
    Qt::PenStyle style = Qt::SolidLine;
    std::vector<std::optional<double>> values;
};

namespace {

constexpr int leftRoom = 58;
constexpr int rightRoom = 8;
constexpr int topRoom = 20;
constexpr int bottomRoom = 36;

/// A round step that cuts `range` into about `parts`, at most.
double roundStep(double range, double parts)
{
    const double rough = range / parts;
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 2.5, 5.0})
        if (factor * power >= rough)
            return factor * power;
    return 10 * power;
}

} // namespace

AlongPlot::AlongPlot(QWidget *parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAccessibleName(tr("Along the text"));
}

void AlongPlot::setInspection(const InspectionPtr &inspection)
{
    m_inspection = inspection;
    if (m_selected >= count())
        m_selected = -1;
    update();
}

void AlongPlot::setQuantity(Quantity quantity)
{
    m_quantity = quantity;
    update();
}

void AlongPlot::setMeasure(Measure measure)
{
    m_measure = measure;
    update();
}

void AlongPlot::setSelected(int index)
{
    m_selected = index >= 0 && index < count() ? index : -1;
    setAccessibleDescription(m_selected < 0 ? QString() : describe(m_selected));
    update();
}

int AlongPlot::count() const
{
    return m_inspection ? int(m_inspection->positions.size()) : 0;
}

QRectF AlongPlot::plotRect() const
{
    return QRectF(rect()).adjusted(leftRoom, topRoom, -rightRoom, -bottomRoom);
}

double AlongPlot::xOf(int index) const
{
    const QRectF plot = plotRect();
    return plot.left() + plot.width() * (index + 0.5) / std::max(1, count());
}

int AlongPlot::indexAt(QPointF point) const
{
    const QRectF plot = plotRect();
    if (count() == 0 || plot.width() <= 0)
        return -1;
    const int index = int(std::floor((point.x() - plot.left()) / plot.width() * count()));
    return std::clamp(index, 0, count() - 1);
}

QPoint AlongPlot::positionPoint(int index) const
{
    return {int(std::lround(xOf(index))), int(plotRect().center().y())};
}

std::vector<AlongPlot::Voice> AlongPlot::voices(const Theme &theme) const
{
    std::vector<Voice> voices;
    if (!m_inspection)
        return voices;
    if (m_quantity == Quantity::Divergence) {
        Voice voice{nameOf(m_measure), theme.measureRamp[4], Qt::SolidLine, {}};
        for (const InspectedPosition &position : m_inspection->positions)
            voice.values.push_back(valueOf(m_measure, position));
        return {voice};
    }
    const auto add = [&](const QString &name, const QColor &color, Qt::PenStyle style,
                         std::optional<Belief> InspectedPosition::*side) {
        Voice voice{name, color, style, {}};
        bool any = false;
        for (const InspectedPosition &position : m_inspection->positions) {
            const std::optional<Belief> &belief = position.*side;
            if (!belief || !position.predicted) {
                voice.values.push_back(std::nullopt);
                continue;
            }
            any = true;
            voice.values.push_back(m_quantity == Quantity::Entropy ? belief->entropy
                                                                   : belief->probability);
        }
        if (any)
            voices.push_back(voice);
    };
    add(tr("truth"), theme.truthLine, Qt::DotLine, &InspectedPosition::truth);
    add(tr("teacher"), theme.teacher, Qt::DashLine, &InspectedPosition::teacher);
    add(tr("student"), theme.studentLine, Qt::SolidLine, &InspectedPosition::student);
    return voices;
}

QString AlongPlot::axisTitle() const
{
    switch (m_quantity) {
    case Quantity::Entropy: return tr("Entropy (nats)");
    case Quantity::Probability: return tr("Probability of the token");
    case Quantity::Divergence: break;
    }
    return isProbability(m_measure) ? nameOf(m_measure)
                                    : tr("%1 (%2)").arg(nameOf(m_measure), unitOf(m_measure));
}

QString AlongPlot::describe(int index) const
{
    const Theme theme = Theme::of(this);
    const QString token = QString::fromStdString(m_inspection->positions[std::size_t(index)].text);
    QStringList parts{tr("position %1 “%2”").arg(QString::number(index + 1), token)};
    for (const Voice &voice : voices(theme))
        if (const auto value = voice.values[std::size_t(index)])
            parts += tr("%1 %2").arg(voice.name, QString::number(*value, 'f', 3));
    return parts.join(QStringLiteral(" · "));
}

void AlongPlot::paintEvent(QPaintEvent *)
{
    if (count() == 0)
        return;
    const Theme theme = Theme::of(this);
    const std::vector<Voice> all = voices(theme);
    double largest = 0;
    for (const Voice &voice : all)
        for (const auto &value : voice.values)
            if (value && std::isfinite(*value))
                largest = std::max(largest, *value);
    const double end = m_quantity == Quantity::Probability ? 1 : largest > 0 ? largest * 1.06 : 1;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintAxes(painter, theme, end);

    const QRectF plot = plotRect();
    const double slot = plot.width() / count();
    const auto yOf = [&](double value) {
        return plot.bottom() - plot.height() * std::clamp(value / end, 0.0, 1.0);
    };
    if (m_quantity == Quantity::Divergence) {
        const MeasureScale scale{m_measure};
        const double width = std::clamp(slot * 0.7, 1.0, 24.0);
        for (int i = 0; i < count(); ++i) {
            const auto value = all.front().values[std::size_t(i)];
            if (!value)
                continue;
            // A bar as pale as the panel would not be seen: it starts a third up the ramp.
            const QColor color = scale.colorAt(theme, std::max(0.34, scale.share(*value)));
            const double y = std::min(yOf(*value), plot.bottom() - 1);
            painter.fillRect(QRectF(xOf(i) - width / 2, y, width, plot.bottom() - y), color);
        }
    } else {
        for (const Voice &voice : all) {
            painter.setPen(QPen(voice.color, 1.75, voice.style, Qt::FlatCap, Qt::RoundJoin));
            QPolygonF line;
            const auto flush = [&] {
                painter.drawPolyline(line);
                line.clear();
            };
            for (int i = 0; i < count(); ++i) {
                if (const auto value = voice.values[std::size_t(i)])
                    line << QPointF(xOf(i) - slot / 2, yOf(*value))
                         << QPointF(xOf(i) + slot / 2, yOf(*value));
                else
                    flush();
            }
            flush();
        }
    }
    paintSelection(painter, theme);
}

void AlongPlot::paintAxes(QPainter &painter, const Theme &theme, double end) const
{
    const QRectF plot = plotRect();
    painter.setFont(fontFor(TextRole::Caption));
    const double step = roundStep(end, std::clamp(plot.height() / 28, 1.0, 5.0));
    for (double tick = 0; tick <= end + 1e-9; tick += step) {
        const double y = std::round(plot.bottom() - plot.height() * tick / end) + 0.5;
        painter.setPen(QPen(theme.grid, 1));
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
        painter.setPen(QPen(theme.axis, 1));
        painter.drawLine(QPointF(plot.left() - 5, y), QPointF(plot.left(), y));
        painter.setPen(theme.secondary);
        painter.drawText(QRectF(0, y - 9, plot.left() - 8, 18),
                         int(Qt::AlignRight | Qt::AlignVCenter), QString::number(tick, 'g', 3));
    }
    painter.setPen(QPen(theme.axis, 1));
    const double left = std::round(plot.left()) + 0.5, bottom = std::round(plot.bottom()) + 0.5;
    painter.drawLine(QPointF(left, plot.top()), QPointF(left, bottom));
    painter.drawLine(QPointF(left, bottom), QPointF(plot.right(), bottom));

    const int every = std::max(1, int(roundStep(count(), 5)));
    for (int number = 1; number <= count();
         number = number == 1 && every > 1 ? every : number + every) {
        const double x = std::round(xOf(number - 1)) + 0.5;
        painter.setPen(QPen(theme.axis, 1));
        painter.drawLine(QPointF(x, bottom), QPointF(x, bottom + 5));
        painter.setPen(theme.secondary);
        painter.drawText(QRectF(x - 24, bottom + 5, 48, 14), Qt::AlignCenter,
                         QString::number(number));
    }
    painter.drawText(QRectF(plot.left(), bottom + 19, plot.width(), 18), Qt::AlignCenter,
                     tr("Position in the text"));
    painter.save();
    painter.translate(8, plot.center().y());
    painter.rotate(-90);
    painter.drawText(QRectF(-height() / 2.0, -8, height(), 16), Qt::AlignCenter, axisTitle());
    painter.restore();
}

void AlongPlot::paintSelection(QPainter &painter, const Theme &theme) const
{
    if (m_selected < 0)
        return;
    const QRectF plot = plotRect();
    const double x = std::round(xOf(m_selected)) + 0.5;
    painter.setPen(QPen(theme.accent, hasFocus() ? 2 : 1, Qt::CustomDashLine));
    QPen pen = painter.pen();
    pen.setDashPattern({3, 3});
    painter.setPen(pen);
    painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));

    const QString token =
        QString::fromStdString(m_inspection->positions[std::size_t(m_selected)].text);
    const QString label = tr("%1 “%2”").arg(QString::number(m_selected + 1), token);
    const double width = painter.fontMetrics().horizontalAdvance(label) + 4;
    const double left = std::clamp(x - width / 2, plot.left(), this->width() - width);
    painter.drawText(QRectF(left, plot.top() - 18, width, 16), Qt::AlignCenter, label);
}

void AlongPlot::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && count() > 0)
        Q_EMIT positionChosen(indexAt(event->position()));
}

void AlongPlot::mouseMoveEvent(QMouseEvent *event)
{
    if ((event->buttons() & Qt::LeftButton) && count() > 0)
        Q_EMIT positionChosen(indexAt(event->position()));
}

void AlongPlot::keyPressEvent(QKeyEvent *event)
{
    if (count() == 0)
        return QWidget::keyPressEvent(event);
    switch (event->key()) {
    case Qt::Key_Left: Q_EMIT positionChosen(std::max(0, m_selected - 1)); return;
    case Qt::Key_Right: Q_EMIT positionChosen(std::min(count() - 1, m_selected + 1)); return;
    case Qt::Key_Home: Q_EMIT positionChosen(0); return;
    case Qt::Key_End: Q_EMIT positionChosen(count() - 1); return;
    default: QWidget::keyPressEvent(event);
    }
}

void AlongPlot::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        setAccessibleName(tr("Along the text"));
    update();
    QWidget::changeEvent(event);
}

bool AlongPlot::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && count() > 0) {
        const auto *help = static_cast<QHelpEvent *>(event);
        QToolTip::showText(help->globalPos(), describe(indexAt(help->pos())), this);
        return true;
    }
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
        update();
    return QWidget::event(event);
}

} // namespace retort
