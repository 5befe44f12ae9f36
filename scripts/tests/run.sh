#!/usr/bin/env bash
# Tests of ./firedrill and scripts/ in a small copy of the checkout, with stand-ins for cargo and npm.
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

# expect NAME PATTERN: the last command's output has the pattern.
expect() {
    if grep -qE -- "$2" "$work/out"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED %s: no %s in\n' "$1" "$2"
        sed 's/^/    /' "$work/out"
    fi
}

# expect_status NAME WANTED: the last command ended so.
expect_status() {
    if [ "$status" = "$2" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED %s: exit %s, not %s\n' "$1" "$status" "$2"
        sed 's/^/    /' "$work/out"
    fi
}

# call [VAR=VALUE...] COMMAND...: runs it, keeping output and status.
call() {
    status=0
    env "$@" >"$work/out" 2>&1 </dev/null || status=$?
}

copy=$work/checkout
mkdir -p "$copy/crates/shop-frontend/ui/dist" "$copy/chaos-experiments" "$copy/scripts" "$work/tools" "$work/cache/target/release"
cp "$root/firedrill" "$root/Cargo.toml" "$root/Cargo.lock" "$root/rust-toolchain.toml" "$copy/"
cp "$root"/scripts/*.sh "$copy/scripts/"
printf '{}' >"$copy/crates/shop-frontend/ui/package-lock.json"
printf 'fn main() {}' >"$copy/crates/lib.rs"

# Stand-ins: they record that they were called and leave what the real ones would.
cat >"$work/tools/cargo" <<'E2'
#!/bin/sh
case $1 in --version) echo cargo; exit 0 ;; esac
echo "cargo $*" >>"$CALLS"
[ -z "${FAIL:-}" ] || { echo 'error[E0425]: a broken line'; exit 101; }
for program in firedrill shop-catalog shop-order shop-main shop-frontend; do
    printf '#!/bin/sh\necho "ran $*"\nexit 7\n' >"$CARGO_TARGET_DIR/release/$program"
    chmod +x "$CARGO_TARGET_DIR/release/$program"
done
E2
printf '#!/bin/sh\necho rustc\n' >"$work/tools/rustc"
cat >"$work/tools/npm" <<'E2'
#!/bin/sh
echo "npm $*" >>"$CALLS"
mkdir -p node_modules
[ "$1" = ci ] || touch dist/index.html
E2
printf '#!/bin/sh\nexit 0\n' >"$work/tools/node"
for program in redis-server prometheus alertmanager postgres cc pkg-config curl; do
    printf '#!/bin/sh\nexit 0\n' >"$work/tools/$program"
done
chmod +x "$work/tools"/*
: >"$work/calls"
base=(PATH="$work/tools:/usr/bin:/bin" CALLS="$work/calls" FIREDRILL_CACHE="$work/cache" CARGO_TARGET_DIR="$work/cache/target" LC_ALL=C.UTF-8)

call "${base[@]}" "$copy/firedrill" status --lab x
expect_status 'the first call builds, then becomes the program' 7
expect 'the first call builds, then becomes the program' 'ran status --lab x'
expect 'a build says how long it took' 'Built in [0-9]+ s'

: >"$work/calls"
call "${base[@]}" "$copy/firedrill" status
expect_status 'a second call builds nothing' 7
cp "$work/calls" "$work/out"
if [ -s "$work/calls" ]; then expect 'a second call builds nothing' '^$'; else passed=$((passed + 1)); fi

printf '// changed' >>"$copy/crates/lib.rs"
touch -d '+1 second' "$copy/crates/lib.rs"
call "${base[@]}" "$copy/firedrill" status
cp "$work/calls" "$work/out"
expect 'a changed source is built again' '^cargo build --release --workspace --locked'

# Another checkout, whose build goes to the same cache: what it shares with the first has the first's date, so that cargo
# leaves it, and what differs is newer than anything built, although its file is older.
second=$work/second
cp -r "$copy" "$second"
rm -rf "$second/target"
find "$second" -type f -exec touch -d '-1 day' {} +
printf '# other\n' >>"$second/Cargo.toml"
touch -d '-1 day' "$second/Cargo.toml"
call "${base[@]}" "$second/firedrill" status
stat -c '%y %n' "$copy/crates/lib.rs" "$second/crates/lib.rs" | sed 's/ [^ ]*$//' | uniq | wc -l >"$work/out"
expect 'a source that another checkout has too keeps its date' '^1$'
find "$second/Cargo.toml" -newer "$copy/target/firedrill/build-ended" >"$work/out"
expect 'a source that differs from what was built is new' 'Cargo.toml'

touch -d '+2 seconds' "$copy/crates/lib.rs"
call "${base[@]}" FAIL=1 "$copy/firedrill" status
expect_status 'a failed build ends with 3' 3
expect 'a failed build shows why' 'a broken line'
expect 'a failed build names its log' 'build\.log'

call "${base[@]}" FAIL=1 LC_ALL=ko_KR.UTF-8 "$copy/firedrill" status
expect 'a Korean locale is answered in Korean' '빌드가 실패했습니다'

# A machine without apt-get and without Redis.
mkdir "$work/bare"
for program in sh dirname readlink find sed grep sort tr cat ls mktemp id tail date touch mkdir cp mv rm sleep env printf; do
    ln -s "$(command -v "$program")" "$work/bare/$program"
done
for program in cargo rustc npm node prometheus alertmanager postgres cc pkg-config curl; do
    ln -s "$work/tools/$program" "$work/bare/$program"
done
call "${base[@]}" PATH="$work/bare" "$copy/firedrill" play
expect_status 'a missing program without a package manager ends with 3' 3
expect 'a missing program is named with its package' 'missing: .*redis-server'

ln -s "$copy/firedrill" "$work/link"
touch -d '-1 hour' "$copy/crates/lib.rs" "$copy/crates"
call "${base[@]}" "$work/link" status
expect_status 'a symbolic link to the script works' 7

printf '\n%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
