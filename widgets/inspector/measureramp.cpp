#include "widgets/inspector/measureramp.h"

#include <QEvent>
#include <QLocale>
#include <QPainter>

#include <vector>

namespace retort {

namespace {

constexpr int rampWidth = 152;
constexpr int rampHeight = 8;
constexpr int sideRoom = 12; ///< for ticks that stand at the ends

QString tickText(double value, bool last, bool openEnded)
{
    const QString number = QString::number(value, 'g', value < 1 ? 2 : 3);
    return last && openEnded ? QStringLiteral("≥ %1").arg(number) : number;
}

} // namespace

MeasureRamp::MeasureRamp(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    describe();
}

void MeasureRamp::setMeasure(Measure measure)
{
    m_scale.measure = measure;
    describe();
    updateGeometry();
    update();
}

void MeasureRamp::describe()
{
    setAccessibleName(tr("Colour scale"));
    setAccessibleDescription(
        tr("From 0 to %1 %2")
            .arg(QString::number(m_scale.full(), 'g', 3), unitOf(m_scale.measure)));
    setToolTip(explanationOf(m_scale.measure));
}

QSize MeasureRamp::sizeHint() const
{
    const int unit =
        QFontMetrics(fontFor(TextRole::Caption)).horizontalAdvance(unitOf(m_scale.measure));
    return {unit + grid::gap + rampWidth + 2 * sideRoom, 28};
}

void MeasureRamp::paintEvent(QPaintEvent *)
{
    const Theme theme = Theme::of(this);
    QPainter painter(this);
    painter.setFont(fontFor(TextRole::Caption));
    const QFontMetrics metrics = painter.fontMetrics();
    const QString unit = unitOf(m_scale.measure);
    const QRectF ramp(metrics.horizontalAdvance(unit) + grid::gap + sideRoom, 2, rampWidth,
                      rampHeight);

    painter.setPen(theme.secondary);
    painter.drawText(QRectF(0, -2, ramp.left() - sideRoom, 16),
                     int(Qt::AlignLeft | Qt::AlignVCenter), unit);

    QLinearGradient gradient(ramp.topLeft(), ramp.topRight());
    constexpr int stops = 16;
    for (int i = 0; i <= stops; ++i)
        gradient.setColorAt(double(i) / stops, m_scale.colorAt(theme, double(i) / stops));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.hairline, 1));
    painter.setBrush(gradient);
    painter.drawRoundedRect(ramp.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);

    const std::vector<double> ticks = m_scale.ticks();
    for (std::size_t i = 0; i < ticks.size(); ++i) {
        const double x = ramp.left() + ramp.width() * m_scale.share(ticks[i]);
        painter.setPen(QPen(theme.axis, 1));
        painter.drawLine(QPointF(x, ramp.bottom() + 1), QPointF(x, ramp.bottom() + 3));
        painter.setPen(theme.secondary);
        painter.drawText(QRectF(x - 24, ramp.bottom() + 2, 48, 16), Qt::AlignCenter,
                         tickText(ticks[i], i + 1 == ticks.size(), m_scale.openEnded()));
    }
}

void MeasureRamp::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        describe();
        updateGeometry();
    }
    update();
    QWidget::changeEvent(event);
}

namespace {

struct Entry
{
    QString word;
    QColor color;
    bool tick = false;
};

} // namespace

RoleLegend::RoleLegend(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void RoleLegend::setRoles(bool teacher, bool student, bool truth)
{
    m_teacher = teacher;
    m_student = student;
    m_truth = truth;
    updateGeometry();
    update();
}

QSize RoleLegend::sizeHint() const
{
    const QFontMetrics metrics(fontFor(TextRole::Note));
    int width = 0;
    const auto add = [&](bool present, const QString &word) {
        if (present)
            width += 14 + metrics.horizontalAdvance(word) + 16;
    };
    add(m_teacher, tr("teacher"));
    add(m_student, tr("student"));
    add(m_truth, tr("truth"));
    return {width, 20};
}

void RoleLegend::paintEvent(QPaintEvent *)
{
    const Theme theme = Theme::of(this);
    std::vector<Entry> entries;
    if (m_teacher)
        entries.push_back({tr("teacher"), theme.teacher, false});
    if (m_student)
        entries.push_back({tr("student"), theme.studentArea, false});
    if (m_truth)
        entries.push_back({tr("truth"), theme.truthLine, true});

    QPainter painter(this);
    painter.setFont(fontFor(TextRole::Note));
    painter.setRenderHint(QPainter::Antialiasing);
    int x = 0;
    for (const Entry &entry : entries) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(entry.color);
        if (entry.tick)
            painter.drawRect(x + 4, 3, 2, 14);
        else
            painter.drawRoundedRect(x, 5, 10, 10, 2, 2);
        painter.setPen(theme.text);
        const int width = painter.fontMetrics().horizontalAdvance(entry.word);
        painter.drawText(QRect(x + 15, 0, width + 2, 20), int(Qt::AlignLeft | Qt::AlignVCenter),
                         entry.word);
        x += 14 + width + 16;
    }
}

void RoleLegend::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        updateGeometry();
    update();
    QWidget::changeEvent(event);
}

} // namespace retort
