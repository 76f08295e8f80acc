#pragma once
// Where the programs find their read-only data: share/retort beside bin/, in a build folder as well
// as once installed.

#include <filesystem>

namespace retort {

struct Resources
{
    std::filesystem::path presets;
    std::filesystem::path teachers;

    /// From the running program's place; the environment variable RETORT_DATA overrides it.
    static Resources find();
};

} // namespace retort
