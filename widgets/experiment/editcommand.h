#pragma once
// An edit of the experiment that can be undone. Edits of one and the same setting in a row become
// one.

#include "core/engine/training/experiment.h"

#include <QUndoCommand>

#include <functional>
#include <set>
#include <string>

namespace retort {

/// What an edit replaces: the experiment, and the one that changes are marked against.
struct EditState
{
    Experiment experiment;
    Experiment baseline;
};

class EditCommand final : public QUndoCommand
{
public:
    EditCommand(const QString &text, EditState before, EditState after,
                std::function<void(const EditState &)> apply);

    int id() const override { return 1; }
    bool mergeWith(const QUndoCommand *other) override;
    void undo() override { m_apply(m_before); }
    void redo() override { m_apply(m_after); }

private:
    EditState m_before, m_after;
    std::set<std::string> m_keys; ///< settings that differ
    std::function<void(const EditState &)> m_apply;
};

/// Keys of the settings in which the two differ.
std::set<std::string> differingKeys(const Experiment &one, const Experiment &other);

} // namespace retort
