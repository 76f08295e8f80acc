#pragma once
// Internal to core/store: opens the SQLite file of a store, and says in sentences what SQLite says
// in codes. Functions that take a database throw SQLite::Exception; guarded() is the boundary.

#include "core/store/runstore.h"

#include <SQLiteCpp/SQLiteCpp.h>

namespace retort {

struct OpenedStore
{
    std::unique_ptr<SQLite::Database> database;
    bool readOnly = false;
    Error notice; ///< why it is read-only; empty otherwise
};

/// Creates file and folder if need be, migrates an older store, sets the connection up (WAL,
/// foreign keys, 5 s of waiting for a lock). Nothing is ever deleted or repaired.
Result<OpenedStore> openStoreFile(const std::filesystem::path &file);

/// A sentence that names the file and the remedy.
Error storeError(const std::filesystem::path &file, const SQLite::Exception &problem);

/// RunStore::checkpointFolder() without an open store.
std::filesystem::path checkpointFolderOf(const std::filesystem::path &file, RunId run);

/// Runs `work`, which returns a Result, and turns SQLite's exceptions into its error.
template <class Work>
auto guarded(const std::filesystem::path &file, Work &&work) -> decltype(work())
{
    try {
        return work();
    } catch (const SQLite::Exception &problem) {
        return storeError(file, problem);
    }
}

/// Takes the write lock at once, so that a transaction never fails half-way for want of it.
class WriteTransaction : public SQLite::Transaction
{
public:
    explicit WriteTransaction(SQLite::Database &database)
        : Transaction(database, SQLite::TransactionBehavior::IMMEDIATE)
    {
    }
};

} // namespace retort
