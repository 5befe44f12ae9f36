#!/usr/bin/env bash
# Holds every service of a lab to its OpenAPI document: Schemathesis makes requests of what the document says, and of what it
# forbids, and reads the replies. The lab is a new one and ends with this.
#   scripts/tests/contract.sh FIREDRILL SCHEMATHESIS    the two programs
#   CONTRACT_SEED=N                                     repeats a run
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
readonly root program=$1 schemathesis=$2
readonly seed=${CONTRACT_SEED:-20261128}
work=$(mktemp -d)
readonly work
# PostgreSQL's own user must pass through.
chmod 711 "$work"
export FIREDRILL_SHARE=$root FIREDRILL_HOME=$work/home FIREDRILL_LAB=contract
cleanup() {
    "$program" down --purge >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap cleanup EXIT

"$program" up >"$work/up" 2>&1 || {
    cat "$work/up"
    exit 1
}
"$program" -o json status >"$work/status.json"
# json FILE EXPRESSION: what the expression makes of it.
json() { "${schemathesis%/*}/python" -c 'import json, sys; it = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$@"; }
# address WORKLOAD: where its first replica is.
address() { json "$work/status.json" "[w['replicas'][0]['address'] for w in it['workloads'] if w['name'] == '$1'][0]"; }
setting() { sed -n "s/^$1=//p" "$FIREDRILL_HOME/labs/contract/config/main.env"; }
SHOP_INTERNAL_TOKEN=$(setting INTERNAL_TOKEN)
SHOP_STAFF_TOKEN=$(setting STAFF_TOKEN)

# A customer with an order and something in the cart, so that there is something to read.
shop=http://$(address frontend)
ask() { curl -fsS --retry 5 -b "$work/cookies" -c "$work/cookies" "$@"; }
ask -o "$work/products" "$shop/api/products?limit=1"
product=$(json "$work/products" "it['items'][0]['id']")
put_in_cart() { ask -o /dev/null -X PUT "$shop/api/cart/items/$product" -H 'content-type: application/json' -d '{"quantity":1}'; }
put_in_cart
ask -o /dev/null -X POST "$shop/api/checkout" -H "idempotency-key: $(cat /proc/sys/kernel/random/uuid)"
put_in_cart
SHOP_SESSION=$(awk '$6 == "session" { print $7 }' "$work/cookies")
export SHOP_INTERNAL_TOKEN SHOP_STAFF_TOKEN SHOP_SESSION

# check NAME DOCUMENT URL: in a folder of its own, since Schemathesis leaves files where it runs.
check() {
    mkdir "$work/$1"
    cd "$work/$1"
    "$schemathesis" --config-file "$root/scripts/tests/contract/schemathesis.toml" run "$2" --url "$3" --seed "$seed" --no-color
}
failed=0
# Most of the time Schemathesis makes up data, so two at once take little longer than one.
for pair in 'catalog order' 'main frontend'; do
    pids=()
    for service in $pair; do
        base=http://$(address "$service")
        document=$base/openapi.json
        # What customers do goes through the frontend, as they do it.
        [ "$service" != main ] || base=$shop
        check "$service" "$document" "$base" >"$work/$service.log" 2>&1 &
        pids+=("$!")
    done
    for pid in "${pids[@]}"; do
        wait "$pid" || failed=1
    done
    for service in $pair; do
        printf '\n-- %s\n' "$service"
        cat "$work/$service.log"
    done
done
if [ "$failed" != 0 ]; then
    printf '\nRepeat this with CONTRACT_SEED=%s\n' "$seed"
    "$program" logs -n 20 --grep error || true
fi
[ "$failed" = 0 ]
