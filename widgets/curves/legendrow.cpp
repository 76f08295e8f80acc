#include "widgets/curves/legendrow.h"

#include "widgets/curves/plotpainting.h"

#include <QEvent>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

constexpr int swatch = 22;
constexpr int gap = 12; ///< between entries, beside their own padding
constexpr int padding = 4;
constexpr int entryHeight = 24;

} // namespace

LegendEntry::LegendEntry(const PlotCurve &curve, QWidget *parent) : QAbstractButton(parent)
{
    setCheckable(true);
    setChecked(curve.visible);
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
    setObjectName(QStringLiteral("legend-") + curve.key);
    setCurve(curve);
}

void LegendEntry::setCurve(const PlotCurve &curve)
{
    m_curve = curve;
    setAccessibleName(curve.name.plain());
    setToolTip(tr("Click to hide or show this curve. The training does not change."));
    updateGeometry();
    update();
}

QSize LegendEntry::sizeHint() const
{
    const double width = m_curve.name.width(fontFor(TextRole::Note));
    return {padding + swatch + 8 + int(std::ceil(width)) + padding, entryHeight};
}

void LegendEntry::paintEvent(QPaintEvent *)
{
    const Theme theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (underMouse() || hasFocus()) {
        painter.setPen(hasFocus() ? QPen(theme.accent, 1) : QPen(Qt::NoPen));
        painter.setBrush(underMouse() ? QBrush(theme.sunken) : QBrush(Qt::NoBrush));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        painter.setBrush(Qt::NoBrush);
    }
    PlotCurve curve = m_curve;
    if (!isChecked())
        curve.colour = theme.disabled;
    drawSwatch(painter, {padding + 0.0, height() / 2.0}, swatch, curve, theme);
    painter.setPen(isChecked() ? theme.text : theme.disabled);
    QFont font = fontFor(TextRole::Note);
    font.setStrikeOut(!isChecked());
    const QFontMetricsF metrics(font);
    m_curve.name.draw(
        painter, {padding + swatch + 8.0, (height() + metrics.ascent() - metrics.descent()) / 2},
        font);
}

LegendRow::LegendRow(QWidget *parent) : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void LegendRow::setCurves(const std::vector<const PlotCurve *> &curves)
{
    std::vector<LegendEntry *> entries;
    for (const PlotCurve *curve : curves) {
        const QString name = QStringLiteral("legend-") + curve->key;
        const auto known = std::ranges::find_if(
            m_entries, [&](const LegendEntry *entry) { return entry->objectName() == name; });
        if (known != m_entries.end()) {
            (*known)->setCurve(*curve);
            entries.push_back(*known);
            m_entries.erase(known);
            continue;
        }
        auto *entry = new LegendEntry(*curve, this);
        connect(entry, &LegendEntry::toggled, this,
                [this, key = curve->key](bool on) { Q_EMIT toggled(key, on); });
        entry->show();
        entries.push_back(entry);
    }
    for (LegendEntry *gone : m_entries)
        delete gone;
    m_entries = std::move(entries);
    arrange(width(), true);
    updateGeometry();
}

QSize LegendRow::sizeHint() const
{
    int width = 0;
    for (const LegendEntry *entry : m_entries)
        width += entry->sizeHint().width() + gap;
    return {width, m_entries.empty() ? 0 : entryHeight};
}

QSize LegendRow::minimumSizeHint() const
{
    return {0, m_entries.empty() ? 0 : entryHeight};
}

/// Height that the entries need in `width`; moves them there if asked.
int LegendRow::arrange(int width, bool move) const
{
    int x = 0, y = 0;
    for (LegendEntry *entry : m_entries) {
        const QSize size = entry->sizeHint();
        if (x > 0 && x + size.width() > width) {
            x = 0;
            y += entryHeight;
        }
        if (move)
            entry->setGeometry(QRect({x, y}, size));
        x += size.width() + gap;
    }
    return m_entries.empty() ? 0 : y + entryHeight;
}

void LegendRow::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange(width(), true);
}

void LegendRow::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::ApplicationFontChange) {
        arrange(width(), true);
        updateGeometry();
    }
}

} // namespace retort
