#include "widgets/common/mathtext.h"

#include <QEvent>
#include <QFontMetricsF>
#include <QPainter>

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
    const QFont font = fontFor(m_role);
    return {int(std::ceil(m_text.width(font))) + 1,
            int(std::ceil(QFontMetricsF(font).height())) + 2};
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
    if (event->type() == QEvent::ApplicationFontChange || event->type() == QEvent::FontChange)
        updateGeometry();
    QWidget::changeEvent(event);
    update();
}

} // namespace retort
