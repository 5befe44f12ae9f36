#!/bin/sh
# Says how much CPU the added container needs, so that the pod's utilisation is known again.
set -eu
kubectl set resources deployment/main --containers=log-shipper --requests=cpu=1m
kubectl rollout status deployment/main --timeout=60s
