#include "core/store/processidentity.h"

#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>

#include <unistd.h>

namespace retort {

namespace {

struct ProcessStat
{
    char state = 0;
    std::int64_t startTicks = 0;
};

/// Fields 3 and 22 of /proc/<id>/stat (proc(5)). Field 2, the name, may itself hold blanks and
/// brackets, so counting starts behind its last bracket.
std::optional<ProcessStat> readStat(std::int64_t id)
{
    std::ifstream file("/proc/" + std::to_string(id) + "/stat");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto nameEnd = text.rfind(')');
    if (nameEnd == std::string::npos)
        return {};
    std::istringstream fields(text.substr(nameEnd + 1));
    ProcessStat stat;
    fields >> stat.state;
    std::string skipped;
    for (int field = 4; field < 22; ++field)
        fields >> skipped;
    fields >> stat.startTicks;
    if (!fields)
        return {};
    return stat;
}

std::string readBootId()
{
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string id;
    std::getline(file, id);
    return id;
}

} // namespace

ProcessIdentity ProcessIdentity::current()
{
    const std::int64_t id = ::getpid();
    const auto stat = readStat(id);
    return {id, stat ? stat->startTicks : 0, readBootId()};
}

bool ProcessIdentity::isAlive() const
{
    if (bootId != readBootId())
        return false;
    const auto stat = readStat(id);
    return stat && stat->startTicks == startTicks && stat->state != 'Z' && stat->state != 'X';
}

} // namespace retort
