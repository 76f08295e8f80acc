#include "core/store/storefile.h"

#include "core/store/migrations.h"

#include <sqlite3.h>

#include <chrono>
#include <thread>

namespace retort {

namespace fs = std::filesystem;

namespace {

constexpr int lockWaitMs = 5000;
constexpr int applicationId = 0x52657472;

Status makeFolder(const fs::path &folder)
{
    std::error_code error;
    fs::create_directories(folder, error);
    std::error_code unseen; // a folder above it that may not be searched
    if (!fs::is_directory(folder, unseen)) {
        const auto cause = error ? error : std::make_error_code(std::errc::not_a_directory);
        return Error{RETORT_SENTENCE("The folder %1 for the store of runs could not be made: %2. "
                                     "Choose another place, or make the folder yourself."),
                     {folder.string(), cause.message()}};
    }
    return {};
}

int readPragma(SQLite::Database &database, const char *pragma)
{
    return database.execAndGet(pragma).getInt();
}

bool isEmpty(SQLite::Database &database)
{
    return database.execAndGet("SELECT count(*) FROM sqlite_master").getInt() == 0;
}

std::unique_ptr<SQLite::Database> connect(const fs::path &file, int flags)
{
    return std::make_unique<SQLite::Database>(file.string(), flags, lockWaitMs);
}

/// A connection that can read even where SQLite may not put its -shm file beside the store. The
/// immutable mode does not see a write-ahead log, so it is only for stores that have none.
std::unique_ptr<SQLite::Database> connectForReading(const fs::path &file)
{
    try {
        auto database = connect(file, SQLite::OPEN_READONLY);
        readPragma(*database, "PRAGMA user_version");
        return database;
    } catch (const SQLite::Exception &problem) {
        const int code = problem.getErrorCode() & 0xff;
        const bool isProtected = code == SQLITE_CANTOPEN || code == SQLITE_READONLY;
        std::error_code missing;
        const auto log = fs::file_size(file.string() + "-wal", missing);
        if (!isProtected || (!missing && log > 0))
            throw;
    }
    std::string uri = "file:";
    for (const char c : file.string()) {
        if (c == '?' || c == '#' || c == '%') {
            constexpr char digits[] = "0123456789ABCDEF";
            uri += {'%', digits[c >> 4], digits[c & 15]};
        } else {
            uri += c;
        }
    }
    return connect(uri + "?immutable=1", SQLite::OPEN_READONLY | SQLite::OPEN_URI);
}

/// Two processes that open a new store at once both want it exclusively for a moment, and SQLite
/// does not wait for that lock by itself.
void switchToWal(SQLite::Database &database)
{
    const auto giveUp = std::chrono::steady_clock::now() + std::chrono::milliseconds(lockWaitMs);
    while (true) {
        try {
            database.execAndGet("PRAGMA journal_mode = WAL");
            return;
        } catch (const SQLite::Exception &problem) {
            if (problem.getErrorCode() != SQLITE_BUSY || std::chrono::steady_clock::now() > giveUp)
                throw;
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    }
}

/// SQLite takes a file of a byte or so for an empty database, and would write over it; what is
/// longer it examines itself. Never open the file by other means than SQLite: closing it would end
/// this process's locks, and another process would then delete the write-ahead log that is in use.
bool isTooShort(const fs::path &file)
{
    constexpr std::uintmax_t shortestDatabase = 512;
    std::error_code unknown;
    return fs::file_size(file, unknown) < shortestDatabase;
}

Error notAStore(const fs::path &file)
{
    return {RETORT_SENTENCE("%1 is not a store of runs. Choose another file, or move this one "
                            "away so that a new store can be made in its place."),
            {file.string()}};
}

Result<OpenedStore> openExisting(const fs::path &file)
{
    if (isTooShort(file))
        return notAStore(file);
    auto reader = connectForReading(file);
    const int version = readPragma(*reader, "PRAGMA user_version");
    if (readPragma(*reader, "PRAGMA application_id") != applicationId && !isEmpty(*reader)) {
        return Error{RETORT_SENTENCE("%1 is a database of another program, not a store of runs. "
                                     "Choose another file."),
                     {file.string()}};
    }
    if (version > latestSchema()) {
        return OpenedStore{
            std::move(reader),
            true,
            {RETORT_SENTENCE("The store %1 was written by a newer Retort (version "
                             "%2 of its format, this program knows %3). Its runs "
                             "can be looked at, but nothing is changed or added. "
                             "Update Retort, or choose another store."),
             {file.string(), std::to_string(version), std::to_string(latestSchema())}}};
    }
    auto writer = connect(file, SQLite::OPEN_READWRITE);
    if (sqlite3_db_readonly(writer->getHandle(), "main") != 1)
        return OpenedStore{std::move(writer), false, {}};
    if (version < latestSchema()) {
        return Error{RETORT_SENTENCE("The store %1 is of an older version and cannot be brought "
                                     "up to date, because the file is write-protected. Allow "
                                     "writing to it, or copy it to a place where you may write."),
                     {file.string()}};
    }
    return OpenedStore{std::move(reader),
                       true,
                       {RETORT_SENTENCE("The store %1 is write-protected. Its runs can be looked "
                                        "at, but nothing is changed or added. Allow writing to "
                                        "it, or choose another store."),
                        {file.string()}}};
}

} // namespace

Result<OpenedStore> openStoreFile(const fs::path &file)
{
    std::error_code error;
    const bool exists = fs::exists(file, error);
    const bool hasContent = exists && fs::file_size(file, error) > 0 && !error;
    if (fs::is_directory(file, error)) {
        return Error{RETORT_SENTENCE("%1 is a folder. Name a file for the store of runs."),
                     {file.string()}};
    }
    if (!exists) {
        if (auto made = makeFolder(file.parent_path()); !made)
            return made.error();
    }
    return guarded(file, [&]() -> Result<OpenedStore> {
        auto opened =
            hasContent ? openExisting(file)
                       : OpenedStore{
                           connect(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE), false, {}};
        if (!opened)
            return opened;
        SQLite::Database &database = *opened->database;
        database.exec("PRAGMA foreign_keys = ON");
        if (!opened->readOnly) {
            switchToWal(database);
            // Every flush reaches the disk before it counts as written; they are rare enough.
            database.exec("PRAGMA synchronous = FULL");
            migrate(database);
        }
        // Damage is better told now than in the middle of a run.
        database.exec("SELECT count(*) FROM (SELECT * FROM runs LIMIT 1)");
        return opened;
    });
}

fs::path checkpointFolderOf(const fs::path &file, RunId run)
{
    return file.parent_path() / (file.stem().string() + "-checkpoints") / std::to_string(run.value);
}

Error storeError(const fs::path &file, const SQLite::Exception &problem)
{
    const std::string name = file.string();
    const std::string detail = problem.what();
    switch (problem.getErrorCode() & 0xff) {
    case SQLITE_NOTADB: return notAStore(file);
    case SQLITE_CORRUPT:
        return {RETORT_SENTENCE("The store %1 is damaged (%2). Move it away, then bring back a "
                                "copy, or save what is readable with \"sqlite3 FILE .recover\"; "
                                "where no store is, a new one is made."),
                {name, detail}};
    case SQLITE_FULL:
        return {RETORT_SENTENCE("The disk with the store %1 is full. Free some space on it."),
                {name}};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {RETORT_SENTENCE("The store %1 is locked by another program. Wait for it or close "
                                "it."),
                {name}};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return {RETORT_SENTENCE("The store %1 may not be written (%2). Allow writing to the file "
                                "and its folder, or choose another store."),
                {name, detail}};
    case SQLITE_CANTOPEN:
        return {RETORT_SENTENCE("The store %1 cannot be opened (%2). Check that its folder is "
                                "there and that you may read and write in it."),
                {name, detail}};
    case SQLITE_IOERR:
        return {RETORT_SENTENCE("Reading or writing the store %1 failed (%2). Check that its disk "
                                "is connected and has free space."),
                {name, detail}};
    default:
        return {RETORT_SENTENCE("The store %1 cannot be used: %2. Check the file, or choose "
                                "another store."),
                {name, detail}};
    }
}

} // namespace retort
