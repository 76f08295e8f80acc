# A Python with the packages of the parity tests. To be sourced after packages.sh.

parity=$root/tests/parity
pythonFolder=$root/build-python # shared by all presets
torchIndex=https://download.pytorch.org/whl/cpu

canMakeVenv() {
    "${1:-python3}" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))' &>/dev/null
}

# Has the distribution's Python installed with everything else, where one will be needed.
wantPython() {
    [[ -n ${RETORT_PYTHON:-} ]] || pythonIsReady || canMakeVenv || pythonWanted=yes
}

# What the folder must hold to be complete.
pythonStamp() { sha1sum <"$parity/requirements.txt"; }

pythonIsReady() {
    [[ $(cat "$pythonFolder/ready" 2>/dev/null) == "$(pythonStamp)" ]] &&
        checkPython "$pythonFolder/venv/bin/python"
}

# Whether the interpreter has every package; says on standard output which it lacks.
checkPython() {
    "$1" - "$parity/requirements.txt" <<'PYTHON' 2>/dev/null
import importlib.util, re, sys
names = re.findall(r"(\w+)==", re.sub("#.*", "", open(sys.argv[1]).read()))
lacking = [name for name in names if importlib.util.find_spec(name) is None]
print(", ".join(lacking))
sys.exit(bool(lacking))
PYTHON
}

# Sets and exports RETORT_PYTHON. setUpPython HOW: where HOW is "try" and the packages cannot be
# fetched for want of a network, RETORT_PYTHON stays empty and a note says so.
setUpPython() {
    if [[ -n ${RETORT_PYTHON:-} ]]; then
        takePython
    elif pythonIsReady || makePython "$1"; then
        RETORT_PYTHON=$pythonFolder/venv/bin/python
    fi
    export RETORT_PYTHON
}

# The interpreter that the environment names.
takePython() {
    local found lacking
    found=$(command -v "$RETORT_PYTHON") || fail "RETORT_PYTHON=$RETORT_PYTHON is not a program."
    lacking=$(checkPython "$found") || fail \
        "RETORT_PYTHON=$RETORT_PYTHON lacks ${lacking:-what the parity tests need}." \
        "Install what stands in tests/parity/requirements.txt there, or unset the variable."
    RETORT_PYTHON=$(readlink -m "$(dirname "$found")")/$(basename "$found")
}

# makePython HOW: a venv of its own in the project's folder, which deleting the folder undoes.
makePython() {
    openFolder "$pythonFolder"
    exec 8>"$pythonFolder/setup.lock"
    ! command -v flock >/dev/null || flock 8
    local status=0
    pythonIsReady || fillPython "$1" || status=$?
    exec 8>&-
    return "$status"
}

fillPython() {
    local python
    for python in python3 /usr/bin/python3 none; do canMakeVenv "$python" && break; done
    [[ $python != none ]] || fail \
        "There is no Python 3.10 or newer with the modules venv and ensurepip (Debian and Ubuntu:" \
        "the package python3-venv). Install one, or name an interpreter that has the packages:" \
        "  RETORT_PYTHON=/path/to/python scripts/test --with-transformers"
    [[ ${RETORT_INSTALL:-yes} != no ]] || fail \
        "RETORT_INSTALL=no: name an interpreter that has what stands in $parity/requirements.txt:" \
        "  RETORT_PYTHON=/path/to/python scripts/test --with-transformers"
    say "The parity tests need Python packages from PyPI, and PyTorch without CUDA: about 240 MB to" \
        "download, 1.2 GB on disk, in $pythonFolder."
    rm -f "$pythonFolder/ready"
    openLog "$pythonFolder/setup.log"
    # One with other versions is brought up to date, a broken one made anew.
    "$pythonFolder/venv/bin/python" -m pip --version &>/dev/null ||
        stage "Making a Python environment" true "$python" -m venv --clear "$pythonFolder/venv" || {
        showErrors
        fail "The Python environment could not be made."
    }
    local wanted
    while read -r wanted; do
        # shellcheck disable=SC2086
        stage "Installing ${wanted##* }" true pipInstall $wanted && continue
        ! pipWasCutOff || [[ $1 != try ]] || {
            warn "The packages of the parity tests cannot be fetched: there is no network." \
                "The tests against Hugging Face's packages are left out this time."
            return 1
        }
        explainPip
    done < <(grep -v '^#' "$parity/requirements.txt")
    pythonStamp >"$pythonFolder/ready"
}

# Only wheels: nothing is compiled, and no package's set-up program runs. PyTorch's own index is
# asked where the sources that are set up for pip lack the build without CUDA.
pipInstall() {
    local pip=("$pythonFolder/venv/bin/python" -m pip --disable-pip-version-check --no-input
        --retries 2 install --only-binary :all:)
    "${pip[@]}" "$@" || { [[ $1 == torch* ]] && "${pip[@]}" --extra-index-url "$torchIndex" "$@"; }
}

pipWasCutOff() {
    grep -qE 'connection broken by|Temporary failure in name|Could not fetch URL|Read timed out' "$log"
}

explainPip() {
    showErrors
    local other="Or name an interpreter that has them: RETORT_PYTHON=/path/to/python."
    if grep -q 'No space left' "$log"; then
        fail "The Python packages could not be installed. The disk is full: make room and call" \
            "this again."
    elif pipWasCutOff; then
        fail "The Python packages could not be fetched: check the network (or the proxy: pip takes" \
            "HTTPS_PROXY), then call this again." "$other"
    fi
    fail "The Python packages could not be installed: mend what stands above and call this again." \
        "$other"
}
