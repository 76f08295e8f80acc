#include "core/store/migrations.h"

#include "core/store/storefile.h"

#include <QFile>

namespace retort {

namespace {

QString scriptName(const QString &folder, int version)
{
    return QStringLiteral("%1/%2.sql").arg(folder).arg(version);
}

int schemaVersion(SQLite::Database &database)
{
    return database.execAndGet("PRAGMA user_version").getInt();
}

void apply(SQLite::Database &database, const QString &script, int version)
{
    QFile file(script);
    if (!file.open(QIODevice::ReadOnly))
        throw SQLite::Exception("the migration " + script.toStdString() + " is missing");
    WriteTransaction transaction(database);
    // Another process may have been quicker while this one waited for the lock.
    if (schemaVersion(database) >= version)
        return;
    database.exec(file.readAll().toStdString());
    database.exec("PRAGMA user_version = " + std::to_string(version));
    transaction.commit();
}

} // namespace

int latestSchema(const QString &folder)
{
    int version = 0;
    while (QFile::exists(scriptName(folder, version + 1)))
        ++version;
    return version;
}

void migrate(SQLite::Database &database, const QString &folder)
{
    const int latest = latestSchema(folder);
    for (int version = schemaVersion(database) + 1; version <= latest; ++version)
        apply(database, scriptName(folder, version), version);
}

} // namespace retort
