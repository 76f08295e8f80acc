#include "core/session/resources.h"

#include <QCoreApplication>
#include <QString>

#include <cstdlib>

namespace retort {

Resources Resources::find()
{
    namespace fs = std::filesystem;
    fs::path data;
    if (const char *given = std::getenv("RETORT_DATA"); given && *given)
        data = given;
    else
        data = fs::path(QCoreApplication::applicationDirPath().toStdString()) / ".." / "share"
               / "retort";
    return {data / "presets", data / "teachers"};
}

} // namespace retort
