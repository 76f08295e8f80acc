#include "app/windowstate.h"

#include <QSettings>

namespace retort {

namespace {

constexpr int mostRecent = 8;

namespace key {
constexpr char experiment[] = "experiment";
constexpr char geometry[] = "geometry";
constexpr char docks[] = "docks";
constexpr char benchSplit[] = "benchSplit";
constexpr char dockShown[] = "dockShown";
constexpr char probe[] = "probe";
constexpr char prompt[] = "prompt";
constexpr char page[] = "page";
constexpr char interrupted[] = "interrupted";
constexpr char recent[] = "recent";
constexpr char recentModels[] = "recentModels";
} // namespace key

Page pageFrom(const QString &name)
{
    for (int i = 0; i < pageCount; ++i) {
        if (name == QLatin1String(pageKey(Page(i))))
            return Page(i);
    }
    return Page::Bench;
}

void addNewest(QSettings &settings, const char *list, const QString &path)
{
    QStringList paths = settings.value(list).toStringList();
    paths.removeAll(path);
    paths.prepend(path);
    settings.setValue(list, paths.mid(0, mostRecent));
}

} // namespace

WindowState readWindowState(const QSettings &settings)
{
    WindowState state;
    const QString text = settings.value(key::experiment).toString();
    if (!text.isEmpty()) {
        if (const auto experiment = parseExperiment(text.toStdString()))
            state.experiment = *experiment;
    }
    state.geometry = settings.value(key::geometry).toByteArray();
    state.docks = settings.value(key::docks).toByteArray();
    state.benchSplit = settings.value(key::benchSplit).toByteArray();
    state.dockShown = settings.value(key::dockShown, true).toBool();
    state.probe = settings.value(key::probe).toString();
    state.prompt = settings.value(key::prompt).toString();
    state.page = pageFrom(settings.value(key::page).toString());
    return state;
}

void writeWindowState(QSettings &settings, const WindowState &state)
{
    if (state.experiment)
        settings.setValue(key::experiment, QString::fromStdString(toJson(*state.experiment)));
    settings.setValue(key::geometry, state.geometry);
    settings.setValue(key::docks, state.docks);
    settings.setValue(key::benchSplit, state.benchSplit);
    settings.setValue(key::dockShown, state.dockShown);
    settings.setValue(key::probe, state.probe);
    settings.setValue(key::prompt, state.prompt);
    settings.setValue(key::page, QLatin1String(pageKey(state.page)));
}

RunId toldInterrupted(const QSettings &settings, const QString &store)
{
    return {settings.value(key::interrupted).toHash().value(store).toLongLong()};
}

void setToldInterrupted(QSettings &settings, const QString &store, RunId run)
{
    QVariantHash told = settings.value(key::interrupted).toHash();
    told.insert(store, qlonglong(run.value));
    settings.setValue(key::interrupted, told);
}

QStringList recentPaths(const QSettings &settings)
{
    return settings.value(key::recent).toStringList();
}

void addRecentPath(QSettings &settings, const QString &path)
{
    addNewest(settings, key::recent, path);
}

QStringList recentModels(const QSettings &settings)
{
    return settings.value(key::recentModels).toStringList();
}

void addRecentModel(QSettings &settings, const QString &folder)
{
    addNewest(settings, key::recentModels, folder);
}

void removeRecentModel(QSettings &settings, const QString &folder)
{
    QStringList folders = recentModels(settings);
    folders.removeAll(folder);
    settings.setValue(key::recentModels, folders);
}

} // namespace retort
