# Finds LibTorch and wraps it as the target Retort::torch.
#
# PyTorch's CMake files set flags and directories of their own in the caller's scope, so they are
# read inside a function and only what is needed leaves it. Point CMAKE_PREFIX_PATH (or the
# environment variable LIBTORCH of scripts/run) at another LibTorch to use that one.

function(retort_find_torch)
    # A torch folder from pip or pytorch.org keeps its CMake files under share/cmake/Torch.
    find_package(Torch REQUIRED QUIET)
    message(STATUS "LibTorch ${Torch_VERSION} in ${TORCH_INSTALL_PREFIX}")

    add_library(retort_torch INTERFACE)
    add_library(Retort::torch ALIAS retort_torch)
    target_link_libraries(retort_torch INTERFACE ${TORCH_LIBRARIES})
    target_include_directories(retort_torch SYSTEM INTERFACE ${TORCH_INCLUDE_DIRS})
    separate_arguments(flags UNIX_COMMAND "${TORCH_CXX_FLAGS}")
    target_compile_options(retort_torch INTERFACE ${flags})
    set_target_properties(retort_torch PROPERTIES RETORT_VERSION "${Torch_VERSION}")
endfunction()
retort_find_torch()
