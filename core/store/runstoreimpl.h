#pragma once
// Internal to core/store: what RunStore's reading and writing halves share.

#include "core/store/storefile.h"

#include <string>

namespace retort {

struct RunStore::Impl
{
    std::filesystem::path file;
    std::unique_ptr<SQLite::Database> database;
    bool readOnly = false;
    Error notice;
    mutable std::int64_t lastCounter = 0;

    Error noSuchRun(RunId id) const
    {
        return {RETORT_SENTENCE("There is no run %1 in the store %2."),
                {std::to_string(id.value), file.string()}};
    }

    /// A statement whose first parameter is the run.
    SQLite::Statement about(RunId id, const std::string &sql) const
    {
        SQLite::Statement statement(*database, sql);
        statement.bind(1, id.value);
        return statement;
    }

    Status mustExist(RunId id) const
    {
        auto found = about(id, "SELECT 1 FROM runs WHERE id = ?");
        if (!found.executeStep())
            return noSuchRun(id);
        return {};
    }

    template <class Work>
    Status write(RunId id, Work &&work)
    {
        if (readOnly)
            return notice;
        return guarded(file, [&]() -> Status {
            WriteTransaction transaction(*database);
            if (auto exists = mustExist(id); !exists)
                return exists;
            if (Status done = work(); !done)
                return done;
            transaction.commit();
            return {};
        });
    }

    template <class T>
    Status set(RunId id, const std::string &column, const T &value)
    {
        return write(id, [&]() -> Status {
            auto update = about(id, "UPDATE runs SET " + column + " = ?2 WHERE id = ?1");
            update.bind(2, value);
            update.exec();
            return {};
        });
    }
};

} // namespace retort
