#include "widgets/experiment/editcommand.h"

#include <utility>

namespace retort {

EditCommand::EditCommand(const QString &text, EditState before, EditState after,
                         std::function<void(const EditState &)> apply)
    : QUndoCommand(text)
    , m_before(std::move(before))
    , m_after(std::move(after))
    , m_keys(differingKeys(m_before.experiment, m_after.experiment))
    , m_apply(std::move(apply))
{
}

bool EditCommand::mergeWith(const QUndoCommand *other)
{
    const auto &next = static_cast<const EditCommand &>(*other);
    if (m_keys.size() != 1 || next.m_keys != m_keys)
        return false;
    m_after = next.m_after;
    // Back where it began: nothing is left to undo.
    setObsolete(m_after.experiment == m_before.experiment);
    return true;
}

std::set<std::string> differingKeys(const Experiment &one, const Experiment &other)
{
    std::set<std::string> keys;
    const std::vector<Setting> left = flatten(one), right = flatten(other);
    for (std::size_t i = 0; i < left.size() && i < right.size(); ++i) {
        if (left[i].value != right[i].value)
            keys.insert(left[i].key);
    }
    return keys;
}

} // namespace retort
