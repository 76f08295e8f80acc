#pragma once
// Files that are written whole or not at all.

#include <QByteArray>
#include <QString>

namespace retort {

/// Replaces `path` once all of `contents` is on the disk; until then the old file stays.
/// @returns why it could not be written; empty if it was
QString replaceFile(const QString &path, const QByteArray &contents);

} // namespace retort
