#pragma once
// Columns of text for a terminal.

#include <QList>
#include <QString>
#include <QStringList>

namespace retort {

/// Cells on a terminal: two for a Chinese character, none for a combining mark.
int displayWidth(const QString &text);

/// The rows below each other, columns two blanks apart, no blanks at a line's end. The first
/// `leftColumns` columns are flush left, the others flush right.
QString alignedTable(const QList<QStringList> &rows, int leftColumns = 1);

} // namespace retort
