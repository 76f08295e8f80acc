#include "widgets/common/theme.h"

#include "widgets/common/stylesheet.h"

#include <QApplication>
#include <QEvent>
#include <QStyle>
#include <QStyleFactory>
#include <QStyleHints>
#include <QWidget>

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

// Values: docs/look.md.
const Theme &lightTheme()
{
    static const Theme theme{
        .dark = false,
        .window = 0xECEEF1,
        .panel = 0xFFFFFF,
        .sunken = 0xF4F5F7,
        .hairline = 0xE3E6EA,
        .controlBorder = 0xB8BFC9,
        .text = 0x1A1E24,
        .secondary = 0x545C68,
        .disabled = 0x7D8693,
        .grid = 0xECEEF1,
        .axis = 0x9AA2AD,
        .accent = 0x4C55B8,
        .accentSoft = 0xE6E8F6,
        .onAccent = 0xFFFFFF,
        .teacher = 0xE69F00,
        .studentArea = 0x0072B2,
        .studentLine = 0x0072B2,
        .truthArea = 0x009E73,
        .truthLine = 0x009E73,
        .data = 0x555555,
        .warning = 0xD55E00,
        .warningSoft = 0xFCEDE3,
        .warningText = 0xA84600,
        .success = 0x009E73,
        .successSoft = 0xDFF2EB,
        .runs = {0x3C4FB0, 0xB8487F, 0x1B8A9E, 0x7D6B12, 0x6C3FA0, 0x8C5A3C},
        .measureRamp = {0xFFFFFF, 0xF3E3EE, 0xE0B8D3, 0xC582B0, 0xA24C88, 0x7A2362},
    };
    return theme;
}

const Theme &darkTheme()
{
    static const Theme theme{
        .dark = true,
        .window = 0x131519,
        .panel = 0x1B1E23,
        .sunken = 0x23272D,
        .hairline = 0x2A2F36,
        .controlBorder = 0x474F5A,
        .text = 0xE3E6EA,
        .secondary = 0xA5ADB8,
        .disabled = 0x747D8A,
        .grid = 0x272B31,
        .axis = 0x6B7480,
        .accent = 0x8C94EE,
        .accentSoft = 0x2A2E49,
        .onAccent = 0x131519,
        .teacher = 0xE69F00,
        .studentArea = 0x0072B2,
        .studentLine = 0x3D9BD8,
        .truthArea = 0x009E73,
        .truthLine = 0x19B388,
        .data = 0xBBBBBB,
        .warning = 0xD55E00,
        .warningSoft = 0x3A2416,
        .warningText = 0xFF9A57,
        .success = 0x19B388,
        .successSoft = 0x17322A,
        .runs = {0x8E9BF2, 0xEC8ABA, 0x55C4D6, 0xC9B44E, 0xB794EA, 0xD39B78},
        .measureRamp = {0x1B1E23, 0x33243A, 0x552F55, 0x85427B, 0xBC65A6, 0xF0A6DA},
    };
    return theme;
}

QColor mixed(const QColor &from, const QColor &to, double share)
{
    const auto channel = [share](int a, int b) { return int(std::lround(a + share * (b - a))); };
    return {channel(from.red(), to.red()), channel(from.green(), to.green()),
            channel(from.blue(), to.blue())};
}

/// Relative luminance, WCAG 2.
double luminance(const QColor &colour)
{
    const auto linear = [](double c) {
        return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF())
           + 0.0722 * linear(colour.blueF());
}

bool isDark(const QPalette &palette)
{
    return luminance(palette.color(QPalette::Window))
           < luminance(palette.color(QPalette::WindowText));
}

void setLook(bool dark)
{
    // A style sheet is polished into every widget; doing it twice for the same look costs time.
    const QString sheet = styleSheet(dark ? darkTheme() : lightTheme());
    QApplication::setPalette(Theme::palette(dark));
    if (qApp->styleSheet() != sheet)
        qApp->setStyleSheet(sheet);
}

bool desktopIsDark()
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    if (QGuiApplication::styleHints()->colorScheme() != Qt::ColorScheme::Unknown)
        return QGuiApplication::styleHints()->colorScheme() == Qt::ColorScheme::Dark;
#endif
    // Without an own palette Qt shows the desktop's.
    QApplication::setPalette(QPalette());
    return isDark(QGuiApplication::palette());
}

/// Sees the desktop change its look.
class DesktopFollower final : public QObject
{
public:
    using QObject::QObject;

    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::ThemeChange && !m_pending) {
            m_pending = true;
            QMetaObject::invokeMethod(
                this,
                [this] {
                    m_pending = false;
                    setLook(desktopIsDark());
                },
                Qt::QueuedConnection);
        }
        return false;
    }

private:
    bool m_pending = false;
};

void useFusion()
{
    if (qApp->property("retortStyle").toBool())
        return;
    qApp->setProperty("retortStyle", true);
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
}

QFont scaled(QFont font, double ratio)
{
    if (font.pixelSize() > 0)
        font.setPixelSize(int(std::lround(font.pixelSize() * ratio)));
    else
        font.setPointSizeF(font.pointSizeF() * ratio);
    return font;
}

} // namespace

Theme Theme::from(const QPalette &palette)
{
    Theme theme = isDark(palette) ? darkTheme() : lightTheme();
    theme.window = palette.color(QPalette::Active, QPalette::Window);
    theme.panel = palette.color(QPalette::Active, QPalette::Base);
    theme.text = palette.color(QPalette::Active, QPalette::WindowText);
    theme.accent = palette.color(QPalette::Active, QPalette::Highlight);
    theme.onAccent = palette.color(QPalette::Active, QPalette::HighlightedText);
    theme.measureRamp[0] = theme.panel;
    return theme;
}

// The application's palette, not the widget's own: a style sheet may have replaced that one's text
// and base colours for a single control.
Theme Theme::of(const QWidget *)
{
    return from(QGuiApplication::palette());
}

QPalette Theme::palette(bool dark)
{
    const Theme &theme = dark ? darkTheme() : lightTheme();
    QPalette palette;
    const auto set = [&palette](QPalette::ColorRole role, const QColor &normal,
                                const QColor &disabled) {
        palette.setColor(QPalette::Active, role, normal);
        palette.setColor(QPalette::Inactive, role, normal);
        palette.setColor(QPalette::Disabled, role, disabled);
    };
    set(QPalette::Window, theme.window, theme.window);
    set(QPalette::WindowText, theme.text, theme.disabled);
    set(QPalette::Base, theme.panel, theme.sunken);
    set(QPalette::AlternateBase, theme.sunken, theme.sunken);
    set(QPalette::Text, theme.text, theme.disabled);
    set(QPalette::PlaceholderText, theme.disabled, theme.disabled);
    set(QPalette::Button, theme.panel, theme.sunken);
    set(QPalette::ButtonText, theme.text, theme.disabled);
    set(QPalette::BrightText, theme.warningText, theme.warningText);
    set(QPalette::Highlight, theme.accent, theme.controlBorder);
    set(QPalette::HighlightedText, theme.onAccent, theme.panel);
    set(QPalette::Link, theme.accent, theme.disabled);
    set(QPalette::LinkVisited, theme.accent, theme.disabled);
    set(QPalette::ToolTipBase, QColor(0x2A2E37), QColor(0x2A2E37));
    set(QPalette::ToolTipText, QColor(0xFFFFFF), QColor(0xFFFFFF));
    set(QPalette::Light, theme.panel, theme.panel);
    set(QPalette::Midlight, theme.hairline, theme.hairline);
    set(QPalette::Mid, theme.controlBorder, theme.controlBorder);
    set(QPalette::Dark, theme.axis, theme.axis);
    set(QPalette::Shadow, dark ? QColor(Qt::black) : theme.axis, theme.axis);
    return palette;
}

QColor Theme::measure(double value, double full) const
{
    if (!(value > 0) || !(full > 0))
        return measureRamp.front();
    const double position = std::sqrt(std::min(value / full, 1.0)) * (measureRamp.size() - 1);
    const auto below = std::min(std::size_t(position), measureRamp.size() - 2);
    return mixed(measureRamp[below], measureRamp[below + 1], position - double(below));
}

QColor Theme::tint(const QColor &role, double share) const
{
    return mixed(panel, role, std::isfinite(share) ? std::clamp(share, 0.0, 1.0) : 0.0);
}

QColor Theme::textOn(const QColor &fill)
{
    const double light = luminance(fill);
    return 1.05 / (light + 0.05) > (light + 0.05) / 0.05 ? QColor(Qt::white) : QColor(Qt::black);
}

QFont fontFor(TextRole role)
{
    QFont font = QApplication::font();
#if QT_VERSION >= QT_VERSION_CHECK(6, 7, 0)
    font.setFeature("tnum", 1);
#endif
    switch (role) {
    case TextRole::Body: break;
    case TextRole::Note: return scaled(font, 12.0 / 13);
    case TextRole::Caption: return scaled(font, 11.0 / 13);
    case TextRole::PanelTitle: font.setWeight(QFont::DemiBold); return scaled(font, 14.0 / 13);
    case TextRole::Figure: font.setWeight(QFont::DemiBold); return scaled(font, 22.0 / 13);
    case TextRole::Strong: font.setWeight(QFont::DemiBold); break;
    case TextRole::Math: font.setItalic(true); break;
    }
    return font;
}

void applyTheme(bool dark)
{
    useFusion();
    delete qApp->findChild<QObject *>(QStringLiteral("desktopFollower"),
                                      Qt::FindDirectChildrenOnly);
    setLook(dark);
}

void followDesktopTheme()
{
    useFusion();
    if (!qApp->findChild<QObject *>(QStringLiteral("desktopFollower"),
                                    Qt::FindDirectChildrenOnly)) {
        auto *follower = new DesktopFollower(qApp);
        follower->setObjectName(QStringLiteral("desktopFollower"));
        qApp->installEventFilter(follower);
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
        QObject::connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, follower,
                         [] { setLook(desktopIsDark()); });
#endif
    }
    setLook(desktopIsDark());
}

} // namespace retort
