#!/usr/bin/env bash
# A lab on a cluster that is not firedrill's own, as far as the lab knows: a second embedded one in a home of its own, reached
# by a plain kubeconfig, with a registry beside it. As root.
#   scripts/tests/context.sh FIREDRILL REGISTRY    the two programs; FIREDRILL_HOME is where the lab goes
set -euo pipefail
readonly program=$1 registry=$2
work=$(mktemp -d)
chmod 711 "$work"
served=''
cleanup() {
    for name in elsewhere beside; do
        "$program" --lab "$name" down --purge >/dev/null 2>&1 || true
    done
    [ -z "$served" ] || kill "$served" 2>/dev/null || true
    FIREDRILL_HOME=$work/foreign "$program" cluster down --purge >/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT

fail() {
    printf 'FAILED: %s\n' "$1"
    sed 's/^/    /' "$work/out"
    "$program" --lab elsewhere logs supervisor 2>/dev/null | tail -n 5
    exit 1
}
# refused NAME PATTERN ARGUMENTS...: `up` refuses, says so, and leaves no namespace.
refused() {
    local name=$1 pattern=$2
    shift 2
    if "$program" --lab elsewhere up --on kubernetes "$@" --yes >"$work/out" 2>&1 </dev/null; then
        fail "$name: it was not refused"
    fi
    grep -q -- "$pattern" "$work/out" || fail "$name: no $pattern"
    grep -q 'next:' "$work/out" || fail "$name: no next command"
    if kubectl get namespaces -o name | grep -Ev "^namespace/($taken)$" | grep -E 'namespace/(lab|firedrill-probe)-elsewhere$'; then
        fail "$name: a namespace is left"
    fi
    printf 'refused: %s\n' "$name"
}

FIREDRILL_HOME=$work/foreign "$program" cluster up >"$work/out" 2>&1 || fail 'cluster up'
# The cluster's own, where the PATH has none that fits.
readonly cache=${FIREDRILL_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/firedrill}
kubectl=$(find "$cache/kubernetes" -name kubectl -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d ' ' -f 2-)
readonly kubectl=${kubectl:-kubectl}
kubectl() { command "$kubectl" "$@"; }
export KUBECONFIG=$work/config
cp "$work/foreign/cluster/kubeconfig" "$KUBECONFIG"
kubectl config rename-context "$(kubectl config current-context)" staging >/dev/null
server=$(kubectl config view -o 'jsonpath={.clusters[0].cluster.server}')
host=${server#https://} && host=${host%:*}
readonly login=tester:$RANDOM$RANDOM
"$registry" "$host:5000" "$login" >/dev/null 2>&1 &
served=$!
export DOCKER_CONFIG=$work/docker
mkdir "$DOCKER_CONFIG"
log_in() { printf '{"auths": {"%s:5000": {"auth": "%s"}}}' "$host" "$(printf '%s' "$1" | base64)" >"$DOCKER_CONFIG/config.json"; }
kubectl config set-cluster dead --server=https://127.0.0.1:1 >/dev/null
kubectl config set-context dead --cluster=dead >/dev/null
readonly place=(--context staging --registry "http://$host:5000" --host-address "$host")
readonly class=(--storage-class shared)
taken='none'

refused 'an unknown context' 'staging' --context nowhere --registry "$host:5000" --host-address "$host"
refused 'an API server that is down' '127.0.0.1:1' --context dead --registry "$host:5000" --host-address "$host"
refused 'no storage class' 'storage class' "${place[@]}"

kubectl apply -f - >/dev/null <<YAML
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: shared }
provisioner: kubernetes.io/no-provisioner
YAML
# Nobody provisions here, so each claim finds its volume.
for volume in elsewhere beside; do
    mkdir "$work/$volume" && chmod 777 "$work/$volume"
    kubectl apply -f - >/dev/null <<YAML
apiVersion: v1
kind: PersistentVolume
metadata: { name: $volume }
spec:
  capacity: { storage: 1Gi }
  accessModes: [ReadWriteMany]
  storageClassName: shared
  claimRef: { namespace: lab-$volume, name: shared }
  hostPath: { path: $work/$volume, type: Directory }
YAML
done

kubectl create namespace lab-elsewhere >/dev/null
taken=lab-elsewhere
refused 'a namespace of somebody' 'not this lab' "${place[@]}" "${class[@]}"
kubectl get namespace lab-elsewhere >/dev/null
kubectl delete namespace lab-elsewhere >/dev/null
taken=none
refused 'a registry that is not there' 'did not take' --context staging --registry "http://$host:1" --host-address "$host" "${class[@]}"
refused 'a registry that nobody logged in to' 'a login is needed to push' "${place[@]}" "${class[@]}"
log_in tester:wrong
refused 'a login that is wrong' 'wrong user or password' "${place[@]}" "${class[@]}"
log_in "$login"
refused 'nodes that cannot pull' 'can pull it' "${place[@]}" "${class[@]}"

mkdir -p "$work/foreign/cluster/registries/$host:5000"
printf '[host."http://%s:5000"]\n' "$host" >"$work/foreign/cluster/registries/$host:5000/hosts.toml"
refused 'an address that leads nowhere' 'could not log in' --context staging --registry "http://$host:5000" --host-address 203.0.113.1 "${class[@]}"

# asked ANSWER: `up` as a person types it, who answers its question.
asked() {
    local command
    printf -v command '%q ' "$program" --lab elsewhere up --on kubernetes "${place[@]}" "${class[@]}"
    printf '%s\n' "$1" | timeout 300 script --quiet --return --command "$command" /dev/null >"$work/out" 2>&1
}
if asked n; then
    fail 'no at the question: it went on'
fi
grep -q 'staging' "$work/out" || fail 'the question does not name the cluster'
if kubectl get namespaces -o name | grep elsewhere; then
    fail 'no at the question: a namespace is left'
fi
echo 'no at the question: nothing is made'

lab() { "$program" --lab elsewhere "$@" >"$work/out" 2>&1 </dev/null || fail "$*"; }
asked y || fail 'yes at the question'
lab status
shop=$(awk '$1 == "Shop" { print $2 }' "$work/out")
prometheus=$(awk '$1 == "Prometheus" { print $2 }' "$work/out")
curl -fsS "$shop/" >/dev/null || fail 'the shop does not answer'
printf 'up: %s\n' "$shop"

scraped() {
    curl -fsS "$prometheus/api/v1/query" --data-urlencode 'query=count(up{job="shop"} == 1)' | grep -q '"8"\]'
}
for ((turn = 0; turn < 120; turn++)); do
    scraped && break
    sleep 0.5
done
curl -fsS "$prometheus/api/v1/targets" >"$work/out"
scraped || fail 'not all pods are scraped'
echo 'scraped'

lab connect kubernetes -- get pods
grep -q '^catalog-' "$work/out" || fail 'the learner sees no pods'
lab logs catalog
grep -q . "$work/out" || fail 'there are no logs'
echo 'connect, logs'
lab play catalog-gone
grep -q 'FIRING' "$work/out" || fail 'there is no page'
lab stop
lab report
lab audit
echo 'page, report, audit'

"$program" --lab beside up --on kubernetes "${place[@]}" "${class[@]}" --yes >"$work/out" 2>&1 </dev/null || fail 'a second lab'
curl -fsS "$(awk '$1 == "Shop" { print $2 }' "$work/out")/" >/dev/null || fail 'the second shop does not answer'
"$program" --lab beside down --purge >"$work/out" 2>&1 </dev/null || fail 'the second lab does not end'
curl -fsS "$shop/" >/dev/null || fail 'the end of another lab took the shop'
echo 'a second lab beside it'
lab down
# The volume is its last claim's until somebody says otherwise.
kubectl patch persistentvolume elsewhere --type=json --patch='[{"op": "remove", "path": "/spec/claimRef"}]' >/dev/null
lab up
lab down --purge
if kubectl get namespaces -o name | grep elsewhere; then
    fail 'a namespace is left'
fi
echo 'down'
