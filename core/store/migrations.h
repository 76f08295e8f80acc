#pragma once
// Brings a store's schema up to date: N.sql takes it from version N − 1 to N (user_version).

#include <QString>

namespace SQLite {
class Database;
}

namespace retort {

inline constexpr char migrationFolder[] = ":/retort/migrations";

/// The highest N for which 1.sql … N.sql are all there.
int latestSchema(const QString &folder = QLatin1String(migrationFolder));

/// Applies what is missing, each file in a transaction of its own; a file that fails leaves the
/// store as it was before that file. Throws SQLite::Exception. Other processes may do the same at
/// the same time.
void migrate(SQLite::Database &database, const QString &folder = QLatin1String(migrationFolder));

} // namespace retort
