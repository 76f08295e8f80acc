# Shared by scripts/run, scripts/test and .ci/run: messages, stages and the log. To be sourced.
#
# Everything that is said goes to standard error; standard output belongs to the program.

set -euo pipefail
root=$(cd -P "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
log=/dev/null # openLog sets it
watching=     # the process that shows a stage's progress

say() { printf '%s\n' "$*" >&2; }

# A notice or failure: each argument is a sentence on a line of its own.
warn() { printf 'Note: %s\n' "$1" >&2; printf '      %s\n' "${@:2}" >&2; }
fail() {
    printf '%s\n' "$@" >&2
    [[ ! -s $log ]] || say "The log is in $log."
    exit 1
}

openFolder() {
    mkdir -p "$1" 2>/dev/null && [[ -w $1 ]] || fail \
        "The folder $1 cannot be written to: put the project into a folder of your own."
}

# The output of every stage is kept; only the last call's.
openLog() {
    log=$1
    : >"$log"
}

duration() {
    if (($1 < 60)); then echo "$1 s"; else echo "$(($1 / 60)) min $(($1 % 60)) s"; fi
}

onTerminal() { [[ -t 2 && ${TERM:-dumb} != dumb ]]; }

# stage TITLE WATCHER COMMAND...: runs the command with its output in the log and shows one line of
# progress. WATCHER prints how far it is, from the log ("true" where nothing can be known).
stage() {
    local title=$1 watcher=$2 begin=$SECONDS status=0
    shift 2
    printf '\n== %s: %s\n' "$title" "$*" >>"$log"
    printf '%-34s' "$title" >&2
    if onTerminal; then
        watchStage "$title" "$watcher" &
        watching=$!
    fi
    "$@" >>"$log" 2>&1 </dev/null || status=$?
    if [[ -n $watching ]]; then
        stopWatching
        printf '\r\033[K%-34s' "$title" >&2
    fi
    if ((status == 0)); then
        say "done ($(duration $((SECONDS - begin))))"
    else
        say "failed"
    fi
    return "$status"
}

watchStage() {
    local begin=$SECONDS
    while kill -0 $$ 2>/dev/null; do
        printf '\r\033[K%-34s%s' "$1" "$("$2") $(duration $((SECONDS - begin)))" >&2
        sleep 0.5
    done
}

stopWatching() {
    [[ -z $watching ]] || { kill "$watching" && wait "$watching"; } 2>/dev/null || true
    watching=
}

# The lines of a failed stage that a person wants to see first.
showErrors() {
    local lines
    lines=$(grep -v '^== ' "$log" | grep -E -A4 '(^|[ :])(fatal )?([Ee]rror|CMake Error)\b|^E: |No space left' |
        cut -c1-200 | head -n 15) || true
    [[ -n $lines ]] || lines=$(tail -n 12 "$log" | cut -c1-200)
    printf '%s\n' "$lines" | sed 's/^/  | /' >&2
}

interrupted() {
    stopWatching
    printf '\nInterrupted. The next call carries on from here.\n' >&2
    exit 130
}
trap interrupted INT TERM
