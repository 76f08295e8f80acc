#include "core/store/wholefile.h"

#include <QSaveFile>

namespace retort {

QString replaceFile(const QString &path, const QByteArray &contents)
{
    QSaveFile file(path);
    // commit() does not tell whether what is still buffered could be written.
    const bool written = file.open(QIODevice::WriteOnly) && file.write(contents) == contents.size()
                         && file.flush() && file.commit();
    return written ? QString() : file.errorString();
}

} // namespace retort
