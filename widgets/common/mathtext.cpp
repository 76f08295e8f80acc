#include "widgets/common/mathtext.h"

#include <QEvent>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

constexpr double subscriptScale = 0.76;
constexpr double subscriptDrop = 0.22; ///< of the font's ascent

} // namespace

MathText::MathText(const QString &markup)
{
    Run run;
    const auto flush = [&] {
        if (!run.text.isEmpty())
            m_runs.push_back(run);
        run.text.clear();
    };
    for (qsizetype i = 0; i < markup.size(); ++i) {
        const QChar c = markup[i];
        if (c == u'*') {
            flush();
            run.italic = !run.italic;
        } else if (c == u'_' && i + 1 < markup.size() && markup[i + 1] == u'{') {
            flush();
            run.subscript = true;
            ++i;
        } else if (c == u'}' && run.subscript) {
            flush();
            run.subscript = false;
        } else {
            run.text += c;
        }
    }
    flush();
}

MathText MathText::literal(const QString &text)
{
    MathText result;
    if (!text.isEmpty())
        result.m_runs.push_back({text});
    return result;
}

MathText MathText::arg(const QString &text) const
{
    MathText result = *this;
    for (Run &run : result.m_runs)
        run.text.replace(QStringLiteral("%1"), text);
    return result;
}

QFont MathText::fontOf(const Run &run, const QFont &font)
{
    QFont result = font;
    if (run.italic)
        result.setItalic(true);
    if (run.subscript) {
        if (font.pixelSize() > 0)
            result.setPixelSize(int(std::lround(font.pixelSize() * subscriptScale)));
        else
            result.setPointSizeF(font.pointSizeF() * subscriptScale);
    }
    return result;
}

double MathText::width(const QFont &font) const
{
    double width = 0;
    for (const Run &run : m_runs)
        width += QFontMetricsF(fontOf(run, font)).horizontalAdvance(run.text);
    return width;
}

double MathText::descent(const QFont &font) const
{
    const QFontMetricsF metrics(font);
    double descent = metrics.descent();
    for (const Run &run : m_runs)
        if (run.subscript)
            descent = std::max(descent, metrics.ascent() * subscriptDrop
                                            + QFontMetricsF(fontOf(run, font)).descent());
    return descent;
}

void MathText::draw(QPainter &painter, QPointF origin, const QFont &font) const
{
    const QFont before = painter.font();
    const double drop = QFontMetricsF(font).ascent() * subscriptDrop;
    for (const Run &run : m_runs) {
        const QFont runFont = fontOf(run, font);
        painter.setFont(runFont);
        painter.drawText(origin + QPointF(0, run.subscript ? drop : 0), run.text);
        origin.rx() += QFontMetricsF(runFont).horizontalAdvance(run.text);
    }
    painter.setFont(before);
}

QString MathText::plain() const
{
    QString text;
    for (const Run &run : m_runs)
        text += run.text;
    return text;
}

QString MathText::html() const
{
    QString html;
    for (const Run &run : m_runs) {
        QString text = run.text.toHtmlEscaped();
        if (run.italic)
            text = QStringLiteral("<i>") + text + QStringLiteral("</i>");
        if (run.subscript)
            text = QStringLiteral("<sub>") + text + QStringLiteral("</sub>");
        html += text;
    }
    return html;
}

MathLabel::MathLabel(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void MathLabel::setText(const MathText &text)
{
    if (m_text == text)
        return;
    m_text = text;
    setAccessibleName(text.plain());
    updateGeometry();
    update();
}

void MathLabel::setTextRole(TextRole role)
{
    m_role = role;
    updateGeometry();
}

void MathLabel::setQuiet(bool quiet)
{
    m_quiet = quiet;
    update();
}

void MathLabel::setAlignment(Qt::Alignment alignment)
{
    m_alignment = alignment;
    update();
}

QSize MathLabel::sizeHint() const
{
    // As much above as below, so that the baseline stays that of the words beside it.
    const QFont font = fontFor(m_role);
    const QFontMetricsF metrics(font);
    const double deeper = m_text.descent(font) - metrics.descent();
    return {int(std::ceil(m_text.width(font))) + 1,
            int(std::ceil(metrics.height() + 2 * std::max(1.0, deeper)))};
}

void MathLabel::paintEvent(QPaintEvent *)
{
    const Theme theme = Theme::of(this);
    const QFont font = fontFor(m_role);
    QPainter painter(this);
    painter.setPen(!isEnabled() ? theme.disabled : m_quiet ? theme.secondary : theme.text);
    double x = 0;
    if (m_alignment & Qt::AlignRight)
        x = width() - m_text.width(font);
    else if (m_alignment & Qt::AlignHCenter)
        x = (width() - m_text.width(font)) / 2;
    const QFontMetricsF metrics(font);
    m_text.draw(painter, {x, (height() - metrics.height()) / 2 + metrics.ascent()}, font);
}

void MathLabel::changeEvent(QEvent *event)
{
    // A language may bring a font of its own, of which Qt tells windows only.
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::FontChange)
        updateGeometry();
    QWidget::changeEvent(event);
    update();
}

} // namespace retort
