#pragma once
// Colours, sizes and type of the workbench; meanings and values: docs/look.md. A Theme is worked
// out from a palette whenever it is needed (cheap), so widgets follow the desktop's light or dark
// look: repaint on QEvent::PaletteChange and ask again.

#include <QColor>
#include <QFont>
#include <QPalette>

#include <array>

class QWidget;

namespace retort {

struct Theme
{
    bool dark = false;
    QColor window, panel, sunken, hairline, controlBorder;
    QColor text, secondary, disabled;
    QColor grid, axis;
    QColor accent, accentSoft, onAccent;
    QColor teacher; ///< fills and lines
    QColor studentArea, studentLine;
    QColor truthArea, truthLine;
    QColor data; ///< data and cross-entropy
    QColor warning, warningSoft, warningText;
    QColor success, successSoft;       ///< finished runs
    std::array<QColor, 6> runs;        ///< overlaid runs, in order of ticking
    std::array<QColor, 6> measureRamp; ///< plum, for KL and its kin

    static Theme of(const QWidget *widget);
    static Theme from(const QPalette &palette);
    /// The palette for the programs' own light or dark look.
    static QPalette palette(bool dark);

    /// Plum for `value` nats between 0 and `full` on a square-root scale, clamped.
    QColor measure(double value, double full) const;
    /// From panel towards `role` by a probability 0 … 1.
    QColor tint(const QColor &role, double share) const;
    /// Black or white text, whichever reads better on `fill`.
    static QColor textOn(const QColor &fill);
};

/// Sizes in pixels at scale 1; everything sits on a grid of 4.
namespace grid {
inline constexpr int unit = 4;
inline constexpr int gap = 8; ///< between panels, and from the window's edge
inline constexpr int radius = 8;
inline constexpr int inside = 16; ///< padding of a panel
inline constexpr int header = 40;
inline constexpr int control = 24;
inline constexpr int formRow = 28;
inline constexpr int tableRow = 28;
inline constexpr int smallRow = 24;
inline constexpr int sectionHead = 36;
inline constexpr int menu = 28;
inline constexpr int toolbar = 48;
inline constexpr int rail = 72;
inline constexpr int status = 24;
inline constexpr int dock = 280;
inline constexpr int mixer = 304;
} // namespace grid

enum class TextRole { Body, Note, Caption, PanelTitle, Figure, Strong, Math };

/// Relative to the application font; figures are tabular where the platform can.
QFont fontFor(TextRole role);

/// Style sheet and palette for the whole application.
void applyTheme(bool dark);
/// Follows the desktop's light or dark look, also when it changes while running.
void followDesktopTheme();

} // namespace retort
