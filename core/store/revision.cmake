# Writes OUTPUT, a source file with the revision that SOURCE_DIR has checked out ("" outside git).
set(revision "")
find_program(git git)
if(git)
    execute_process(COMMAND ${git} rev-parse --short=12 HEAD WORKING_DIRECTORY ${SOURCE_DIR}
        OUTPUT_VARIABLE revision OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
file(WRITE ${OUTPUT} "namespace retort {
const char *gitRevision();
const char *gitRevision() { return \"${revision}\"; }
} // namespace retort
")
