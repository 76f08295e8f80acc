# Configures and builds Retort. To be sourced after packages.sh.

# The build folder of a preset. Each other LibTorch has one of its own, so that switching is cheap.
chooseBuildFolder() {
    preset=$1
    case $preset in
    dev) build=$root/build ;;
    release | asan | tsan | fuzz) build=$root/build-$preset ;;
    *) fail "There is no preset \"$preset\": choose dev, release, asan or tsan." ;;
    esac
    [[ -z ${LIBTORCH:-} ]] && return
    checkLibtorch
    build=$build-$(printf '%s' "$LIBTORCH" | sha1sum | cut -c1-8)
}

# Makes LIBTORCH absolute; says what is wrong if it is no LibTorch.
checkLibtorch() {
    [[ -d $LIBTORCH ]] || fail "LIBTORCH=$LIBTORCH: there is no such folder."
    LIBTORCH=$(cd -P "$LIBTORCH" && pwd)
    [[ -r $LIBTORCH/share/cmake/Torch/TorchConfig.cmake ]] && return
    local inner
    for inner in "$LIBTORCH"/{torch,libtorch,site-packages/torch} \
        "$LIBTORCH"/lib/python3*/site-packages/torch "$LIBTORCH"/../..; do
        [[ -r $inner/share/cmake/Torch/TorchConfig.cmake ]] || continue
        fail "LIBTORCH=$LIBTORCH is not a LibTorch itself, but this is one:" \
            "  LIBTORCH=$(cd -P "$inner" && pwd)"
    done
    fail "LIBTORCH=$LIBTORCH is not a LibTorch: share/cmake/Torch/TorchConfig.cmake is missing." \
        "Give the folder \"torch\" of a pip installation, or the folder of libtorch from pytorch.org."
}

# The distribution's LibTorch multiplies matrices through whichever BLAS is the system's choice.
checkBlas() {
    [[ -z ${LIBTORCH:-} ]] && command -v update-alternatives >/dev/null || return 0
    local link chosen folder
    for link in /etc/alternatives/libblas.so.3-*; do
        chosen=$(readlink -f "$link") || continue
        folder=${chosen%/*}
        folder=${folder%/*}
        local remedy="update-alternatives --set ${link##*/} $folder/openblas-openmp/libblas.so.3"
        ((EUID == 0)) || remedy="sudo $remedy"
        case $chosen in
        */openblas-openmp/*) ;;
        */openblas-pthread/* | */openblas-serial/*)
            warn "LibTorch uses $chosen, whose threads get in the way of LibTorch's own." \
                "The one built with OpenMP is faster here:" "  $remedy"
            ;;
        */blas/*)
            warn "LibTorch uses the reference BLAS ($chosen): training is about 20 times slower" \
                "than with OpenBLAS. Change it with" "  $remedy"
            ;;
        esac
    done
}

# configure [CMAKE OPTION...]: skipped where these options were configured before.
configure() {
    local wanted=("$preset" "${LIBTORCH:-the system}" "$system" "$root" "$@") option
    local done=$build/setup.configured fresh=()
    if [[ -r $build/build.ninja && -r $done ]]; then
        # Fewer options than last time (no -DRETORT_WERROR=ON, say) need no other build.
        local same=yes
        for option in "${wanted[@]}"; do grep -qxF -- "$option" "$done" || same=no; done
        [[ $same == yes ]] && return
        fresh=(--fresh)
    fi
    rm -f "$done"
    [[ -f $build/CMakeCache.txt ]] && fresh=(--fresh)
    checkCmake
    stage "Configuring" true cmake --preset "$preset" -S "$root" -B "$build" "${fresh[@]}" \
        ${LIBTORCH:+"-DCMAKE_PREFIX_PATH=$LIBTORCH"} "$@" || {
        showErrors
        fail "CMake could not configure the project."
    }
    printf '%s\n' "${wanted[@]}" >"$done"
}

checkCmake() {
    local version
    version=$(cmake --version 2>/dev/null | sed -nE '1s/.* ([0-9.]+).*/\1/p') || true
    [[ -n $version ]] || fail "CMake is missing."
    [[ $(printf '%s\n' 3.25 "$version" | sort -V | head -n 1) == 3.25 ]] || fail \
        "CMake $version ($(command -v cmake)) is too old: Retort needs 3.25 or newer."
}

# All cores, but no more compilers than memory allows (a file with LibTorch takes up to 1.5 GB).
jobs() {
    local cores memory
    cores=$(nproc)
    memory=$(awk '/^MemAvailable/ { print int($2 / 1500000) }' /proc/meminfo 2>/dev/null) || true
    memory=${memory:-$cores}
    ((memory > 0)) || memory=1
    echo $((cores < memory ? cores : memory))
}

# compile [TARGET...]
compile() {
    # What ccache must overlook so that precompiled headers do not defeat it.
    export CCACHE_SLOPPINESS=${CCACHE_SLOPPINESS:-pch_defines,time_macros}
    local cache=${CCACHE_DIR:-${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}}
    mkdir -p "$cache" 2>/dev/null && [[ -w $cache ]] || export CCACHE_DIR=$build/ccache
    local cores
    cores=$(jobs)
    stage "Building ($cores cores)" watchNinja ninja -C "$build" -j "$cores" "$@" || {
        showErrors
        fail "The build failed."
    }
}

watchNinja() { grep -oE '^\[[0-9]+/[0-9]+\]' "$log" | tail -n 1 || true; }

# Two calls must not build in one folder at the same time. The lock goes with the descriptor.
lockBuild() {
    exec 9>"$build/setup.lock"
    command -v flock >/dev/null || return 0
    flock -n 9 || {
        say "Another call is at work in $build; waiting for it."
        flock 9
    }
}
unlockBuild() { exec 9>&-; }

# setUp PRESET TARGETS [CMAKE OPTION...]: everything up to the built programs.
setUp() {
    local targets=$2
    chooseBuildFolder "$1"
    openFolder "$build"
    lockBuild
    openLog "$build/setup.log"
    ensurePackages
    checkBlas
    configure "${@:3}"
    ((${#absent[@]} == 0)) || printf '%s\n' "${absent[@]}" >>"$build/setup.absent"
    # shellcheck disable=SC2086
    compile $targets
    unlockBuild
}
