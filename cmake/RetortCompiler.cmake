# How every target is compiled: C++20, warnings, sanitizers, ccache, and the build type for development.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
# A distribution's LibTorch may load Qt 5 (through OpenCV), which would then call the copies of
# Qt 6's inline functions that our programs export, and crash before main().
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)

option(RETORT_WERROR "Treat warnings as errors" OFF)
set(RETORT_SANITIZE "" CACHE STRING "Sanitizers, e.g. address,undefined or thread")

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

add_library(retort_options INTERFACE)
target_compile_options(retort_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow
    -Wnon-virtual-dtor -Woverloaded-virtual $<$<BOOL:${RETORT_WERROR}>:-Werror>)
target_include_directories(retort_options INTERFACE ${CMAKE_SOURCE_DIR})
if(RETORT_FUZZ)
    if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
        message(FATAL_ERROR "RETORT_FUZZ needs clang: scripts/fuzz chooses it.")
    endif()
    # Code tells the fuzzer where it went; the first thing undefined ends it.
    target_compile_options(retort_options INTERFACE
        -fsanitize=fuzzer-no-link -fno-sanitize-recover=undefined)
endif()
if(RETORT_SANITIZE)
    target_compile_options(retort_options INTERFACE
        -fsanitize=${RETORT_SANITIZE} -fno-omit-frame-pointer -g1)
    target_link_options(retort_options INTERFACE -fsanitize=${RETORT_SANITIZE})
endif()
