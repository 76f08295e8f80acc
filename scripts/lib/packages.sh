# What Retort needs from the distribution: which packages are missing, what they cost, installing
# them. To be sourced after common.sh; names are in packages.tsv, a column for each distribution.

packageTable=$root/scripts/lib/packages.tsv
missing=() # packages to be installed
absent=()  # packages that the distribution does not offer
asRoot=()  # how to become root
pythonWanted=no # whether Python is needed too; python.sh sets it

# Sets system (its name), column (its number in the table, 0 = none), tried and installer.
identifySystem() {
    local file=${RETORT_OS_RELEASE:-/etc/os-release} id=unknown like= version=
    system="this system" column=0 tried=no installer=none
    if [[ -r $file ]]; then
        id=$(. "$file" && echo "${ID:-unknown}")
        like=$(. "$file" && echo "${ID_LIKE:-}")
        version=$(. "$file" && echo "${VERSION_ID:-}")
        system=$(. "$file" && echo "${PRETTY_NAME:-${NAME:-$id}}")
    fi
    local candidate exact=no
    for candidate in "$id:$version" "$id" $like; do
        column=$(columnOf "$candidate")
        if ((column)); then
            [[ $candidate == "$id:$version" || $candidate == "$id" ]] && exact=yes
            break
        fi
    done
    ((column)) || return 0
    installer=$(cell installer "$column")
    if ! command -v "${installer/%apt/apt-get}" >/dev/null; then
        column=0
        return
    fi
    # A relative or another version of a distribution has not been tried, even if its column has.
    tried=$(cell tried "$column")
    [[ $exact == yes && ( $candidate == *:* || $(headOf "$column") != *:* ) ]] || tried=no
}

headOf() { awk -F'\t' -v c="$1" 'NR == 1 { print $c }' "$packageTable"; }

# The column for "debian:13", or for "debian" the last one of that name.
columnOf() {
    awk -F'\t' -v want="$1" 'NR == 1 {
        for (i = 2; i <= NF; i++)
            if ($i == want || substr($i, 1, index($i ":", ":") - 1) == want) found = i
        print found + 0 }' "$packageTable"
}

cell() { awk -F'\t' -v need="$1" -v c="$2" '$1 == need { print $c }' "$packageTable"; }

# Every package of this system as "need<TAB>package", one a line.
# With another LibTorch the distribution's and its BLAS are not needed.
neededPackages() {
    awk -F'\t' -v c="$column" -v own="${LIBTORCH:+yes}" -v python="$pythonWanted" '
        NR == 1 || /^#/ || $1 == "tried" || $1 == "installer" || $1 ~ /^remedy/ { next }
        own && ($1 == "LibTorch" || $1 == "BLAS") { next }
        python == "no" && $1 == "Python" { next }
        { n = split($c, names, " "); for (i = 1; i <= n; i++) print $1 "\t" names[i] }' \
        "$packageTable"
}

# Of the packages on standard input those that are not installed.
notInstalled() {
    local wanted
    wanted=$(cat)
    case $installer in
    apt)
        local have
        # shellcheck disable=SC2016,SC2086
        have=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $wanted 2>/dev/null |
            awk '$1 == "installed" { print $2 }' || true)
        grep -vxF -f <(printf '%s\n' "$have") <<<"$wanted" || true
        ;;
    dnf)
        local name
        for name in $wanted; do rpm -q --whatprovides "$name" &>/dev/null || echo "$name"; done
        ;;
    pacman)
        # shellcheck disable=SC2086
        pacman -T $wanted || true
        ;;
    esac
}

# Whether the distribution offers a package.
isOffered() {
    case $installer in
    apt) [[ $(LC_ALL=C apt-cache policy "$1") == *"Candidate: "[^\(]* ]] ;;
    dnf) [[ -n $(dnf -q repoquery --whatprovides "$1" 2>/dev/null) ]] ;;
    pacman) pacman -Si "$1" &>/dev/null || pacman -Sg "$1" &>/dev/null ;;
    esac
}

# As root: directly, through sudo, or not at all.
findRoot() {
    asRoot=()
    ((EUID == 0)) && return
    local command="$(installCommand "${missing[@]}")"
    command -v sudo >/dev/null || fail \
        "Installing them needs root, and there is no sudo here. Have an administrator run" \
        "  $command" "and call this again."
    if ! sudo -n true 2>/dev/null; then
        say "Installing needs your password for sudo."
        sudo -v || fail "Without root nothing can be installed. Have an administrator run" \
            "  $command" "and call this again."
    fi
    asRoot=(sudo)
}

installCommand() {
    case $installer in
    apt) echo "apt-get install --no-install-recommends $*" ;;
    dnf) echo "dnf install --setopt=install_weak_deps=False $*" ;;
    pacman) echo "pacman -S --needed $*" ;;
    esac
}

# Installs what is missing. Says first what comes from where and how much it is.
ensurePackages() {
    identifySystem
    if ((column == 0)); then
        warn "Package names are known for Debian, Ubuntu, Fedora and Arch, not for $system." \
            "docs/install.md lists what Retort needs; it is built with what is found."
        return
    fi
    mapfile -t missing < <(neededPackages | cut -f2 | notInstalled | withoutAccepted)
    ((${#missing[@]})) || return 0
    say "Retort needs what $system has not installed:"
    printf '%s\n' "${missing[@]}" | fmt -w 90 | sed 's/^/  /' >&2
    [[ $tried == yes ]] || say "(These names of packages have not been tried on $system.)"
    if [[ ${RETORT_INSTALL:-yes} == no ]]; then
        fail "RETORT_INSTALL=no: install it with" "  $(installCommand "${missing[@]}")"
    fi
    if [[ $installer == apt ]]; then installWithApt; else installWithOthers; fi
    local name
    for name in "${absent[@]}"; do
        warn "$system has no package $name:" "$(cell "remedy $(needOf "$name")" 2)"
    done
}

needOf() { neededPackages | awk -F'\t' -v name="$1" '$2 == name { print $1 }'; }

# What the distribution does not offer was reported once; where the build went on without, that is
# not repeated. build.sh keeps the names.
withoutAccepted() { grep -vxF -f <(cat "$build/setup.absent" 2>/dev/null) || true; }

# Moves what the distribution does not offer from missing to absent.
sortOutAbsent() {
    local -a offered=()
    local name
    for name in "${missing[@]}"; do
        if isOffered "$name"; then
            offered+=("$name")
        elif [[ -n $(cell "remedy $(needOf "$name")" 2) ]]; then
            absent+=("$name")
        else
            fail "$system does not offer the package $name." \
                "Check its package sources (with apt: that \"main\" is among them), then call this again."
        fi
    done
    missing=("${offered[@]}")
}

installWithApt() {
    findRoot
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300
        -o Dpkg::Use-Pty=0)
    if [[ -n $(dpkg --audit 2>/dev/null) ]]; then
        stage "Finishing an earlier installation" true \
            "${asRoot[@]}" env DEBIAN_FRONTEND=noninteractive dpkg --configure -a ||
            explainApt "An earlier installation of packages could not be finished."
    fi
    if ! recentLists; then
        stage "Refreshing the package lists" true \
            "${asRoot[@]}" "${apt[@]}" -o APT::Update::Error-Mode=any update || {
            isOffered "${missing[0]}" || explainApt "The package lists could not be fetched."
            say "Going on with the package lists that are there."
        }
    fi
    sortOutAbsent
    ((${#missing[@]})) || return 0
    sayCost
    stage "Installing packages" watchApt \
        "${asRoot[@]}" "${apt[@]}" --no-install-recommends install "${missing[@]}" ||
        explainApt "The packages could not be installed."
}

recentLists() {
    isOffered "${missing[0]}" &&
        [[ -n $(find /var/lib/apt/lists -name '*_Packages*' -mmin -360 2>/dev/null | head -n 1) ]]
}

# "335 packages from deb.debian.org: 453 MB to download, 1899 MB on disk."
sayCost() {
    local plan hosts
    plan=$(LC_ALL=C apt-get -o Debug::NoLocking=1 --assume-no --no-install-recommends \
        install "${missing[@]}" 2>/dev/null || true)
    hosts=$(LC_ALL=C apt-get -o Debug::NoLocking=1 -qq --print-uris --no-install-recommends \
        install "${missing[@]}" 2>/dev/null |
        sed -nE "s|^'[a-z+]+://([^/]+)/.*|\1|p" | sort -u | paste -sd' ' || true)
    plannedPackages=$(sed -nE 's/.* ([0-9]+) newly installed.*/\1/p' <<<"$plan")
    say "With what they need themselves: ${plannedPackages:-some} packages of $system from" \
        "${hosts:-its package sources}," \
        "$(sed -nE 's/^Need to get ([^ ]+ [kMG]?B).*/\1/p' <<<"$plan") to download," \
        "$(sed -nE 's/^After this operation, ([^ ]+ [kMG]?B).*/\1/p' <<<"$plan") on disk."
}

watchApt() {
    local got set
    got=$(grep -c '^Get:' "$log") || true
    set=$(grep -c '^Setting up ' "$log") || true
    if ((set)); then
        echo "$set of ${plannedPackages:-?} set up,"
    else
        echo "$got of ${plannedPackages:-?} fetched,"
    fi
}

# Why apt failed, in a sentence, with what to do.
explainApt() {
    showErrors
    if grep -qE 'Temporary failure resolving|Could not (connect|resolve)|Unable to connect|Failed to fetch' "$log"; then
        fail "$1 The package server could not be reached:" \
            "check the network (or the proxy in /etc/apt) and call this again."
    elif grep -qE "No space left|don't have enough free space" "$log"; then
        fail "$1 The disk is full: make room and call this again."
    elif grep -qE 'Could not get lock|Unable to acquire' "$log"; then
        fail "$1 Another program is installing packages: let it finish and call this again."
    fi
    fail "$1 Mend what stands above and call this again."
}

installWithOthers() {
    sortOutAbsent
    ((${#missing[@]})) || return 0
    findRoot
    local answer=-y
    [[ $installer == pacman ]] && answer=--noconfirm
    # shellcheck disable=SC2046
    stage "Installing packages" true \
        "${asRoot[@]}" $(installCommand "$answer" "${missing[@]}") || {
        showErrors
        fail "The packages could not be installed: check the network and the log, then call this" \
            "again, or install them yourself with" "  $(installCommand "${missing[@]}")"
    }
}
