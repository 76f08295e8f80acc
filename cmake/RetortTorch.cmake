# Finds LibTorch and wraps it as the target Retort::torch.
#
# PyTorch's CMake files set flags and directories of their own in the caller's scope, so they are
# read inside a function and only what is needed leaves it. Point CMAKE_PREFIX_PATH (or the
# environment variable LIBTORCH of scripts/run) at another LibTorch to use that one.

function(retort_find_torch)
    # They also warn of a profiler (kineto) that no build of Retort needs.
    set(CMAKE_MESSAGE_LOG_LEVEL ERROR)
    find_package(Torch QUIET)
    unset(CMAKE_MESSAGE_LOG_LEVEL)

    if(NOT Torch_FOUND)
        message(FATAL_ERROR "There is no LibTorch. Install libtorch-dev, or give the folder \"torch\" "
            "of a pip installation: LIBTORCH=/path scripts/run, or -DCMAKE_PREFIX_PATH=/path.")
    endif()
    if(Torch_VERSION VERSION_LESS 1.13)
        message(FATAL_ERROR "LibTorch ${Torch_VERSION} in ${TORCH_INSTALL_PREFIX} is too old: "
            "Retort needs 1.13 or newer.")
    endif()
    if(TORCH_CXX_FLAGS MATCHES "_GLIBCXX_USE_CXX11_ABI=0")
        message(FATAL_ERROR "LibTorch ${Torch_VERSION} in ${TORCH_INSTALL_PREFIX} was built with the "
            "C++ ABI from before 2011, which Qt does not share. Take the \"cxx11 ABI\" build from "
            "pytorch.org, or PyTorch 2.7 or newer from pip.")
    endif()
    message(STATUS "LibTorch ${Torch_VERSION} in ${TORCH_INSTALL_PREFIX}")

    add_library(retort_torch INTERFACE)
    add_library(Retort::torch ALIAS retort_torch)
    target_link_libraries(retort_torch INTERFACE ${TORCH_LIBRARIES})
    target_include_directories(retort_torch SYSTEM INTERFACE ${TORCH_INCLUDE_DIRS})
    separate_arguments(flags UNIX_COMMAND "${TORCH_CXX_FLAGS}")
    target_compile_options(retort_torch INTERFACE ${flags})
    set_target_properties(retort_torch PROPERTIES RETORT_VERSION "${Torch_VERSION}")
    if(TARGET caffe2::mkl) # names folders of the machine on which PyTorch was built
        set_target_properties(caffe2::mkl PROPERTIES INTERFACE_LINK_DIRECTORIES "")
    endif()

    # Installed programs must find a LibTorch that is not in the system's library folders.
    get_filename_component(folder "${TORCH_INSTALL_PREFIX}/lib" REALPATH)
    if(NOT folder IN_LIST CMAKE_CXX_IMPLICIT_LINK_DIRECTORIES AND NOT folder STREQUAL "/usr/lib")
        set(CMAKE_INSTALL_RPATH "${folder}" PARENT_SCOPE)
    endif()
endfunction()
retort_find_torch()
