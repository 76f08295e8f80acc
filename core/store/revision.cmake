# Writes OUTPUT, a source file with the revision that SOURCE_DIR has checked out ("" outside git),
# and leaves it alone where nothing changed. Optional locks stay off: a build must never get in the
# way of a commit that happens at the same time.
set(ENV{GIT_OPTIONAL_LOCKS} 0)
set(revision "")
find_program(git git)
if(git)
    execute_process(COMMAND ${git} rev-parse --short=12 HEAD WORKING_DIRECTORY ${SOURCE_DIR}
        OUTPUT_VARIABLE revision OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    execute_process(COMMAND ${git} status --porcelain --untracked-files=no
        WORKING_DIRECTORY ${SOURCE_DIR} OUTPUT_VARIABLE changes ERROR_QUIET)
    if(revision AND changes)
        string(APPEND revision "+")
    endif()
endif()
file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT [[
namespace retort {
const char *gitRevision();
const char *gitRevision() { return "@revision@"; }
} // namespace retort
]])
