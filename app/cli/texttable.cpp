#include "app/cli/texttable.h"

#include <algorithm>

#include <utf8proc.h>

namespace retort {

int displayWidth(const QString &text)
{
    int width = 0;
    for (const uint codePoint : text.toUcs4())
        width += utf8proc_charwidth(utf8proc_int32_t(codePoint));
    return width;
}

QString alignedTable(const QList<QStringList> &rows, int leftColumns)
{
    QList<int> widths;
    for (const QStringList &row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (qsizetype i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], displayWidth(row[i]));
    }
    QStringList lines;
    for (const QStringList &row : rows) {
        QString line;
        for (qsizetype i = 0; i < row.size(); ++i) {
            const QString blanks(widths[i] - displayWidth(row[i]), QLatin1Char(' '));
            line += i > 0 ? QStringLiteral("  ") : QString();
            line += i < leftColumns ? row[i] + blanks : blanks + row[i];
        }
        while (line.endsWith(QLatin1Char(' ')))
            line.chop(1);
        lines << line;
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace retort
