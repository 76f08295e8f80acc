#include "app/appearance.h"

#include "widgets/common/theme.h"

#include <QActionGroup>
#include <QApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QMenu>
#include <QSettings>

#include <functional>

namespace retort {

namespace {

QString languageKey()
{
    return QStringLiteral("language");
}

QString themeKey()
{
    return QStringLiteral("theme");
}

void addChoice(QMenu *menu, QActionGroup *group, const QString &text, bool checked,
               const std::function<void()> &chosen)
{
    QAction *action = menu->addAction(text);
    action->setCheckable(true);
    action->setChecked(checked);
    group->addAction(action);
    QObject::connect(action, &QAction::triggered, group, chosen);
}

} // namespace

Appearance::Appearance(QSettings &settings, std::filesystem::path translations, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_translations(std::move(translations))
    , m_families(QApplication::font().families())
{
}

void Appearance::restore()
{
    setTheme(m_settings.value(themeKey(), QStringLiteral("system")).toString(), false);
    setLanguage(m_settings.value(languageKey()).toString(), false);
}

void Appearance::setLanguage(const QString &language, bool remember)
{
    m_language = language;
    if (remember)
        m_settings.setValue(languageKey(), language);
    const bool chinese = language.isEmpty() ? QLocale::system().language() == QLocale::Chinese
                                            : language.startsWith(QLatin1String("zh"));
    useFont(chinese);
    QCoreApplication::removeTranslator(&m_own);
    QCoreApplication::removeTranslator(&m_toolkit);
    // English has a file of its own for plurals: "1 run", "2 runs".
    const QString name = chinese ? QStringLiteral("zh_CN") : QStringLiteral("en");
    const QString folder = QString::fromStdString(m_translations.string());
    if (m_toolkit.load(QStringLiteral("qtbase_") + name,
                       QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(&m_toolkit);
    if (m_own.load(QStringLiteral("retort_") + name, folder))
        QCoreApplication::installTranslator(&m_own);
}

/// Han signs have different shapes in Japan; without a hint the first font found may have those.
void Appearance::useFont(bool chinese)
{
    QFont font = QApplication::font();
    QStringList families = m_families;
    if (chinese)
        families << QStringLiteral("Noto Sans CJK SC") << QStringLiteral("Source Han Sans SC");
    if (font.families() == families)
        return;
    font.setFamilies(families);
    QApplication::setFont(font);
}

void Appearance::setTheme(const QString &theme, bool remember)
{
    m_theme = theme;
    if (remember)
        m_settings.setValue(themeKey(), theme);
    if (theme == u"light" || theme == u"dark")
        applyTheme(theme == u"dark");
    else
        followDesktopTheme();
}

void Appearance::fillLanguageMenu(QMenu *menu)
{
    menu->clear();
    auto *group = new QActionGroup(menu);
    const auto add = [&](const QString &text, const QString &language) {
        addChoice(menu, group, text, m_language == language,
                  [this, language] { setLanguage(language); });
    };
    add(tr("System's language"), QString());
    // A language is named in itself, so that it is found by those who speak it.
    add(QStringLiteral("English"), QStringLiteral("en"));
    add(QStringLiteral("简体中文"), QStringLiteral("zh_CN"));
}

void Appearance::fillThemeMenu(QMenu *menu)
{
    menu->clear();
    auto *group = new QActionGroup(menu);
    const auto add = [&](const QString &text, const QString &theme) {
        addChoice(menu, group, text, m_theme == theme, [this, theme] { setTheme(theme); });
    };
    add(tr("Like the desktop"), QStringLiteral("system"));
    add(tr("Light"), QStringLiteral("light"));
    add(tr("Dark"), QStringLiteral("dark"));
}

} // namespace retort
