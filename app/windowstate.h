#pragma once
// What is remembered from one start to the next, in the settings.

#include "app/rail.h"
#include "core/engine/training/experiment.h"
#include "core/store/runstore.h"

#include <QByteArray>
#include <QStringList>

#include <optional>

class QSettings;

namespace retort {

struct WindowState
{
    std::optional<Experiment> experiment; ///< nullopt: none, or one that no longer reads
    QByteArray geometry, docks, benchSplit;
    bool dockShown = true;
    QString probe;  ///< the sentence on the Bench
    QString prompt; ///< the one of the Playground
    Page page = Page::Bench;
};

WindowState readWindowState(const QSettings &settings);
void writeWindowState(QSettings &settings, const WindowState &state);

/// The last interrupted run that was told of, for each store.
RunId toldInterrupted(const QSettings &settings, const QString &store);
void setToldInterrupted(QSettings &settings, const QString &store, RunId run);

/// Newest first.
QStringList recentPaths(const QSettings &settings);
void addRecentPath(QSettings &settings, const QString &path);
QStringList recentModels(const QSettings &settings); ///< folders
void addRecentModel(QSettings &settings, const QString &folder);
void removeRecentModel(QSettings &settings, const QString &folder);

} // namespace retort
