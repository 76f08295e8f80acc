#pragma once
// Tells a process from every other one: its id, when it started, and in which boot, so that an id
// that was given to somebody else, or a reboot, is not taken for the process.

#include <cstdint>
#include <string>

namespace retort {

struct ProcessIdentity
{
    std::int64_t id = 0;
    std::int64_t startTicks = 0; ///< after boot
    std::string bootId;

    static ProcessIdentity current();
    bool isAlive() const; ///< a killed process that nobody has reaped yet is dead

    bool operator==(const ProcessIdentity &) const = default;
};

} // namespace retort
