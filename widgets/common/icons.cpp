#include "widgets/common/icons.h"

#include "widgets/common/theme.h"

#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <utility>

// A static library's resources are only linked in when they are named; outside of any namespace.
static void initialiseResources()
{
    Q_INIT_RESOURCE(retort_icons);
}

namespace retort {

namespace {

QColor colourFor(IconTone tone, QIcon::Mode mode)
{
    const Theme theme = Theme::from(QGuiApplication::palette());
    if (mode == QIcon::Disabled)
        return theme.disabled;
    switch (tone) {
    case IconTone::Text: break;
    case IconTone::Secondary: return theme.secondary;
    case IconTone::Accent: return theme.accent;
    case IconTone::OnAccent: return theme.onAccent;
    case IconTone::Warning: return theme.warningText;
    }
    return theme.text;
}

/// Renders at the size and in the colour of the moment, so that a change of theme needs no new
/// icon.
class TintedSvgEngine final : public QIconEngine
{
public:
    TintedSvgEngine(QString name, IconTone tone) : m_name(std::move(name)), m_tone(tone) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal ratio = painter->device() ? painter->device()->devicePixelRatio() : 1;
        painter->drawPixmap(rect, rendered(rect.size() * ratio, ratio, mode, state));
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        return rendered(size, 1, mode, state);
    }

    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state,
                         qreal scale) override
    {
        return rendered(size, scale, mode, state);
    }

    QIconEngine *clone() const override { return new TintedSvgEngine(*this); }
    QString key() const override { return QStringLiteral("retort-tinted-svg"); }

private:
    /// `size` in device pixels.
    QPixmap rendered(const QSize &size, qreal ratio, QIcon::Mode mode, QIcon::State) const
    {
        const QColor colour = colourFor(m_tone, mode);
        const QString key = QStringLiteral("retort/%1/%2/%3x%4@%5")
                                .arg(m_name, colour.name())
                                .arg(size.width())
                                .arg(size.height())
                                .arg(ratio);
        QPixmap pixmap;
        if (QPixmapCache::find(key, &pixmap))
            return pixmap;
        pixmap = QPixmap(size);
        pixmap.fill(Qt::transparent);
        QSvgRenderer renderer(QStringLiteral(":/retort/icons/%1.svg").arg(m_name));
        QPainter painter(&pixmap);
        renderer.render(&painter, QRectF(QPointF(), size));
        painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
        painter.fillRect(pixmap.rect(), colour);
        painter.end();
        pixmap.setDevicePixelRatio(ratio);
        QPixmapCache::insert(key, pixmap);
        return pixmap;
    }

    QString m_name;
    IconTone m_tone;
};

} // namespace

void loadIconResources()
{
    static const bool once = (initialiseResources(), true);
    Q_UNUSED(once)
}

QIcon icon(const QString &name, IconTone tone)
{
    loadIconResources();
    return QIcon(new TintedSvgEngine(name, tone));
}

QIcon applicationIcon()
{
    loadIconResources();
    return QIcon(QStringLiteral(":/retort/icons/io.github.retort_workbench.Retort.svg"));
}

} // namespace retort
