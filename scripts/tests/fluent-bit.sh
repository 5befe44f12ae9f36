#!/usr/bin/env bash
# Fluent Bit reads sample lines with the configuration of k8s/overlays/eks/logging, in which only paths and addresses are
# replaced, and what it sends is held against what was expected: by Elasticsearch and by CloudWatch Logs, whose places
# receivers.mjs takes. Needs fluent-bit, node and openssl.
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
readonly root config=$root/k8s/overlays/eks/logging here=$root/scripts/tests/fluent-bit
work=$(mktemp -d)
readonly work
shipper='' receivers=''
# The trap's own commands must not end it early.
cleanup() {
    [ -z "$shipper" ] || kill -KILL "$shipper" 2>/dev/null || true
    [ -z "$receivers" ] || kill "$receivers" 2>/dev/null || true
    wait
    rm -rf "$work"
}
trap cleanup EXIT

passed=0 failed=0
# same NAME WANTED FOUND: two files of objects, one a line, say the same.
same() {
    if diff -u --label wanted --label found <(node "$here/receivers.mjs" print "$2") <(node "$here/receivers.mjs" print "$3"); then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED %s\n' "$1"
    fi
}

# succeeds NAME COMMAND...
succeeds() {
    local name=$1
    shift
    if "$@" >"$work/out" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED %s: %s\n' "$name" "$*"
        sed 's/^/    /' "$work/out"
    fi
}

# lines FILE: how many it has, 0 when it is not there.
lines() { if [ -e "$1" ]; then wc -l <"$1"; else echo 0; fi; }

# await FILE COUNT: until the file has as many lines, or a minute is over.
await() {
    local deadline=$((SECONDS + 60))
    until [ "$(lines "$1")" -ge "$2" ]; do
        if [ "$SECONDS" -ge "$deadline" ]; then
            printf 'FAILED: %s has %s lines after a minute, not %s. Fluent Bit said:\n' "$1" "$(lines "$1")" "$2"
            tail -n 40 "$work/said"
            exit 1
        fi
        sleep 0.1
    done
}

# --- the configuration as it is -------------------------------------------------------------------

fluent-bit --version | head -n 1
cp -r "$config" "$work/as-it-is"
succeeds 'the configuration is one, with CloudWatch' fluent-bit --dry-run --config="$work/as-it-is/fluent-bit.yaml"
sed -i 's/^  - output-cloudwatch.yaml$/  - output-elasticsearch.yaml/' "$work/as-it-is/fluent-bit.yaml"
succeeds 'one line chooses Elasticsearch' grep -qxF '  - output-elasticsearch.yaml' "$work/as-it-is/fluent-bit.yaml"
succeeds 'the configuration is one, with Elasticsearch' \
    env ELASTICSEARCH_API_KEY=key fluent-bit --dry-run --config="$work/as-it-is/fluent-bit.yaml"

# --- receivers, and a copy that reaches them ------------------------------------------------------

mkdir -p "$work/receivers" "$work/containers" "$work/pods/main" "$work/pods/gone" "$work/pods/other"
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
    -keyout "$work/receivers/key.pem" -out "$work/receivers/cert.pem" 2>/dev/null
node "$here/receivers.mjs" serve "$work/receivers" &
receivers=$!
await "$work/receivers/ports" 4
port() { sed -n "s/^$1=//p" "$work/receivers/ports"; }

# As a pod finds them.
printf token >"$work/token"
printf logging >"$work/namespace"

# replace FILE OLD NEW: one line, which must be there.
replace() {
    if ! grep -qF -- "$2" "$1"; then
        printf 'FAILED: no "%s" in %s\n' "$2" "$1"
        exit 1
    fi
    sed -i "s|$2|$3|" "$1"
}

# configure NAME: a copy for one output, with a state of its own.
configure() {
    local copy=$work/$1
    cp -r "$config" "$copy"
    mkdir "$work/$1.state"
    replace "$copy/fluent-bit.yaml" /var/log/containers "$work/containers"
    replace "$copy/fluent-bit.yaml" /var/lib/fluent-bit/storage "$work/$1.state/storage"
    replace "$copy/fluent-bit.yaml" /var/lib/fluent-bit/offsets.db "$work/$1.state/offsets.db"
    replace "$copy/fluent-bit.yaml" 'http_port: 2020' "http_port: $(port own)"
    # Nobody wants to wait for a receiver that is back.
    replace "$copy/fluent-bit.yaml" 'scheduler.base: 5' 'scheduler.base: 1'
    replace "$copy/fluent-bit.yaml" 'scheduler.cap: 60' 'scheduler.cap: 2'
    replace "$copy/fluent-bit.yaml" 'refresh_interval: 5' 'refresh_interval: 1'
    replace "$copy/filters.yaml" https://kubernetes.default.svc:443 \
        "http://127.0.0.1:$(port kubernetes)\n      kube_token_file: $work/token\n      kube_namespace_file: $work/namespace"
    # Tags are made of paths.
    replace "$copy/filters.yaml" shop.var.log.containers. "shop.$(tr / . <<<"${work#/}").containers."
    case $1 in
        es)
            replace "$copy/fluent-bit.yaml" '- output-cloudwatch.yaml' '- output-elasticsearch.yaml'
            replace "$copy/output-elasticsearch.yaml" elasticsearch.internal.example localhost
            replace "$copy/output-elasticsearch.yaml" 'port: 9200' "port: $(port es)"
            replace "$copy/output-elasticsearch.yaml" 'tls.verify: on' "tls.ca_file: $work/receivers/cert.pem"
            ;;
        cloudwatch)
            replace "$copy/output-cloudwatch.yaml" 'region: us-east-1' \
                "region: us-east-1\n      endpoint: localhost\n      port: $(port cloudwatch)\n      tls.ca_file: $work/receivers/cert.pem"
            ;;
    esac
}

start() { # name
    AWS_ACCESS_KEY_ID=id AWS_SECRET_ACCESS_KEY=secret ELASTICSEARCH_API_KEY=key \
        fluent-bit --config="$work/$1/fluent-bit.yaml" >>"$work/said" 2>&1 &
    shipper=$!
}

stop() { # signal
    kill "-$1" "$shipper"
    wait "$shipper" 2>/dev/null || true
    shipper=
}

# --- the lines, in files as the kubelet has them --------------------------------------------------

# log FOLDER NAME: a pod's file, and its name among the containers'.
log() { ln -s "$work/pods/$1/0.log" "$work/containers/$2-$(printf "%064d" 0 | tr 0 a).log"; }
log main main-6d5f7c9b8-x2x4p_shop_main
log gone catalog-migrate-7h2kq_shop_catalog-migrate
log other shop-6d5f7c9b8-x2x4p_default_shop

# A message of 40 kB, which the runtime splits every 16 KiB, in the middle of a character, too.
long=$(printf '긴 줄 %.0s' $(seq 5000))
printf '{"timestamp":"2026-11-28T09:15:08.5Z","level":"info","service":"main","replica":"main-6d5f7c9b8-x2x4p","message":"%s"}' "$long" |
    split -b 16384 - "$work/part."
parts=("$work"/part.*)
{
    cat "$here/sample.log"
    for part in "${parts[@]}"; do
        flag=P
        [ "$part" != "${parts[-1]}" ] || flag=F
        printf '2026-11-28T09:15:08.600000000Z stdout %s %s\n' "$flag" "$(cat "$part")"
    done
} >"$work/pods/main/0.log"
# Not a pod that the API server knows, and the way reporting writes its time.
{
    printf '2026-11-28T09:15:09.200000000Z stdout F {"timestamp":"2026-11-28T09:15:09.125Z","level":"info","service":"catalog","replica":"catalog-migrate-7h2kq","message":"The database is at version 7."}\n'
    printf '2026-11-28T09:15:09.300000000Z stderr F terminate called\n'
} >"$work/pods/gone/0.log"
printf '2026-11-28T09:15:10.000000000Z stdout F {"message":"Another namespace."}\n' >"$work/pods/other/0.log"

sed "s/LONG/$long/" "$here/expected.jsonl" >"$work/expected.jsonl"
wanted=$(lines "$work/expected.jsonl")

# --- Elasticsearch --------------------------------------------------------------------------------

configure es
start es
await "$work/receivers/es.jsonl" "$wanted"
# Those that should not arrive would have come along.
stop TERM
node "$here/receivers.mjs" documents "$work/receivers/es.jsonl" >"$work/es.documents"
same 'Elasticsearch has every line once, as documented, although it was out of order at first' \
    "$work/expected.jsonl" "$work/es.documents"
succeeds 'an index per day' test "$(grep -c '"index":"shop-2026.11.28"' "$work/receivers/es.jsonl")" = "$wanted"
succeeds 'with the key' test "$(grep -c '"authorization":"ApiKey key"' "$work/receivers/es.jsonl")" = "$wanted"

# --- CloudWatch Logs ------------------------------------------------------------------------------

configure cloudwatch
start cloudwatch
readonly arrived=$work/receivers/cloudwatch.jsonl
await "$arrived" "$wanted"
node "$here/receivers.mjs" events "$work/expected.jsonl" >"$work/events.jsonl"
same 'CloudWatch has every line once, in the group of its service and the stream of its pod' "$work/events.jsonl" "$arrived"
succeeds 'lines of new groups go after thirty days' grep -qF '{"logGroupName":"/shop/main","retentionInDays":30}' "$work/receivers/retention.jsonl"
succeeds 'Korean stays readable' test ! -e "$work/receivers/escaped.jsonl"
for path in uptime health; do
    succeeds "the probe's address /api/v1/$path answers" curl -fsS "http://127.0.0.1:$(port own)/api/v1/$path"
done

# write NUMBER FILE: one more line.
write() {
    printf '2026-11-28T10:00:0%s.000000000Z stdout F {"timestamp":"2026-11-28T10:00:0%s.000000Z","level":"info","service":"main","replica":"main-6d5f7c9b8-x2x4p","message":"Line %s."}\n' "$1" "$1" "$1" >>"$2"
}
# CloudWatch takes nothing, and Fluent Bit is killed with a line that it read and could not send.
touch "$work/receivers/refuse"
refused=$(lines "$work/receivers/refused.jsonl")
write 1 "$work/pods/main/0.log"
await "$work/receivers/refused.jsonl" $((refused + 1))
stop KILL
# The kubelet fills the file up and begins a new one meanwhile.
write 2 "$work/pods/main/0.log"
rm "$work/receivers/refuse"
start cloudwatch
await "$arrived" $((wanted + 2))
mv "$work/pods/main/0.log" "$work/pods/main/0.log.20261128-100003"
write 3 "$work/pods/main/0.log.20261128-100003"
write 4 "$work/pods/main/0.log"
await "$arrived" $((wanted + 4))
# What is refused for good is kept.
touch "$work/receivers/deleted"
write 5 "$work/pods/main/0.log"
readonly rejected=$work/cloudwatch.state/storage/rejected
until_there() { # seconds
    local deadline=$((SECONDS + $1))
    until grep -rqsF 'Line 5.' "$rejected"; do
        [ "$SECONDS" -lt "$deadline" ] || return 1
        sleep 0.1
    done
}
succeeds 'a line for a stream that is gone is put aside' until_there 30
stop TERM
tail -n +$((wanted + 1)) "$arrived" | grep -o '"message":"Line [0-9]."' | sort >"$work/found"
printf '"message":"Line %s."\n' 1 2 3 4 >"$work/wanted"
succeeds 'a line is neither lost nor sent twice by an outage, a kill, an end and a rotation' diff -u "$work/wanted" "$work/found"

# --- what it may --------------------------------------------------------------------------------

# Its own pod it asks for when it starts; that may fail.
succeeds 'the API server is asked for pods by name and nothing else' \
    test -z "$(grep -vE '"GET","url":"/api/v1/namespaces/(shop|logging)/pods/[^/?]+"' "$work/receivers/asked.jsonl")"

printf '\n%s passed, %s failed\n' "$passed" "$failed"
if [ "$failed" != 0 ]; then tail -n 40 "$work/said"; fi
[ "$failed" = 0 ]
