#include "widgets/common/stylesheet.h"

#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

namespace retort {

namespace {

constexpr char windowRules[] = R"(
QMainWindow, QDialog { background: @window; }
QMainWindow::separator { width: 8px; height: 8px; background: transparent; }
QMenuBar { background: @window; color: @text; padding: 0 4px; }
QMenuBar::item { padding: 4px 10px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: @hairline; }
QMenu { background: @panel; border: 1px solid @controlBorder; padding: 4px; }
QMenu::item { padding: 5px 28px 5px 26px; border-radius: 4px; color: @text; }
QMenu::item:selected { background: @accentSoft; }
QMenu::item:disabled { color: @disabled; }
QMenu::icon { left: 6px; }
QMenu::indicator { width: 12px; height: 12px; left: 8px; }
QMenu::indicator:checked { image: url(:/retort/icons/controls/tick-@look.svg); }
QMenu::right-arrow { image: url(:/retort/icons/controls/right-@look.svg); width: 12px; }
QMenu::separator { height: 1px; background: @hairline; margin: 4px 8px; }
QToolTip { background: #2A2E37; color: #FFFFFF; border: 0; padding: 6px 8px; }
retort--Panel { background: @panel; border: 0; border-radius: 8px; }
#experimentTitleBar {
    background: @panel; border-top-left-radius: 8px; border-top-right-radius: 8px;
}
#experimentBody {
    background: @panel; border-bottom-left-radius: 8px; border-bottom-right-radius: 8px;
}
retort--MessageBar { border: 0; border-radius: 0; }
retort--MessageBar[tone="info"] { background: @accentSoft; }
retort--MessageBar[tone="warning"] { background: @warningSoft; }
QScrollArea { background: transparent; border: 0; }
QScrollArea > QWidget > QWidget[transparent="true"] { background: transparent; }
QScrollBar { background: transparent; border: 0; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: @controlBorder; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 24px; }
QScrollBar::handle:horizontal { min-width: 24px; }
QScrollBar::handle:hover { background: @axis; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: transparent; }
QLabel[tone="secondary"] { color: @secondary; }
QLabel[tone="disabled"] { color: @disabled; }
QLabel[tone="warning"] { color: @warningText; }
QLabel[tone="accent"] { color: @accent; }
)";

constexpr char fieldRules[] = R"(
QLineEdit, QAbstractSpinBox, QComboBox {
    background: @panel; color: @text; border: 1px solid @controlBorder; border-radius: 4px;
    min-height: 22px; max-height: 22px; padding: 0 7px;
    selection-background-color: @accent; selection-color: @onAccent;
}
QAbstractSpinBox, QComboBox { padding-right: 2px; }
QPlainTextEdit, QTextEdit, QTextBrowser {
    background: @panel; color: @text; border: 1px solid @controlBorder; border-radius: 4px;
    padding: 4px; selection-background-color: @accent; selection-color: @onAccent;
}
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus, QTextEdit:focus {
    border-color: @accent;
}
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled, QPlainTextEdit:disabled {
    background: @sunken; border-color: @sunken; color: @secondary;
}
QLineEdit[wrong="true"], QAbstractSpinBox[wrong="true"], QComboBox[wrong="true"] {
    border-color: @warning;
}
QAbstractSpinBox QLineEdit, QComboBox QLineEdit {
    border: 0; background: transparent; padding: 0; min-height: 0; max-height: 100px;
}
QComboBox::drop-down { border: 0; width: 14px; }
QComboBox::down-arrow {
    image: url(:/retort/icons/controls/down-@look.svg); width: 12px; height: 12px;
}
QComboBox::down-arrow:disabled { image: none; }
QComboBox QAbstractItemView {
    background: @panel; color: @text; border: 1px solid @controlBorder; padding: 2px; outline: 0;
    selection-background-color: @accentSoft; selection-color: @text;
}
QComboBox QAbstractItemView::item { min-height: 24px; padding: 0 6px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
    subcontrol-origin: border; width: 18px; border: 0; background: transparent;
}
QAbstractSpinBox::up-button { subcontrol-position: top right; padding-top: 2px; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; padding-bottom: 2px; }
QAbstractSpinBox::up-arrow {
    image: url(:/retort/icons/controls/spin-up-@look.svg); width: 9px; height: 9px;
}
QAbstractSpinBox::down-arrow {
    image: url(:/retort/icons/controls/spin-down-@look.svg); width: 9px; height: 9px;
}
QAbstractSpinBox::up-arrow:disabled, QAbstractSpinBox::down-arrow:disabled { image: none; }
QCheckBox { spacing: 8px; color: @text; }
QCheckBox:disabled { color: @disabled; }
QCheckBox::indicator, QAbstractItemView::indicator {
    width: 14px; height: 14px; border: 1px solid @controlBorder; border-radius: 4px;
    background: @panel;
}
QCheckBox::indicator:focus, QCheckBox::indicator:hover { border-color: @accent; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {
    background: @accent; border-color: @accent;
    image: url(:/retort/icons/controls/check-@look.svg);
}
QCheckBox::indicator:disabled { background: @sunken; border-color: @hairline; }
QProgressBar { background: @track; border: 0; border-radius: 3px; max-height: 6px; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
QProgressBar[state="paused"]::chunk { background: @disabled; }
QProgressBar[state="finished"]::chunk { background: @success; }
)";

constexpr char buttonRules[] = R"(
QPushButton {
    background: @panel; color: @text; border: 1px solid @controlBorder; border-radius: 6px;
    padding: 0 11px; min-height: 22px; font-weight: 500;
}
QPushButton[large="true"] { min-height: 30px; }
QPushButton:hover { background: @sunken; }
QPushButton:pressed { background: @hairline; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { background: transparent; color: @disabled; border-color: @hairline; }
QPushButton[kind="primary"] { background: @accent; color: @onAccent; border-color: @accent; }
QPushButton[kind="primary"]:hover { background: @accentHover; border-color: @accentHover; }
QPushButton[kind="primary"]:focus { border-color: @text; }
QPushButton[kind="primary"]:disabled {
    background: transparent; color: @disabled; border-color: @hairline;
}
QPushButton[kind="tonal"] { background: @accentSoft; color: @accent; border-color: @accentSoft; }
QPushButton[kind="tonal"]:hover { border-color: @accent; }
QPushButton[kind="tonal"]:focus { border-color: @accent; }
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; }
QPushButton[kind="quiet"]:hover { background: @hairline; }
QPushButton[kind="quiet"]:focus { border-color: @accent; }
QPushButton[kind="quiet"]:disabled { color: @disabled; }
QToolButton {
    background: transparent; color: @text; border: 1px solid transparent; border-radius: 4px;
    padding: 2px;
}
QToolButton:hover { background: @hairline; }
QToolButton:focus { border-color: @accent; }
QToolButton:disabled { color: @disabled; }
QToolButton[kind="link"] { color: @accent; padding: 0 2px; }
QToolButton[kind="link"]:hover { background: transparent; text-decoration: underline; }
QToolButton::menu-indicator { image: none; }
retort--SegmentedControl { background: @sunken; border-radius: 6px; }
retort--SegmentedControl QPushButton {
    background: transparent; color: @secondary; border: 1px solid transparent; border-radius: 6px;
    padding: 0 7px; min-height: 22px; font-weight: 400;
}
retort--SegmentedControl QPushButton:checked {
    background: @segment; color: @text; border-color: @controlBorder; font-weight: 500;
}
retort--SegmentedControl QPushButton:focus { border-color: @accent; }
)";

constexpr char tableRules[] = R"(
QTableView, QTreeView, QListView {
    background: @panel; alternate-background-color: @panel; color: @text; border: 0;
    gridline-color: @hairline; outline: 0;
    selection-background-color: @accentSoft; selection-color: @text;
}
QTableView::item { border-bottom: 1px solid @hairline; padding: 0 8px; }
QTableView::item:selected { background: @accentSoft; color: @text; }
QTableView::item:focus { background: @accentSoft; }
QHeaderView { background: @sunken; }
QHeaderView::section {
    background: @sunken; color: @secondary; border: 0; padding: 0 8px; min-height: 28px;
    font-weight: 500;
}
QHeaderView::section:vertical { background: @panel; }
QHeaderView::section:hover { color: @text; }
QHeaderView::down-arrow { image: url(:/retort/icons/controls/down-@look.svg); width: 12px; }
QHeaderView::up-arrow { image: url(:/retort/icons/controls/up-@look.svg); width: 12px; }
QTableCornerButton::section { background: @sunken; border: 0; }
)";

QString rgb(const QColor &colour)
{
    return colour.name(QColor::HexRgb);
}

} // namespace

QString styleSheet(const Theme &theme)
{
    loadIconResources();
    QString sheet = QLatin1String(windowRules) + QLatin1String(fieldRules)
                    + QLatin1String(buttonRules) + QLatin1String(tableRules);
    const QColor accentHover = theme.dark ? theme.accent.lighter(110) : theme.accent.darker(112);
    // Longer names first: "@accent" is the beginning of "@accentSoft".
    const std::pair<const char *, QString> values[] = {
        {"@accentHover", rgb(accentHover)},
        {"@accentSoft", rgb(theme.accentSoft)},
        {"@accent", rgb(theme.accent)},
        {"@onAccent", rgb(theme.onAccent)},
        {"@controlBorder", rgb(theme.controlBorder)},
        {"@warningSoft", rgb(theme.warningSoft)},
        {"@warningText", rgb(theme.warningText)},
        {"@warning", rgb(theme.warning)},
        {"@secondary", rgb(theme.secondary)},
        {"@segment", rgb(theme.dark ? QColor(0x3A414B) : theme.panel)},
        {"@success", rgb(theme.success)},
        {"@disabled", rgb(theme.disabled)},
        {"@hairline", rgb(theme.hairline)},
        {"@sunken", rgb(theme.sunken)},
        {"@window", rgb(theme.window)},
        {"@panel", rgb(theme.panel)},
        {"@track", rgb(theme.dark ? theme.hairline : QColor(0xD6DAE0))},
        {"@text", rgb(theme.text)},
        {"@axis", rgb(theme.axis)},
        {"@look", theme.dark ? QStringLiteral("dark") : QStringLiteral("light")},
    };
    for (const auto &[name, value] : values)
        sheet.replace(QLatin1String(name), value);
    return sheet;
}

} // namespace retort
