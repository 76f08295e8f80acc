#include "app/modelopener.h"

#include "app/windowactions.h"
#include "app/windowstate.h"
#include "widgets/common/parts.h"
#include "widgets/experiment/experimentdock.h"

#include <QAction>
#include <QFileInfo>
#include <QMenu>
#include <QPushButton>

namespace retort {

ModelOpener::ModelOpener(const Parts &parts, QObject *parent) : QObject(parent), m_parts(parts)
{
    connect(m_parts.actions.openModel, &QAction::triggered, this, &ModelOpener::browse);
    connect(&m_parts.dock, &ExperimentDock::modelOffered, this, &ModelOpener::offer);
    connect(&m_parts.dock, &ExperimentDock::modelOpened, this, &ModelOpener::remember);
    retranslate();
}

void ModelOpener::retranslate()
{
    QMenu *menu = m_parts.actions.recentModels;
    for (QAction *action : menu->actions()) {
        if (action != m_parts.actions.recentModelsNone)
            delete action;
    }
    const QStringList folders = recentModels(m_parts.settings);
    m_parts.actions.recentModelsNone->setVisible(folders.isEmpty());
    for (const QString &folder : folders) {
        QAction *action = menu->addAction(QString(folder).replace(u'&', QStringLiteral("&&")));
        // Once the menu has closed: opening builds it anew.
        connect(
            action, &QAction::triggered, this, [this, folder] { openRecent(folder); },
            Qt::QueuedConnection);
    }
}

void ModelOpener::setRunning(bool running)
{
    m_parts.actions.openModel->setEnabled(!running);
    m_parts.actions.recentModels->setEnabled(!running);
}

void ModelOpener::browse()
{
    const QString folder = m_parts.dialogs.openFolder(&m_parts.window, tr("Open a model folder"));
    if (folder.isEmpty())
        return;
    if (isModelFolder(folder))
        return offer(folder);
    report(tr("%1 holds no config.json, so it is no model folder as Hugging Face has them. Choose "
              "the folder in which config.json, tokenizer.json and the weights lie.")
               .arg(folder));
}

void ModelOpener::openRecent(const QString &folder)
{
    if (isModelFolder(folder))
        return offer(folder);
    removeRecentModel(m_parts.settings, folder);
    retranslate();
    report(tr("The model folder %1 is no longer there, so it was taken from the list. If it was "
              "moved, open it from its new place.")
               .arg(folder));
}

void ModelOpener::offer(const QString &folder)
{
    Q_EMIT benchWanted();
    const auto asTeacher = [this, folder] {
        m_parts.dock.useTeacher(folder);
        remember(folder);
    };
    const auto asStart = [this, folder] {
        m_parts.dock.useStart(folder);
        remember(folder);
    };
    m_parts.message.showMessage(
        MessageBar::Tone::Info,
        tr("%1 is a model folder. What shall it be?").arg(QFileInfo(folder).fileName()),
        {{tr("Teacher"), asTeacher}, {tr("Student's start"), asStart}});
    // The answer is a key away.
    for (auto *button : m_parts.message.findChildren<QPushButton *>()) {
        if (button->isVisibleTo(&m_parts.message)) {
            button->setFocus();
            break;
        }
    }
}

void ModelOpener::remember(const QString &folder)
{
    addRecentModel(m_parts.settings, folder);
    retranslate();
}

void ModelOpener::report(const QString &sentence)
{
    m_parts.message.showMessage(MessageBar::Tone::Warning, sentence);
}

} // namespace retort
