#pragma once
// Language and theme: kept in the settings, changed at run time, and the two menus for them.

#include <QObject>
#include <QString>
#include <QTranslator>

#include <filesystem>

class QActionGroup;
class QMenu;
class QSettings;

namespace retort {

class Appearance final : public QObject
{
    Q_OBJECT

public:
    /// `translations`: folder of retort_*.qm.
    Appearance(QSettings &settings, std::filesystem::path translations, QObject *parent = nullptr);

    /// "en", "zh_CN"; empty: the system's. Kept in the settings if `remember`.
    void setLanguage(const QString &language, bool remember = true);
    QString language() const { return m_language; }
    /// "light", "dark", "system".
    void setTheme(const QString &theme, bool remember = true);
    QString theme() const { return m_theme; }
    /// What the settings say, or the system.
    void restore();

    void fillLanguageMenu(QMenu *menu);
    void fillThemeMenu(QMenu *menu);

private:
    void useFont(bool chinese);

    QSettings &m_settings;
    std::filesystem::path m_translations;
    QTranslator m_own, m_toolkit;
    QString m_language, m_theme;
    QStringList m_families; ///< of the desktop's own font
};

} // namespace retort
