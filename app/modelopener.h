#pragma once
// Model folders that a person brings: by dialog, by drop or from the list of the last ones. Which
// part they are to play is asked in the bar under the toolbar.

#include <QObject>

class QSettings;
class QWidget;

namespace retort {

class Dialogs;
class ExperimentDock;
class MessageBar;
class WindowActions;

class ModelOpener final : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        QSettings &settings;
        Dialogs &dialogs;
        WindowActions &actions;
        ExperimentDock &dock;
        MessageBar &message;
        QWidget &window;
    };
    ModelOpener(const Parts &parts, QObject *parent = nullptr);

    void retranslate();
    /// While a run goes on there is nothing to choose.
    void setRunning(bool running);

Q_SIGNALS:
    void benchWanted();

private:
    void browse();
    void openRecent(const QString &folder);
    void offer(const QString &folder);
    void remember(const QString &folder);
    void report(const QString &sentence);

    Parts m_parts;
};

} // namespace retort
