#pragma once
// Dialogs that a test answers beforehand.

#include "widgets/common/parts.h"

#include <QStringList>

#include <functional>

namespace retort {

class AnsweringDialogs final : public Dialogs
{
public:
    bool confirmed = true;
    QString file, folder, saved;
    QStringList asked;               ///< titles, in order
    std::function<void()> meanwhile; ///< happens while a question stands

    bool confirm(QWidget *, const QString &title, const QString &, const QString &) override
    {
        asked << title;
        if (meanwhile)
            meanwhile();
        return confirmed;
    }
    QString openFile(QWidget *, const QString &title, const QString &) override
    {
        asked << title;
        return file;
    }
    QString openFolder(QWidget *, const QString &title) override
    {
        asked << title;
        return folder;
    }
    QString saveFile(QWidget *, const QString &title, const QString &, const QString &) override
    {
        asked << title;
        return saved;
    }
};

} // namespace retort
