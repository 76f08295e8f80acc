#include "core/store/runwriter.h"

#include <QFile>
#include <QSysInfo>

namespace retort {

/// Generated anew whenever the revision has changed (core/store/revision.cmake).
const char *gitRevision();

namespace {

/// "Intel(R) Xeon(R) …"; architectures without a model name give their own.
QString cpuName()
{
    QFile file(QStringLiteral("/proc/cpuinfo"));
    if (file.open(QIODevice::ReadOnly)) {
        // Files in /proc have no size, so atEnd() cannot be asked.
        for (QByteArray line = file.readLine(); !line.isEmpty(); line = file.readLine()) {
            if (line.startsWith("model name"))
                return QString::fromUtf8(line.mid(line.indexOf(':') + 1).trimmed());
        }
    }
    return QSysInfo::currentCpuArchitecture();
}

} // namespace

RunEnvironment RunEnvironment::current()
{
    return {QStringLiteral("retort " RETORT_VERSION), QStringLiteral(RETORT_TORCH_VERSION),
            cpuName(), QString::fromLatin1(retort::gitRevision())};
}

} // namespace retort
