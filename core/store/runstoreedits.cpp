// RunStore's edits: everything that a person changes in a stored run, and its removal.
#include "core/store/processidentity.h"
#include "core/store/runstoreimpl.h"

namespace retort {

namespace fs = std::filesystem;

namespace {

/// Running or paused, in a process that is still there.
bool isActive(SQLite::Database &database, RunId id)
{
    SQLite::Statement row(database, "SELECT process_id, process_start, boot_id FROM runs WHERE "
                                    "id = ? AND status IN ('running', 'paused')");
    row.bind(1, id.value);
    return row.executeStep()
           && ProcessIdentity{row.getColumn(0).getInt64(), row.getColumn(1).getInt64(),
                              row.getColumn(2).getString()}
                  .isAlive();
}

/// Those that say they are running although nobody writes them any more.
std::vector<RunId> abandonedRuns(SQLite::Database &database)
{
    std::vector<RunId> abandoned;
    SQLite::Statement rows(database, "SELECT id FROM runs WHERE status IN ('running', 'paused') "
                                     "ORDER BY id");
    while (rows.executeStep()) {
        if (const RunId id{rows.getColumn(0).getInt64()}; !isActive(database, id))
            abandoned.push_back(id);
    }
    return abandoned;
}

bool isLink(const fs::path &path)
{
    std::error_code error;
    return fs::is_symlink(fs::symlink_status(path, error));
}

/// Only the run's own folder, and never through a link: what a link points to is not the store's.
Status removeCheckpoints(const fs::path &folder)
{
    std::error_code error;
    if (!fs::exists(fs::symlink_status(folder, error)))
        return {};
    if (isLink(folder.parent_path())) {
        return Error{RETORT_SENTENCE("The checkpoints in %1 were left where they are, because %2 "
                                     "is a link. Delete them by hand."),
                     {folder.string(), folder.parent_path().string()}};
    }
    fs::remove_all(folder, error); // removes a link itself, not what it points to
    if (error) {
        return Error{RETORT_SENTENCE("The checkpoints in %1 could not be deleted: %2. Check that "
                                     "you may write there, then delete the run again."),
                     {folder.string(), error.message()}};
    }
    return {};
}

} // namespace

Result<std::vector<RunId>> RunStore::markInterrupted()
{
    using Runs = std::vector<RunId>;
    if (m_impl->readOnly)
        return Runs{};
    SQLite::Database &database = *m_impl->database;
    return guarded(m_impl->file, [&]() -> Result<Runs> {
        // Mostly there are none, and then nobody's writing is waited for.
        if (abandonedRuns(database).empty())
            return Runs{};
        WriteTransaction transaction(database);
        Runs abandoned = abandonedRuns(database);
        for (const RunId id : abandoned) {
            auto update = m_impl->about(id, "UPDATE runs SET status = 'interrupted', reason = '', "
                                            "reason_arguments = '[]' WHERE id = ?");
            update.exec();
        }
        transaction.commit();
        return abandoned;
    });
}

Status RunStore::rename(RunId id, const QString &name)
{
    return m_impl->set(id, "name", name.toStdString());
}

Status RunStore::setNotes(RunId id, const QString &notes)
{
    return m_impl->set(id, "notes", notes.toStdString());
}

Status RunStore::setTags(RunId id, const QStringList &tags)
{
    return m_impl->write(id, [&]() -> Status {
        m_impl->about(id, "DELETE FROM tags WHERE run = ?").exec();
        auto insert = m_impl->about(id, "INSERT OR IGNORE INTO tags (run, tag, position) "
                                        "VALUES (?1, ?2, ?3)");
        int position = 0;
        for (const QString &tag : tags) {
            if (tag.trimmed().isEmpty())
                continue;
            insert.bind(2, tag.trimmed().toStdString());
            insert.bind(3, position++);
            insert.exec();
            insert.reset();
        }
        return {};
    });
}

Status RunStore::setStarred(RunId id, bool starred)
{
    return m_impl->set(id, "starred", int(starred));
}

Status RunStore::setArchived(RunId id, bool archived)
{
    return m_impl->set(id, "archived", int(archived));
}

Status RunStore::remove(RunId id)
{
    Status checkpoints;
    const Status removed = m_impl->write(id, [&]() -> Status {
        if (isActive(*m_impl->database, id)) {
            return Error{RETORT_SENTENCE("Run %1 is still running. Stop it before deleting it."),
                         {std::to_string(id.value)}};
        }
        m_impl->about(id, "DELETE FROM runs WHERE id = ?").exec();
        const fs::path folder = checkpointFolder(id);
        checkpoints = removeCheckpoints(folder);
        // Where the folder could not be deleted the row stays, so that one can try again; a folder
        // behind a link will never be deleted from here.
        if (!checkpoints && !isLink(folder.parent_path()))
            return checkpoints;
        return {};
    });
    return removed ? checkpoints : removed;
}

} // namespace retort
